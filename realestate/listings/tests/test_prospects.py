from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.listings import services
from realestate.listings.models import Listing, Ownership, Prospect
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ContactFactory, ContactPointFactory, ListingFactory, ProspectFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def prospect_of(user: User, **values: Any) -> Prospect:
    assert user.office is not None
    given = {"property_type": "flat", "operation_kind": "sale", "town": "Murcia", "salesperson": user, **values}
    return services.create_prospect(actor=user, office=user.office, values=given)


QUICK = {
    "property_type": "flat",
    "operation_kind": "sale",
    "street": "Calle Mayor",
    "street_number": "3",
    "town": "Murcia",
    "owner_name": "Pilar Gómez Soto",
    "owner_phone": "612 345 678",
}


def test_references_are_counted_by_office(salesperson: User, stranger: User) -> None:
    assert [prospect_of(salesperson).reference for _number in range(2)] == ["CAP-MUR-0001", "CAP-MUR-0002"]
    assert prospect_of(stranger).reference == "CAP-ALC-0001"


def test_it_goes_from_the_first_call_to_the_valuation(salesperson: User) -> None:
    prospect = services.contact_prospect(actor=salesperson, prospect=prospect_of(salesperson))
    assert prospect.status == "contacted"
    prospect = services.value_prospect(actor=salesperson, prospect=prospect, valuation=Decimal(180_000))
    assert (prospect.status, prospect.valuation) == ("valued", Decimal(180_000))


def test_what_was_lost_says_why_and_may_be_tried_again(salesperson: User) -> None:
    prospect = prospect_of(salesperson)
    with pytest.raises(BusinessRuleError):
        services.lose_prospect(actor=salesperson, prospect=prospect, reason="  ")
    lost = services.lose_prospect(actor=salesperson, prospect=prospect, reason="Vende por su cuenta")
    assert (lost.status, lost.lost_reason) == ("lost", "Vende por su cuenta")
    with pytest.raises(BusinessRuleError):
        services.convert_prospect(actor=salesperson, prospect=lost)
    again = services.reopen_prospect(actor=salesperson, prospect=lost)
    assert (again.status, again.lost_reason) == ("contacted", "")


def test_won_makes_a_draft_with_its_owner_and_both_references_find_it(salesperson: User) -> None:
    owner = ContactFactory(office=salesperson.office)
    prospect = prospect_of(salesperson, owner=owner, asking_price=Decimal(180_000), bedrooms=3, street="Calle Mayor")
    listing = services.convert_prospect(actor=salesperson, prospect=prospect)
    operation = listing.operations.get()
    assert (operation.kind, operation.price, operation.status) == ("sale", Decimal(180_000), "draft")
    assert (listing.owner, listing.bedrooms, listing.street) == (owner, 3, "Calle Mayor")
    assert Ownership.objects.get(listing=listing).share == 100
    stored = Prospect.objects.get()
    assert (stored.listing, stored.status, stored.reference) == (listing, "won", prospect.reference)
    assert Listing.objects.with_reference(prospect.reference.lower()).get() == listing
    assert Listing.objects.matching(prospect.reference).get() == listing
    assert Listing.objects.with_reference(listing.reference).get() == listing


def test_it_is_won_once_only(salesperson: User) -> None:
    prospect = prospect_of(salesperson)
    services.convert_prospect(actor=salesperson, prospect=prospect)
    with pytest.raises(BusinessRuleError):
        services.convert_prospect(actor=salesperson, prospect=prospect)
    assert Listing.objects.count() == 1


def test_an_edit_of_an_old_version_is_refused(salesperson: User) -> None:
    prospect = prospect_of(salesperson)
    services.update_prospect(actor=salesperson, prospect=prospect, values={"town": "Lorca"})
    with pytest.raises(StaleVersionError):
        services.update_prospect(actor=salesperson, prospect=prospect, values={"town": "Yecla"})


@pytest.mark.parametrize("typed", ["Calle Mayor", "C/ Mayor", "c. de la MAYOR"])
def test_the_same_address_in_other_words_is_noticed(salesperson: User, typed: str) -> None:
    prospect = prospect_of(salesperson, street="Calle Mayor", street_number="3")
    ListingFactory(reference="MUR-0009", street="Mayor", street_number="3", town="Murcia")
    found = services.places_like(town="MURCIA", street=typed, street_number="3")
    assert {place.reference for place in found} == {prospect.reference, "MUR-0009"}


def test_another_floor_is_another_home(salesperson: User) -> None:
    prospect_of(salesperson, street="Calle Mayor", street_number="3", floor="2")
    assert not services.places_like(town="Murcia", street="Calle Mayor", street_number="3", floor="4")


def test_the_quick_form_makes_the_owner_too(salesperson: User, as_user: SignIn) -> None:
    response = as_user(salesperson).post("/listings/prospects/new/", {**QUICK, "office": salesperson.office_id})
    prospect = Prospect.objects.get()
    assert response.headers["Location"] == prospect.get_absolute_url()
    assert prospect.owner is not None and prospect.owner.phones[0].value == "+34612345678"
    assert prospect.salesperson == salesperson


def test_the_quick_form_warns_of_what_is_known_and_saves_it_anyway(salesperson: User, as_user: SignIn) -> None:
    client = as_user(salesperson)
    known = ContactPointFactory(
        kind="phone", value="+34612345678", tail="612345678", contact__office=salesperson.office
    )
    data = {**QUICK, "office": salesperson.office_id}
    warned = client.post("/listings/prospects/new/", data)
    assert warned.status_code == 200 and not Prospect.objects.exists()
    assert 'name="confirmed"' in warned.content.decode()
    client.post("/listings/prospects/new/", {**data, "confirmed": "1"})
    assert Prospect.objects.get().owner == known.contact


def test_the_verbs_work_from_the_page(salesperson: User, as_user: SignIn) -> None:
    client, prospect = as_user(salesperson), prospect_of(salesperson)
    base = prospect.get_absolute_url()
    client.post(f"{base}contact/", {"next_step_on": "2026-12-01"})
    client.post(f"{base}value/", {"valuation": "180000"})
    assert Prospect.objects.get().status == "valued"
    assert client.post(f"{base}value/", {"valuation": "much"}).status_code == 302
    client.post(f"{base}convert/")
    assert Prospect.objects.get().status == "won"
    assert client.get(base).status_code == 200


def test_the_list_shows_open_ones_and_filters(salesperson: User, as_user: SignIn) -> None:
    client = as_user(salesperson)
    mine = prospect_of(salesperson)
    pool = ProspectFactory(office=salesperson.office, town="Lorca")
    ProspectFactory(office=salesperson.office, status="lost")

    def found(query: str) -> set[Prospect]:
        return set(client.get(f"/listings/prospects/{query}").context["rows"])

    assert found("") == {mine, pool}
    assert found("?mine=on") == {mine}
    assert found("?text=lorca") == {pool}
    assert len(found("?state=all")) == 3


def test_the_list_costs_the_same_however_long_it_is(salesperson: User, as_user: SignIn, office: Office) -> None:
    client = as_user(salesperson)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/listings/prospects/").status_code == 200
        return len(caught)

    ProspectFactory(office=office, salesperson=salesperson, owner=ContactFactory())
    few = queries()
    for _number in range(10):
        ProspectFactory(office=office, salesperson=salesperson, owner=ContactFactory(), listing=ListingFactory())
    assert queries() == few <= 12
