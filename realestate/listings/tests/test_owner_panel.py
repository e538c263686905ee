"""All owners of a listing: on its page, on each owner's page, and in the back office."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from realestate.audit.models import AuditLine
from realestate.contacts.models import Contact, ContactPoint
from realestate.listings import services
from realestate.listings.models import Listing, Ownership
from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, ListingFactory, OfficeFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def person(user: User, name: str, **values: Any) -> Contact:
    contact: Contact = ContactFactory(office=user.office, salesperson=user, first_name=name, last_name="", **values)
    ContactPoint.objects.create(contact=contact, kind="email", value=f"{name.lower()}@example.com")
    return contact


@pytest.fixture
def listing(salesperson: User) -> Listing:
    """Of Lola and Pepe in halves; Pepe's lawyer speaks for him."""
    listing: Listing = ListingFactory(salesperson=salesperson, office=salesperson.office)
    halves = [
        services.OwnerShare(person(salesperson, "Lola"), Decimal(50)),
        services.OwnerShare(person(salesperson, "Pepe"), Decimal(50), person(salesperson, "Lucas")),
    ]
    services.set_owners(actor=salesperson, listing=listing, owners=halves)
    return listing


def owners_page(client: Client, listing: Listing) -> str:
    with translation.override("en"):
        return client.get(reverse("listings:owner", args=[listing.reference])).content.decode()


def test_all_owners_show_with_shares_and_who_speaks_for_them(
    as_user: SignIn, salesperson: User, listing: Listing
) -> None:
    page = owners_page(as_user(salesperson), listing)
    for words in ("Lola", "Pepe", "Lucas", "lucas@example.com", "50 %"):
        assert words in page
    assert AuditLine.objects.about(listing).filter(action="owner.viewed").count() == 1


def test_the_listings_page_says_how_many_there_are_and_names_nobody(
    as_user: SignIn, salesperson: User, listing: Listing
) -> None:
    salesperson.language = "en"
    salesperson.save()
    page = as_user(salesperson).get(listing.get_absolute_url()).content.decode()
    assert "Show the 2 owners" in page
    assert "Lola" not in page


def test_a_name_is_a_link_only_where_its_page_opens(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    far = ContactFactory(office=OfficeFactory(), first_name="Remoto", last_name="Lejano")
    Ownership.objects.filter(contact__first_name="Pepe").update(representative=far)
    client = as_user(salesperson)
    page = owners_page(client, listing)
    assert "Remoto Lejano" in page
    for contact in Contact.objects.all():
        url = reverse("contacts:detail", args=[contact.pk])
        opens = client.get(url).status_code == 200
        assert (f'href="{url}"' in page) == (opens and contact.first_name != "Lucas")


@pytest.mark.parametrize("name", ["Pepe", "Lucas"])
def test_who_is_blocked_for_data_protection_shows_nowhere(
    as_user: SignIn, salesperson: User, listing: Listing, name: str
) -> None:
    Contact.objects.filter(first_name=name).update(blocked_at=timezone.now())
    client = as_user(salesperson)
    assert f"{name.lower()}@example.com" not in owners_page(client, listing)
    assert f">{name}" not in client.get(reverse("listings:mandates", args=[listing.reference])).content.decode()


def test_fifty_owners_cost_as_many_queries_as_two(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    client, counts = as_user(salesperson), []
    for more in (0, 48):
        for number in range(more):
            Ownership.objects.create(
                listing=listing, contact=person(salesperson, f"P{number}"), share=1, representative=ContactFactory()
            )
        owners_page(client, listing)  # that somebody looked is written once
        with CaptureQueriesContext(connection) as caught:
            owners_page(client, listing)
        counts.append(len(caught))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("name", "words"), [("Lola", "Owns 50 %"), ("Lucas", "Represents Pepe")])
def test_a_contacts_page_shows_what_they_own_or_speak_for(
    as_user: SignIn, salesperson: User, listing: Listing, name: str, words: str
) -> None:
    salesperson.language = "en"
    salesperson.save()
    contact, client = Contact.objects.get(first_name=name), as_user(salesperson)
    url = reverse("listings:of_contact", args=[contact.pk])
    assert url in client.get(reverse("contacts:detail", args=[contact.pk])).content.decode()
    page = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert listing.reference in page
    assert words in page
    assert "<html" not in page


def test_whose_a_colleagues_listing_is_shows_on_no_contacts_page(
    as_user: SignIn, salesperson: User, colleague: User, listing: Listing
) -> None:
    mine = Contact.objects.get(first_name="Lola")
    Contact.objects.filter(pk=mine.pk).update(salesperson=colleague)
    page = as_user(colleague).get(reverse("listings:of_contact", args=[mine.pk]))
    assert page.status_code == 200
    assert listing.reference not in page.content.decode()


def test_in_the_back_office_several_owners_are_read_only(as_user: SignIn, manager: User, listing: Listing) -> None:
    url = reverse("admin:listings_listing_change", args=[listing.pk])
    form = as_user(manager).get(url).context["adminform"].form
    assert "owner" not in form.fields


def test_a_second_owner_who_came_in_meanwhile_is_a_message_in_the_back_office(
    as_user: SignIn, manager: User, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from realestate.listings.admin.stock import ListingAdmin

    url, client = reverse("admin:listings_listing_change", args=[listing.pk]), as_user(manager)
    monkeypatch.setattr(ListingAdmin, "get_readonly_fields", lambda self, request, obj=None: ("reference", "version",
                        "created_at", "updated_at", "office"))  # fmt: skip
    page = client.get(url)
    data = {name: "" if value is None else value for name, value in page.context["adminform"].form.initial.items()}
    for formset in page.context["inline_admin_formsets"]:
        data |= {f"{formset.formset.prefix}-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data = {name: value for name, value in data.items() if not isinstance(value, (list, dict)) and value is not False}
    answer = client.post(url, {**data, "features": "[]", "free_features": "[]", "owner": ContactFactory().pk})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert answer.url == url
    assert listing.ownerships.count() == 2
