"""Writing what buyers and tenants are told before they pay: legal information, and the terms of each operation."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.listings.models import LegalFacts, Listing, Operation, OperationTerms
from realestate.salespeople.models import User

LEGAL_FIELDS = (
    "registry_office", "registry_number", "registry_code", "registry_checked_on", "has_charges", "common_share",
    "is_protected_housing", "is_heritage", "has_asbestos", "is_stressed_zone", "is_flood_zone", "last_rent",
)  # fmt: skip
Row = TypeVar("Row", LegalFacts, OperationTerms)


@transaction.atomic
def set_legal_facts(
    *, actor: User | None, listing: Listing, version: int, values: Mapping[str, Any], words: Mapping[str, Any]
) -> LegalFacts:
    """Save the legal information; ``values`` are LEGAL_FIELDS, ``words`` name → language → text.

    ``version`` is the one that was read, 0 when there was none. Raises StaleVersionError when somebody saved since.
    """
    current = _lock(actor, listing)
    facts = LegalFacts.objects.filter(listing=current).first() or LegalFacts(listing=current)
    for_names = {name: values[name] for name in LEGAL_FIELDS if name in values}
    return _save(actor, facts, version, for_names, words, about=current, action="listing.legal_facts")


@transaction.atomic
def set_terms(*, actor: User | None, operation: Operation, version: int, words: Mapping[str, Any]) -> OperationTerms:
    """Save what the price includes and how it is paid; ``version`` as with ``set_legal_facts``."""
    current = _lock(actor, operation.listing)
    terms = OperationTerms.objects.filter(operation=operation).first() or OperationTerms(operation=operation)
    more = {"operation": operation.kind}
    return _save(actor, terms, version, {}, words, about=current, action="operation.terms", more=more)


def _lock(actor: User | None, listing: Listing) -> Listing:
    current = Listing.objects.select_for_update().get(pk=listing.pk)
    if actor is not None and not current.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
    return current


def _save(
    actor: User | None,
    row: Row,
    version: int,
    values: Mapping[str, Any],
    words: Mapping[str, Any],
    *,
    about: Listing,
    action: str,
    more: Mapping[str, Any] | None = None,
) -> Row:
    is_new = row.pk is None
    if version != (0 if is_new else row.version):
        raise StaleVersionError(_("Somebody else has changed this in the meantime."))
    before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.words = _kept(row.WORDS, words)
    changes = difference(before, row)
    if not is_new and not changes:
        return row
    row.save()
    fields = sorted(changes)  # what they say of charges and tenants stays out of the record of changes
    record(actor=actor, action=action, subject=about, changes={"fields": fields, "key": row.pk, **(more or {})})
    return row


def _kept(names: tuple[str, ...], words: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The texts that say something, by name and language."""
    kept = {
        name: {code: text.strip() for code in ("es", "en") if (text := str((words.get(name) or {}).get(code) or ""))}
        for name in names
    }
    return {name: texts for name, texts in kept.items() if any(texts.values())}
