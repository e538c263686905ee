"""What was said and done: lines of the timeline, and what they set going."""

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import ContactPoint
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_rendered_email
from realestate.core.text import normalise_email
from realestate.leads.choices import CONTACT_KINDS, ActivityKind, Direction
from realestate.leads.models import Activity, Lead, NextAction
from realestate.leads.services.actions import NextActionValues, create_action, finish_action
from realestate.leads.services.base import hold_lead, stop_clock, write_line
from realestate.listings.models import Listing
from realestate.salespeople.models import User


@transaction.atomic
def log_activity(
    *,
    actor: User | None,
    lead: Lead,
    kind: str,
    direction: str = Direction.INTERNAL,
    body: str = "",
    listing: Listing | None = None,
    viewing_id: int | None = None,
) -> Activity:
    """One line of the timeline. An outbound call, WhatsApp or e-mail stops the response clock."""
    lead = hold_lead(lead)
    line = write_line(
        lead=lead, actor=actor, kind=kind, direction=direction, body=body, listing=listing, viewing_id=viewing_id
    )
    record(actor=actor, action="lead.activity_logged", subject=lead, changes={"kind": kind, "activity": line.pk})
    if direction == Direction.OUT and kind in CONTACT_KINDS and lead.is_open:
        stop_clock(lead=lead, actor=actor)
    return line


@transaction.atomic
def log_contact(
    *,
    actor: User,
    lead: Lead,
    kind: str,
    direction: str,
    body: str,
    finishes: NextAction | None = None,
    next_action: NextActionValues | None = None,
) -> Activity:
    """A line of the timeline that does one of the open next actions and plans the next, in one go."""
    lead = hold_lead(lead)
    if next_action is not None and lead.is_open:
        create_action(actor=actor, lead=lead, values=next_action)
    if finishes is not None:
        _finish(actor=actor, lead=lead, action=finishes)
    return log_activity(actor=actor, lead=lead, kind=kind, direction=direction, body=body)


@transaction.atomic
def send_lead_email(
    *,
    actor: User,
    lead: Lead,
    recipient: str,
    subject: str,
    body: str,
    finishes: NextAction | None = None,
    next_action: NextActionValues | None = None,
) -> Activity:
    """Mail the contact through the outbox, answers to the salesperson, and log it. One of the contact's addresses."""
    address = normalise_email(recipient)
    addresses = ContactPoint.objects.filter(contact_id=lead.contact_id, kind=ContactPoint.Kind.EMAIL)
    if not addresses.filter(value=address).exists():
        raise BusinessRuleError(_("This contact has no such e-mail address."))
    queue_rendered_email(recipient=address, subject=" ".join(subject.split()), text=body, reply_to=actor.email)
    return log_contact(
        actor=actor,
        lead=lead,
        kind=ActivityKind.EMAIL,
        direction=Direction.OUT,
        body=f"{subject}\n\n{body}",
        finishes=finishes,
        next_action=next_action,
    )


def _finish(*, actor: User, lead: Lead, action: NextAction) -> None:
    """Done by what is being logged; one that somebody else finished meanwhile is no reason to lose the line."""
    action = NextAction.objects.select_for_update().get(pk=action.pk)
    if action.lead_id != lead.pk or action.viewing_id is not None or action.done_at is not None:
        return
    finish_action(actor=actor, lead=lead, action=action)
