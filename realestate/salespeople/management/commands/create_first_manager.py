from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.forms import ValidationError

from realestate.core.text import normalise_email
from realestate.salespeople.models import Invitation, User
from realestate.salespeople.services import create_first_manager, issue_invitation


class Command(BaseCommand):
    help = (
        "On a database without accounts, makes a main office and a manager, and prints the one-time link with which"
        " the manager sets a password. Until the link is used, the next run prints a new one. Else changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="the manager's address, with which they sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        email = normalise_email(options["email"])
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"--email: {options['email']!r} is not an e-mail address") from error
        waiting = first_manager_without_password()
        if waiting is not None:
            self.say(waiting.email, issue_invitation(user=waiting, invited_by=None))
        elif User.objects.exists():
            self.stdout.write("There are accounts already; sign in with one of them.")
        else:
            self.say(email, create_first_manager(email=email))

    def say(self, email: str, link: str) -> None:
        self.stdout.write(f"FIRST MANAGER {email}")
        self.stdout.write(f"Set the password within {Invitation.VALID_FOR.days} days at this one-time link: {link}")


def first_manager_without_password() -> User | None:
    """The only account, when it is a manager's who has not used the link yet."""
    users: list[User] = list(User.objects.all()[:2])
    if len(users) == 1 and users[0].is_manager and not users[0].has_usable_password():
        return users[0]
    return None
