"""A price that the agency proposes: accepted, declined, taken back, overtaken, out of time."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from realestate.audit.models import AuditLine
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.documents.models import Document
from realestate.documents.services import text_of
from realestate.listings.models import ListingFile, Operation, PriceChange
from realestate.listings.services import set_price, withdraw_operation
from realestate.ownerroom import services
from realestate.ownerroom.annex import annex_values
from realestate.ownerroom.choices import ProposalStatus
from realestate.ownerroom.models import OwnerLink, PriceProposal
from realestate.ownerroom.tests.factories import owned_operation, owner_link, proposal, second_owner
from realestate.salespeople.models import User

pytestmark = pytest.mark.django_db

YES = {"accept-typed_name": "Lucía Gómez Ruiz", "accept-agree": "on"}
NO = {"decline-typed_name": "Lucía Gómez Ruiz", "decline-reason": "Es pronto"}


@pytest.fixture
def operation(salesperson: User) -> Operation:
    return owned_operation(salesperson)


@pytest.fixture
def link(operation: Operation) -> OwnerLink:
    return owner_link(operation)


def page(link: OwnerLink, one: PriceProposal, verb: str = "") -> str:
    return f"/propietario/{link.token}/precio/{one.code}/{verb}"


def approve(link: OwnerLink, one: PriceProposal, name: str = "Lucía Gómez") -> PriceProposal:
    fresh = PriceProposal.objects.for_room().get(pk=one.pk)
    return services.approve_price(proposal=fresh, link=link, typed_name=name, address="192.0.2.7", browser="Firefox")


def price_of(operation: Operation) -> Decimal | None:
    operation.refresh_from_db()
    return operation.price


def test_an_owner_accepts_without_javascript(
    client: Client, salesperson: User, operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation, reason="Tres visitas dicen que es caro.")
    room = client.get(f"/propietario/{link.token}/").content.decode()
    assert page(link, one) in room
    assert "Tres visitas dicen que es caro." in room
    asked = client.get(page(link, one)).content.decode()
    assert f'action="{page(link, one, "aceptar/")}"' in asked
    answer = client.post(page(link, one, "aceptar/"), YES, HTTP_USER_AGENT="Firefox/140")
    assert answer.status_code == 302
    assert answer.headers["Location"] == page(link, one)
    one.refresh_from_db()
    assert (one.status, one.slot, one.typed_name) == ("approved", None, "Lucía Gómez Ruiz")
    assert (one.address, one.browser, one.decided_by_contact_id) == ("127.0.0.1", "Firefox/140", link.contact_id)
    assert price_of(operation) == Decimal(140_000)
    assert PriceChange.objects.filter(operation=operation, price=140_000).count() == 1


def test_the_annex_says_what_was_agreed_and_names_no_other_owner(operation: Operation, link: OwnerLink) -> None:
    other = second_owner(operation.listing)
    one = proposal(operation)
    values = annex_values(one, link.contact, language="es", typed_name="Lucía Gómez", address="192.0.2.7")
    said = text_of(kind="price_annex", language="es", office=operation.listing.office, values=values) + str(values)
    for words in ("150.000", "140.000", operation.listing.reference, link.contact.name, "12345678Z", "192.0.2.7"):
        assert words in said
    for words in (other.first_name, other.last_name, "87654321X"):
        assert words not in said


def test_the_annex_is_kept_among_the_papers_of_the_listing(operation: Operation, link: OwnerLink) -> None:
    done = approve(link, proposal(operation))
    assert done.annex is not None
    assert done.annex.file.open("rb").read(5) == b"%PDF-"
    file = ListingFile.objects.get(document=done.annex)
    assert (file.listing_id, file.category, file.visibility) == (operation.listing_id, "contract", "rights")


def test_it_leaves_a_line_in_the_audit_that_names_nobody(operation: Operation, link: OwnerLink) -> None:
    done = approve(link, proposal(operation))
    assert done.annex is not None
    line = AuditLine.objects.get(action="owner_price.approved")
    assert (line.subject_id, line.actor) == (operation.listing_id, None)
    assert line.changes["annex"] == done.annex.sha256
    assert line.changes["price"] == ["150000.00", "140000.00"]
    assert link.contact.name not in str(line.changes)


def test_the_agency_and_the_owner_are_told_by_mail(salesperson: User, operation: Operation, link: OwnerLink) -> None:
    second = owner_link(operation, second_owner(operation.listing), language="en")
    approve(link, proposal(operation))
    mails = {(one.recipient, one.subject) for one in OutgoingEmail.objects.all()}
    reference = operation.listing.reference
    with translation.override("en"):
        assert ("baltasar@example.com", f"{reference}: the new price is in force") in mails
    mine = [one for one in OutgoingEmail.objects.order_by("pk") if one.recipient == "lucia@example.com"]
    assert len(mine) == 2  # proposed, and done
    assert all(link.token in one.body_text for one in mine)
    theirs = OutgoingEmail.objects.filter(recipient="baltasar@example.com").latest("pk")
    assert second.token in theirs.body_text
    assert link.contact.name not in theirs.body_text
    assert "€140,000" in theirs.body_text
    assert OutgoingEmail.objects.filter(recipient=salesperson.email).count() == 1


def test_clicked_twice_it_is_accepted_once(client: Client, operation: Operation, link: OwnerLink) -> None:
    one = proposal(operation)
    for _click in range(2):
        assert client.post(page(link, one, "aceptar/"), YES).status_code == 302
    assert PriceChange.objects.filter(operation=operation, price=140_000).count() == 1
    assert Document.objects.filter(kind="price_annex").count() == 1
    assert AuditLine.objects.filter(action="owner_price.approved").count() == 1


def test_a_yes_in_one_tab_stands_against_a_no_in_the_other(
    client: Client, operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation)
    client.post(page(link, one, "aceptar/"), YES)
    answer = client.post(page(link, one, "rechazar/"), NO)
    assert answer.status_code == 409
    assert price_of(operation) == Decimal(140_000)
    one.refresh_from_db()
    assert one.status == "approved"


def test_an_owner_declines_and_says_why(
    client: Client, salesperson: User, operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation)
    assert client.post(page(link, one, "rechazar/"), NO).status_code == 302
    one.refresh_from_db()
    assert (one.status, one.decline_reason, one.annex) == ("declined", "Es pronto", None)
    assert price_of(operation) == Decimal(150_000)
    mail = OutgoingEmail.objects.get(recipient=salesperson.email)
    assert "Es pronto" in mail.body_text


@pytest.mark.parametrize("values", [{}, {"accept-typed_name": "Lucía Gómez"}, {**YES, "accept-typed_name": "  "}])
def test_without_a_name_and_a_tick_nothing_happens(
    values: dict[str, str], client: Client, operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation)
    answer = client.post(page(link, one, "aceptar/"), values)
    assert answer.status_code == 200
    assert answer.context["accept"].errors
    assert price_of(operation) == Decimal(150_000)


def test_another_price_came_before(client: Client, salesperson: User, operation: Operation, link: OwnerLink) -> None:
    one = proposal(operation)
    set_price(actor=salesperson, operation=operation, price=Decimal(145_000))
    assert PriceProposal.objects.for_room().get(pk=one.pk).state == ProposalStatus.SUPERSEDED
    answer = client.post(page(link, one, "aceptar/"), YES)
    assert answer.status_code == 409
    assert price_of(operation) == Decimal(145_000)
    assert not Document.objects.filter(kind="price_annex").exists()


def test_a_price_that_changes_while_the_annex_is_drawn_wins(
    monkeypatch: pytest.MonkeyPatch, salesperson: User, operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation)

    def draw(**_values: object) -> bytes:
        set_price(actor=salesperson, operation=operation, price=Decimal(145_000))
        return b"%PDF-1.7 %%EOF"

    monkeypatch.setattr("realestate.ownerroom.services.proposals.make_pdf", draw)
    with translation.override("en"), pytest.raises(BusinessRuleError, match="has changed in the meantime"):
        approve(link, one)
    one.refresh_from_db()
    assert (one.status, one.slot) == ("superseded", None)
    assert price_of(operation) == Decimal(145_000)


def test_past_its_day_it_reads_as_out_of_time(client: Client, operation: Operation, link: OwnerLink) -> None:
    one = proposal(operation, days=3)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert PriceProposal.objects.for_room().get(pk=one.pk).state == ProposalStatus.EXPIRED
        assert client.post(page(link, one, "aceptar/"), YES).status_code == 409
        assert not client.get(f"/propietario/{link.token}/").context["room"].open_offers
    assert price_of(operation) == Decimal(150_000)


def test_a_closed_operation_takes_no_answer(client: Client, operation: Operation, link: OwnerLink) -> None:
    one = proposal(operation)
    withdraw_operation(actor=None, operation=operation)
    assert client.post(page(link, one, "aceptar/"), YES).status_code == 409


def test_one_taken_back_cannot_be_accepted(
    client: Client, salesperson: User, operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation)
    services.withdraw_proposal(actor=salesperson, proposal=one)
    assert client.post(page(link, one, "aceptar/"), YES).status_code == 409
    with pytest.raises(BusinessRuleError):
        services.withdraw_proposal(actor=salesperson, proposal=one)


def test_a_new_proposal_takes_the_place_of_the_old_one(operation: Operation, link: OwnerLink) -> None:
    first, second = proposal(operation), proposal(operation, 135_000)
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "proposed")


def test_two_operations_have_proposals_of_their_own(salesperson: User, operation: Operation, link: OwnerLink) -> None:
    rent = Operation.objects.create(
        listing=operation.listing, kind="rent", price=Decimal(900), period="month", status="available"
    )
    sale, let = proposal(operation), proposal(rent, 850)
    approve(link, let)
    assert PriceProposal.objects.for_room().get(pk=sale.pk).is_open
    assert price_of(rent) == Decimal(850)


@pytest.mark.parametrize("price", ["150000", "0", "-1", "NaN", "Infinity", "100000000000000", "0.001"])
def test_a_price_that_cannot_be_is_refused(price: str, operation: Operation) -> None:
    with pytest.raises(BusinessRuleError):
        proposal(operation, Decimal(price))
    assert not PriceProposal.objects.exists()


def test_what_the_annex_lacks_is_said_before_the_owner_is_asked(operation: Operation) -> None:
    Contact.objects.filter(pk=operation.listing.owner_id).update(tax_id="")
    with translation.override("en"), pytest.raises(BusinessRuleError, match="owner: tax number"):
        proposal(operation)


def test_what_the_annex_lacks_later_stops_the_owner_kindly(
    client: Client, operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation)
    Contact.objects.filter(pk=link.contact_id).update(tax_id="")
    answer = client.post(page(link, one, "aceptar/"), YES)
    assert answer.status_code == 409
    assert price_of(operation) == Decimal(150_000)


def test_a_proposal_of_another_listing_is_not_found(client: Client, salesperson: User, link: OwnerLink) -> None:
    elsewhere = proposal(owned_operation(salesperson))
    assert client.get(page(link, elsewhere)).status_code == 404
    for verb in ("aceptar/", "rechazar/"):
        assert client.post(page(link, elsewhere, verb), YES).status_code == 404


def test_the_annex_opens_for_who_accepted_and_no_other_owner(
    client: Client, operation: Operation, link: OwnerLink
) -> None:
    other = owner_link(operation, second_owner(operation.listing))
    done = approve(link, proposal(operation))
    assert client.get(page(link, done, "anexo/")).headers["Content-Type"] == "application/pdf"
    assert client.get(page(other, done, "anexo/")).status_code == 404
    text = client.get(page(other, done)).content.decode()
    assert link.contact.last_name not in text
    assert "Otro propietario ha aceptado" in text or "Another owner has accepted" in text


def test_the_agency_does_not_decide_in_the_owners_name(
    salesperson: User, as_user: Callable[[User], Client], operation: Operation, link: OwnerLink
) -> None:
    one = proposal(operation)
    client = as_user(salesperson)
    assert "aceptar/" not in client.get(page(link, one)).content.decode()
    assert client.post(page(link, one, "aceptar/"), YES).status_code == 403
    assert client.post(page(link, one, "rechazar/"), NO).status_code == 403
    one.refresh_from_db()
    assert one.status == "proposed"


def test_a_form_from_elsewhere_is_refused(operation: Operation, link: OwnerLink) -> None:
    one = proposal(operation)
    client = Client(enforce_csrf_checks=True)
    address = page(link, one, "aceptar/")
    assert client.post(address, YES, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert client.post(address, YES).status_code == 403
    assert price_of(operation) == Decimal(150_000)
    assert client.post(address, YES, HTTP_SEC_FETCH_SITE="same-origin").status_code == 302
    assert price_of(operation) == Decimal(140_000)


def test_a_failed_write_leaves_no_annex(monkeypatch: pytest.MonkeyPatch, operation: Operation, link: OwnerLink) -> None:
    one = proposal(operation)

    def fail(*_args: object, **_values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("realestate.ownerroom.services.proposals._tell_agency", fail)
    with pytest.raises(RuntimeError):
        approve(link, one)
    assert price_of(operation) == Decimal(150_000)
    assert not Document.objects.filter(kind="price_annex").exists()
