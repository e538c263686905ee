"""Writes about viewings. Each one keeps the lead's next action and timeline true."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from realestate.agenda.models import Viewing
from realestate.audit.services import difference, record, snapshot
from realestate.core.errors import BusinessRuleError
from realestate.leads import services as leads
from realestate.leads.choices import ActivityKind, Direction, Stage
from realestate.leads.models import Lead
from realestate.listings.models import Listing
from realestate.salespeople.models import User

LONGEST = timedelta(hours=8)


@transaction.atomic
def book_viewing(
    *, actor: User, lead: Lead, listing: Listing, salesperson: User, starts_at: datetime, minutes: int, place: str = ""
) -> Viewing:
    """Put a viewing into the agenda; it becomes the lead's next action.

    Raises BusinessRuleError when the listing or the salesperson is taken at that time.
    """
    if not lead.can_be_worked_by(actor):
        raise BusinessRuleError(_("This lead is somebody else's: only its salesperson books viewings for it."))
    if not lead.is_open:
        raise BusinessRuleError(_("This lead is closed: reopen it first."))
    if starts_at < timezone.now() - timedelta(hours=1):
        raise BusinessRuleError(_("This time is over."))
    ends_at = starts_at + timedelta(minutes=minutes)
    _hold_free(listing, salesperson, starts_at, ends_at)
    viewing = Viewing.objects.create(
        lead=lead,
        listing=listing,
        salesperson=salesperson,
        office=lead.office,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place or listing.address,
    )
    leads.set_viewing_action(
        actor=actor,
        lead=lead,
        viewing_id=viewing.pk,
        starts_at=starts_at,
        salesperson=salesperson,
        note=listing.reference,
    )
    leads.log_activity(
        actor=actor,
        lead=lead,
        kind=ActivityKind.VIEWING,
        direction=Direction.INTERNAL,
        body=_("Viewing of %(reference)s booked for %(time)s") % _words(viewing),
        listing=listing,
        viewing_id=viewing.pk,
    )
    leads.advance_stage(actor=actor, lead=lead, to=Stage.VIEWING)
    record(actor=actor, action="viewing.booked", subject=viewing, changes=snapshot(viewing))
    return viewing


def _hold_free(
    listing: Listing, salesperson: User, starts_at: datetime, ends_at: datetime, *, but: Viewing | None = None
) -> None:
    """Refuse a time at which the listing is being shown or the salesperson is busy.

    The rows of listing and salesperson are locked first, in this order: a lock on the overlap itself lets several
    bookings through under MySQL's READ COMMITTED.
    """
    Listing.objects.select_for_update().get(pk=listing.pk)
    User.objects.select_for_update().get(pk=salesperson.pk)
    others = Viewing.objects.overlapping(starts_at, ends_at)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.filter(listing=listing).exists():
        raise BusinessRuleError(_("Another viewing of this property is booked at that time."))
    if others.filter(salesperson=salesperson).exists():
        raise BusinessRuleError(
            _("%(name)s has another viewing at that time.") % {"name": salesperson.get_short_name()}
        )


def _words(viewing: Viewing) -> dict[str, str]:
    return {
        "reference": viewing.listing.reference,
        "time": date_format(timezone.localtime(viewing.starts_at), "SHORT_DATETIME_FORMAT"),
    }


def _check(actor: User, viewing: Viewing) -> None:
    if not viewing.can_be_changed_by(actor):
        raise BusinessRuleError(_("This viewing is somebody else's."))
    if not viewing.is_scheduled:
        raise BusinessRuleError(_("This viewing is over or cancelled."))


@transaction.atomic
def move_viewing(
    *, actor: User, viewing: Viewing, before: dict[str, Any], starts_at: datetime, minutes: int, place: str
) -> Viewing:
    """Another time or place. ``before`` is the snapshot of the viewing as it was loaded."""
    _check(actor, viewing)
    ends_at = starts_at + timedelta(minutes=minutes)
    _hold_free(viewing.listing, viewing.salesperson, starts_at, ends_at, but=viewing)
    viewing.starts_at, viewing.ends_at, viewing.place = starts_at, ends_at, place
    viewing.save()
    leads.set_viewing_action(
        actor=actor,
        lead=viewing.lead,
        viewing_id=viewing.pk,
        starts_at=starts_at,
        salesperson=viewing.salesperson,
        note=viewing.listing.reference,
    )
    leads.log_activity(
        actor=actor,
        lead=viewing.lead,
        kind=ActivityKind.VIEWING,
        direction=Direction.INTERNAL,
        body=_("Viewing of %(reference)s moved to %(time)s") % _words(viewing),
        listing=viewing.listing,
        viewing_id=viewing.pk,
    )
    record(actor=actor, action="viewing.moved", subject=viewing, changes=difference(before, viewing))
    return viewing


@transaction.atomic
def record_outcome(
    *, actor: User, viewing: Viewing, outcome: str, feedback: str, next_action: leads.NextActionValues | None
) -> Viewing:
    """How it went. The viewing was the lead's next action, so an open lead needs another one now."""
    _check(actor, viewing)
    if viewing.starts_at > timezone.now() + timedelta(minutes=15):
        raise BusinessRuleError(_("This viewing has not begun yet."))
    viewing.status, viewing.outcome, viewing.feedback = Viewing.Status.DONE, outcome, feedback
    return _finish(actor, viewing, "viewing.done", next_action)


@transaction.atomic
def record_no_show(*, actor: User, viewing: Viewing, next_action: leads.NextActionValues | None) -> Viewing:
    """Nobody came."""
    _check(actor, viewing)
    viewing.status = Viewing.Status.NO_SHOW
    return _finish(actor, viewing, "viewing.no_show", next_action)


@transaction.atomic
def cancel_viewing(*, actor: User, viewing: Viewing, next_action: leads.NextActionValues | None) -> Viewing:
    """It will not take place."""
    _check(actor, viewing)
    viewing.status = Viewing.Status.CANCELLED
    return _finish(actor, viewing, "viewing.cancelled", next_action)


def _finish(actor: User, viewing: Viewing, action: str, next_action: leads.NextActionValues | None) -> Viewing:
    viewing.save()
    leads.close_viewing_action(actor=actor, viewing_id=viewing.pk, next_action=next_action)
    said = " · ".join(
        part for part in (viewing.get_status_display(), viewing.get_outcome_display(), viewing.feedback) if part
    )
    leads.log_activity(
        actor=actor,
        lead=viewing.lead,
        kind=ActivityKind.VIEWING,
        direction=Direction.INTERNAL,
        body=f"{viewing.listing.reference}: {said}",
        listing=viewing.listing,
        viewing_id=viewing.pk,
    )
    record(actor=actor, action=action, subject=viewing, changes={"outcome": viewing.outcome})
    return viewing


def cancel_viewings_of_lead(*, actor: User | None, lead: Lead) -> int:
    """A closed lead sees no more properties: its planned viewings are called off. Returns how many."""
    planned = list(Viewing.objects.scheduled().of_lead(lead).filter(ends_at__gt=timezone.now()))
    for viewing in planned:
        viewing.status = Viewing.Status.CANCELLED
        viewing.save()
        record(actor=actor, action="viewing.cancelled", subject=viewing, changes={"lead": lead.stage})
    return len(planned)
