from typing import Any

from django.core.management.base import BaseCommand

from realestate.listings.services import remind_overdue_keys


class Command(BaseCommand):
    help = "Writes once a day to whoever has keys that should be back. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remind_overdue_keys()} reminders")
