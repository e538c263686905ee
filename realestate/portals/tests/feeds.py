"""Stock that may go to every portal, and accounts, for the tests of the feeds."""

from decimal import Decimal
from typing import Any

from realestate.listings.models import Listing, Operation
from realestate.listings.rules import Facts, Rule, Severity
from realestate.portals.feeds.accounts import _issue
from realestate.portals.models import PortalAccount
from realestate.tests import factories


def portal(format: str = "kyero", **values: Any) -> PortalAccount:
    """An account without a first build."""
    offices = values.pop("offices", ())
    account = PortalAccount(**{"name": f"Portal {format}", "format": format, "customer_code": "77", **values})
    _issue(account)
    account.save()
    account.offices.set(offices)
    return account


def offered(reference: str, *, photos: int = 1, kind: str = "sale", **values: Any) -> Operation:
    """An operation on the market whose listing has all that portals ask for."""
    operation_values = {name: values.pop(name) for name in ("price", "status", "period", "currency") if name in values}
    text = values.pop("text", "Piso luminoso cerca del mar.")
    listing: Listing = factories.ListingFactory(
        reference=reference,
        **{"energy_status": "exempt", "built_area": Decimal(80), "bedrooms": 2, "zone": "Centro", **values},
    )
    factories.ListingTextFactory(listing=listing, description=text)
    for number in range(photos):
        factories.PhotoFactory(
            listing=listing, position=number, remote_url=f"https://photos.example/{reference}/{number}.jpg"
        )
    defaults = {"price": Decimal(150_000)} if kind == "sale" else {"price": Decimal(900), "period": "month"}
    return factories.OperationFactory(listing=listing, kind=kind, **{**defaults, **operation_values})


PHOTO = Rule("photos", Severity.RED, "There is no photo.", lambda facts: bool(facts.photos), "photos")


def simple_rules(facts: Facts, channel: str) -> list[Rule]:
    """Instead of the law of the land, which has tests of its own: a photo is all that is asked."""
    return [] if PHOTO.check(facts) else [PHOTO]
