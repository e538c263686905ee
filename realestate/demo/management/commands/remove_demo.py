from typing import Any

from django.core.management.base import BaseCommand, CommandError

from realestate.core.errors import BusinessRuleError
from realestate.demo.removal import remove_demo


class Command(BaseCommand):
    help = "Deletes the demo agency with all its people, stock, contacts and leads. Your own offices stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = remove_demo()
        except BusinessRuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The demo is gone ({count} leads).")
