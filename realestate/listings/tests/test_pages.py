from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from realestate.audit.models import AuditLine
from realestate.listings import services
from realestate.listings.models import Listing, Operation
from realestate.salespeople.models import User
from realestate.tests.factories import (
    ContactFactory,
    ContactPointFactory,
    ListingFactory,
    ListingTextFactory,
    OperationFactory,
    PhotoFactory,
    lawful_operation,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def listing(salesperson: User) -> Listing:
    return ListingFactory(salesperson=salesperson, office=salesperson.office, town="Murcia", zone="Centro")


def filled(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What the browser would send of this page's form, with changes."""
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() for field in form}
    return {name: value for name, value in {**data, **changes}.items() if value not in (None, False)}


def test_the_page_shows_the_listing_whatever_the_case_of_the_reference(as_user: SignIn, colleague: User) -> None:
    listing = OperationFactory(listing__reference="MUR-0007").listing
    ListingTextFactory(listing=listing, language="en")
    assert as_user(colleague).get("/listings/mur-0007/").context["listing"] == listing
    assert as_user(colleague).get("/listings/MUR-9999/").status_code == 404


def test_the_pages_queries_do_not_grow(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    client = as_user(salesperson)
    operation = OperationFactory(listing=listing)
    PhotoFactory(listing=listing)
    services.set_price(actor=salesperson, operation=operation, price=Decimal(1))

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(listing.get_absolute_url()).status_code == 200
        return len(caught)

    few = queries()
    OperationFactory(listing=listing, kind="rent")
    for n in range(20):
        PhotoFactory(listing=listing)
        operation = services.set_price(actor=salesperson, operation=operation, price=Decimal(100 + n))
    assert queries() == few <= 20


def test_verbs_show_only_to_whom_may_use_them(
    as_user: SignIn, salesperson: User, colleague: User, listing: Listing
) -> None:
    operation = OperationFactory(listing=listing)
    url = reverse("listings:reserve", args=[listing.reference, operation.pk])
    assert url in as_user(salesperson).get(listing.get_absolute_url()).content.decode()
    assert url not in as_user(colleague).get(listing.get_absolute_url()).content.decode()


def test_a_draft_says_what_it_lacks_with_links(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    OperationFactory(listing=listing, status="draft", price=None)
    page = as_user(salesperson).get(listing.get_absolute_url()).content.decode()
    for part in ("/price/", "/edit/#id_energy_status", "/photos/"):
        assert part in page


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [("publish", "draft", "available"), ("reserve", "available", "reserved"),
     ("put_under_contract", "reserved", "under_contract"), ("mark_sold", "under_contract", "sold"),
     ("withdraw", "available", "withdrawn"), ("reactivate", "withdrawn", "draft")],
)  # fmt: skip
def test_a_verb_is_one_post(
    verb: str, before: str, after: str, as_user: SignIn, salesperson: User, listing: Listing
) -> None:
    operation = lawful_operation(listing=listing, status=before)
    url = reverse(f"listings:{verb}", args=[listing.reference, operation.pk])
    client = as_user(salesperson)
    assert client.get(url).status_code == 405
    client.post(url)
    assert Operation.objects.get().status == after


def test_a_verb_that_is_not_possible_is_a_message(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    operation = OperationFactory(listing=listing, status="draft")
    url = reverse("listings:publish", args=[listing.reference, operation.pk])
    response = as_user(salesperson).post(url, follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_a_closing_price_that_is_none_is_a_message(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    operation = OperationFactory(listing=listing)
    url = reverse("listings:mark_sold", args=[listing.reference, operation.pk])
    for price in ("abc", "-1", "1e99", "NaN"):
        response = as_user(salesperson).post(url, {"close_price": price}, follow=True)
        assert [message.level_tag for message in response.context["messages"]] == ["error"], price
    assert Operation.objects.get().status == "available"


def test_a_colleague_may_look_but_not_write(as_user: SignIn, colleague: User, listing: Listing) -> None:
    client = as_user(colleague)
    assert client.get(listing.get_absolute_url()).status_code == 200
    for name in ("update", "photos", "operation_add", "owner"):
        assert client.get(reverse(f"listings:{name}", args=[listing.reference])).status_code == 403


def test_an_operation_of_another_listing_is_not_found(as_user: SignIn, manager: User, listing: Listing) -> None:
    other = OperationFactory()
    assert as_user(manager).post(reverse("listings:reserve", args=[listing.reference, other.pk])).status_code == 404


def test_a_listing_is_created_with_its_first_operation(as_user: SignIn, salesperson: User) -> None:
    client = as_user(salesperson)
    data = filled(client, "/listings/new/", property_type="flat", town="Lorca", kind="rent", price="650.50")
    data |= {"text_es_title": "Piso", "features": ["pool", "lift"]}
    data["free_features"] = "Trastero\r\n\r\nTrastero\r\nVistas"
    response = client.post("/listings/new/", data)
    listing = Listing.objects.get()
    assert response.headers["Location"] == reverse("listings:photos", args=[listing.reference])
    assert (listing.office, listing.salesperson) == (salesperson.office, salesperson)
    assert listing.features == ["pool", "lift"]
    assert listing.free_features == ["Trastero", "Vistas"]
    assert (listing.operations.get().price, listing.operations.get().period) == (Decimal("650.50"), "month")
    assert listing.texts.get().title == "Piso"


def test_what_is_wrong_is_said_and_kept(as_user: SignIn, salesperson: User) -> None:
    client = as_user(salesperson)
    data = filled(client, "/listings/new/", property_type="castle", town="", latitude="37", zone="Centro")
    response = client.post("/listings/new/", data)
    assert response.status_code == 200
    assert {"property_type", "town", "longitude"} <= set(response.context["form"].errors)
    assert "Centro" in response.content.decode()


def test_nobody_creates_in_an_office_that_is_not_theirs(as_user: SignIn, salesperson: User, stranger: User) -> None:
    client = as_user(salesperson)
    data = filled(client, "/listings/new/", property_type="flat", town="Lorca", kind="sale", office=stranger.office_id)
    assert "office" in client.post("/listings/new/", data).context["form"].errors


def test_editing_saves_and_keeps_what_was_not_touched(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    services.update_listing(
        actor=salesperson, listing=listing, values={"features": ["pool"], "free_features": ["Vistas"]},
        texts={"es": ("Título", "Uno\n\nDos"), "de": ("Haus", "")},
    )  # fmt: skip
    url = reverse("listings:update", args=[listing.reference])
    client = as_user(salesperson)
    lines = AuditLine.objects.count()
    client.post(url, filled(client, url))
    assert AuditLine.objects.count() == lines
    client.post(url, filled(client, url, town="Yecla"))
    listing.refresh_from_db()
    assert (listing.town, listing.features, listing.free_features) == ("Yecla", ["pool"], ["Vistas"])
    assert listing.texts.count() == 2


def test_two_tabs_show_both_values_and_lose_neither(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    url = reverse("listings:update", args=[listing.reference])
    client = as_user(salesperson)
    mine = filled(client, url, town="Lorca", text_es_title="Mío")
    client.post(url, filled(client, url, town="Yecla", text_es_title="Suyo"))
    response = client.post(url, mine)
    assert response.status_code == 409
    pairs = {(conflict.yours, conflict.theirs) for conflict in response.context["conflicts"]}
    assert pairs == {("Lorca", "Yecla"), ("Mío", "Suyo")}
    assert Listing.objects.get().town == "Yecla"
    again = {**mine, "version": response.context["form"]["version"].value()}
    client.post(url, again)
    assert Listing.objects.get().town == "Lorca"


def test_the_line_ends_of_browsers_are_no_change(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    texts = {"es": ("Piso", "Uno\n\nDos")}
    services.update_listing(actor=salesperson, listing=listing, values={"notes": "a\nb"}, texts=texts)
    url = reverse("listings:update", args=[listing.reference])
    client = as_user(salesperson)
    browser = {"text_es_description": "Uno\r\n\r\nDos", "notes": "a\r\nb"}
    mine = filled(client, url, town="Lorca", **browser)
    client.post(url, filled(client, url, town="Yecla", **browser))
    assert list(AuditLine.objects.about(listing)[0].changes) == ["town"]
    response = client.post(url, mine)
    assert [conflict.yours for conflict in response.context["conflicts"]] == ["Lorca"]


def test_a_price_changed_in_two_tabs_shows_both(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    operation = OperationFactory(listing=listing, price=Decimal(100))
    url = reverse("listings:set_price", args=[listing.reference, operation.pk])
    client = as_user(salesperson)
    mine = filled(client, url, price="90")
    client.post(url, filled(client, url, price="95"))
    assert client.post(url, mine).status_code == 409
    assert Operation.objects.get().price == Decimal(95)


def test_a_further_operation_starts_as_a_draft(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    OperationFactory(listing=listing, kind="sale")
    url = reverse("listings:operation_add", args=[listing.reference])
    client = as_user(salesperson)
    assert "sale" not in dict(client.get(url).context["form"].fields["kind"].choices)
    client.post(url, {"kind": "rent", "price": "500", "currency": "EUR", "period": ""})
    assert listing.operations.get(kind="rent").status == "draft"


@pytest.mark.parametrize("typed", ["dueno@example.com", "DUENO@example.com", "612 345 678", "lucia peñón", "[pk]"])
def test_the_owner_is_chosen_by_what_one_knows(
    typed: str, as_user: SignIn, salesperson: User, listing: Listing
) -> None:
    owner = ContactFactory(office=salesperson.office, first_name="Lucía", last_name="Peñón")
    ContactPointFactory(contact=owner, value="dueno@example.com")
    ContactPointFactory(contact=owner, kind="phone", value="+34612345678")
    url = reverse("listings:update", args=[listing.reference])
    client = as_user(salesperson)
    client.post(url, filled(client, url, owner=typed.replace("pk", str(owner.pk))))
    assert Listing.objects.get().owner == owner


def test_an_owner_of_whom_there_are_two_must_be_told_apart(
    as_user: SignIn, salesperson: User, listing: Listing
) -> None:
    for _ in range(2):
        ContactFactory(office=salesperson.office, first_name="Juan", last_name="Ruiz")
    url = reverse("listings:update", args=[listing.reference])
    client = as_user(salesperson)
    response = client.post(url, filled(client, url, owner="Juan Ruiz"))
    assert "Juan Ruiz [" in str(response.context["form"].errors["owner"])


def test_somebody_elses_contact_is_unknown(
    as_user: SignIn, salesperson: User, stranger: User, listing: Listing
) -> None:
    theirs = ContactFactory(office=stranger.office, salesperson=stranger)
    url = reverse("listings:update", args=[listing.reference])
    client = as_user(salesperson)
    response = client.post(url, filled(client, url, owner=f"[{theirs.pk}]"))
    assert "owner" in response.context["form"].errors
    suggestions = client.get(reverse("listings:owner_suggestions"), {"owner": "Lucía"})
    assert str(theirs.pk) not in suggestions.content.decode()


def test_the_owner_shows_only_where_allowed_and_is_recorded(
    as_user: SignIn, salesperson: User, colleague: User, listing: Listing
) -> None:
    owner = ContactFactory(first_name="Privada", office=salesperson.office)
    services.set_owners(actor=salesperson, listing=listing, owners=[services.OwnerShare(owner, Decimal(100))])
    page = as_user(salesperson).get(listing.get_absolute_url()).content.decode()
    assert "Privada" not in page
    url = reverse("listings:owner", args=[listing.reference])
    assert "Privada" in as_user(salesperson).get(url).content.decode()
    assert AuditLine.objects.filter(action="owner.viewed", actor=salesperson).count() == 1
    assert as_user(colleague).get(url).status_code == 403


def test_a_blocked_owner_is_not_shown(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    owner = ContactFactory(first_name="Privada", office=salesperson.office, blocked_at=listing.created_at)
    services.set_owners(actor=salesperson, listing=listing, owners=[services.OwnerShare(owner, Decimal(100))])
    page = as_user(salesperson).get(reverse("listings:owner", args=[listing.reference])).content.decode()
    assert "Privada" not in page
    assert not AuditLine.objects.filter(action="owner.viewed").exists()


def test_the_timeline_tells_what_happened_in_words(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    services.update_listing(actor=salesperson, listing=listing, values={"town": "Yecla", "notes": "secret"})
    services.set_price(actor=salesperson, operation=lawful_operation(listing=listing), price=Decimal(99_000))
    texts = [entry.text for entry in as_user(salesperson).get(listing.get_absolute_url()).context["timeline"]]
    assert "Murcia → Yecla" in texts[1]
    assert "secret" not in texts[1]
    assert "99" in texts[0]
