from typing import Any

from django.core.management.base import BaseCommand, CommandError

from realestate.audit.services import find_broken_line


class Command(BaseCommand):
    help = "Checks every seal of the audit chain and names the first line that was changed or removed. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = find_broken_line()
        if broken is not None:
            raise CommandError(f"The chain is broken at line {broken.pk}, sequence {broken.sequence}.")
        self.stdout.write("The audit chain is whole.")
