from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from realestate.contacts.models import Consent, ContactPoint
from realestate.leads.models import Enquiry, Lead
from realestate.listings import services
from realestate.listings.models import Listing
from realestate.portals.tests.stock import make_green, shown_listing
from realestate.portals.views import public_path
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ListingFactory, OperationFactory, PhotoFactory

pytestmark = pytest.mark.django_db
PATH = "/inmuebles/piso-en-murcia-MUR-0001/"


@pytest.fixture
def listing(office: Office, salesperson: User) -> Listing:
    return shown_listing(
        reference="MUR-0001",
        office=office,
        salesperson=salesperson,
        street="Calle Secreta",
        street_number="7",
        latitude=Decimal("37.991234"),
        longitude=Decimal("-1.131234"),
        notes="Llave en la oficina",
    )


def canonical(listing: Listing) -> str:
    return public_path(listing, "es")


def asked(**values: Any) -> dict[str, Any]:
    return {
        "name": "Rosa Gil",
        "email": "rosa@example.com",
        "phone": "",
        "message": "¿Sigue libre?",
        "agrees": "on",
        **values,
    }


def test_a_listing_on_the_market_has_a_page(listing: Listing) -> None:
    response = Client().get(canonical(listing))
    assert response.status_code == 200
    assert "MUR-0001" in response.content.decode()


def test_a_wrong_slug_is_sent_to_the_right_one(listing: Listing) -> None:
    response = Client().get("/inmuebles/otra-cosa-MUR-0001/")
    assert (response.status_code, response.headers["Location"]) == (301, canonical(listing))


def test_the_english_page_is_in_english_whatever_the_cookie_says(listing: Listing) -> None:
    client = Client()
    client.cookies["django_language"] = "es"
    response = client.get("/en/properties/x-MUR-0001/", follow=True)
    assert response.headers["Content-Language"] == "en"
    assert "Flat in Murcia" in response.content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn", "sold", "under_contract", "expired"])
def test_what_was_on_the_market_and_is_not_any_more_is_gone(status: str, listing: Listing) -> None:
    listing.operations.update(status=status)
    assert Client().get(canonical(listing)).status_code == 410


def test_what_was_never_on_the_market_is_not_found(office: Office) -> None:
    """Nobody learns of drafts by trying references: the answer is that of a reference that was never given."""
    draft = ListingFactory(reference="MUR-0002", office=office, energy_status="exempt")
    OperationFactory(listing=draft, status="draft")
    PhotoFactory(listing=draft)
    assert Client().get(canonical(draft)).status_code == 404
    assert Client().get(canonical(ListingFactory(reference="MUR-0003", office=office))).status_code == 404


def test_a_red_listing_is_gone_at_once(listing: Listing) -> None:
    """Even before the flag of the search follows: the rules are asked again for each visit."""
    Listing.objects.update(energy_status="missing")
    assert Client().get(canonical(listing)).status_code == 410
    services.refresh_publication(listing=listing)
    assert "MUR-0001" not in Client().get("/inmuebles/").content.decode()


def test_a_reserved_listing_says_so(listing: Listing) -> None:
    listing.operations.update(status="reserved")
    assert "Reservado" in Client().get(canonical(listing)).content.decode()


def test_an_unknown_reference_is_not_found(db: None) -> None:
    assert Client().get("/inmuebles/piso-NO-0001/").status_code == 404


@pytest.mark.parametrize("visibility", ["hidden", "street", "full"])
def test_no_more_of_the_address_is_shown_than_allowed(visibility: str, listing: Listing) -> None:
    Listing.objects.update(address_visibility=visibility)
    make_green(listing)
    page = Client().get(canonical(listing)).content.decode()
    assert ("Calle Secreta" in page) == (visibility != "hidden")
    assert ("Calle Secreta 7" in page) == (visibility == "full")
    assert ("37.99" in page) == (visibility == "full")
    assert "Llave en la oficina" not in page


