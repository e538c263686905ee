from typing import Any

from django.core.management.base import BaseCommand

from realestate.listings.services import advance_mandates


class Command(BaseCommand):
    help = "Moves mandates on by the calendar, and warns before they end. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in advance_mandates().items()))
