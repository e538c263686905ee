"""What every write about a lead does: takes the row, checks that it is open, writes lines."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.leads.choices import OPEN_STAGES, ActivityKind, Direction, Stage
from realestate.leads.models import Activity, Lead
from realestate.leads.services.clock import waited
from realestate.leads.services.telling import settle_all
from realestate.listings.models import Listing
from realestate.salespeople.models import User


def hold_lead(lead: Lead) -> Lead:
    """The lead as it stands now. Verbs about one lead wait for each other, so each checks what the last one left."""
    return Lead.objects.select_for_update().get(pk=lead.pk)


def hold_open_lead(lead: Lead) -> Lead:
    lead = hold_lead(lead)
    if not lead.is_open:
        raise BusinessRuleError(_("This lead is closed. Reopen it first."))
    return lead


def write_line(
    *,
    lead: Lead,
    actor: User | None,
    kind: str,
    direction: str = Direction.INTERNAL,
    body: str = "",
    listing: Listing | None = None,
    viewing_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Activity:
    """One line of the timeline; lines are never changed afterwards."""
    return Activity.objects.create(
        lead=lead,
        contact_id=lead.contact_id,
        listing_id=listing.pk if listing else lead.listing_id,
        viewing_id=viewing_id,
        kind=kind,
        direction=direction,
        body=body,
        data=data or {},
        actor=actor,
    )


def move_stage(*, lead: Lead, actor: User | None, to: str, body: str = "", data: dict[str, Any] | None = None) -> Lead:
    """Write the new stage with its line in the timeline and the audit; the caller has checked that it may."""
    before = lead.stage
    lead.stage = to
    lead.stage_changed_at = timezone.now()
    lead.save()
    details = {"from": before, "to": to, **(data or {})}
    write_line(lead=lead, actor=actor, kind=ActivityKind.STAGE, body=body, data=details)
    record(actor=actor, action="lead.stage_changed", subject=lead, changes={"stage": [before, to], **(data or {})})
    return lead


def is_before(stage: str, other: str) -> bool:
    """Earlier in the pipeline; both are open stages."""
    return OPEN_STAGES.index(stage) < OPEN_STAGES.index(other)


def stop_clock(*, lead: Lead, actor: User | None) -> None:
    """The first logged outbound contact: the clock stands, and a new lead counts as contacted."""
    if lead.answered_at is not None:
        return
    lead.answered_at = timezone.now()
    lead.answered_after = int(waited(lead, lead.office, lead.answered_at).total_seconds())
    lead.answered_by = actor
    lead.escalate_at = None
    settle_all(lead)
    if lead.stage == Stage.NEW:
        move_stage(lead=lead, actor=actor, to=Stage.CONTACTED)
    else:
        lead.save()
    seconds = int((lead.answered_at - lead.received_at).total_seconds())
    changes = {"seconds": seconds, "working_seconds": lead.answered_after}
    record(actor=actor, action="lead.answered", subject=lead, changes=changes)
