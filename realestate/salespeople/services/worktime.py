"""Who is away, and when an office is closed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.core.errors import BusinessRuleError
from realestate.salespeople.models import Absence, Holiday, Office, User


def may_write_absence(*, actor: User, of: User) -> bool:
    """One's own; coordinators those of their offices' people, managers all."""
    if not actor.sells:
        return False
    if actor.is_manager or actor.pk == of.pk:
        return True
    return actor.is_coordinator and of.office_id in actor.office_ids


@transaction.atomic
def save_absence(*, actor: User, absence: Absence) -> Absence:
    """Note that somebody is away, or change it."""
    if not may_write_absence(actor=actor, of=absence.user):
        raise BusinessRuleError(_("You cannot write down when %(name)s is away.") % {"name": absence.user})
    if absence.ends_on < absence.starts_on:
        raise BusinessRuleError(_("The last day cannot lie before the first."))
    before = snapshot(Absence.objects.get(pk=absence.pk)) if absence.pk else {}
    absence.save()
    changes = difference(before, absence) if before else snapshot(absence)
    record(actor=actor, action="absence.saved", subject=absence, changes=changes)
    return absence


@transaction.atomic
def delete_absence(*, actor: User, absence: Absence) -> None:
    """They are here after all."""
    if not may_write_absence(actor=actor, of=absence.user):
        raise BusinessRuleError(_("You cannot write down when %(name)s is away.") % {"name": absence.user})
    record(actor=actor, action="absence.deleted", subject=absence, changes=snapshot(absence))
    absence.delete()


@transaction.atomic
def add_holiday(*, actor: User, office: Office, day: date, name: str) -> Holiday:
    """The office is closed on this day; noting it twice changes its name."""
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers change an office's hours."))
    holiday, _made = Holiday.objects.update_or_create(office=office, day=day, defaults={"name": name})
    record(actor=actor, action="holiday.added", subject=office, changes={"day": day, "name": name})
    return holiday


@transaction.atomic
def remove_holiday(*, actor: User, holiday: Holiday) -> None:
    """The office is open on this day after all."""
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers change an office's hours."))
    record(actor=actor, action="holiday.removed", subject=holiday.office, changes={"day": holiday.day})
    holiday.delete()
