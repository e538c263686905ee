from typing import Any

import pytest
from django.urls import reverse

from realestate.contacts.models import Contact
from realestate.leads.models import Lead, NextAction
from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, ContactPointFactory, ListingFactory

pytestmark = pytest.mark.django_db
URL = reverse("leads:create")
TYPED = {"name": "Lucía Gómez", "phone_or_email": "612 345 678", "wants": "Ático"}


def known(user: User | None, office: Any) -> Contact:
    contact: Contact = ContactFactory(office=office, salesperson=user, first_name="Secret", last_name="Name")
    ContactPointFactory(contact=contact, kind="phone", value="+34612345678", tail="612345678")
    return contact


def test_three_fields_make_a_lead_of_ones_own(salesperson: User, as_user: Any) -> None:
    response = as_user(salesperson).post(URL, TYPED)
    lead = Lead.objects.get()
    assert response.headers["Location"] == reverse("leads:detail", args=[lead.pk])
    assert (lead.salesperson, lead.summary, lead.contact.salesperson) == (salesperson, "Ático", salesperson)
    assert NextAction.objects.get().salesperson == salesperson


def test_it_takes_an_email_too(salesperson: User, as_user: Any) -> None:
    as_user(salesperson).post(URL, {**TYPED, "phone_or_email": "Lucia@Example.com"})
    assert Contact.objects.get().emails[0].value == "lucia@example.com"


@pytest.mark.parametrize("typed", ["", "123", "abc", "a@b", "@", "6" * 100, "+++"])
def test_neither_phone_nor_email_is_a_message(typed: str, salesperson: User, as_user: Any) -> None:
    response = as_user(salesperson).post(URL, {**TYPED, "phone_or_email": typed})
    assert "phone_or_email" in response.context["form"].errors


def test_the_listing_is_taken_from_the_address_and_by_its_reference(salesperson: User, as_user: Any) -> None:
    listing = ListingFactory(reference="MUR-0007")
    client = as_user(salesperson)
    assert 'value="MUR-0007"' in client.get(URL, {"listing": "MUR-0007"}).content.decode()
    client.post(URL, {**TYPED, "listing": "mur-0007"})
    assert Lead.objects.get().listing == listing


def test_an_unknown_reference_is_a_message(salesperson: User, as_user: Any) -> None:
    assert "listing" in as_user(salesperson).post(URL, {**TYPED, "listing": "X-1"}).context["form"].errors


def test_the_first_submit_shows_who_keeps_a_known_person_and_nothing_more(
    salesperson: User, stranger: User, as_user: Any
) -> None:
    known(stranger, stranger.office)
    page = as_user(salesperson).post(URL, TYPED).content.decode()
    assert "Eva Lozano" in page
    assert "Alicante Playa" in page
    assert "Secret" not in page
    assert 'name="use"' not in page
    assert not Lead.objects.exists()


def test_saving_anyway_makes_a_new_contact(salesperson: User, stranger: User, as_user: Any) -> None:
    known(stranger, stranger.office)
    as_user(salesperson).post(URL, {**TYPED, "confirmed": "1"})
    assert Lead.objects.get().contact.salesperson == salesperson
    assert Contact.objects.count() == 2


def test_a_known_person_whom_one_may_see_can_be_taken(salesperson: User, as_user: Any) -> None:
    contact = known(None, salesperson.office)
    client = as_user(salesperson)
    page = client.post(URL, TYPED).content.decode()
    assert f'name="use" value="{contact.pk}"' in page
    client.post(URL, {**TYPED, "use": str(contact.pk)})
    assert Lead.objects.get().contact == contact


@pytest.mark.parametrize("use", ["abc", "9" * 30, "-1", "hidden"])
def test_another_contact_cannot_be_smuggled_in(use: str, salesperson: User, stranger: User, as_user: Any) -> None:
    hidden = known(stranger, stranger.office)
    value = str(hidden.pk) if use == "hidden" else use
    assert as_user(salesperson).post(URL, {**TYPED, "use": value}).status_code == 404
    assert not Lead.objects.exists()


def test_htmx_gets_the_form_alone_and_is_sent_on(salesperson: User, as_user: Any) -> None:
    client = as_user(salesperson)
    headers = {"HX-Request": "true"}
    page = client.get(URL, headers=headers).content.decode()
    assert "<html" not in page
    assert 'hx-trigger="input changed delay:400ms"' in page
    response = client.post(URL, TYPED, headers=headers)
    assert response.headers["HX-Redirect"] == reverse("leads:detail", args=[Lead.objects.get().pk])


def test_who_has_no_office_reads_why(salesperson: User, as_user: Any) -> None:
    salesperson.office = None
    salesperson.save()
    assert as_user(salesperson).post(URL, TYPED).context["form"].non_field_errors()
