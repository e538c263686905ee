"""Next actions. No open lead is without one: finishing the last asks for the next."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.dates import current_zone, today
from realestate.core.errors import BusinessRuleError
from realestate.leads.choices import CONTACT_KINDS, ActionKind, ActivityKind, Direction
from realestate.leads.models import Lead, NextAction
from realestate.leads.services.base import hold_lead, hold_open_lead, stop_clock, write_line
from realestate.salespeople.models import User


@dataclass(frozen=True)
class NextActionValues:
    """What is to be done next, and when."""

    kind: str
    due_at: datetime
    note: str = ""


def tomorrow_at_ten() -> datetime:
    """What a form proposes: tomorrow at ten by the reader's clock."""
    return datetime.combine(today() + timedelta(days=1), time(10), tzinfo=current_zone())


@transaction.atomic
def add_next_action(*, actor: User | None, lead: Lead, values: NextActionValues) -> NextAction:
    """One more thing to do, for the lead's salesperson."""
    return create_action(actor=actor, lead=hold_open_lead(lead), values=values)


@transaction.atomic
def complete_action(
    *, actor: User, action: NextAction, note: str = "", next_action: NextActionValues | None = None
) -> NextAction:
    """Done. A call, WhatsApp or e-mail that is done was an outbound contact: it is logged as one and stops the clock.

    The last one of an open lead can only be finished together with the next.
    """
    lead = hold_lead(action.lead)
    action = _hold_open_action(action)
    _refuse_viewing(action)
    if next_action is not None and lead.is_open:
        create_action(actor=actor, lead=lead, values=next_action)
    finish_action(actor=actor, lead=lead, action=action)
    said = note or action.note
    details = {"action": action.kind, "planned": action.note}
    if action.kind in CONTACT_KINDS:
        write_line(lead=lead, actor=actor, kind=action.kind, direction=Direction.OUT, body=said, data=details)
        stop_clock(lead=lead, actor=actor)
    else:
        write_line(lead=lead, actor=actor, kind=ActivityKind.TASK, body=said, data=details)
    return action


@transaction.atomic
def cancel_action(
    *, actor: User, action: NextAction, note: str = "", next_action: NextActionValues | None = None
) -> NextAction:
    """Dropped without having been done; the same rule holds, the clock runs on."""
    lead = hold_lead(action.lead)
    action = _hold_open_action(action)
    _refuse_viewing(action)
    if next_action is not None and lead.is_open:
        create_action(actor=actor, lead=lead, values=next_action)
    finish_action(actor=actor, lead=lead, action=action)
    details = {"action": action.kind, "planned": action.note, "dropped": True}
    write_line(lead=lead, actor=actor, kind=ActivityKind.TASK, body=note or action.note, data=details)
    return action


@transaction.atomic
def postpone_action(*, actor: User, action: NextAction, due_at: datetime) -> NextAction:
    """Move it to another time."""
    lead = hold_open_lead(action.lead)
    action = _hold_open_action(action)
    _refuse_viewing(action)
    before, action.due_at = action.due_at, due_at
    action.save()
    record(actor=actor, action="lead.action_postponed", subject=lead, changes={"due_at": [before, due_at]})
    return action


@transaction.atomic
def set_viewing_action(
    *,
    actor: User | None,
    lead: Lead,
    viewing_id: int,
    starts_at: datetime,
    salesperson: User,
    note: str = "",
) -> NextAction:
    """The viewing as the lead's next action: made, or moved when the viewing moves."""
    lead = hold_open_lead(lead)
    action = NextAction.objects.select_for_update().filter(viewing_id=viewing_id).first()
    if action is None:
        values = NextActionValues(kind=ActionKind.VIEWING, due_at=starts_at, note=note)
        return create_action(actor=actor, lead=lead, values=values, salesperson=salesperson, viewing_id=viewing_id)
    action.due_at, action.salesperson, action.note, action.done_at = starts_at, salesperson, note[:300], None
    action.save()
    return action


@transaction.atomic
def close_viewing_action(
    *, actor: User | None, viewing_id: int, next_action: NextActionValues | None = None
) -> NextAction | None:
    """The viewing took place or was cancelled: its action is done. None when it was done already."""
    action = NextAction.objects.filter(viewing_id=viewing_id).select_related("lead").first()
    if action is None:
        return None
    lead = hold_lead(action.lead)
    if next_action is not None and lead.is_open:
        create_action(actor=actor, lead=lead, values=next_action)
    action = NextAction.objects.select_for_update().get(pk=action.pk)
    if action.done_at is not None:
        return None
    finish_action(actor=actor, lead=lead, action=action)
    return action


def create_action(
    *,
    actor: User | None,
    lead: Lead,
    values: NextActionValues,
    salesperson: User | None = None,
    viewing_id: int | None = None,
) -> NextAction:
    """The row itself, inside the caller's transaction with the lead held."""
    action = NextAction.objects.create(
        lead=lead,
        salesperson_id=salesperson.pk if salesperson else lead.salesperson_id,
        kind=values.kind,
        due_at=values.due_at,
        note=values.note[:300],
        viewing_id=viewing_id,
    )
    changes = {"kind": values.kind, "due_at": values.due_at, "next_action": action.pk}
    record(actor=actor, action="lead.action_added", subject=lead, changes=changes)
    return action


def finish_action(*, actor: User | None, lead: Lead, action: NextAction) -> None:
    """Mark it done inside the caller's transaction; the rule of the house is checked here."""
    others = NextAction.objects.open().filter(lead=lead).exclude(pk=action.pk)
    if lead.is_open and not others.exists():
        raise BusinessRuleError(_("An open lead needs a next action. Say what comes next, and when."))
    action.done_at = timezone.now()
    action.save()
    record(actor=actor, action="lead.action_done", subject=lead, changes={"next_action": action.pk})


def close_all_actions(*, lead: Lead) -> None:
    """A closed lead has nothing left to do."""
    for action in NextAction.objects.select_for_update().open().filter(lead=lead):
        action.done_at = timezone.now()
        action.save()


def _hold_open_action(action: NextAction) -> NextAction:
    action = NextAction.objects.select_for_update().get(pk=action.pk)
    if action.done_at is not None:
        raise BusinessRuleError(_("This has been done already."))
    return action


def _refuse_viewing(action: NextAction) -> None:
    if action.viewing_id is not None:
        raise BusinessRuleError(_("This is a viewing: move it, cancel it or write its outcome on its own page."))
