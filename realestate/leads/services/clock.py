"""The response clock: set when a lead comes, stopped by the first logged outbound contact, and what waits behind it."""

from datetime import datetime, timedelta

from django.utils import timezone

from realestate.core.worktime import after_working_time, next_open, working_time
from realestate.leads.models import Lead, ResponsePolicy
from realestate.salespeople.models import Office

# What has been done about a lead that waits.
FRESH, REMINDED, TOLD, RELEASED = range(4)


def set_clock(lead: Lead, office: Office) -> None:
    """When the clock starts and changes colour, in the office's working time; the caller saves the lead."""
    hours = office.hours
    lead.clock_from = next_open(hours, lead.received_at)
    lead.amber_at = after_working_time(hours, lead.received_at, Lead.GREEN)
    lead.red_at = after_working_time(hours, lead.received_at, Lead.AMBER)


def plan_first_step(lead: Lead, office: Office) -> None:
    """The chain begins anew for whoever has the lead now; the caller saves it. In the pool the coordinator is next."""
    lead.escalation_step, lead.escalate_at = first_step(lead, office)


def first_step(lead: Lead, office: Office, *, is_taken: bool | None = None) -> tuple[int, datetime | None]:
    """(step, when): ``is_taken`` speaks for a lead that is being given to somebody in this moment."""
    taken = lead.salesperson_id is not None if is_taken is None else is_taken
    step = FRESH if taken else REMINDED
    if lead.answered_at is not None or not lead.is_open:
        return step, None
    policy = ResponsePolicy.objects.in_force(office.pk)
    if policy is None:
        return step, None
    minutes = policy.remind_after if taken else policy.escalate_after
    return step, after_working_time(office.hours, timezone.now(), timedelta(minutes=minutes))


def waited(lead: Lead, office: Office, until: datetime) -> timedelta:
    """Working time from the moment it came until then."""
    return working_time(office.hours, lead.received_at, until)
