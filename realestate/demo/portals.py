"""The demo agency's accounts at portals, one a format, each with a feed to look at."""

from functools import partial

from django.db import models, transaction

from realestate.portals.feeds.accounts import create_account
from realestate.portals.feeds.building import build_feed, delete_file
from realestate.portals.models import FeedBuild, PortalAccount
from realestate.salespeople.models import Office, User

ACCOUNTS = (
    {"name": "Kyero (demo)", "format": "kyero", "photo_limit": 50},
    {"name": "idealista (demo)", "format": "idealista", "customer_code": "ilc000000", "photo_limit": 30},
    {"name": "Portal británico (demo)", "format": "blm", "customer_code": "77001", "photo_limit": 20},
)


def open_accounts(offices: list[Office]) -> None:
    """With the first feed of each, built at once so that it can be fetched before a worker runs."""
    manager = User.objects.managers().filter(office__in=offices).order_by("pk").first()
    if manager is None:
        return
    for values in ACCOUNTS:
        account = create_account(actor=manager, values={**values, "offices": offices, "contact_email": manager.email})
        build_feed(account_id=account.pk)


def close_accounts(offices: "models.QuerySet[Office]") -> None:
    """Those of the demo with their feeds; an account that sends a real office's stock stays."""
    real = Office.objects.exclude(pk__in=offices)
    accounts = PortalAccount.objects.filter(offices__in=offices).exclude(offices__in=real).distinct()
    keys = list(accounts.values_list("pk", flat=True))
    for name in FeedBuild.objects.filter(account__in=keys).exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(delete_file, name))
    PortalAccount.objects.filter(pk__in=keys).delete()
