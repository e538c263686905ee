from datetime import timedelta

import pytest
from django.utils import timezone

from realestate.core.errors import BusinessRuleError
from realestate.leads.models import Activity, Lead, NextAction
from realestate.leads.services import (
    NextActionValues,
    add_next_action,
    cancel_action,
    close_viewing_action,
    complete_action,
    postpone_action,
    set_viewing_action,
)
from realestate.salespeople.models import User
from realestate.tests.factories import LeadFactory, NextActionFactory

pytestmark = pytest.mark.django_db


def values(**changes: object) -> NextActionValues:
    return NextActionValues(**{"kind": "call", "due_at": timezone.now() + timedelta(days=1), **changes})  # type: ignore[arg-type]


@pytest.fixture
def action(salesperson: User) -> NextAction:
    lead = LeadFactory(office=salesperson.office, salesperson=salesperson)
    return NextActionFactory(lead=lead, salesperson=salesperson, kind="task", note="Send the plans")


def test_the_last_one_cannot_be_finished_without_the_next(salesperson: User, action: NextAction) -> None:
    with pytest.raises(BusinessRuleError):
        complete_action(actor=salesperson, action=action, note="Sent")
    assert NextAction.objects.get().done_at is None
    assert not Activity.objects.exists()


def test_the_last_one_is_finished_together_with_the_next(salesperson: User, action: NextAction) -> None:
    complete_action(actor=salesperson, action=action, note="Sent", next_action=values(note="Ask"))
    assert NextAction.objects.open().get().note == "Ask"
    assert NextAction.objects.open().get().salesperson == salesperson
    line = Activity.objects.get()
    assert (line.kind, line.body, line.data["planned"]) == ("task", "Sent", "Send the plans")


def test_one_of_two_needs_no_next(salesperson: User, action: NextAction) -> None:
    add_next_action(actor=salesperson, lead=action.lead, values=values())
    complete_action(actor=salesperson, action=action)
    assert NextAction.objects.open().count() == 1


def test_the_same_one_is_not_done_twice(salesperson: User, action: NextAction) -> None:
    complete_action(actor=salesperson, action=action, next_action=values())
    with pytest.raises(BusinessRuleError):
        complete_action(actor=salesperson, action=action, next_action=values())
    assert NextAction.objects.count() == 2


def test_a_call_that_is_done_stops_the_clock(salesperson: User, action: NextAction) -> None:
    action.kind = "call"
    action.save()
    complete_action(actor=salesperson, action=action, next_action=values())
    lead = Lead.objects.get()
    assert lead.answered_at is not None
    assert lead.stage == "contacted"
    assert {line.kind for line in Activity.objects.all()} == {"call", "stage"}


def test_one_that_is_dropped_leaves_the_clock_running(salesperson: User, action: NextAction) -> None:
    action.kind = "call"
    action.save()
    with pytest.raises(BusinessRuleError):
        cancel_action(actor=salesperson, action=action)
    cancel_action(actor=salesperson, action=action, next_action=values())
    assert Lead.objects.get().answered_at is None
    assert Activity.objects.get().data["dropped"] is True


def test_one_of_a_closed_lead_needs_no_next(salesperson: User, action: NextAction) -> None:
    Lead.objects.update(stage="won")
    complete_action(actor=salesperson, action=action)
    assert not NextAction.objects.open().exists()


def test_postponing_moves_it(salesperson: User, action: NextAction) -> None:
    due = timezone.now() + timedelta(days=3)
    assert postpone_action(actor=salesperson, action=action, due_at=due).due_at == due
    assert NextAction.objects.get().version == 2


def test_a_closed_lead_gets_no_new_one(salesperson: User, action: NextAction) -> None:
    Lead.objects.update(stage="lost")
    with pytest.raises(BusinessRuleError):
        add_next_action(actor=salesperson, lead=action.lead, values=values())


def test_a_viewing_is_made_and_moved_as_one_action(salesperson: User, colleague: User, action: NextAction) -> None:
    first, second = timezone.now(), timezone.now() + timedelta(days=1)
    set_viewing_action(actor=salesperson, lead=action.lead, viewing_id=7, starts_at=first, salesperson=salesperson)
    set_viewing_action(
        actor=salesperson, lead=action.lead, viewing_id=7, starts_at=second, salesperson=colleague, note="At the door"
    )
    stored = NextAction.objects.get(viewing_id=7)
    assert (stored.kind, stored.due_at, stored.salesperson, stored.note) == (
        "viewing",
        second,
        colleague,
        "At the door",
    )


def test_a_viewing_is_not_finished_here(salesperson: User, action: NextAction) -> None:
    viewing = set_viewing_action(
        actor=salesperson, lead=action.lead, viewing_id=7, starts_at=timezone.now(), salesperson=salesperson
    )
    with pytest.raises(BusinessRuleError):
        complete_action(actor=salesperson, action=viewing, next_action=values())
    with pytest.raises(BusinessRuleError):
        postpone_action(actor=salesperson, action=viewing, due_at=timezone.now())


def test_closing_the_last_viewing_asks_for_the_next(salesperson: User, action: NextAction) -> None:
    set_viewing_action(
        actor=salesperson, lead=action.lead, viewing_id=7, starts_at=timezone.now(), salesperson=salesperson
    )
    complete_action(actor=salesperson, action=action)
    with pytest.raises(BusinessRuleError):
        close_viewing_action(actor=salesperson, viewing_id=7)
    assert close_viewing_action(actor=salesperson, viewing_id=7, next_action=values()) is not None
    assert close_viewing_action(actor=salesperson, viewing_id=7) is None
    assert NextAction.objects.open().get().kind == "call"
