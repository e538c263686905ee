"""Writing listings: what they are, where, their texts and where they came from."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import CharField
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from realestate.audit.models import AuditLine
from realestate.audit.services import difference, record, snapshot
from realestate.core.dates import day_range, today
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.search import forget, keep
from realestate.core.text import search_text
from realestate.listings import choices
from realestate.listings.fields import ENERGY, fields_without
from realestate.listings.models import Listing, ListingSource, ListingText, Prospect
from realestate.listings.services.operations import OperationValues, create_operation
from realestate.listings.services.owners import sync_main_owner
from realestate.listings.services.photos import delete_files_after_commit
from realestate.listings.services.publishing import refresh_publication
from realestate.listings.services.references import next_reference
from realestate.salespeople.models import Office, User

# What a service may write; reference, office and version are not among them.
LISTING_FIELDS = frozenset(
    field.name
    for field in Listing._meta.concrete_fields
    if field.name
    not in {"id", "reference", "office", "version", "created_at", "updated_at", "search_text", "place_seed"}
)
Texts = Mapping[str, tuple[str, str]]


@transaction.atomic
def create_listing(
    *,
    actor: User | None,
    office: Office,
    values: Mapping[str, Any],
    operations: Sequence[OperationValues] = (),
    texts: Texts | None = None,
) -> Listing:
    """A new listing with its operations and texts; ``actor`` is None when the machine imports it.

    ``values`` are model fields; ``texts`` maps a language to (title, description).
    """
    _check_may_create(actor, office)
    listing = Listing(office=office, reference=next_reference(office))
    _apply(listing, values)
    listing.save()
    sync_main_owner(listing=listing)
    _write_texts(listing, texts or {}, _origin(actor))
    refresh_search_text(listing=listing)
    record(actor=actor, action="listing.created", subject=listing)
    for operation in operations:
        create_operation(actor=actor, listing=listing, values=operation)
    refresh_publication(listing=listing)
    return listing


@transaction.atomic
def update_listing(
    *,
    actor: User | None,
    listing: Listing,
    values: Mapping[str, Any],
    texts: Texts | None = None,
    copied_from: str = "",
) -> Listing:
    """Write what differs; a listing that somebody else saved since ``listing`` was read raises StaleVersionError.

    ``copied_from`` names the language from which the texts were taken over as they are.
    """
    current = Listing.objects.select_for_update().get(pk=listing.pk)  # the audit compares with what is stored now
    _check_may_edit(actor, current)
    if current.version != listing.version:
        raise StaleVersionError(_("Somebody else has changed this in the meantime."))
    before = snapshot(current)
    _apply(current, values)
    written = _write_texts(current, texts or {}, _origin(actor), copied_from)
    changes: dict[str, Any] = {**difference(before, current), **written}
    if not changes:
        return current
    current.save()
    if "owner_id" in changes:
        sync_main_owner(listing=current)
    refresh_search_text(listing=current)
    # The stock list is a list of operations: "last updated" there means the listing's changes too.
    current.operations.open().update(updated_at=timezone.now())
    record(actor=actor, action="listing.updated", subject=current, changes=changes)
    refresh_publication(listing=current)
    return current


@transaction.atomic
def reassign_listing(*, actor: User, listing: Listing, salesperson: User | None) -> Listing:
    """Give a listing to somebody else."""
    current = Listing.objects.select_for_update().get(pk=listing.pk)
    _check_may_edit(actor, current)
    if salesperson is not None and not (salesperson.is_active and salesperson.sells):
        raise BusinessRuleError(_("%(name)s cannot take listings.") % {"name": salesperson})
    if current.salesperson == salesperson:
        return current
    before = current.salesperson_id
    current.salesperson = salesperson
    current.save(update_fields=["salesperson"])
    changes = {"salesperson_id": [before, current.salesperson_id]}
    record(actor=actor, action="listing.assigned", subject=current, changes=changes)
    refresh_publication(listing=current)
    return current


@transaction.atomic
def delete_listing(*, actor: User | None, listing: Listing) -> None:
    """Remove a listing that should never have been, its photos' files too; its reference is not given out again."""
    _check_may_edit(actor, listing)
    for photo in listing.photos.all():
        delete_files_after_commit(photo)
    record(actor=actor, action="listing.deleted", subject=listing)
    forget(room="listing", object_ids=[listing.pk])
    listing.delete()


