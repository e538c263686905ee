"""Who works a lead."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.services import take_over_contact
from realestate.core.errors import BusinessRuleError
from realestate.leads.choices import OPEN_STAGES, ActivityKind
from realestate.leads.models import ClaimOffer, Lead, NextAction
from realestate.leads.services.base import hold_open_lead, write_line
from realestate.leads.services.clock import RELEASED, first_step, plan_first_step
from realestate.leads.services.telling import mail_salesperson, settle_offers
from realestate.leads.signals import lead_assigned
from realestate.salespeople.models import User


@transaction.atomic
def assign_lead(*, actor: User | None, lead: Lead, to: User, routing: dict[str, Any] | None = None) -> Lead:
    """Give the lead to somebody: open next actions go along, and they get a mail unless they did it themselves.

    ``routing`` are the details of the decision when a rule did it.
    """
    lead = hold_open_lead(lead)
    if not (to.is_active and to.sells):
        raise BusinessRuleError(_("%(name)s cannot take leads.") % {"name": to})
    if lead.office_id not in to.office_ids and not to.is_manager and not (actor is None or actor.is_manager):
        raise BusinessRuleError(_("%(name)s does not belong to this lead's office.") % {"name": to})
    if lead.salesperson_id == to.pk:
        raise BusinessRuleError(_("%(name)s has this lead already.") % {"name": to})
    previous = lead.salesperson_id
    lead.salesperson = to
    lead.assigned_at = timezone.now()
    plan_first_step(lead, lead.office)
    lead.save()
    _hand_over(actor=actor, lead=lead, to=to, previous=previous, routing=routing)
    if actor is None or actor.pk != to.pk:
        mail_salesperson(template="lead_assigned", lead=lead, actor=actor)
    return lead


@transaction.atomic
def claim_lead(*, actor: User, lead: Lead) -> Lead:
    """Take a lead from the pool. Of several people at once exactly one wins; the others read who it was."""
    if not actor.sells:
        raise BusinessRuleError(_("%(name)s cannot take leads.") % {"name": actor})
    if not actor.is_manager and lead.office_id not in actor.office_ids:
        raise BusinessRuleError(_("This lead belongs to another office."))
    now = timezone.now()
    step, due = first_step(lead, lead.office, is_taken=True)
    # The condition stands in the UPDATE: SQLite has no row locks, and the count says who was first.
    won = Lead.objects.filter(pk=lead.pk, salesperson__isnull=True, stage__in=OPEN_STAGES).update(
        salesperson=actor,
        assigned_at=now,
        updated_at=now,
        version=F("version") + 1,
        escalation_step=step,
        escalate_at=due,
    )
    lead = Lead.objects.select_related("salesperson").get(pk=lead.pk)
    if not won:
        if lead.salesperson is None:
            raise BusinessRuleError(_("This lead is closed. Reopen it first."))
        if lead.salesperson_id == actor.pk:
            raise BusinessRuleError(_("This lead is yours already."))
        raise BusinessRuleError(_("%(name)s took this lead first.") % {"name": lead.salesperson})
    _hand_over(actor=actor, lead=lead, to=actor, previous=None)
    return lead


@transaction.atomic
def release_lead(*, actor: User | None, lead: Lead, unanswered_for: int | None = None) -> Lead:
    """Back into the pool of its office; viewings stay with whoever shows.

    ``unanswered_for`` are the working minutes after which the schedule took it from who did not answer.
    """
    lead = hold_open_lead(lead)
    if lead.salesperson_id is None:
        raise BusinessRuleError(_("This lead is in the pool already."))
    previous = lead.salesperson_id
    lead.salesperson = None
    lead.assigned_at = None
    plan_first_step(lead, lead.office)
    if unanswered_for is not None:  # the coordinators have just been told
        lead.escalation_step, lead.escalate_at = RELEASED, None
    lead.save()
    for action in NextAction.objects.select_for_update().open().filter(lead=lead, viewing_id__isnull=True):
        action.salesperson = None
        action.save()
    data: dict[str, Any] = {"to": None}
    if unanswered_for is not None:
        data["unanswered_for"] = unanswered_for
    write_line(lead=lead, actor=actor, kind=ActivityKind.ASSIGNMENT, data=data)
    record(actor=actor, action="lead.released", subject=lead, changes={"salesperson_id": [previous, None]})
    lead_assigned.send(sender=Lead, lead=lead, actor=actor, previous=previous)
    return lead


def _hand_over(
    *, actor: User | None, lead: Lead, to: User, previous: int | None, routing: dict[str, Any] | None = None
) -> None:
    for action in NextAction.objects.select_for_update().open().filter(lead=lead):
        action.salesperson = to
        action.save()
    take_over_contact(actor=actor, contact=lead.contact, salesperson=to)
    data: dict[str, Any] = {"to": to.pk, "to_name": str(to)}
    if routing is not None:
        data["routing"] = routing
    write_line(lead=lead, actor=actor, kind=ActivityKind.ASSIGNMENT, data=data)
    _close_offers(lead, to)
    record(actor=actor, action="lead.assigned", subject=lead, changes={"salesperson_id": [previous, to.pk]})
    lead_assigned.send(sender=Lead, lead=lead, actor=actor, previous=previous)


def _close_offers(lead: Lead, winner: User) -> None:
    """Somebody has it: the links of all others are over, and nothing of it waits under their bells."""
    now = timezone.now()
    ClaimOffer.objects.open().filter(lead=lead, user=winner).update(taken_at=now, closed_at=now, updated_at=now)
    ClaimOffer.objects.open().filter(lead=lead).update(closed_at=now, updated_at=now)
    settle_offers(lead)
