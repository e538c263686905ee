from typing import Any

from django.core.management.base import BaseCommand

from realestate.core.mail import send_pending_email


class Command(BaseCommand):
    help = (
        "Sends mails of the outbox that are due: new ones whose task was lost, and failed ones whose pause is over. "
        "Run every minute; safe to run twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_pending_email()} mails sent")