@transaction.atomic
def set_source(
    *,
    listing: Listing,
    source: str,
    external_id: str,
    external_reference: str = "",
    values: Mapping[str, Any] | None = None,
) -> ListingSource:
    """Remember where an imported listing came from and what was imported, and find it by its reference there."""
    row, _created = ListingSource.objects.update_or_create(
        source=source,
        external_id=external_id,
        defaults={
            "listing": listing,
            "external_reference": external_reference,
            "values": dict(values or {}),
            "last_seen_at": timezone.now(),
            "missing_since": None,
        },
    )
    refresh_search_text(listing=listing)
    return row


def refresh_search_text(*, listing: Listing) -> None:
    """Keep the words that the stock is searched by; no new version, as nobody typed them."""
    words = search_text(
        listing.reference,
        *listing.sources.values_list("external_reference", flat=True),
        *Prospect.objects.filter(listing=listing).values_list("reference", flat=True),
        *_type_names(listing.property_type),
        listing.zone,
        listing.town,
        listing.province,
        listing.street,
        *listing.texts.values_list("title", flat=True),
    )
    if words != listing.search_text:
        listing.search_text = words
        Listing.objects.filter(pk=listing.pk).update(search_text=words)
        keep(room="listing", object_id=listing.pk, text=words)


@transaction.atomic
def note_owner_viewed(*, actor: User, listing: Listing) -> None:
    """Leave a line that this person looked at the owner's data, once per person, listing and day."""
    Listing.objects.select_for_update().get(pk=listing.pk)  # two tabs at once leave one line
    start, end = day_range(today())
    seen = AuditLine.objects.about(listing).filter(action="owner.viewed", actor=actor, at__gte=start, at__lt=end)
    if not seen.exists():
        record(actor=actor, action="owner.viewed", subject=listing)


def note_export(*, actor: User, filters: str) -> None:
    """Leave a line that this person took the stock out as a file."""
    record(actor=actor, action="listings.exported", subject=actor, changes={"filters": filters[:500]})


def _check_may_create(actor: User | None, office: Office) -> None:
    if actor is None or actor.is_manager or (actor.sells and office.pk in actor.office_ids):
        return
    raise BusinessRuleError(_("You cannot add listings to this office."))


def _check_may_edit(actor: User | None, listing: Listing) -> None:
    if actor is not None and not listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))


def _apply(listing: Listing, values: Mapping[str, Any]) -> None:
    """Set the fields, leaving out what its type cannot have."""
    unknown = set(values) - LISTING_FIELDS
    if unknown:
        raise TypeError(f"not fields of a listing: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(listing, name, value)
    for name in fields_without(listing.property_type) - set(ENERGY):
        setattr(listing, name, "" if isinstance(Listing._meta.get_field(name), CharField) else None)
    if not listing.needs_energy_label:
        listing.energy_status = choices.EnergyStatus.EXEMPT
        listing.energy_consumption = listing.energy_emissions = ""
        listing.energy_consumption_value = listing.energy_emissions_value = listing.energy_expires_on = None
        listing.energy_to_check = False


def _origin(actor: User | None) -> str:
    return choices.TextOrigin.IMPORTED if actor is None else choices.TextOrigin.TYPED


def _write_texts(listing: Listing, texts: Texts, origin: str, copied_from: str = "") -> dict[str, list[str]]:
    """Store the languages given; an empty text is removed. Returns what changed, for the audit.

    A text counts as copied only while its words are those of the language that it was copied from.
    """
    stored = {text.language: text for text in listing.texts.all()}
    changes = {}
    for language, (title, description) in texts.items():
        text = stored.get(language)
        before = (text.title, text.description) if text else ("", "")
        if before == (title, description):
            continue
        if not title and not description:
            assert text is not None
            text.delete()
        else:
            source = stored.get(copied_from)
            is_copy = source is not None and source.language != language and source.description == description
            defaults = {
                "title": title,
                "description": description,
                "origin": choices.TextOrigin.COPIED if is_copy else origin,
                "copied_from": copied_from if is_copy else "",
            }
            ListingText.objects.update_or_create(listing=listing, language=language, defaults=defaults)
        changes[f"text_{language}"] = [" ".join(before)[:200], f"{title} {description}"[:200]]
    return changes


def _type_names(property_type: str) -> list[str]:
    """The type in each language of the house, so that "atico" and "penthouse" both find it."""
    names = []
    for language in ("es", "en"):
        with translation.override(language):
            names.append(str(choices.PropertyType(property_type).label))
    return names
