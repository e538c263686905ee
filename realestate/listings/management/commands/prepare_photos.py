"""Have photos of an earlier release prepared as this one does it: every width, JPEG too, a fingerprint."""

from typing import Any

from django.core.management.base import BaseCommand

from realestate.listings import services


class Command(BaseCommand):
    help = "Enqueue the photos that have not been prepared by this release; the worker does the rest."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(services.prepare_photos()))
