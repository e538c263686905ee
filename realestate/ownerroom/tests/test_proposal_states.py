"""Whatever people do, in whatever order: a proposal is decided once, and no price changes without somebody's will."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realestate.core.errors import BusinessRuleError
from realestate.listings.models import Operation
from realestate.listings.services import set_price, withdraw_operation
from realestate.ownerroom import services
from realestate.ownerroom.models import OwnerLink, PriceProposal
from realestate.ownerroom.tests.factories import owned_operation, owner_link, second_owner
from realestate.salespeople.models import User

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.sampled_from(
        ["propose", "approve", "approve", "decline", "withdraw", "price", "wait", "close", "revoke", "other"]
    ),
    min_size=1,
    max_size=14,
)
FINAL = {"approved", "declined", "withdrawn", "superseded", "expired"}


class Story:
    """One run: what people do to one operation, and what must hold after each of it."""

    def __init__(self, actor: User, operation: Operation, links: list[OwnerLink]) -> None:
        self.actor, self.operation, self.links = actor, operation, links
        self.days = 0
        self.numbers: Iterator[int] = count()
        self.last: PriceProposal | None = None
        self.expected = operation.price
        self.final: dict[int, str] = {}

    def do(self, step: str) -> None:
        price = Decimal(140_000 + next(self.numbers))
        with time_machine.travel(timezone.now() + timedelta(days=self.days), tick=True):
            with suppress(BusinessRuleError):
                getattr(self, step)(price)
            self.check()

    def fresh(self) -> PriceProposal:
        if self.last is None:
            raise BusinessRuleError("nothing proposed")
        return PriceProposal.objects.for_room().get(pk=self.last.pk)

    def propose(self, price: Decimal) -> None:
        self.last = services.propose_price(actor=self.actor, operation=self.operation, price=price, days=3)

    def approve(self, _price: Decimal, link: int = 0) -> None:
        before = self.fresh().status
        done = services.approve_price(proposal=self.fresh(), link=self.links[link], typed_name="Lucía Gómez")
        if before != "approved":
            self.expected = done.to_price

    def other(self, price: Decimal) -> None:
        self.approve(price, 1)

    def decline(self, _price: Decimal) -> None:
        services.decline_price(proposal=self.fresh(), link=self.links[0], typed_name="Lucía Gómez")

    def withdraw(self, _price: Decimal) -> None:
        services.withdraw_proposal(actor=self.actor, proposal=self.fresh())

    def price(self, price: Decimal) -> None:
        set_price(actor=self.actor, operation=self.operation, price=price)
        self.expected = price

    def wait(self, _price: Decimal) -> None:
        self.days += 2

    def close(self, _price: Decimal) -> None:
        withdraw_operation(actor=self.actor, operation=self.operation)

    def revoke(self, _price: Decimal) -> None:
        services.revoke_link(actor=self.actor, link=self.links[0])

    def check(self) -> None:
        assert Operation.objects.get(pk=self.operation.pk).price == self.expected
        rows = list(PriceProposal.objects.select_related("operation"))
        assert sum(row.status == "proposed" for row in rows) <= 1
        for row in rows:
            assert (row.slot is not None) == (row.status == "proposed")
            assert (row.annex_id is not None) == (row.status == "approved")
            assert (row.decided_by_contact_id is not None) == (row.status in {"approved", "declined"})
            assert self.final.get(row.pk, row.status) == row.status
            if row.status in FINAL:
                self.final[row.pk] = row.status
            if row.is_open:
                assert row.operation.price == row.from_price


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_proposal_is_decided_once_and_every_price_was_chosen(
    steps: list[str], salesperson: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(**_values: Any) -> bytes:
        return b"%PDF-1.7 %%EOF"

    monkeypatch.setattr("realestate.ownerroom.services.proposals.make_pdf", draw)
    with transaction.atomic():
        operation = owned_operation(salesperson)
        links = [owner_link(operation, days=300)]
        links.append(owner_link(operation, second_owner(operation.listing), days=300))
        story = Story(salesperson, operation, links)
        for step in steps:
            story.do(step)
        transaction.set_rollback(True)
