from typing import Any

from django.core.management.base import BaseCommand

from realestate.audit.services import seal_lines


class Command(BaseCommand):
    help = "Chains settled audit lines by hash, in order. Run every minute; safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seal_lines()} audit lines sealed")
