"""Who works a lead."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.services import take_over_contact
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.leads.choices import OPEN_STAGES, ActivityKind
from realestate.leads.models import Enquiry, Lead, NextAction
from realestate.leads.services.base import hold_open_lead, write_line
from realestate.leads.signals import lead_assigned
from realestate.salespeople.models import User


@transaction.atomic
def assign_lead(*, actor: User | None, lead: Lead, to: User) -> Lead:
    """Give the lead to somebody: open next actions go along, and they get a mail unless they did it themselves."""
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
    lead.save()
    _hand_over(actor=actor, lead=lead, to=to, previous=previous)
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
    # The condition stands in the UPDATE: SQLite has no row locks, and the count says who was first.
    won = Lead.objects.filter(pk=lead.pk, salesperson__isnull=True, stage__in=OPEN_STAGES).update(
        salesperson=actor, assigned_at=timezone.now(), updated_at=timezone.now(), version=F("version") + 1
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
def release_lead(*, actor: User, lead: Lead) -> Lead:
    """Back into the pool of its office; viewings stay with whoever shows."""
    lead = hold_open_lead(lead)
    if lead.salesperson_id is None:
        raise BusinessRuleError(_("This lead is in the pool already."))
    previous = lead.salesperson_id
    lead.salesperson = None
    lead.assigned_at = None
    lead.save()
    for action in NextAction.objects.select_for_update().open().filter(lead=lead, viewing_id__isnull=True):
        action.salesperson = None
        action.save()
    write_line(lead=lead, actor=actor, kind=ActivityKind.ASSIGNMENT, data={"to": None})
    record(actor=actor, action="lead.released", subject=lead, changes={"salesperson_id": [previous, None]})
    lead_assigned.send(sender=Lead, lead=lead, actor=actor, previous=previous)
    return lead


def _hand_over(*, actor: User | None, lead: Lead, to: User, previous: int | None) -> None:
    for action in NextAction.objects.select_for_update().open().filter(lead=lead):
        action.salesperson = to
        action.save()
    take_over_contact(actor=actor, contact=lead.contact, salesperson=to)
    write_line(lead=lead, actor=actor, kind=ActivityKind.ASSIGNMENT, data={"to": to.pk, "to_name": str(to)})
    record(actor=actor, action="lead.assigned", subject=lead, changes={"salesperson_id": [previous, to.pk]})
    lead_assigned.send(sender=Lead, lead=lead, actor=actor, previous=previous)


def mail_salesperson(*, template: str, lead: Lead, actor: User | None = None, enquiry: Enquiry | None = None) -> None:
    """Tell the lead's salesperson, in their language, with what they need to answer at once."""
    to = lead.salesperson
    if to is None or not to.is_active:
        return
    enquiry = enquiry or Enquiry.objects.filter(lead=lead).order_by("-received_at", "-pk").first()
    context: dict[str, Any] = {
        "lead": lead,
        "contact": lead.contact,
        "listing": lead.listing,
        "enquiry": enquiry,
        "phones": lead.contact.phones,
        "emails": lead.contact.emails,
        "actor": actor,
        "salesperson": to,
        "link": f"{settings.BASE_URL}{reverse('leads:detail', args=[lead.pk])}",
    }
    queue_email(recipient=to.email, template=template, context=context, language=to.language)
