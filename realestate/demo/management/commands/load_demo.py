from typing import Any

from django.core.management.base import BaseCommand, CommandError

from realestate.core.errors import BusinessRuleError
from realestate.demo.loader import is_loaded, load_demo, logins, refresh_passwords
from realestate.demo.ownerroom import owner_links


class Command(BaseCommand):
    help = (
        "Loads a demo agency into an empty database and prints one LOGIN line a role and an OWNER line, "
        "the link to an owner's room. "
        "When it is there already, only the lines are printed. Refused on other data and in a cluster."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if is_loaded():
                refresh_passwords()
            else:
                load_demo()
        except BusinessRuleError as error:
            raise CommandError(str(error)) from error
        for login in logins():
            self.stdout.write(f"LOGIN {login.role} {login.email} {login.password}")
        for link in owner_links():
            self.stdout.write(f"OWNER {link}")
