from typing import Any

from django.core.management.base import BaseCommand

from realestate.core.jobs import reap_lost_tasks


class Command(BaseCommand):
    help = (
        "Puts tasks back in the queue whose worker died or that failed, up to five runs each. "
        "Run every minute; safe to run twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reap_lost_tasks()} tasks put back")
