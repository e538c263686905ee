from typing import Any

from django.core.management.base import BaseCommand

from realestate.intake import services
from realestate.intake.imap import fetch_all


class Command(BaseCommand):
    help = "Reads the mailboxes that portals write to, and has messages read again whose task was lost."

    def handle(self, *args: Any, **options: Any) -> None:
        for mailbox, found in fetch_all():
            if isinstance(found, str):
                self.stderr.write(f"{mailbox}: {found}")
            elif found.kept or found.known:
                self.stdout.write(f"{mailbox}: {found.kept} new, {found.known} known")
        again = services.requeue_waiting()
        if again:
            self.stdout.write(f"{again} messages put back in the queue")
