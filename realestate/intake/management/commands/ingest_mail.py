import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from realestate.intake import services
from realestate.intake.services.receiving import LARGEST_MAIL
from realestate.salespeople.models import Office


class Command(BaseCommand):
    help = "Takes one mail from standard input, as a mail server hands it to a program: ingest_mail < mail.eml"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", default="", help="code of the office that gets it (default: the first one)")

    def handle(self, *args: Any, office: str, **options: Any) -> None:
        rows = Office.objects.order_by("pk")
        found = rows.filter(code=office.upper()).first() if office else rows.first()
        if found is None:
            raise CommandError(f"There is no office {office}." if office else "This agency has no office yet.")
        raw = sys.stdin.buffer.read(LARGEST_MAIL + 1)
        if not raw.strip():
            raise CommandError("There was no mail on standard input.")
        message = services.keep_mail(raw=raw, office=found)
        self.stdout.write("kept" if message else "known already")
