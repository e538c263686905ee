"""Two people, or a person and the clock, at the same mandate at the same moment, on MySQL."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from realestate.audit.models import AuditLine
from realestate.contacts.models import ContactPoint
from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.documents.models import SignatureRequest
from realestate.documents.services import request_signature
from realestate.documents.signals import document_signed
from realestate.leads.tests.test_races import at_once
from realestate.listings import services
from realestate.listings.models import Listing, Mandate
from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, ListingFactory, MandateFactory, UserFactory
from realestate.tests.factories import ListingFileFactory as FileFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


@pytest.fixture
def agent() -> User:
    return UserFactory()


@pytest.fixture
def listing(agent: User) -> Listing:
    return ListingFactory(salesperson=agent, office=agent.office)


def draft(agent: User, listing: Listing, **values: Any) -> Mandate:
    terms = {"kind": "exclusive", "operation_kinds": ["sale"], "starts_on": today(), "is_off_premises": False}
    return services.create_mandate(actor=agent, listing=listing, values={**terms, **values})


def sent(agent: User, listing: Listing, owners: int) -> tuple[Mandate, list[SignatureRequest]]:
    """Sent to so many owners, with something that is no PDF in the place of the document."""
    mandate = draft(agent, listing)
    document = FileFactory(listing=listing).document
    requests = []
    for _number in range(owners):
        owner = ContactFactory(office=listing.office)
        ContactPoint.objects.create(contact=owner, kind="email", value=f"owner{owner.pk}@example.com")
        request_signature(
            actor=agent, document=document, name="O", email=f"o{owner.pk}@example.com", contact=owner, days=14
        )
        requests.append(SignatureRequest.objects.get(contact=owner))
    Mandate.objects.filter(pk=mandate.pk).update(status="sent", document=document)
    return Mandate.objects.get(pk=mandate.pk), requests


def sign_by_link(request: SignatureRequest) -> str:
    """What the owner's page does: close the link, then tell the mandate, in one transaction."""
    with transaction.atomic():
        if not SignatureRequest.objects.filter(pk=request.pk, status__in=["waiting", "opened"]).update(status="signed"):
            raise BusinessRuleError("The link is void.")
        document_signed.send(sender=SignatureRequest, request=request)
    return "signed"


def one_after_the_other(*works: Callable[[], Any]) -> list[Any]:
    """All of them at once; any deadlock would come out as an exception."""
    return at_once(len(works), lambda number: works[number]())


def road(mandate: Mandate) -> list[str]:
    lines = AuditLine.objects.about(mandate.listing).filter(action__startswith="mandate.").order_by("pk")
    return [line.action for line in lines if line.changes["mandate"] == mandate.reference]


def test_of_two_exclusive_mandates_signed_at_once_one_stands(agent: User, listing: Listing) -> None:
    drafts = [draft(agent, listing), draft(agent, listing, kind="sole_agent")]
    answers = at_once(
        2, lambda n: services.sign_on_paper(actor=agent, mandate=drafts[n], signed_on=today() - timedelta(days=20))
    )
    assert sum(isinstance(answer, Mandate) for answer in answers) == 1
    assert Mandate.objects.in_force().count() == 1


def test_who_signs_by_link_and_who_ends_it_come_one_after_the_other(agent: User) -> None:
    for _round in range(ROUNDS):
        listing = ListingFactory(salesperson=agent, office=agent.office)
        mandate, (request,) = sent(agent, listing, owners=1)
        answers = one_after_the_other(
            lambda request=request: sign_by_link(request),  # type: ignore[misc]
            lambda mandate=mandate: services.withdraw_mandate(  # type: ignore[misc]
                actor=agent, mandate=mandate, reason="Sold by the owner"
            ),
        )
        mandate.refresh_from_db()
        request.refresh_from_db()
        assert isinstance(answers[1], Mandate), answers
        assert mandate.status == "withdrawn"
        assert request.status == ("signed" if answers[0] == "signed" else "revoked")
        assert road(mandate)[-1] == "mandate.withdrawn"


