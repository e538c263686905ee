"""The chain behind an unanswered lead: remind its salesperson, tell the coordinator, back to the pool."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from realestate.core.worktime import after_working_time
from realestate.leads.choices import EscalationStep
from realestate.leads.models import Escalation, Lead, ResponsePolicy
from realestate.leads.services.assignment import release_lead
from realestate.leads.services.clock import FRESH, RELEASED, REMINDED, TOLD, waited
from realestate.leads.services.telling import remind_salesperson, tell_coordinators, tell_of_pool

AT_ONCE = 500


def escalate_leads() -> int:
    """Take the next step for each lead that is due for one; returns how many. Twice at once is as good as once."""
    due = Lead.objects.filter(escalate_at__lte=timezone.now()).order_by("escalate_at", "pk")
    return sum(_take_step(pk) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _take_step(lead_id: int) -> bool:
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    now = timezone.now()
    if lead.escalate_at is None or lead.escalate_at > now:
        return False  # another run was faster
    policy = ResponsePolicy.objects.in_force(lead.office_id)
    if policy is None or lead.answered_at is not None or not lead.is_open:
        lead.escalate_at = None
        lead.save(update_fields=["escalate_at"])
        return False
    minutes = int(waited(lead, lead.office, now).total_seconds() // 60)
    if lead.escalation_step == FRESH:
        remind_salesperson(lead=lead, minutes=minutes)
        _note(lead, EscalationStep.REMINDED, minutes)
        _plan(lead, REMINDED, policy.escalate_after - policy.remind_after)
    elif lead.escalation_step == REMINDED:
        tell_coordinators(lead=lead, minutes=minutes)
        _note(lead, EscalationStep.COORDINATOR, minutes)
        gap = (policy.release_after or 0) - policy.escalate_after
        _plan(lead, TOLD, gap if policy.release_after and lead.salesperson_id else None)
    elif lead.escalation_step == TOLD and lead.salesperson is not None:
        lost_by = lead.salesperson
        _note(lead, EscalationStep.POOL, minutes)
        lead = release_lead(actor=None, lead=lead, unanswered_for=minutes)
        tell_of_pool(lead=lead, lost_by=lost_by)
    else:
        _plan(lead, RELEASED, None)
    return True


def _note(lead: Lead, step: str, minutes: int) -> None:
    Escalation.objects.create(lead=lead, salesperson_id=lead.salesperson_id, step=step, waited=minutes)


def _plan(lead: Lead, step: int, minutes: int | None) -> None:
    """The next step, counted from now: when the schedules stood still, nobody loses a lead right after the warning."""
    lead.escalation_step = step
    lead.escalate_at = None
    if minutes is not None:
        gap = timedelta(minutes=max(minutes, 1))
        lead.escalate_at = after_working_time(lead.office.hours, timezone.now(), gap)
    lead.save(update_fields=["escalation_step", "escalate_at"])
