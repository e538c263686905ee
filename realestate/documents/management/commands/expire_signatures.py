from typing import Any

from django.core.management.base import BaseCommand

from realestate.documents.services import expire_signatures


class Command(BaseCommand):
    help = "Closes requests to sign whose time is over. Run once a day; safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{expire_signatures()} requests closed")
