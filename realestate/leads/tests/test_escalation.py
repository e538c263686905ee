"""Nobody answers: reminded, told, back to the pool; and what the board says of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone, translation

from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.leads.models import Activity, Escalation, Lead, ResponsePolicy
from realestate.leads.response import board
from realestate.leads.services import (
    assign_lead,
    claim_lead,
    complete_action,
    escalate_leads,
    log_activity,
    register_enquiry,
    save_policy,
)
from realestate.leads.services.actions import NextActionValues
from realestate.salespeople.models import Holiday, Notification, Office, User
from realestate.tests.factories import LeadFactory, NextActionFactory, UserFactory

pytestmark = pytest.mark.django_db

# A Tuesday, 10:00 in Madrid.
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def policy(office: Office) -> ResponsePolicy:
    return ResponsePolicy.objects.create(
        office=office, is_on=True, remind_after=10, escalate_after=30, release_after=120
    )


def come(office: Office, salesperson: User | None = None) -> Lead:
    number = Lead.objects.count()
    return register_enquiry(
        source="web",
        channel="form",
        office=office,
        name=f"Cliente {number}",
        email=f"c{number}@example.com",
        phone="",
        message="",
        salesperson=salesperson,
    ).lead


def minutes_later(traveller: Any, minutes: int) -> None:
    traveller.shift(timedelta(minutes=minutes))
    call_command("escalate_leads")


def test_the_whole_chain(office: Office, salesperson: User, coordinator: User, policy: ResponsePolicy) -> None:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        lead = come(office, salesperson)
        minutes_later(traveller, 9)
        assert not Escalation.objects.exists()
        minutes_later(traveller, 1)
        assert Notification.objects.filter(user=salesperson, kind="reminder").count() == 1
        minutes_later(traveller, 20)
        told = Notification.objects.get(user=coordinator, kind="escalation")
        with translation.override("es"):
            assert lead.contact.name in told.text
        minutes_later(traveller, 89)
        lead.refresh_from_db()
        assert lead.salesperson == salesperson
        minutes_later(traveller, 1)
        lead.refresh_from_db()
        assert lead.salesperson is None
        assert [one.step for one in Escalation.objects.order_by("pk")] == ["reminded", "coordinator", "pool"]
        with translation.override("en"):
            line = Activity.objects.filter(lead=lead, kind="assignment").latest("pk")
            assert line.words == "Back in the pool: no answer in 120 working minutes"
        minutes_later(traveller, 1000)
        assert Escalation.objects.count() == 3


def test_running_twice_is_running_once(office: Office, salesperson: User, policy: ResponsePolicy) -> None:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        come(office, salesperson)
        traveller.shift(timedelta(minutes=10))
        assert (escalate_leads(), escalate_leads()) == (1, 0)
        assert OutgoingEmail.objects.filter(subject__contains="Cliente").count() == 2  # the new lead, one reminder


@pytest.mark.usefixtures("policy")
def test_only_a_logged_outbound_contact_ends_it(office: Office, salesperson: User) -> None:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        lead = come(office, salesperson)
        log_activity(actor=salesperson, lead=lead, kind="note", body="Ya lo miro")
        log_activity(actor=salesperson, lead=lead, kind="call", direction="in")
        lead.refresh_from_db()
        assert lead.escalate_at is not None
        traveller.shift(timedelta(minutes=4))
        log_activity(actor=salesperson, lead=lead, kind="call", direction="out")
        lead.refresh_from_db()
        assert (lead.escalate_at, lead.answered_after, lead.answered_by) == (None, 240, salesperson)
        assert not Notification.objects.unread().filter(user=salesperson).exists()


@pytest.mark.usefixtures("policy")
def test_a_call_that_was_planned_and_is_done_ends_it_too(office: Office, salesperson: User) -> None:
    lead = come(office, salesperson)
    action = lead.next_actions.get()
    later = NextActionValues(kind="call", due_at=timezone.now() + timedelta(days=1))
    complete_action(actor=salesperson, action=action, next_action=later)
    lead.refresh_from_db()
    assert lead.escalate_at is None


@pytest.mark.usefixtures("policy")
def test_the_night_and_holidays_do_not_count(office: Office, salesperson: User) -> None:
    Holiday.objects.create(office=office, day=datetime(2026, 11, 25).date())
    evening = datetime(2026, 11, 24, 18, 55, tzinfo=UTC)  # five minutes before closing
    with time_machine.travel(evening, tick=False):
        lead = come(office, salesperson)
    assert lead.escalate_at == datetime(2026, 11, 26, 8, 5, tzinfo=UTC)
    assert lead.amber_at == evening + timedelta(minutes=5)
    assert lead.red_at == datetime(2026, 11, 26, 8, 25, tzinfo=UTC)


def test_a_lead_of_the_night_is_fresh_when_the_office_opens(office: Office, salesperson: User) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 22, 0, tzinfo=UTC), tick=False) as traveller:
        lead = come(office, salesperson)
        with translation.override("en"):
            assert lead.clock.text == "Office closed: the clock starts when it opens"
            traveller.move_to(datetime(2026, 11, 25, 8, 4, tzinfo=UTC))
            assert (lead.clock.state, lead.clock.text) == ("green", "Fresh: waiting 4 minutes")
            traveller.move_to(datetime(2026, 11, 25, 8, 31, tzinfo=UTC))
            assert lead.clock.state == "red"


@pytest.mark.usefixtures("policy")
def test_whoever_gets_it_next_has_the_whole_time(
    office: Office, salesperson: User, colleague: User, manager: User
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        lead = come(office, salesperson)
        minutes_later(traveller, 10)
        traveller.shift(timedelta(minutes=10))
        lead = assign_lead(actor=manager, lead=lead, to=colleague)
        assert (lead.escalation_step, lead.escalate_at) == (0, timezone.now() + timedelta(minutes=10))


@pytest.mark.usefixtures("policy")
def test_a_claim_starts_the_chain(office: Office, salesperson: User) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        lead = claim_lead(actor=salesperson, lead=come(office))
        assert lead.escalate_at == timezone.now() + timedelta(minutes=10)


@pytest.mark.usefixtures("policy")
def test_a_lead_in_the_pool_reaches_the_coordinator_once(office: Office, coordinator: User) -> None:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        come(office)
        minutes_later(traveller, 30)
        minutes_later(traveller, 300)
        assert [one.step for one in Escalation.objects.all()] == ["coordinator"]
        assert Notification.objects.filter(user=coordinator, kind="escalation").count() == 1


def test_an_old_backlog_is_left_alone(office: Office, salesperson: User, policy: ResponsePolicy) -> None:
    LeadFactory(office=office, salesperson=salesperson, received_at=timezone.now() - timedelta(days=9))
    assert escalate_leads() == 0


def test_switched_off_it_does_nothing(office: Office, salesperson: User, policy: ResponsePolicy) -> None:
    lead = come(office, salesperson)
    Lead.objects.update(escalate_at=timezone.now())
    ResponsePolicy.objects.update(is_on=False)
    assert escalate_leads() == 0
    lead.refresh_from_db()
    assert lead.escalate_at is None


def test_steps_must_come_one_after_the_other(office: Office, manager: User) -> None:
    policy = ResponsePolicy(office=office, remind_after=30, escalate_after=20)
    with pytest.raises(BusinessRuleError):
        save_policy(actor=manager, policy=policy, hours={})


class TestBoard:
    def test_it_counts_what_each_got_answered_and_lost(
        self, office: Office, salesperson: User, colleague: User, manager: User, coordinator: User
    ) -> None:
        now = timezone.now()

        def lead(who: User, seconds: int | None) -> Lead:
            answered = None if seconds is None else now
            return LeadFactory(
                office=office,
                salesperson=who,
                answered_at=answered,
                answered_after=seconds,
                answered_by=who if seconds is not None else None,
            )

        for seconds in (60, 300, 301, 1800, 4000, None):
            lead(salesperson, seconds)
        lost = lead(colleague, None)
        Lead.objects.filter(pk=lost.pk).update(salesperson=None)
        Escalation.objects.create(lead=lost, salesperson=colleague, step="pool", waited=120)
        found = board(user=coordinator, office=office, days=30)
        lines = {line.person: line for line in found.lines}
        ana = lines[salesperson]
        assert (ana.got, ana.answered, ana.in_5, ana.in_30, ana.waiting) == (6, 5, 2, 4, 1)
        assert (ana.percent_5, ana.percent_30) == (33, 67)
        assert (lines[colleague].got, lines[colleague].lost) == (1, 1)
        assert (found.in_pool, found.total.waiting, found.total.got) == (1, 2, 7)
        with translation.override("en"):
            assert ana.median_words == "5 minutes"

    def test_an_answer_counts_for_who_gave_it(self, office: Office, salesperson: User, manager: User) -> None:
        LeadFactory(
            office=office,
            salesperson=salesperson,
            answered_at=timezone.now(),
            answered_after=10,
            answered_by=manager,
        )
        lines = {line.person: line for line in board(user=manager, office=office, days=7).lines}
        assert (lines[salesperson].answered, lines[manager].answered) == (0, 1)

    def test_a_coordinator_sees_only_their_offices(
        self, other_office: Office, office: Office, coordinator: User, stranger: User
    ) -> None:
        LeadFactory(office=other_office, salesperson=stranger)
        assert board(user=coordinator, office=None, days=30).total.got == 0

    def test_it_costs_the_same_for_many(
        self, office: Office, manager: User, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(12):
            LeadFactory.create_batch(3, office=office, salesperson=UserFactory(office=office))
        with django_assert_max_num_queries(4):
            assert board(user=manager, office=office, days=30).total.got == 36


def test_a_viewing_action_alone_stops_no_clock(office: Office, salesperson: User) -> None:
    lead = come(office, salesperson)
    NextActionFactory(lead=lead, kind="viewing")
    lead.refresh_from_db()
    assert lead.answered_at is None
