"""Properties as strangers see them, or do not."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from realestate.listings import services
from realestate.listings.choices import Channel, OperationKind
from realestate.listings.models import Listing, Mandate, Operation, Ownership, RuleOverride
from realestate.listings.rules import Severity, findings
from realestate.listings.tests.pictures import jpeg
from realestate.tests import factories

PUBLISHED = datetime(2026, 5, 4, 10, tzinfo=UTC)
LAWFUL: dict[str, Any] = {
    "energy_status": "exempt",
    "built_area": Decimal(90),
    "usable_area": Decimal(80),
    "bedrooms": 2,
    "bathrooms": 1,
}


def shown_listing(*, offer: dict[str, Any] | None = None, picture: bool = False, **values: Any) -> Listing:
    """On the market, with all that the rules ask for; with a file behind its photo when asked."""
    office = values.get("office") or factories.OfficeFactory()
    listing: Listing = factories.ListingFactory(**{**LAWFUL, "office": office, **values})
    factories.OperationFactory(listing=listing, **{"published_at": PUBLISHED, **(offer or {})})
    factories.ListingTextFactory(listing=listing)
    photo = factories.PhotoFactory(listing=listing, position=0)
    if picture:
        photo.original.save("original.jpg", jpeg())
    make_lawful(listing)
    return listing


def make_lawful(listing: Listing) -> None:
    """Give it an owner and a mandate in force, and let it out."""
    if listing.owner is None:
        listing.owner = factories.ContactFactory(office=listing.office)
        listing.save()
    Ownership.objects.get_or_create(listing=listing, contact=listing.owner, defaults={"share": 100})
    Mandate.objects.create(
        reference=f"E-{listing.pk}",
        listing=listing,
        operation_kinds=OperationKind.values,
        status="active",
        starts_on=PUBLISHED.date(),
    )
    make_green(listing)
    assert Operation.objects.on_web().filter(listing=listing).exists()


def make_green(listing: Listing) -> None:
    """A manager lets out what only warns; red stays in."""
    manager = factories.UserFactory(office=listing.office, role="manager")
    for operation in Operation.objects.for_rules().filter(listing=listing.pk):
        found = findings(operation, Channel.WEB)
        assert not [one for one in found if one.severity == Severity.RED], found
        for one in found:
            if one.severity == Severity.AMBER and not one.is_overridden:
                RuleOverride.objects.create(operation=operation, code=one.code, reason="Prueba", actor=manager)
    services.refresh_publication(listing=listing)
