from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from realestate.contacts.merging import sweep_merged
from realestate.contacts.reviewing import compare_contacts


class Command(BaseCommand):
    help = (
        "Looks for contacts that may be the same among those that are new or changed, and moves what was written "
        "about a contact in the moment in which it was merged. Safe to run twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=50_000, help="at most so many contacts")
        parser.add_argument("--minutes", type=int, default=10, help="at most so long")

    def handle(self, *args: Any, **options: Any) -> None:
        moved = sweep_merged()
        done = compare_contacts(limit=options["limit"], longest=timedelta(minutes=options["minutes"]))
        self.stdout.write(f"{done} contacts compared, {moved} late rows moved")
