from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from realestate.portals.feeds.building import build_feed
from realestate.portals.models import PortalAccount


class Command(BaseCommand):
    help = "Builds the feeds of all active portal accounts. Run every quarter of an hour; safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", type=int, help="only this account (its number)")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = PortalAccount.objects.active().order_by("pk")
        if options["account"]:
            accounts = accounts.filter(pk=options["account"])
        failed = 0
        for pk, name in accounts.values_list("pk", "name"):
            try:
                build = build_feed(account_id=pk)
            except Exception as error:  # one portal's trouble must not keep the others waiting
                failed += 1
                self.stderr.write(f"{name}: {type(error).__name__}: {error}")
                continue
            if build is None:
                self.stdout.write(f"{name}: another build is at it")
            elif build.is_held_back:
                self.stdout.write(f"{name}: held back, {build.listing_count} of {build.guard_previous} listings")
            else:
                self.stdout.write(f"{name}: {build.listing_count} listings, {build.size} bytes, {build.seconds:.1f} s")
        if failed:
            raise SystemExit(1)
