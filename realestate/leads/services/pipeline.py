"""The pipeline: forward and back between open stages, won or lost at the end, and back from there only by reopening."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.core.money import Currency, quantize
from realestate.leads.choices import OPEN_STAGES, ActivityKind, LostReason, Stage
from realestate.leads.models import Activity, Lead
from realestate.leads.services.actions import NextActionValues, close_all_actions, create_action
from realestate.leads.services.base import hold_lead, hold_open_lead, is_before, move_stage, write_line
from realestate.leads.signals import lead_closed
from realestate.salespeople.models import User

# From an open stage to every other open one. Won and lost are verbs of their own, and so is the way back.
ALLOWED_MOVES: dict[str, frozenset[str]] = {
    stage: frozenset(OPEN_STAGES) - {stage} if stage in OPEN_STAGES else frozenset() for stage in Stage.values
}


@transaction.atomic
def change_stage(*, actor: User | None, lead: Lead, to: str, note: str = "") -> Lead:
    """Move to another open stage, forward or back."""
    lead = hold_open_lead(lead)
    if to not in ALLOWED_MOVES[lead.stage]:
        names = dict(Stage.choices)
        raise BusinessRuleError(
            _("A lead cannot go from “%(old)s” to “%(new)s”.")
            % {"old": names[Stage(lead.stage)], "new": dict(Stage.choices).get(to, to)}
        )
    return move_stage(lead=lead, actor=actor, to=to, body=note)


@transaction.atomic
def advance_stage(*, actor: User | None, lead: Lead, to: str) -> Lead:
    """Move forward to ``to``; a lead that is there or further stays where it is."""
    lead = hold_open_lead(lead)
    return move_stage(lead=lead, actor=actor, to=to) if is_before(lead.stage, to) else lead


@transaction.atomic
def make_offer(*, actor: User, lead: Lead, amount: Decimal, currency: str, note: str = "") -> Lead:
    """The person offers this much; the lead is at least in the stage of an offer."""
    lead = hold_open_lead(lead)
    if currency not in Currency.values:
        raise BusinessRuleError(_("That currency is not known here."))
    if amount <= 0:
        raise BusinessRuleError(_("An offer is more than nothing."))
    before = lead.offer_amount
    lead.offer_amount, lead.offer_currency = quantize(amount, currency), currency
    details = {"amount": str(lead.offer_amount), "currency": currency}
    write_line(lead=lead, actor=actor, kind=ActivityKind.OFFER, body=note, data=details)
    record(
        actor=actor,
        action="lead.offer_made",
        subject=lead,
        changes={"offer_amount": [before, lead.offer_amount], "offer_currency": currency},
    )
    if is_before(lead.stage, Stage.OFFER):
        return move_stage(lead=lead, actor=actor, to=Stage.OFFER)
    lead.save()
    return lead


@transaction.atomic
def win_lead(*, actor: User, lead: Lead, note: str = "") -> Lead:
    """The case ends well; what was still to be done is closed."""
    return _close(actor=actor, lead=hold_open_lead(lead), to=Stage.WON, note=note)


@transaction.atomic
def lose_lead(*, actor: User, lead: Lead, reason: str, note: str = "") -> Lead:
    """The case ends without a deal, for a reason."""
    lead = hold_open_lead(lead)
    if reason not in LostReason.values:
        raise BusinessRuleError(_("Say why the lead is lost."))
    return _close(actor=actor, lead=lead, to=Stage.LOST, note=note, reason=reason)


@transaction.atomic
def reopen_lead(*, actor: User, lead: Lead, next_action: NextActionValues, note: str = "") -> Lead:
    """Back to the stage in which it was closed, with something to do next."""
    lead = hold_lead(lead)
    if lead.is_open:
        raise BusinessRuleError(_("This lead is open already."))
    lead.closed_at, lead.lost_reason = None, ""
    lead = move_stage(lead=lead, actor=actor, to=_stage_before_closing(lead), body=note)
    create_action(actor=actor, lead=lead, values=next_action)
    return lead


def _close(*, actor: User, lead: Lead, to: str, note: str, reason: str = "") -> Lead:
    lead.closed_at = timezone.now()
    lead.lost_reason = reason
    close_all_actions(lead=lead)
    lead = move_stage(lead=lead, actor=actor, to=to, body=note, data={"reason": reason} if reason else None)
    lead_closed.send(sender=Lead, lead=lead, actor=actor)
    return lead


def _stage_before_closing(lead: Lead) -> str:
    lines = Activity.objects.filter(lead=lead, kind=ActivityKind.STAGE).order_by("-pk")
    for line in lines[:20]:
        if line.data.get("to") == lead.stage and line.data.get("from") in OPEN_STAGES:
            return str(line.data["from"])
    return Stage.CONTACTED
