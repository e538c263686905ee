from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from realestate.agenda.models import Viewing
from realestate.agenda.services import book_viewing
from realestate.core.errors import BusinessRuleError
from realestate.leads.models import Lead
from realestate.salespeople.models import Office, User
from realestate.tests.factories import LeadFactory, ListingFactory, NextActionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(salesperson: User) -> Lead:
    lead = LeadFactory(office=salesperson.office, salesperson=salesperson, stage="qualified")
    NextActionFactory(lead=lead, salesperson=salesperson)
    return lead


def tomorrow(hour: int = 10) -> str:
    return (timezone.localtime() + timedelta(days=1)).strftime(f"%Y-%m-%dT{hour:02}:00")


def book(lead: Lead, actor: User, **values: object) -> Viewing:
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    listing = values.pop("listing", None) or ListingFactory()
    at = values.pop("starts_at", start)
    return book_viewing(
        actor=actor,
        lead=lead,
        listing=listing,
        salesperson=actor,
        starts_at=at,
        minutes=45,
        **values,  # type: ignore[arg-type]
    )


def test_a_viewing_is_booked_from_the_leads_page(
    lead: Lead, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    listing = ListingFactory(reference="MUR-0007", street="Calle Mayor")
    data = {"reference": "mur-0007", "starts_at": tomorrow(), "minutes": 45, "salesperson": salesperson.pk, "place": ""}
    response = as_user(salesperson).post(f"/agenda/new/?lead={lead.pk}", data)
    viewing = Viewing.objects.get()
    assert response.headers["Location"] == f"/agenda/{viewing.pk}/"
    assert (viewing.listing, viewing.place) == (listing, "Calle Mayor, Murcia, Murcia")


def test_a_viewing_is_the_leads_next_action(lead: Lead, salesperson: User) -> None:
    viewing = book(lead, salesperson)
    action = lead.next_actions.get(viewing_id=viewing.pk)
    assert (action.kind, action.due_at) == ("viewing", viewing.starts_at)


def test_booking_moves_the_lead_on_to_viewing(lead: Lead, salesperson: User) -> None:
    book(lead, salesperson)
    lead.refresh_from_db()
    assert lead.stage == "viewing"


def test_a_later_stage_is_left_alone(lead: Lead, salesperson: User) -> None:
    Lead.objects.update(stage="offer")
    lead.refresh_from_db()
    book(lead, salesperson)
    lead.refresh_from_db()
    assert lead.stage == "offer"


def test_a_listing_is_not_shown_twice_at_once(lead: Lead, salesperson: User, colleague: User) -> None:
    viewing = book(lead, salesperson)
    other = LeadFactory(office=lead.office, salesperson=colleague)
    with pytest.raises(BusinessRuleError, match=r"property|inmueble"):
        book(other, colleague, listing=viewing.listing, starts_at=viewing.starts_at + timedelta(minutes=30))


def test_a_salesperson_is_in_one_place_at_a_time(lead: Lead, salesperson: User) -> None:
    viewing = book(lead, salesperson)
    with pytest.raises(BusinessRuleError, match="Ana"):
        book(lead, salesperson, starts_at=viewing.starts_at + timedelta(minutes=15))


def test_one_viewing_may_begin_when_another_ends(lead: Lead, salesperson: User) -> None:
    viewing = book(lead, salesperson)
    book(lead, salesperson, listing=viewing.listing, starts_at=viewing.ends_at)
    assert Viewing.objects.count() == 2


def test_the_past_cannot_be_booked(lead: Lead, salesperson: User) -> None:
    with pytest.raises(BusinessRuleError):
        book(lead, salesperson, starts_at=timezone.now() - timedelta(days=1))


def test_a_closed_lead_sees_no_more_homes(lead: Lead, salesperson: User) -> None:
    Lead.objects.update(stage="lost")
    lead.refresh_from_db()
    with pytest.raises(BusinessRuleError):
        book(lead, salesperson)


def test_an_unknown_reference_is_a_message(lead: Lead, salesperson: User, as_user: Callable[[User], Client]) -> None:
    data = {"reference": "NO-SUCH", "starts_at": tomorrow(), "minutes": 45, "salesperson": salesperson.pk}
    response = as_user(salesperson).post(f"/agenda/new/?lead={lead.pk}", data)
    assert response.status_code == 200
    assert "reference" in response.context["form"].errors


@pytest.mark.parametrize("query", ["", "?lead=", "?lead=x", "?lead=99999999999999999999", "?lead=0"])
def test_a_viewing_needs_a_lead_that_one_sees(query: str, salesperson: User, as_user: Callable[[User], Client]) -> None:
    assert as_user(salesperson).get(f"/agenda/new/{query}").status_code == 404


def test_another_offices_lead_is_not_found(lead: Lead, stranger: User, as_user: Callable[[User], Client]) -> None:
    assert as_user(stranger).get(f"/agenda/new/?lead={lead.pk}").status_code == 404


def test_a_lead_in_the_pool_is_claimed_first(
    office: Office, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    lead = LeadFactory(office=office, salesperson=None)
    assert as_user(salesperson).get(f"/agenda/new/?lead={lead.pk}").status_code == 403


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_twenty_bookings_of_one_hour_exactly_one_succeeds(office: Office) -> None:
    from realestate.tests.factories import UserFactory

    listing = ListingFactory(office=office)
    people = [UserFactory(office=office) for _ in range(20)]
    leads = [LeadFactory(office=office, salesperson=person) for person in people]
    start = timezone.now().replace(microsecond=0) + timedelta(days=1)
    barrier = Barrier(20)

    def attempt(number: int) -> bool:
        barrier.wait(timeout=30)
        try:
            book_viewing(
                actor=people[number],
                lead=leads[number],
                listing=listing,
                salesperson=people[number],
                starts_at=start,
                minutes=45,
            )
        except BusinessRuleError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, range(20))) == 1
    assert Viewing.objects.count() == 1
