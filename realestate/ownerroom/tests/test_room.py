"""The owner's page: what it says, in which language, and what it never says."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from realestate.contacts.models import Contact
from realestate.listings.models import Listing, ListingFile, Ownership
from realestate.ownerroom import services
from realestate.ownerroom.models import OwnerLink
from realestate.ownerroom.tests.factories import (
    owned_operation,
    owner_link,
    proposal,
    second_owner,
    told,
    viewing_done,
)
from realestate.salespeople.models import User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


def path(link: OwnerLink, language: str = "es", more: str = "") -> str:
    return f"/propietario/{link.token}/{more}" if language == "es" else f"/en/owner/{link.token}/{more}"


def test_it_says_how_the_sale_goes_in_both_languages(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    told(viewing_done(operation), "Gusta mucho la terraza.")
    factories.ViewingFactory(listing=operation.listing, office=salesperson.office, salesperson=salesperson)
    link = owner_link(operation)
    for language, price in (("es", "150.000\xa0€"), ("en", "€150,000")):
        page = client.get(path(link, language))
        assert page.status_code == 200
        text = page.content.decode()
        assert operation.listing.reference in text
        assert price in text
        assert "Gusta mucho la terraza." in text
        assert f'lang="{language}"' in text
        assert page.headers["Content-Language"] == language
        room = page.context["room"]
        assert (len(room.visits), len(room.activity.viewings_coming)) == (1, 1)


def test_it_is_not_kept_not_listed_and_sets_no_cookie(client: Client, salesperson: User) -> None:
    page = client.get(path(owner_link(owned_operation(salesperson))))
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert not page.cookies
    assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_the_database_does_not_hold_the_token(salesperson: User) -> None:
    link = owner_link(owned_operation(salesperson))
    assert len(link.token) == 64
    assert link.token not in str(OwnerLink.objects.values().get())


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_forged_link_is_not_found_and_says_how_to_get_one(client: Client, language: str, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    link = owner_link(operation)
    for token in ("0" * 64, link.nonce, link.token_hash, link.token.upper()):
        page = client.get(f"/propietario/{token}/" if language == "es" else f"/en/owner/{token}/")
        assert page.status_code == 404
        assert operation.listing.reference not in page.content.decode()


def test_an_old_link_is_gone_and_tells_nothing(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    link = owner_link(operation, days=5)
    address = path(link)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        page = client.get(address)
    assert page.status_code == 410
    assert page.templates[0].name == "ownerroom/closed.html"
    for secret in (operation.listing.reference, operation.listing.street, "150.000", link.contact.name):
        assert secret not in page.content.decode()


def test_a_revoked_link_opens_nothing_in_the_room(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    link = owner_link(operation)
    open_one = proposal(operation)
    services.revoke_link(actor=salesperson, link=link)
    for more in ("", "foto/", f"precio/{open_one.code}/"):
        assert client.get(path(link, more=more)).status_code == 410
    for more in ("aceptar/", "rechazar/"):
        assert client.post(path(link, more=f"precio/{open_one.code}/{more}")).status_code == 410


def test_who_sold_their_part_is_outside(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    link = owner_link(operation)
    buyer = factories.ContactFactory(office=salesperson.office)
    Ownership.objects.filter(listing=operation.listing).update(contact=buyer)
    Listing.objects.filter(pk=operation.listing_id).update(owner=buyer)
    assert client.get(path(link)).status_code == 410


def test_whoever_speaks_for_an_owner_may_look(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    speaker = factories.ContactFactory(office=salesperson.office)
    Ownership.objects.filter(listing=operation.listing).update(representative=speaker)
    assert client.get(path(owner_link(operation, speaker))).status_code == 200


def test_a_contact_that_is_blocked_is_outside(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    link = owner_link(operation)
    Contact.objects.filter(pk=link.contact_id).update(blocked_at=timezone.now())
    assert client.get(path(link)).status_code == 410


def test_it_names_nobody_else(client: Client, salesperson: User) -> None:
    """Neither visitors nor other owners, and no other property."""
    operation = owned_operation(salesperson)
    visitor = factories.ContactFactory(
        first_name="Zacarías", last_name="Orellana", office=salesperson.office, tax_id="11111111H"
    )
    factories.ContactPointFactory(contact=visitor, value="zacarias@example.net")
    factories.ContactPointFactory(contact=visitor, kind="phone", value="+34699887766")
    lead = factories.LeadFactory(office=salesperson.office, contact=visitor, salesperson=salesperson)
    factories.EnquiryFactory(lead=lead)
    viewing_done(operation, lead=lead, feedback="Zacarías Orellana regatea; su jefe paga")
    factories.ViewingFactory(
        listing=operation.listing, office=salesperson.office, salesperson=salesperson, lead=lead, place="Bar Olimpia"
    )
    other = second_owner(operation.listing)
    proposal(operation)
    elsewhere = owned_operation(salesperson, listing__reference="AJENO-1", listing__street="Calle Secreta")
    viewing_done(elsewhere)
    secrets = [
        "Zacarías", "Orellana", "zacarias@example.net", "699887766", "699 88 77 66", "11111111H", "regatea", "Olimpia",
        other.first_name, other.last_name, "87654321X", "baltasar@example.com", "AJENO", "Calle Secreta",
    ]  # fmt: skip
    link = owner_link(operation)
    for language in ("es", "en"):
        text = client.get(path(link, language)).content.decode()
        assert not [word for word in secrets if word in text]


def test_the_internal_notes_stay_inside(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson, listing__notes="El dueño tiene prisa")
    assert "prisa" not in client.get(path(owner_link(operation))).content.decode()


def test_only_papers_for_the_owner_are_there(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    shown = factories.ListingFileFactory(listing=operation.listing, visibility="owner")
    kept = [factories.ListingFileFactory(listing=operation.listing, visibility=one) for one in ("rights", "agency")]
    elsewhere = factories.ListingFileFactory(visibility="owner")
    link = owner_link(operation)
    text = client.get(path(link)).content.decode()
    assert shown.document.token in text
    opened = client.get(path(link, more=f"documentos/{shown.document.token}/"))
    assert opened.status_code == 200
    assert opened.headers["Cache-Control"] == "no-store, private"
    for file in (*kept, elsewhere):
        assert file.document.token not in text
        assert client.get(path(link, more=f"documentos/{file.document.token}/")).status_code == 404
    ListingFile.objects.filter(pk=shown.pk).update(visibility="rights")
    assert client.get(path(link, more=f"documentos/{shown.document.token}/")).status_code == 404


def test_its_picture_is_shown_before_strangers_may_see_it(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson, status="draft")
    link = owner_link(operation)
    photo = operation.listing.photos.get()
    file = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG")
    photo.original.save("cover.jpg", ContentFile(file.getvalue()))
    assert f"{path(link)}foto/" in client.get(path(link)).content.decode()
    picture = client.get(path(link, more="foto/"))
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
    assert client.get(photo.url(640)).status_code == 404


def test_words_that_were_taken_back_are_gone(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    words = told(viewing_done(operation), "Demasiado oscuro.")
    services.withdraw_feedback(actor=salesperson, feedback=words)
    assert "oscuro" not in client.get(path(owner_link(operation))).content.decode()


def test_a_visit_is_noted_once_in_half_an_hour(client: Client, salesperson: User) -> None:
    link = owner_link(owned_operation(salesperson))
    for _again in range(3):
        client.get(path(link))
    link.refresh_from_db()
    assert link.visits == 1
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        client.get(path(link))
    link.refresh_from_db()
    assert link.visits == 2


def test_the_agency_looks_without_being_counted(salesperson: User, as_user: Callable[[User], Client]) -> None:
    link = owner_link(owned_operation(salesperson))
    assert as_user(salesperson).get(path(link)).status_code == 200
    link.refresh_from_db()
    assert (link.visits, link.last_seen_at) == (0, None)


def test_the_last_thirty_days_can_be_asked_for(client: Client, salesperson: User) -> None:
    operation = owned_operation(salesperson)
    viewing_done(operation, days_ago=50)
    viewing_done(operation, days_ago=5)
    link = owner_link(operation)
    assert len(client.get(path(link)).context["room"].visits) == 2
    assert len(client.get(path(link) + "?days=30").context["room"].visits) == 1
    assert client.get(path(link) + "?days=nonsense").status_code == 200


def test_it_asks_the_database_the_same_however_much_has_happened(
    client: Client, salesperson: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    operation = owned_operation(salesperson)
    link = owner_link(operation)
    for _one in range(5):
        told(viewing_done(operation))
        factories.ListingFileFactory(listing=operation.listing, visibility="owner")
    factories.OperationFactory(listing=operation.listing, kind="rent", price=Decimal(900), period="month")
    second_owner(operation.listing)
    proposal(operation)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get(path(link)).status_code == 200


def test_many_requests_from_one_place_are_told_to_wait(client: Client, salesperson: User) -> None:
    link = owner_link(owned_operation(salesperson))
    answers = {client.get(f"/propietario/{'0' * 60}{number:04}/").status_code for number in range(121)}
    assert answers == {404, 429}
    assert client.get(path(link)).status_code == 429


def test_two_properties_of_one_owner_have_links_of_their_own(client: Client, salesperson: User) -> None:
    first = owned_operation(salesperson, listing__reference="UNO-1")
    second = owned_operation(salesperson, listing__reference="DOS-2", listing__owner=first.listing.owner)
    text = client.get(path(owner_link(first))).content.decode()
    assert "UNO-1" in text
    assert "DOS-2" not in text
    assert "DOS-2" in client.get(path(owner_link(second))).content.decode()
