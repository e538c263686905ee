import signal
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from realestate.core.schedules import SCHEDULES


class Command(BaseCommand):
    help = "Runs the scheduled commands in this one process, where there are no CronJobs (bin/run). Ctrl-C stops it."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        last: dict[str, float] = {}
        try:
            while True:
                close_old_connections()
                for name, seconds in SCHEDULES.items():
                    now = time.monotonic()
                    if now - last.get(name, now - seconds) >= seconds:
                        last[name] = now
                        self.run(name)
                time.sleep(5)
        except KeyboardInterrupt:
            return

    def run(self, name: str) -> None:
        try:
            call_command(name, stdout=self.stdout)
        except Exception as error:  # one bad night must not end the others
            self.stderr.write(f"{name}: {type(error).__name__}: {error}")
