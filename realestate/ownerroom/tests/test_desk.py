"""The agency's side: links made, sent, shown, prolonged, taken back; prices proposed; words released."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from realestate.audit.models import AuditLine
from realestate.contacts.models import ContactPoint
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.models import OutgoingEmail
from realestate.listings.models import Listing, Operation
from realestate.ownerroom import services
from realestate.ownerroom.desk import desk_of
from realestate.ownerroom.models import OwnerLink, PriceProposal, ReleasedFeedback
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


@pytest.fixture
def operation(salesperson: User) -> Operation:
    return owned_operation(salesperson, listing__reference="MUR-0007")


@pytest.fixture
def ana(salesperson: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(salesperson)


HOME = "/listings/MUR-0007/owner-room/"


def test_a_link_is_made_and_sent_in_the_owners_language(ana: Client, operation: Operation) -> None:
    owner = operation.listing.owner
    assert owner is not None
    type(owner).objects.filter(pk=owner.pk).update(language="en")
    answer = ana.post(f"{HOME}links/new/", {"contact": owner.pk, "language": "", "days": 30, "send": "on"})
    assert answer.headers["Location"] == HOME
    link = OwnerLink.objects.get()
    mail = OutgoingEmail.objects.get(recipient="lucia@example.com")
    assert f"/en/owner/{link.token}/" in mail.body_text
    assert mail.subject == "Your property MUR-0007: follow it here"
    assert mail.reply_to == "ana@example.com"
    assert 29 <= (link.expires_at - timezone.now()).days <= 30


def test_a_link_can_be_made_without_mail_and_shown_on_record(ana: Client, operation: Operation) -> None:
    ana.post(f"{HOME}links/new/", {"contact": operation.listing.owner_id, "days": 30})
    link = OwnerLink.objects.get()
    assert not OutgoingEmail.objects.exists()
    assert link.token not in ana.get(HOME).content.decode()
    shown = ana.post(f"{HOME}links/{link.pk}/show/")
    assert link.token in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert AuditLine.objects.filter(action="owner_link.shown", actor__isnull=False).count() == 1


def test_the_audit_never_holds_a_token(salesperson: User, operation: Operation) -> None:
    link = owner_link(operation)
    services.send_link(actor=salesperson, link=link)
    services.show_link(actor=salesperson, link=link)
    assert link.token not in str(list(AuditLine.objects.values()))


def test_each_owner_has_one_link_at_a_time(salesperson: User, operation: Operation) -> None:
    link = owner_link(operation)
    with pytest.raises(BusinessRuleError):
        owner_link(operation)
    services.revoke_link(actor=salesperson, link=link)
    assert owner_link(operation).token != link.token


def test_strangers_to_the_listing_get_no_link(operation: Operation) -> None:
    with pytest.raises(BusinessRuleError):
        owner_link(operation, factories.ContactFactory(office=operation.listing.office))


def test_only_owners_are_offered(ana: Client, operation: Operation) -> None:
    other = second_owner(operation.listing)
    somebody = factories.ContactFactory(office=operation.listing.office)
    offered = dict(ana.get(f"{HOME}links/new/").context["form"].fields["contact"].choices)
    assert set(offered) == {operation.listing.owner_id, other.pk}
    answer = ana.post(f"{HOME}links/new/", {"contact": somebody.pk, "days": 30})
    assert answer.status_code == 200
    assert not OwnerLink.objects.exists()


@pytest.mark.parametrize("days", ["0", "366", "x", "-3"])
def test_a_link_is_good_for_a_year_at_most(days: str, ana: Client, operation: Operation) -> None:
    answer = ana.post(f"{HOME}links/new/", {"contact": operation.listing.owner_id, "days": days})
    assert answer.context["form"].errors["days"]


def test_without_an_address_nothing_is_made_when_it_was_to_be_sent(ana: Client, operation: Operation) -> None:
    ContactPoint.objects.all().delete()
    answer = ana.post(f"{HOME}links/new/", {"contact": operation.listing.owner_id, "days": 30, "send": "on"})
    assert answer.context["form"].non_field_errors()
    assert not OwnerLink.objects.exists()


def test_prolonging_never_shortens(salesperson: User, operation: Operation) -> None:
    link = owner_link(operation, days=300)
    assert services.extend_link(actor=salesperson, link=link, days=10).expires_at == link.expires_at
    later = services.extend_link(actor=salesperson, link=link, days=360)
    assert later.expires_at > link.expires_at


def test_an_old_link_wakes_up_and_a_revoked_one_does_not(
    client: Client, salesperson: User, operation: Operation
) -> None:
    link = owner_link(operation)
    OwnerLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(f"/propietario/{link.token}/").status_code == 410
    services.extend_link(actor=salesperson, link=link)
    assert client.get(f"/propietario/{link.token}/").status_code == 200
    services.revoke_link(actor=salesperson, link=link)
    for service in (services.extend_link, services.send_link, services.show_link):
        with pytest.raises(BusinessRuleError):
            service(actor=salesperson, link=link)  # type: ignore[operator]


def test_after_a_change_of_the_secret_key_a_new_link_is_asked_for(
    settings: Any, salesperson: User, operation: Operation
) -> None:
    link = owner_link(operation)
    settings.SECRET_KEY = "another-key-of-the-house-0123456789abcdef0123456789"
    assert link.token == ""
    with pytest.raises(BusinessRuleError):
        services.show_link(actor=salesperson, link=link)


def test_the_page_says_when_the_owner_looked(ana: Client, client: Client, operation: Operation) -> None:
    link = owner_link(operation)
    Client().get(f"/propietario/{link.token}/")
    with translation.override("en"):
        assert desk_of(operation.listing).open_links[0].link.visits == 1
    assert ana.get(HOME).status_code == 200


def test_the_listing_page_shows_it_to_who_may_see_the_owner(
    ana: Client, colleague: User, as_user: Callable[[User], Client], operation: Operation
) -> None:
    part = ana.get(HOME, headers={"HX-Request": "true"})
    assert part.templates[0].name == "ownerroom/_panel.html"
    assert HOME in ana.get("/listings/MUR-0007/").content.decode()
    assert HOME not in as_user(colleague).get("/listings/MUR-0007/").content.decode()


def test_the_agency_looks_at_the_room_beforehand(ana: Client, operation: Operation) -> None:
    proposal(operation)
    owner_link(operation)
    for language, words in (("es", "Venta"), ("en", "Sale")):
        page = ana.get(f"{HOME}preview/?language={language}")
        text = page.content.decode()
        assert words in text
        assert "/propietario/" not in text
        assert "/aceptar/" not in text


def test_a_price_is_proposed_and_the_owner_told(ana: Client, operation: Operation) -> None:
    link = owner_link(operation)
    answer = ana.post(f"{HOME}price/{operation.pk}/", {"price": "142500", "reason": "Hay oferta parecida.", "days": 10})
    assert answer.headers["Location"] == HOME
    one = PriceProposal.objects.get()
    assert (str(one.to_price), one.proposed_by and one.proposed_by.email) == ("142500.00", "ana@example.com")
    mail = OutgoingEmail.objects.get(recipient="lucia@example.com")
    assert link.token in mail.body_text
    assert "Hay oferta parecida." in mail.body_text


def test_what_cannot_be_proposed_is_said_in_the_form(ana: Client, operation: Operation) -> None:
    answer = ana.post(f"{HOME}price/{operation.pk}/", {"price": "150000", "days": 10})
    assert answer.context["form"].non_field_errors()
    elsewhere = factories.OperationFactory()
    assert ana.get(f"{HOME}price/{elsewhere.pk}/").status_code == 404


def test_words_begin_with_the_outcome_and_what_was_noted(ana: Client, operation: Operation) -> None:
    viewing = viewing_done(operation)
    form = ana.get(f"{HOME}viewings/{viewing.pk}/").context["form"]
    assert str(form["text"].value()) == "Le interesa. Les gusta la terraza."
    assert not ReleasedFeedback.objects.exists()


def test_what_a_colleague_noted_of_their_client_stays_theirs(
    ana: Client, colleague: User, operation: Operation
) -> None:
    lead = factories.LeadFactory(office=operation.listing.office, salesperson=colleague)
    viewing = viewing_done(operation, lead=lead, salesperson=colleague, feedback="Viene de un divorcio")
    page = ana.get(f"{HOME}viewings/{viewing.pk}/").content.decode()
    assert "divorcio" not in page
    assert lead.contact.name not in page


def test_words_are_released_edited_and_taken_back(ana: Client, salesperson: User, operation: Operation) -> None:
    viewing = viewing_done(operation)
    address = f"{HOME}viewings/{viewing.pk}/"
    ana.post(address, {"text": "Gusta la terraza.", "version": ""})
    words = ReleasedFeedback.objects.get()
    assert (words.text, words.released_by, words.is_released) == ("Gusta la terraza.", salesperson, True)
    ana.post(address, {"text": "Gusta mucho la terraza.", "version": words.version})
    ana.post(f"{address}withdraw/")
    words.refresh_from_db()
    assert (words.text, words.is_released) == ("Gusta mucho la terraza.", False)
    ana.post(address, {"text": "Gusta.", "version": words.version})
    words.refresh_from_db()
    assert words.is_released


@pytest.mark.parametrize("version", ["", "1"])
def test_two_who_write_at_once_lose_nothing(version: str, ana: Client, operation: Operation) -> None:
    viewing = viewing_done(operation)
    words = told(viewing, "Del otro.")
    ReleasedFeedback.objects.filter(pk=words.pk).update(version=2)
    answer = ana.post(f"{HOME}viewings/{viewing.pk}/", {"text": "Mío.", "version": version})
    assert answer.status_code == 409
    assert "Del otro." in answer.content.decode()
    words.refresh_from_db()
    assert words.text == "Del otro."
    answer = ana.post(f"{HOME}viewings/{viewing.pk}/", {"text": "Mío.", "version": "2"})
    assert answer.status_code == 302


def test_two_first_words_at_once_are_one(salesperson: User, operation: Operation) -> None:
    viewing = viewing_done(operation)
    told(viewing, "Del otro.")
    with pytest.raises(BusinessRuleError):
        services.release_feedback(actor=salesperson, feedback=ReleasedFeedback(viewing=viewing), text="Bien.")
    assert ReleasedFeedback.objects.get().text == "Del otro."


def test_a_stale_save_raises(salesperson: User, operation: Operation) -> None:
    words = told(viewing_done(operation))
    ReleasedFeedback.objects.filter(pk=words.pk).update(version=5)
    with pytest.raises(StaleVersionError):
        services.release_feedback(actor=salesperson, feedback=words, text="Bien.")


@pytest.mark.parametrize(
    "text",
    [
        "Llámela al 612 345 678.",
        "Escriba a zacarias@example.net",
        "A Zacarías le gusta.",
        "La familia Orellana duda.",
        "   ",
    ],
)
def test_who_came_is_never_told(text: str, salesperson: User, operation: Operation) -> None:
    visitor = factories.ContactFactory(first_name="Zacarías", last_name="Orellana", office=salesperson.office)
    lead = factories.LeadFactory(office=salesperson.office, contact=visitor, salesperson=salesperson)
    viewing = viewing_done(operation, lead=lead)
    with pytest.raises(BusinessRuleError):
        services.release_feedback(actor=salesperson, feedback=ReleasedFeedback(viewing=viewing), text=text)
    assert not ReleasedFeedback.objects.exists()


@pytest.mark.parametrize("text", ["Ofrecen 145.000 € el 12.11.2026 a las 17:30.", "Cocina blanca, 3 dormitorios."])
def test_prices_and_dates_are_no_telephone_numbers(text: str, salesperson: User, operation: Operation) -> None:
    viewing = viewing_done(operation)
    services.release_feedback(actor=salesperson, feedback=ReleasedFeedback(viewing=viewing), text=text)
    assert ReleasedFeedback.objects.get().text == text


def test_nothing_is_told_of_a_viewing_that_has_not_been(salesperson: User, operation: Operation) -> None:
    viewing = factories.ViewingFactory(listing=operation.listing, office=salesperson.office, salesperson=salesperson)
    with pytest.raises(BusinessRuleError):
        services.release_feedback(actor=salesperson, feedback=ReleasedFeedback(viewing=viewing), text="Bien.")


def test_a_viewing_of_another_listing_is_not_found(ana: Client, operation: Operation) -> None:
    elsewhere = viewing_done(owned_operation(factories.UserFactory()))
    assert ana.get(f"{HOME}viewings/{elsewhere.pk}/").status_code == 404


def test_others_are_refused_by_the_services_too(colleague: User, operation: Operation) -> None:
    link, one = owner_link(operation), proposal(operation)
    words = told(viewing_done(operation))
    calls: list[Callable[[], Any]] = [
        lambda: services.make_link(actor=colleague, listing=operation.listing, contact=link.contact),
        lambda: services.send_link(actor=colleague, link=link),
        lambda: services.show_link(actor=colleague, link=link),
        lambda: services.extend_link(actor=colleague, link=link),
        lambda: services.revoke_link(actor=colleague, link=link),
        lambda: services.propose_price(actor=colleague, operation=operation, price=one.to_price),
        lambda: services.withdraw_proposal(actor=colleague, proposal=one),
        lambda: services.release_feedback(actor=colleague, feedback=words, text="Bien."),
        lambda: services.withdraw_feedback(actor=colleague, feedback=words),
    ]
    for call in calls:
        with pytest.raises(BusinessRuleError):
            call()


def test_it_asks_the_database_the_same_however_much_there_is(
    ana: Client, operation: Operation, django_assert_max_num_queries: Callable[..., object]
) -> None:
    owner_link(operation)
    owner_link(operation, second_owner(operation.listing))
    for _one in range(4):
        told(viewing_done(operation))
        proposal(operation, 140_000 - _one)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert ana.get(HOME).status_code == 200


def test_a_listing_goes_with_its_room(salesperson: User, operation: Operation) -> None:
    owner_link(operation)
    proposal(operation)
    operation.listing.mandates.all().delete()
    Listing.objects.get(pk=operation.listing_id).delete()
    assert not OwnerLink.objects.exists()
    assert not PriceProposal.objects.exists()
