"""New developments; their units are listings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.models import Counter
from realestate.listings.models import Development
from realestate.salespeople.models import Office, User

DEVELOPMENT_FIELDS = frozenset({"name", "developer", "town", "zone", "delivery_on", "building_licence", "description"})


def may_write_developments(actor: User, office: Office) -> bool:
    """Whoever sells in its office, and managers."""
    return actor.is_manager or (actor.sells and office.pk in actor.office_ids)


@transaction.atomic
def create_development(*, actor: User, office: Office, values: Mapping[str, Any]) -> Development:
    """A building or estate, without units yet."""
    if not may_write_developments(actor, office):
        raise BusinessRuleError(_("You cannot add developments to this office."))
    prefix = f"PROM-{office.code}-".upper()
    development = Development(office=office)
    _set(development, values)
    development.reference = f"{prefix}{Counter.take(f'development-reference:{prefix}'):03}"
    development.save()
    record(actor=actor, action="development.created", subject=development)
    return development


@transaction.atomic
def update_development(*, actor: User, development: Development, values: Mapping[str, Any]) -> Development:
    """Write what differs."""
    current = Development.objects.select_for_update().get(pk=development.pk)
    if not may_write_developments(actor, current.office):
        raise BusinessRuleError(_("You may not change this development."))
    if current.version != development.version:
        raise StaleVersionError(_("Somebody else has changed this in the meantime."))
    before = snapshot(current)
    _set(current, values)
    changes = difference(before, current)
    if changes:
        current.save()
        record(actor=actor, action="development.updated", subject=current, changes=changes)
    return current


def _set(development: Development, values: Mapping[str, Any]) -> None:
    unknown = set(values) - DEVELOPMENT_FIELDS
    if unknown:
        raise TypeError(f"not fields of a development: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(development, name, value)
