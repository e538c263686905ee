"""Alerts before a mandate ends: each once, to somebody who can act, on the office's own day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from realestate.core.dates import add_months, today
from realestate.core.models import OutgoingEmail
from realestate.listings import services
from realestate.listings.mandate_states import as_long_again
from realestate.listings.models import Listing, Mandate
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, MandateFactory, OfficeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(salesperson: User) -> Listing:
    return ListingFactory(salesperson=salesperson, office=salesperson.office)


def ending(listing: Listing, left: int, **values: Any) -> Mandate:
    return MandateFactory(listing=listing, ends_on=today() + timedelta(days=left), **values)


def written_to(person: User) -> int:
    return OutgoingEmail.objects.filter(recipient=person.email).count()


def test_after_days_without_the_clock_one_alert_is_written_not_three(salesperson: User, listing: Listing) -> None:
    ending(listing, 40)
    services.advance_mandates(day=today() + timedelta(days=35))
    assert written_to(salesperson) == 1
    services.advance_mandates(day=today() + timedelta(days=36))
    assert written_to(salesperson) == 1


def test_one_made_with_ten_days_left_is_told_of_at_once_and_at_seven(salesperson: User, listing: Listing) -> None:
    ending(listing, 10)
    counts = []
    for days in range(11):
        services.advance_mandates(day=today() + timedelta(days=days))
        counts.append(written_to(salesperson))
    assert counts == [1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]


def test_one_that_ends_today_is_told_of_and_holds_until_midnight(salesperson: User, listing: Listing) -> None:
    mandate = ending(listing, 0)
    salesperson.language = "en"
    salesperson.save()
    services.advance_mandates()
    mandate.refresh_from_db()
    assert mandate.status == "expiring"
    assert OutgoingEmail.objects.get().subject == f"{listing.reference}: the mandate ends today"
    services.advance_mandates(day=today() + timedelta(days=1))
    mandate.refresh_from_db()
    assert mandate.status == "expired"
    assert written_to(salesperson) == 1


def test_one_whose_renewal_is_signed_needs_no_alert(salesperson: User, listing: Listing) -> None:
    mandate = ending(listing, 14, kind="exclusive", is_off_premises=False)
    follower = services.renew_mandate(actor=salesperson, mandate=mandate)
    services.sign_on_paper(actor=salesperson, mandate=follower, signed_on=today())
    services.advance_mandates()
    assert written_to(salesperson) == 0


def test_a_renewal_that_nobody_has_signed_stops_no_alert(salesperson: User, listing: Listing) -> None:
    services.renew_mandate(actor=salesperson, mandate=ending(listing, 14))
    services.advance_mandates()
    assert written_to(salesperson) == 1


def test_a_renewal_revoked_within_its_window_brings_the_alert_back(salesperson: User, listing: Listing) -> None:
    mandate = ending(listing, 14)
    follower = services.renew_mandate(actor=salesperson, mandate=mandate)
    follower = services.sign_on_paper(actor=salesperson, mandate=follower, signed_on=today())
    services.advance_mandates()
    assert written_to(salesperson) == 0
    services.revoke_mandate(actor=salesperson, mandate=follower)
    services.advance_mandates()
    assert written_to(salesperson) == 1


def test_a_renewal_takes_over_without_a_gap(salesperson: User, listing: Listing) -> None:
    mandate = ending(listing, 3, is_off_premises=False)
    follower = services.renew_mandate(actor=salesperson, mandate=mandate)
    services.sign_on_paper(actor=salesperson, mandate=follower, signed_on=today())
    services.advance_mandates(day=today() + timedelta(days=4))
    mandate.refresh_from_db()
    follower.refresh_from_db()
    assert (mandate.status, follower.status) == ("renewed", "active")


def test_one_that_renews_itself_makes_way_for_its_signed_renewal(salesperson: User, listing: Listing) -> None:
    mandate = ending(listing, 3, is_off_premises=False, renews_months=6)
    follower = services.renew_mandate(actor=salesperson, mandate=mandate)
    services.sign_on_paper(actor=salesperson, mandate=follower, signed_on=today())
    services.advance_mandates(day=today() + timedelta(days=4))
    mandate.refresh_from_db()
    assert (mandate.status, mandate.ends_on) == ("renewed", today() + timedelta(days=3))


def test_when_the_agent_has_left_the_managers_hear_of_it(
    salesperson: User, coordinator: User, manager: User, listing: Listing
) -> None:
    ending(listing, 7)
    salesperson.is_active = False
    salesperson.save()
    services.advance_mandates()
    assert [written_to(one) for one in (salesperson, coordinator, manager)] == [0, 1, 1]


def test_while_the_agent_is_there_the_managers_are_left_in_peace(
    salesperson: User, coordinator: User, manager: User, listing: Listing
) -> None:
    ending(listing, 7)
    services.advance_mandates()
    assert [written_to(one) for one in (salesperson, coordinator, manager)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("zone", "status"),
    [("Europe/Madrid", "expired"), ("Atlantic/Canary", "expiring"), ("America/Mexico_City", "expiring")],
)
def test_the_day_is_the_offices_own(zone: str, status: str) -> None:
    """At half past midnight in Madrid it is still yesterday on the Canary Islands and in Mexico."""
    with time_machine.travel(datetime(2027, 1, 31, 23, 30, tzinfo=UTC), tick=False):
        office = OfficeFactory(time_zone=zone)
        listing = ListingFactory(office=office, salesperson=UserFactory(office=office))
        mandate = MandateFactory(listing=listing, ends_on=datetime(2027, 1, 31).date())
        services.advance_mandates()
        mandate.refresh_from_db()
        assert mandate.status == status


def test_one_that_ended_before_its_window_was_over_never_came_into_force(salesperson: User, listing: Listing) -> None:
    mandate = services.create_mandate(
        actor=salesperson,
        listing=listing,
        values={"operation_kinds": ["sale"], "starts_on": today(), "ends_on": today() + timedelta(days=5)},
    )
    mandate = services.sign_on_paper(actor=salesperson, mandate=mandate, signed_on=today())
    done = services.advance_mandates(day=today() + timedelta(days=30))
    mandate.refresh_from_db()
    assert (mandate.status, done["active"], done["expired"]) == ("expired", 0, 1)


@pytest.mark.parametrize(
    ("months", "renews", "expected"),
    [(6, 0, 6), (12, 0, 12), (30, 6, 6)],
    ids=["half a year", "a year", "one that has renewed itself four times"],
)
def test_a_renewal_lasts_as_long_as_one_period(months: int, renews: int, expected: int) -> None:
    first = datetime(2026, 1, 15).date()
    mandate = Mandate(starts_on=first, ends_on=add_months(first, months), renews_months=renews)
    start = datetime(2027, 3, 1).date()
    assert as_long_again(mandate, start) == add_months(start, expected)


def test_a_renewal_of_ninety_days_lasts_ninety_days() -> None:
    first = datetime(2026, 1, 1).date()
    mandate = Mandate(starts_on=first, ends_on=first + timedelta(days=97))
    assert as_long_again(mandate, first) == first + timedelta(days=97)
