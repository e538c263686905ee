"""A mandate's whole life, in whatever order people and the clock act: what must always hold."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from realestate.audit.models import AuditLine
from realestate.contacts.models import ContactPoint
from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.documents.choices import SignatureStatus
from realestate.documents.models import Document, SignatureRequest
from realestate.documents.services import store_document
from realestate.documents.signals import document_declined, document_signed
from realestate.listings import mandate_states as states
from realestate.listings import services
from realestate.listings.choices import EXCLUSIVE_MANDATES, MANDATE_IN_FORCE, Channel, MandateKind, MandateStatus
from realestate.listings.models import Mandate, Operation
from realestate.listings.rules import may_leave
from realestate.tests.factories import ContactFactory, UserFactory, lawful_operation

# From each state to those that may come next; the law and the agency know no others.
ROADS: dict[str, set[str]] = {
    "draft": {"sent", "signed", "withdrawn"},
    "sent": {"draft", "signed", "withdrawn"},
    "signed": {"active", "expired", "withdrawn"},
    "active": {"expiring", "expired", "renewed", "withdrawn"},
    "expiring": {"active", "expired", "renewed", "withdrawn"},
    "expired": set(),
    "renewed": set(),
    "withdrawn": set(),
}
START = datetime(2027, 1, 31, 11, 0, tzinfo=UTC)
PICK = st.integers(0, 9)
TERMS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(MandateKind.values),
        "operation_kinds": st.sampled_from([["sale"], ["rent"], ["sale", "rent"]]),
        "starts_on": st.integers(-40, 20),
        "ends_on": st.none() | st.integers(-1, 100),
        "renews_months": st.sampled_from([0, 0, 1, 6]),
        "is_off_premises": st.booleans(),
        "starts_at_once": st.booleans(),
    }
)


def cheap_paper(*, actor: Any, kind: str, language: str, office: Any, **_rest: Any) -> Document:
    """In the place of the PDF, which takes a second."""
    return store_document(actor=actor, office=office, kind=kind, title="Encargo", content=b"%PDF-1.7", name="e.pdf")


class MandateLife(RuleBasedStateMachine):
    """One listing on the market, its agent, two owners, and the days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        self.paper = patch("realestate.listings.services.mandates.make_document", cheap_paper)
        self.paper.start()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.actor = UserFactory()
        self.operation = lawful_operation(listing__salesperson=self.actor, listing__office=self.actor.office)
        self.listing = self.operation.listing
        self.listing.mandates.all().delete()
        services.refresh_publication(listing=self.listing)
        owners = [ContactFactory(office=self.listing.office, tax_id=f"1234567{one}Z") for one in (1, 2)]
        for one in owners:
            ContactPoint.objects.create(contact=one, kind="email", value=f"owner{one.pk}@example.com")
        halves = [services.OwnerShare(one, Decimal(50)) for one in owners]
        services.set_owners(actor=self.actor, listing=self.listing, owners=halves)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.paper.stop()
        self.clock.stop()

    @initialize(standing=st.booleans(), renews=st.sampled_from([0, 0, 6]))
    def begin(self, standing: bool, renews: int) -> None:
        """With nothing, or with an exclusive in force for fifty days more: most of a life happens around its end."""
        if standing:
            terms = {"kind": "exclusive", "operation_kinds": ["sale"], "starts_on": -40, "ends_on": 90}
            self.take_on({**terms, "renews_months": renews, "is_off_premises": False, "starts_at_once": False}, 20)
            assert Mandate.objects.in_force().count() == 1

    # What people do

    @precondition(lambda self: Mandate.objects.count() < 8)
    @rule(terms=TERMS)
    def draft(self, terms: dict[str, Any]) -> None:
        self.attempt(lambda: services.create_mandate(actor=self.actor, listing=self.listing, values=self.days(terms)))

    @precondition(lambda self: Mandate.objects.count() < 8)
    @rule(terms=TERMS, days_ago=st.sampled_from([0, 3, 20]))
    def sign_new(self, terms: dict[str, Any], days_ago: int) -> None:
        """Drafted and signed on the spot, as most are."""
        self.take_on(terms, days_ago)

    def take_on(self, terms: dict[str, Any], days_ago: int) -> None:
        values, signed_on = self.days(terms), today() - timedelta(days=days_ago)
        made = self.attempt(lambda: services.create_mandate(actor=self.actor, listing=self.listing, values=values))
        if made is not None:
            self.attempt(lambda: services.sign_on_paper(actor=self.actor, mandate=made, signed_on=signed_on))

    @rule(pick=PICK)
    def send(self, pick: int) -> None:
        self.verb("send", pick, services.send_mandate)

    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        self.verb("reopen", pick, services.reopen_mandate)

    @rule(pick=PICK, days_ago=st.sampled_from([-1, 0, 0, 3, 20]))
    def sign_on_paper(self, pick: int, days_ago: int) -> None:
        self.verb("sign", pick, services.sign_on_paper, signed_on=today() - timedelta(days=days_ago))

    @rule(pick=PICK)
    def revoke(self, pick: int) -> None:
        self.verb("revoke", pick, services.revoke_mandate)

    @rule(pick=PICK)
    def renew(self, pick: int) -> None:
        self.verb("renew", pick, services.renew_mandate)

    @rule(pick=PICK, reason=st.sampled_from(["", "The owner sells to a cousin"]))
    def withdraw(self, pick: int, reason: str) -> None:
        self.verb("withdraw", pick, services.withdraw_mandate, reason=reason)

    @rule(pick=PICK, signs=st.booleans())
    def answer_the_link(self, pick: int, signs: bool) -> None:
        """The next owner who was asked signs, or says no."""
        waiting = list(SignatureRequest.objects.filter(status=SignatureStatus.WAITING).order_by("pk"))
        if not waiting:
            return
        request = waiting[pick % len(waiting)]
        SignatureRequest.objects.filter(pk=request.pk).update(status="signed" if signs else "declined")
        (document_signed if signs else document_declined).send(sender=SignatureRequest, request=request)

    # What time does

    @rule(days=st.sampled_from([0, 1, 1, 7, 14, 15, 30, 60, 200]))
    def days_pass(self, days: int) -> None:
        self.now.shift(timedelta(days=days))
        services.advance_mandates()
        before = self.snapshot()
        assert not any(services.advance_mandates().values()), "a second run of the clock changed something"
        assert self.snapshot() == before

    # What must hold whatever happened

    @invariant()
    def one_exclusive_in_force_for_each_operation(self) -> None:
        standing = Mandate.objects.filter(status__in=MANDATE_IN_FORCE, kind__in=EXCLUSIVE_MANDATES)
        counts = Counter(kind for mandate in standing for kind in mandate.operation_kinds)
        assert all(count == 1 for count in counts.values()), counts

    @invariant()
    def days_are_in_order(self) -> None:
        for one in Mandate.objects.all():
            assert one.ends_on is None or one.starts_on <= one.ends_on
            assert (one.sent_at is not None) or one.status != MandateStatus.SENT
            assert (one.ended_at is not None) == (one.status in {"expired", "renewed", "withdrawn"})
            if one.signed_at is None:
                assert one.revocable_until is None
                assert one.status not in states.SIGNED
            else:
                assert one.ended_at is None or one.signed_at <= one.ended_at
                assert one.revocable_until in (None, one.signed_at.date() + timedelta(days=states.WINDOW_DAYS))
            if one.is_in_force:
                assert states.begins(one) <= today()
                assert one.ends_on is None or one.ends_on >= today()

    @invariant()
    def each_change_left_a_line_and_no_state_was_jumped(self) -> None:
        for one in Mandate.objects.all():
            lines = AuditLine.objects.about(self.listing).filter(action__startswith="mandate.").order_by("pk")
            road = [line.changes["status"] for line in lines if line.changes["mandate"] == one.reference]
            assert road[0] == "draft"
            assert road[-1] == one.status
            for before, after in pairwise(road):
                assert before == after or after in ROADS[before], road

    @invariant()
    def what_strangers_see_is_up_to_date(self) -> None:
        fresh = Operation.objects.for_rules().get(pk=self.operation.pk)
        assert fresh.is_on_web == may_leave(fresh, Channel.WEB)

    # Helpers

    def days(self, terms: dict[str, Any]) -> dict[str, Any]:
        """The terms with days in the place of numbers: from today, and from the first day."""
        first = today() + timedelta(days=terms["starts_on"])
        last = None if terms["ends_on"] is None else first + timedelta(days=terms["ends_on"])
        return {**terms, "starts_on": first, "ends_on": last}

    def verb(self, name: str, pick: int, service: Callable[..., Mandate], **more: Any) -> None:
        """On one of those that the verb is for, where there are any and the pick allows it; else on any."""
        mandates = list(Mandate.objects.order_by("pk"))
        fitting = [one for one in mandates if one.status in states.VERBS[name].sources]
        mandates = fitting if fitting and pick < 8 else mandates
        if mandates:
            mandate = mandates[pick % len(mandates)]
            done = self.attempt(lambda: service(actor=self.actor, mandate=mandate, **more))
            assert done is None or mandate.status in states.VERBS[name].sources

    def attempt(self, work: Callable[[], Mandate]) -> Mandate | None:
        """What was done, or None where it was refused: then all is as it was."""
        before = self.snapshot()
        try:
            return work()
        except BusinessRuleError:
            assert self.snapshot() == before
            return None

    def snapshot(self) -> list[Any]:
        return [*Mandate.objects.order_by("pk").values_list("pk", "status", "version"), AuditLine.objects.count()]


@pytest.mark.django_db
def test_a_mandate_goes_its_way_in_order_whatever_people_and_time_do() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        MandateLife,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