def test_an_enquiry_about_a_listing_becomes_a_lead_of_its_salesperson(
    listing: Listing, salesperson: User, run_tasks: Callable[[], None]
) -> None:
    response = Client().post(canonical(listing), asked())
    assert response.headers["Location"] == "/contacto/gracias/"
    lead = Lead.objects.get()
    assert (lead.listing, lead.salesperson, lead.stage, lead.answered_at) == (listing, salesperson, "new", None)
    assert lead.next_actions.filter(done_at=None).count() == 1
    run_tasks()
    assert mail.outbox[-1].to == [salesperson.email]


def test_what_came_is_kept_as_it_came(listing: Listing) -> None:
    Client().post(canonical(listing), asked())
    assert Enquiry.objects.get().payload["message"] == "¿Sigue libre?"


def test_consent_is_written_into_the_ledger_with_its_version(listing: Listing) -> None:
    Client().post(canonical(listing), asked(wants_offers="on"))
    lines = Consent.objects.order_by("purpose").values_list("purpose", "text_version", "is_given", "language")
    assert list(lines) == [("commercial", "2026-11", True, "es"), ("enquiry", "2026-11", True, "es")]


def test_without_consent_nothing_is_stored(office: Office) -> None:
    response = Client().post("/contacto/", asked(agrees=""))
    assert response.status_code == 200
    assert not Lead.objects.exists()


def test_somebody_must_be_reachable(office: Office) -> None:
    response = Client().post("/contacto/", asked(email="", phone=""))
    assert response.context["form"].non_field_errors()


def test_a_phone_alone_is_enough(office: Office) -> None:
    Client().post("/contacto/", asked(email="", phone="600 000 123"))
    assert ContactPoint.objects.get().value == "+34600000123"


def test_a_robot_reads_thanks_and_leaves_nothing(office: Office) -> None:
    response = Client().post("/contacto/", asked(website="https://spam.example"))
    assert response.headers["Location"] == "/contacto/gracias/"
    assert not Lead.objects.exists()


def test_six_messages_in_ten_minutes_are_too_many(office: Office) -> None:
    client = Client()
    statuses = [client.post("/contacto/", asked(email=f"a{n}@example.com")).status_code for n in range(6)]
    assert statuses == [302] * 5 + [429]


def test_writing_twice_makes_one_lead(office: Office) -> None:
    for _ in range(2):
        Client().post("/contacto/", asked())
    assert (Lead.objects.count(), Enquiry.objects.count()) == (1, 2)


@pytest.mark.parametrize("name", ["Rosa\nBcc: all@example.com", "<script>alert(1)</script>", "x" * 150])
def test_a_strange_name_does_no_harm(name: str, listing: Listing, run_tasks: Callable[[], None]) -> None:
    assert Client().post(canonical(listing), asked(name=name)).status_code == 302
    run_tasks()
    assert "\n" not in mail.outbox[-1].subject
    assert "<script>" not in str(mail.outbox[-1].alternatives)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": "https://evil.example/testserver"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Referer": "http://testserver/contacto/"}, 302),
    ],
)
def test_the_form_is_protected_against_forgery_without_a_cookie(
    headers: dict[str, str], status: int, office: Office
) -> None:
    client = Client(enforce_csrf_checks=True, headers=headers)
    assert client.post("/contacto/", asked()).status_code == status


@pytest.mark.parametrize(
    "path",
    ["/inmuebles/", "/en/properties/", "/contacto/", "/en/contact/thanks/", "/privacidad/", "/en/privacy/"],
)
def test_a_page_may_be_kept_for_a_minute_and_sets_no_cookie(path: str, listing: Listing) -> None:
    for address in (path, canonical(listing)):
        response = Client().get(address)
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert not response.cookies


def test_who_is_signed_in_gets_a_page_of_their_own(
    listing: Listing, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    response = as_user(salesperson).get(canonical(listing))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store, private")


@pytest.mark.parametrize(("origin", "status"), [("http://testserver", 302), ("https://elsewhere.example", 403)])
def test_the_form_beside_a_listing_is_taken_from_our_pages_only(listing: Listing, origin: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    assert client.post(canonical(listing), asked()).status_code == status
    assert Enquiry.objects.exists() == (status == 302)


def test_a_post_without_its_token_is_refused_in_our_own_look() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {})
    assert response.status_code == 403
    assert "<style" not in response.content.decode()
