"""No open lead is without a next action, whatever is done to it and in whatever order."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from realestate.core.errors import BusinessRuleError
from realestate.leads import services
from realestate.leads.choices import LostReason, Stage
from realestate.leads.models import Activity, Lead, NextAction
from realestate.tests.factories import OfficeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]


class Pipeline(RuleBasedStateMachine):
    """Everything a salesperson, a colleague and the agenda may do to one lead."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.viewings = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        office = OfficeFactory()
        self.people = [UserFactory(office=office), UserFactory(office=office)]
        values: dict[str, Any] = {"name": "Lucía", "email": "l@example.com", "phone": "", "message": "Hola"}
        self.lead = services.register_enquiry(source="web", channel="form", office=office, **values).lead
        self.lines = 0

    def attempt(self, service: Any, **values: Any) -> None:
        try:
            with transaction.atomic():
                service(**values)
        except BusinessRuleError:
            pass

    def next(self, wanted: bool) -> services.NextActionValues | None:
        due = timezone.now() + timedelta(days=1)
        return services.NextActionValues(kind="task", due_at=due) if wanted else None

    def some_action(self, number: int) -> NextAction:
        actions = list(NextAction.objects.filter(lead=self.lead).order_by("pk"))
        return actions[number % len(actions)]

    @rule(who=st.integers(0, 1))
    def claim(self, who: int) -> None:
        self.attempt(services.claim_lead, actor=self.people[who], lead=self.lead)

    @rule(who=st.integers(0, 1))
    def assign(self, who: int) -> None:
        self.attempt(services.assign_lead, actor=None, lead=self.lead, to=self.people[who])

    @rule()
    def release(self) -> None:
        self.attempt(services.release_lead, actor=self.people[0], lead=self.lead)

    @rule(to=st.sampled_from(Stage.values))
    def move(self, to: str) -> None:
        self.attempt(services.change_stage, actor=self.people[0], lead=self.lead, to=to)

    @rule()
    def win(self) -> None:
        self.attempt(services.win_lead, actor=self.people[0], lead=self.lead)

    @rule(reason=st.sampled_from(["", *LostReason.values]))
    def lose(self, reason: str) -> None:
        self.attempt(services.lose_lead, actor=self.people[0], lead=self.lead, reason=reason)

    @rule()
    def reopen(self) -> None:
        self.attempt(services.reopen_lead, actor=self.people[0], lead=self.lead, next_action=self.next(True))

    @rule(amount=st.integers(-1, 500_000))
    def offer(self, amount: int) -> None:
        values = {"amount": Decimal(amount), "currency": "EUR"}
        self.attempt(services.make_offer, actor=self.people[0], lead=self.lead, **values)

    @rule(number=st.integers(0, 9), wanted=st.booleans())
    def complete(self, number: int, wanted: bool) -> None:
        action = self.some_action(number)
        self.attempt(services.complete_action, actor=self.people[0], action=action, next_action=self.next(wanted))

    @rule(number=st.integers(0, 9), wanted=st.booleans())
    def drop(self, number: int, wanted: bool) -> None:
        action = self.some_action(number)
        self.attempt(services.cancel_action, actor=self.people[0], action=action, next_action=self.next(wanted))

    @rule(number=st.integers(0, 9), wanted=st.booleans(), kind=st.sampled_from(["call", "note", "email"]))
    def log(self, number: int, wanted: bool, kind: str) -> None:
        self.attempt(
            services.log_contact,
            actor=self.people[0],
            lead=self.lead,
            kind=kind,
            direction="out",
            body="",
            finishes=self.some_action(number),
            next_action=self.next(wanted),
        )

    @rule()
    def book(self) -> None:
        self.viewings += 1
        self.attempt(
            services.set_viewing_action,
            actor=self.people[0],
            lead=self.lead,
            viewing_id=self.lead.pk * 1000 + self.viewings,
            starts_at=timezone.now(),
            salesperson=self.people[1],
        )

    @rule(number=st.integers(1, 3), wanted=st.booleans())
    def close_viewing(self, number: int, wanted: bool) -> None:
        viewing = self.lead.pk * 1000 + number
        self.attempt(services.close_viewing_action, actor=None, viewing_id=viewing, next_action=self.next(wanted))

    @invariant()
    def no_open_lead_without_a_next_action(self) -> None:
        if hasattr(self, "lead"):
            assert not Lead.objects.without_next_action().exists()

    @invariant()
    def a_closed_lead_has_nothing_left_to_do(self) -> None:
        if hasattr(self, "lead"):
            lead = Lead.objects.get(pk=self.lead.pk)
            assert lead.is_open == (lead.closed_at is None)
            assert lead.is_open or not NextAction.objects.open().filter(lead=lead).exists()

    @invariant()
    def the_timeline_only_grows(self) -> None:
        if hasattr(self, "lead"):
            lines = Activity.objects.filter(lead=self.lead).count()
            assert lines >= self.lines
            self.lines = lines


def test_it_holds_in_every_state_that_can_be_reached() -> None:
    run_state_machine_as_test(
        Pipeline,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
