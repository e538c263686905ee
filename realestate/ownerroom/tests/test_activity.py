"""What an owner may know of their property."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from realestate.listings import services
from realestate.listings.models import Listing, Operation, PriceChange
from realestate.ownerroom.activity import Activity, activity_of
from realestate.portals.models import FeedBuild, FeedDifference, PortalAccount, Publication
from realestate.salespeople.models import Office, User
from realestate.tests.factories import (
    ContactFactory,
    EnquiryFactory,
    LeadFactory,
    ListingFactory,
    ViewingFactory,
    lawful_operation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operation(office: Office, salesperson: User) -> Operation:
    return lawful_operation(
        listing__office=office, listing__salesperson=salesperson, published_at=timezone.now() - timedelta(days=40)
    )


def today() -> date:
    return timezone.localdate()


def activity(listing: Listing, days: int = 30) -> Activity:
    with translation.override("en"):
        return activity_of(listing=listing, since=today() - timedelta(days=days), until=today())


def viewing(listing: Listing, *, days: float, **values: Any) -> Any:
    starts = timezone.now() + timedelta(days=days)
    return ViewingFactory(listing=listing, office=listing.office, starts_at=starts, **values)


def portal(operation: Operation, name: str, state: str, added: int | None = None) -> None:
    """The operation at a portal, in its feed for ``added`` days."""
    account = PortalAccount.objects.create(name=name, format="kyero", token_hash=name, token_encrypted="x")
    Publication.objects.create(
        account=account, operation=operation, listing=operation.listing, key="1", state=state, is_wanted=True
    )
    if added is not None:
        at = timezone.now() - timedelta(days=added)
        build = FeedBuild.objects.create(account=account, served_at=at, sha256="a", state_sha256="b")
        FeedDifference.objects.create(build=build, operation=operation, key="1", change="added")


def test_a_listing_without_anything_has_figures_all_the_same() -> None:
    found = activity(ListingFactory())
    assert (found.enquiries, found.viewings_done, found.on_portals, found.days_on_market) == (0, [], [], None)


def test_enquiries_of_the_period_are_counted_by_where_they_came_from(operation: Operation) -> None:
    listing = operation.listing
    for source in ("portal", "portal", "web"):
        EnquiryFactory(listing=listing, source=source)
    EnquiryFactory(listing=listing, received_at=timezone.now() - timedelta(days=31, hours=1))
    EnquiryFactory(listing=ListingFactory())
    found = activity(listing)
    assert found.enquiries == 3
    assert [(one.source, one.count) for one in found.enquiries_by_source] == [("Portal", 2), ("Our website", 1)]


def test_viewings_done_are_of_the_period_and_the_coming_ones_in_order(operation: Operation) -> None:
    listing = operation.listing
    done = viewing(listing, days=-2, status="done")
    viewing(listing, days=-40, status="done")
    viewing(listing, days=-1, status="cancelled")
    viewing(listing, days=-1)  # nobody has written yet how it went
    later, soon = viewing(listing, days=5), viewing(listing, days=1)
    found = activity(listing)
    assert [one.viewing for one in found.viewings_done] == [done.pk]
    assert [one.viewing for one in found.viewings_coming] == [soon.pk, later.pk]


def test_it_says_where_it_is_advertised_and_since_when(operation: Operation) -> None:
    portal(operation, "Kyero", "published", added=12)
    portal(operation, "Another", "waiting")
    portal(operation, "Refuses it", "excluded")
    found = {one.name: (one.state, one.since) for one in activity(operation.listing).on_portals}
    assert found == {
        "The agency's web site": ("Published", today() - timedelta(days=40)),
        "Kyero": ("Published", today() - timedelta(days=12)),
        "Another": ("In the next feed", None),
    }


def test_off_the_market_it_is_advertised_nowhere(operation: Operation) -> None:
    portal(operation, "Kyero", "published", added=12)
    Operation.objects.filter(pk=operation.pk).update(status="sold", is_on_web=False)
    assert activity(operation.listing).on_portals == []


def test_price_steps_have_their_days_and_differences(operation: Operation, salesperson: User) -> None:
    PriceChange.objects.create(
        operation=operation, price=operation.price, currency="EUR", at=timezone.now() - timedelta(days=40)
    )
    services.set_price(actor=salesperson, operation=operation, price=Decimal(140_000))
    found = activity(operation.listing)
    assert [(one.price, one.change, one.days, one.is_now) for one in found.price_steps] == [
        ("€140,000", "−€10,000", 0, True),
        ("€150,000", "", 40, False),
    ]
    assert found.days_on_market == 40


def test_nobody_who_asked_or_came_is_in_it(operation: Operation) -> None:
    listing = operation.listing
    contact = ContactFactory(first_name="Segismundo", last_name="Calderón", office=listing.office)
    lead = LeadFactory(contact=contact, office=listing.office, listing=listing)
    EnquiryFactory(lead=lead, listing=listing, name="Segismundo", email="segis@example.com", message="Llamadme")
    viewing(listing, days=-1, lead=lead, status="done", feedback="Segismundo la ve cara", outcome="undecided")
    viewing(listing, days=1, lead=lead, place="Casa de Segismundo")
    words = repr(activity(listing))
    for word in ("Segismundo", "Calder", "segis@", "Llamadme", "cara", str(lead.salesperson or "\0")):
        assert word not in words


def test_however_much_has_happened_the_queries_stay_the_same(operation: Operation) -> None:
    def happen() -> None:
        EnquiryFactory(listing=operation.listing)
        viewing(operation.listing, days=-1, status="done")
        viewing(operation.listing, days=1)
        PriceChange.objects.create(operation=operation, price=Decimal(1), currency="EUR")
        portal(operation, f"Portal {PortalAccount.objects.count()}", "published", added=3)

    counts = []
    for _round in range(2):
        happen()
        with CaptureQueriesContext(connection) as caught:
            activity(Listing.objects.get(pk=operation.listing_id))
        counts.append(len(caught) - 1)
    assert counts[0] == counts[1] <= 8


def test_words_are_in_the_readers_language(operation: Operation) -> None:
    EnquiryFactory(listing=operation.listing, source="phone")
    with translation.override("es"):
        found = activity_of(listing=operation.listing, since=today(), until=today())
    assert found.enquiries_by_source[0].source == "Teléfono"