def test_taking_it_back_waits_for_who_signs(agent: User) -> None:
    for _round in range(ROUNDS):
        mandate, (request,) = sent(agent, ListingFactory(salesperson=agent, office=agent.office), owners=1)
        one_after_the_other(
            lambda request=request: sign_by_link(request),  # type: ignore[misc]
            lambda mandate=mandate: services.reopen_mandate(actor=agent, mandate=mandate),  # type: ignore[misc]
        )
        mandate.refresh_from_db()
        request.refresh_from_db()
        assert (mandate.status, request.status) in {("draft", "revoked"), ("active", "signed")}


def test_two_owners_who_sign_at_once_put_it_in_force_once(agent: User) -> None:
    for _round in range(ROUNDS):
        mandate, requests = sent(agent, ListingFactory(salesperson=agent, office=agent.office), owners=2)
        answers = at_once(2, lambda n, requests=requests: sign_by_link(requests[n]))  # type: ignore[misc]
        assert answers == ["signed", "signed"]
        assert road(mandate).count("mandate.signed") == 1
        mandate.refresh_from_db()
        assert mandate.status == "active"


def test_of_five_clicks_on_renew_one_makes_a_draft(agent: User, listing: Listing) -> None:
    mandate = MandateFactory(listing=listing, ends_on=today() + timedelta(days=10))
    answers = at_once(5, lambda _n: services.renew_mandate(actor=agent, mandate=mandate))
    assert sum(isinstance(answer, Mandate) for answer in answers) == 1
    assert mandate.renewals.count() == 1


def test_the_clock_and_a_person_end_it_once(agent: User) -> None:
    for _round in range(ROUNDS):
        listing = ListingFactory(salesperson=agent, office=agent.office)
        mandate = MandateFactory(listing=listing, ends_on=today() - timedelta(days=1))
        answers = one_after_the_other(
            services.advance_mandates,
            lambda mandate=mandate: services.withdraw_mandate(  # type: ignore[misc]
                actor=agent, mandate=mandate, reason="Sold by the owner"
            ),
        )
        mandate.refresh_from_db()
        assert road(mandate) == [f"mandate.{mandate.status}"]
        assert isinstance(answers[1], Mandate) == (mandate.status == "withdrawn")


def test_two_clocks_at_once_write_one_alert(agent: User, listing: Listing) -> None:
    mandate = MandateFactory(listing=listing, ends_on=today() + timedelta(days=7))
    answers = one_after_the_other(services.advance_mandates, services.advance_mandates)
    assert sum(answer["alerts"] for answer in answers) == 1
    assert road(mandate) == ["mandate.expiring"]


def test_noting_many_on_paper_and_drafting_one_of_them_do_not_wait_for_ever(agent: User) -> None:
    manager = UserFactory(office=agent.office, role="manager")
    terms = {"kind": "open", "starts_on": today() - timedelta(days=30), "is_off_premises": False}
    for _round in range(ROUNDS):
        listings = [ListingFactory(salesperson=agent, office=agent.office) for _number in range(4)]
        for one in listings:
            one.operations.create(kind="sale", price=Decimal(1000))
        answers = one_after_the_other(
            lambda listings=listings: services.record_on_paper(  # type: ignore[misc]
                actor=manager, listings=listings, values=terms, signed_on=today()
            ),
            lambda listings=listings: draft(agent, listings[-1]),  # type: ignore[misc]
            lambda listings=listings: draft(agent, listings[0]),  # type: ignore[misc]
        )
        assert isinstance(answers[1], Mandate)
        assert isinstance(answers[2], Mandate)
        noted = Mandate.objects.in_force().filter(listing__in=listings).count()
        assert noted == (4 if isinstance(answers[0], list) else 0), answers  # a draft that came first is named


def test_two_managers_who_note_the_same_papers_note_them_once() -> None:
    managers = [UserFactory(role="manager") for _number in range(2)]
    listings = [ListingFactory(office=managers[0].office) for _number in range(3)]
    for one in listings:
        one.operations.create(kind="sale", price=Decimal(1000))
    terms = {"kind": "open", "starts_on": today() - timedelta(days=30), "is_off_premises": False}
    answers = at_once(
        2,
        lambda n: services.record_on_paper(
            actor=managers[n], listings=listings[:: 1 - 2 * n], values=terms, signed_on=today()
        ),
    )
    assert sorted(isinstance(answer, str) for answer in answers) == [False, True]
    assert Mandate.objects.count() == 3
