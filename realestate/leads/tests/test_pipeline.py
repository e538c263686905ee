from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from realestate.core.errors import BusinessRuleError
from realestate.leads.choices import OPEN_STAGES
from realestate.leads.models import Activity, Lead, NextAction
from realestate.leads.services import (
    NextActionValues,
    advance_stage,
    change_stage,
    log_activity,
    lose_lead,
    make_offer,
    reopen_lead,
    win_lead,
)
from realestate.leads.signals import lead_closed
from realestate.salespeople.models import User
from realestate.tests.factories import LeadFactory, NextActionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(salesperson: User) -> Lead:
    lead = LeadFactory(office=salesperson.office, salesperson=salesperson, stage="qualified")
    NextActionFactory(lead=lead)
    return lead


def next_call() -> NextActionValues:
    return NextActionValues(kind="call", due_at=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize("to", [stage for stage in OPEN_STAGES if stage != "qualified"])
def test_every_open_stage_is_one_move_away(salesperson: User, lead: Lead, to: str) -> None:
    moved = change_stage(actor=salesperson, lead=lead, to=to)
    assert (moved.stage, moved.version) == (to, 2)
    assert Activity.objects.get().data == {"from": "qualified", "to": to}


@pytest.mark.parametrize("to", ["qualified", "won", "lost", "", "nonsense"])
def test_other_moves_are_refused(salesperson: User, lead: Lead, to: str) -> None:
    with pytest.raises(BusinessRuleError):
        change_stage(actor=salesperson, lead=lead, to=to)
    assert not Activity.objects.exists()


@pytest.mark.parametrize(("kind", "direction"), [("call", "out"), ("whatsapp", "out"), ("email", "out")])
def test_an_outbound_contact_stops_the_clock(salesperson: User, kind: str, direction: str) -> None:
    lead = LeadFactory(office=salesperson.office)
    log_activity(actor=salesperson, lead=lead, kind=kind, direction=direction, body="Hi")
    lead.refresh_from_db()
    assert lead.answered_at is not None
    assert lead.stage == "contacted"
    assert Activity.objects.filter(kind="stage").get().data == {"from": "new", "to": "contacted"}


@pytest.mark.parametrize(("kind", "direction"), [("call", "in"), ("note", "internal"), ("note", "out")])
def test_other_lines_leave_the_clock_running(salesperson: User, kind: str, direction: str) -> None:
    lead = LeadFactory(office=salesperson.office)
    log_activity(actor=salesperson, lead=lead, kind=kind, direction=direction, body="Hi")
    lead.refresh_from_db()
    assert (lead.answered_at, lead.stage) == (None, "new")


def test_the_second_contact_leaves_the_first_time(salesperson: User, lead: Lead) -> None:
    log_activity(actor=salesperson, lead=lead, kind="call", direction="out")
    first = Lead.objects.get().answered_at
    log_activity(actor=salesperson, lead=lead, kind="call", direction="out")
    assert Lead.objects.get().answered_at == first


def test_an_offer_moves_the_lead_forward(salesperson: User, lead: Lead) -> None:
    moved = make_offer(actor=salesperson, lead=lead, amount=Decimal("145000.004"), currency="EUR")
    assert (moved.stage, moved.offer_amount) == ("offer", Decimal("145000.00"))
    assert {line.kind for line in Activity.objects.all()} == {"offer", "stage"}


def test_a_better_offer_does_not_move_it_back(salesperson: User, lead: Lead) -> None:
    change_stage(actor=salesperson, lead=lead, to="reserved")
    assert make_offer(actor=salesperson, lead=lead, amount=Decimal(150_000), currency="EUR").stage == "reserved"


@pytest.mark.parametrize(("amount", "currency"), [(Decimal(0), "EUR"), (Decimal(-1), "EUR"), (Decimal(1), "GBP")])
def test_a_senseless_offer_is_refused(salesperson: User, lead: Lead, amount: Decimal, currency: str) -> None:
    with pytest.raises(BusinessRuleError):
        make_offer(actor=salesperson, lead=lead, amount=amount, currency=currency)


def test_winning_closes_what_was_to_be_done(salesperson: User, lead: Lead) -> None:
    won = win_lead(actor=salesperson, lead=lead)
    assert (won.stage, won.is_open) == ("won", False)
    assert won.closed_at is not None
    assert not NextAction.objects.open().exists()


def test_losing_needs_a_reason(salesperson: User, lead: Lead) -> None:
    with pytest.raises(BusinessRuleError):
        lose_lead(actor=salesperson, lead=lead, reason="")
    lost = lose_lead(actor=salesperson, lead=lead, reason="price", note="Wanted 20 % off")
    assert (lost.stage, lost.lost_reason) == ("lost", "price")
    line = Activity.objects.get()
    assert (line.data["reason"], line.body) == ("price", "Wanted 20 % off")


def test_from_closed_only_reopening_leads_back(salesperson: User, lead: Lead) -> None:
    closed = lose_lead(actor=salesperson, lead=lead, reason="price")
    for refused in (
        lambda: change_stage(actor=salesperson, lead=closed, to="offer"),
        lambda: advance_stage(actor=salesperson, lead=closed, to="offer"),
        lambda: win_lead(actor=salesperson, lead=closed),
        lambda: lose_lead(actor=salesperson, lead=closed, reason="price"),
        lambda: make_offer(actor=salesperson, lead=closed, amount=Decimal(1), currency="EUR"),
    ):
        with pytest.raises(BusinessRuleError):
            refused()
    back = reopen_lead(actor=salesperson, lead=closed, next_action=next_call())
    assert (back.stage, back.closed_at, back.lost_reason) == ("qualified", None, "")
    assert NextAction.objects.open().get().kind == "call"


def test_an_open_lead_is_not_reopened(salesperson: User, lead: Lead) -> None:
    with pytest.raises(BusinessRuleError):
        reopen_lead(actor=salesperson, lead=lead, next_action=next_call())


def test_advancing_never_goes_back(salesperson: User, lead: Lead) -> None:
    assert advance_stage(actor=salesperson, lead=lead, to="contacted").stage == "qualified"
    assert advance_stage(actor=salesperson, lead=lead, to="viewing").stage == "viewing"


def test_higher_rooms_hear_that_a_lead_is_closed(salesperson: User, lead: Lead) -> None:
    heard: list[Lead] = []

    def listen(sender: type, lead: Lead, **kwargs: object) -> None:
        heard.append(lead)

    lead_closed.connect(listen)
    try:
        win_lead(actor=salesperson, lead=lead)
    finally:
        lead_closed.disconnect(listen)
    assert heard == [lead]
