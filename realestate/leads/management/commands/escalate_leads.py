from typing import Any

from django.core.management.base import BaseCommand

from realestate.leads.services import close_claim_windows, escalate_leads


class Command(BaseCommand):
    help = (
        "Closes claim windows that are over and takes the next step for leads that nobody answered. Safe to run twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        windows, steps = close_claim_windows(), escalate_leads()
        if windows or steps:
            self.stdout.write(f"{windows} claim windows closed, {steps} steps taken for unanswered leads")
