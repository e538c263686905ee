"""One box for people, leads and stock: grouped, and only what the person may see."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from realestate.contacts.services import create_contact, update_contact
from realestate.core.models import SearchWord
from realestate.listings.services import delete_listing, refresh_search_text
from realestate.salespeople.models import User
from realestate.search.results import search
from realestate.tests.factories import ContactFactory, LeadFactory, ListingFactory, OfficeFactory, UserFactory

pytestmark = pytest.mark.django_db


def names(user: User, typed: str) -> dict[str, list[str]]:
    with translation.override("en"):
        return {group.name: [hit.title for hit in group.hits] for group in search(user, typed).groups}


def person(salesperson: User, **values: Any) -> Any:
    assert salesperson.office is not None
    phones = values.pop("phones", ["+34612345678"])
    emails = values.pop("emails", ["lucia@example.com"])
    values = {"first_name": "Lucía", "last_name": "Gómez"} | values
    return create_contact(
        actor=salesperson,
        office=salesperson.office,
        salesperson=salesperson,
        values=values,
        phones=phones,
        emails=emails,
    )


@pytest.mark.parametrize("typed", ["gomez luc", "345678", "LUCIA@example", "+34 612 345 678"])
def test_a_contact_is_found_by_name_phone_and_address(salesperson: User, typed: str) -> None:
    person(salesperson)
    assert names(salesperson, typed) == {"Contacts": ["Lucía Gómez"]}


def test_a_contact_is_found_by_what_was_changed(salesperson: User) -> None:
    contact = person(salesperson)
    update_contact(
        actor=salesperson, contact=contact, values={"last_name": "Soler"}, phones=["+34612345678"], emails=[]
    )
    assert names(salesperson, "gomez") == {}
    assert names(salesperson, "soler") == {"Contacts": ["Lucía Soler"]}


def test_leads_stand_beside_their_people(salesperson: User) -> None:
    contact = person(salesperson)
    LeadFactory(contact=contact, office=contact.office, salesperson=salesperson)
    assert names(salesperson, "gomez") == {"Contacts": ["Lucía Gómez"], "Leads": ["Lucía Gómez"]}


def test_a_lead_is_found_however_many_others_have_its_name(salesperson: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("realestate.search.results.HELD_AT_ONCE", 2)
    mine = person(salesperson)
    LeadFactory(contact=mine, office=mine.office, salesperson=salesperson)
    colleague = UserFactory(office=OfficeFactory())
    for number in range(5):
        person(colleague, phones=[f"+3461111111{number}"], emails=[])
    assert names(salesperson, "gomez") == {"Contacts": ["Lucía Gómez"], "Leads": ["Lucía Gómez"]}


def test_a_listing_is_found_by_reference_and_street(salesperson: User) -> None:
    listing = ListingFactory(reference="MUR-0042", street="Calle Traperia")
    refresh_search_text(listing=listing)
    assert names(salesperson, "mur-0042") == {"Listings": ["MUR-0042"]}
    assert names(salesperson, "trapería") == {"Listings": ["MUR-0042"]}


def test_a_deleted_listing_leaves_no_words(manager: User) -> None:
    listing = ListingFactory()
    delete_listing(actor=manager, listing=listing)
    assert not SearchWord.objects.filter(room="listing", object_id=listing.pk).exists()


def test_what_others_have_is_not_found(salesperson: User, manager: User) -> None:
    colleague = UserFactory(office=OfficeFactory())
    LeadFactory(contact=person(colleague), office=colleague.office, salesperson=colleague)
    assert names(salesperson, "gomez") == {}
    assert set(names(manager, "gomez")) == {"Contacts", "Leads"}


def test_a_blocked_contact_is_not_found(salesperson: User) -> None:
    contact = person(salesperson)
    type(contact).objects.filter(pk=contact.pk).update(blocked_at=contact.created_at)
    assert names(salesperson, "gomez") == {}


def test_more_than_fit_lead_to_the_list(salesperson: User) -> None:
    for number in range(10):
        person(salesperson, last_name=f"Gómez {number}", phones=[f"+3461234567{number}"], emails=[])
    found = search(salesperson, "gómez")
    assert len(found.groups[0].hits) == 8
    assert found.groups[0].more
    assert found.groups[0].all_url.endswith("?text=g%C3%B3mez")


def test_the_page_shows_what_was_found(as_user: Any, salesperson: User) -> None:
    contact = person(salesperson)
    page = as_user(salesperson).get("/search/", {"q": "612345"}).content.decode()
    assert f'href="/contacts/{contact.pk}/"' in page
    assert "<html" in page


def test_the_window_gets_the_rows_alone(as_user: Any, salesperson: User) -> None:
    person(salesperson)
    page = as_user(salesperson).get("/search/", {"q": "gomez"}, headers={"HX-Request": "true"}).content.decode()
    assert "Lucía Gómez" in page
    assert "<html" not in page


def test_typed_markup_stays_text(as_user: Any, salesperson: User) -> None:
    page = as_user(salesperson).get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert not re.search(r"<script>alert", page)


def test_the_search_costs_the_same_for_one_and_for_thirty(
    as_user: Any, salesperson: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        contact = person(salesperson, last_name=f"Gómez {number}", phones=[f"+346123456{number:02}"], emails=[])
        LeadFactory(contact=contact, office=contact.office, salesperson=salesperson)
    client = as_user(salesperson)
    client.get("/search/", {"q": "gomez"})
    with django_assert_max_num_queries(12):
        client.get("/search/", {"q": "gomez"})


def test_the_index_is_made_anew_by_a_command(salesperson: User) -> None:
    person(salesperson)
    ContactFactory(first_name="Eva", last_name="Ruiz", search_text="eva ruiz", salesperson=salesperson)
    SearchWord.objects.all().delete()
    call_command("rebuild_search", verbosity=0)
    assert names(salesperson, "gomez") == {"Contacts": ["Lucía Gómez"]}
    assert names(salesperson, "eva") == {"Contacts": ["Eva Ruiz"]}
