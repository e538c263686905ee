"""Winning properties: from the first call to the listing that they become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.contacts.models import Contact
from realestate.contacts.services import create_contact, find_contact
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.models import Counter
from realestate.core.text import normalise
from realestate.listings.choices import PropertyType, ProspectStatus
from realestate.listings.models import Listing, Prospect
from realestate.listings.services.listings import create_listing, refresh_search_text
from realestate.listings.services.operations import OperationValues
from realestate.listings.services.owners import sync_main_owner
from realestate.salespeople.models import Office, User

PROSPECT_FIELDS = frozenset(
    {
        "salesperson", "owner", "source", "property_type", "operation_kind", "street", "street_number", "floor",
        "door", "postal_code", "zone", "town", "province", "built_area", "bedrooms", "asking_price", "currency",
        "notes", "next_step_on",
    }
)  # fmt: skip
# What the listing takes over.
HANDED_OVER = (
    "salesperson", "owner", "property_type", "street", "street_number", "floor", "door", "postal_code", "zone", "town",
    "province", "built_area", "bedrooms", "notes",
)  # fmt: skip


@dataclass(frozen=True)
class KnownPlace:
    """A prospect or listing at the same address, as a warning may name it: no owner, no number."""

    reference: str
    words: str
    who: str


def next_prospect_reference(office: Office) -> str:
    """CAP-MUR-0007: counted by office, never given out twice."""
    prefix = f"CAP-{office.code}-".upper()
    return f"{prefix}{Counter.take(f'prospect-reference:{prefix}'):04}"


@transaction.atomic
def create_prospect(*, actor: User, office: Office, values: Mapping[str, Any]) -> Prospect:
    """A property to be won."""
    if not (actor.is_manager or (actor.sells and office.pk in actor.office_ids)):
        raise BusinessRuleError(_("You cannot add prospects to this office."))
    prospect = Prospect(office=office, currency=office.currency)
    _set(prospect, values)
    prospect.reference = next_prospect_reference(office)
    prospect.save()
    record(actor=actor, action="prospect.created", subject=prospect)
    return prospect


def contact_of_owner(
    *, actor: User, office: Office, salesperson: User | None, name: str, phones: list[str], emails: list[str]
) -> Contact:
    """The contact with this phone or e-mail among those the actor may see, else a new one with this name."""
    known = find_contact(office=office, phones=phones, emails=emails)
    if known is not None and Contact.objects.visible_to(actor).filter(pk=known.pk).exists():
        return known
    first, _space, last = name.strip().partition(" ")
    values = {"first_name": first[:100], "last_name": last[:150], "language": "es"}
    return create_contact(
        actor=actor, office=office, salesperson=salesperson, values=values, phones=phones, emails=emails
    )


def places_like(
    *, town: str, street: str, street_number: str, floor: str = "", door: str = "", but: Prospect | None = None
) -> list[KnownPlace]:
    """Open prospects and the stock at this address, so that two colleagues do not call the same owner."""
    if not street.strip():
        return []
    wanted = (_plain_street(street), normalise(street_number))
    prospects = Prospect.objects.open().at_number(town, street_number).select_related("salesperson")[:100]
    listings = Listing.objects.at_number(town, street_number).select_related("salesperson")[:100]
    found = [one for one in prospects if but is None or one.pk != but.pk]
    return [
        KnownPlace(one.reference, one.town if isinstance(one, Prospect) else one.headline, str(one.salesperson or ""))
        for one in [*found, *listings]
        if _fits(one, wanted, floor, door)
    ][:5]


@transaction.atomic
def update_prospect(*, actor: User, prospect: Prospect, values: Mapping[str, Any]) -> Prospect:
    """Write what differs."""
    current = _held(actor, prospect)
    if current.version != prospect.version:
        raise StaleVersionError(_("Somebody else has changed this in the meantime."))
    before = snapshot(current)
    _set(current, values)
    changes = difference(before, current)
    if changes:
        current.save()
        record(actor=actor, action="prospect.updated", subject=current, changes=changes)
    return current


@transaction.atomic
def contact_prospect(*, actor: User, prospect: Prospect, next_step_on: date | None = None) -> Prospect:
    """The owner was spoken to."""
    current = _open(actor, prospect)
    if current.status == ProspectStatus.NEW:
        current.status = ProspectStatus.CONTACTED
    current.next_step_on = next_step_on
    return _save(actor, current, "prospect.contacted", {"next_step_on": next_step_on})


@transaction.atomic
def value_prospect(
    *, actor: User, prospect: Prospect, valuation: Decimal, next_step_on: date | None = None
) -> Prospect:
    """What the agency thinks it is worth, in the prospect's currency."""
    current = _open(actor, prospect)
    if not valuation.is_finite() or not 0 < valuation < Decimal(10) ** 14:
        raise BusinessRuleError(_("A price is a positive number below 100 million million."))
    current.status, current.valuation, current.next_step_on = ProspectStatus.VALUED, valuation, next_step_on
    return _save(actor, current, "prospect.valued", {"valuation": valuation})


@transaction.atomic
def lose_prospect(*, actor: User, prospect: Prospect, reason: str) -> Prospect:
    """The owner said no, or somebody else was faster."""
    current = _open(actor, prospect)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise BusinessRuleError(_("Say why it was lost: the next call begins there."))
    current.status, current.lost_reason, current.next_step_on = ProspectStatus.LOST, reason, None
    return _save(actor, current, "prospect.lost", {"reason": reason})


@transaction.atomic
def reopen_prospect(*, actor: User, prospect: Prospect) -> Prospect:
    """Try again."""
    current = _held(actor, prospect)
    if current.status != ProspectStatus.LOST:
        raise BusinessRuleError(_("Only what was lost can be tried again."))
    current.status = ProspectStatus.VALUED if current.valuation is not None else ProspectStatus.CONTACTED
    current.lost_reason = ""
    return _save(actor, current, "prospect.reopened", {})


@transaction.atomic
def convert_prospect(*, actor: User, prospect: Prospect) -> Listing:
    """Won: a listing with its operation as a draft and its owner; both references stay, and both find it. Once only."""
    current = _held(actor, prospect)
    if current.listing is not None:
        raise BusinessRuleError(
            _("This is in the stock already, as %(reference)s.") % {"reference": current.listing.reference}
        )
    if not current.is_open:
        raise BusinessRuleError(_("This is lost: try it again first."))
    values: dict[str, Any] = {name: getattr(current, name) for name in HANDED_OVER}
    values["country"] = current.office.country
    listing = create_listing(
        actor=actor,
        office=current.office,
        values=values,
        operations=[
            OperationValues(kind=current.operation_kind, price=current.asking_price, currency=current.currency)
        ],
    )
    if current.owner is not None:
        sync_main_owner(listing=listing)
    current.status, current.listing, current.next_step_on = ProspectStatus.WON, listing, None
    _save(actor, current, "prospect.converted", {"listing": listing.reference})
    refresh_search_text(listing=listing)
    return listing


def _held(actor: User, prospect: Prospect) -> Prospect:
    """The row as it is stored now, until the end of the transaction."""
    current = Prospect.objects.select_for_update().get(pk=prospect.pk)
    if not current.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this prospect."))
    return current


def _open(actor: User, prospect: Prospect) -> Prospect:
    current = _held(actor, prospect)
    if not current.is_open:
        raise BusinessRuleError(_("This is over: %(status)s.") % {"status": current.get_status_display()})
    return current


def _save(actor: User, current: Prospect, action: str, changes: Mapping[str, Any]) -> Prospect:
    current.save()
    record(actor=actor, action=action, subject=current, changes={"status": current.status, **changes})
    return current


def _set(prospect: Prospect, values: Mapping[str, Any]) -> None:
    unknown = set(values) - PROSPECT_FIELDS
    if unknown:
        raise TypeError(f"not fields of a prospect: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(prospect, name, value)
    if prospect.property_type not in PropertyType.values:
        raise BusinessRuleError(_("Choose what it is."))


def _plain_street(street: str) -> str:
    """Without the words before the name: "C/ Mayor" and "Calle Mayor" are one street."""
    words = normalise(street).replace("/", " ").replace(".", " ").split()
    small = {"c", "cl", "calle", "av", "avda", "avenida", "pl", "plaza", "pza", "de", "del", "la", "el", "los", "las"}
    return " ".join(word for word in words if word not in small) or normalise(street)


def _fits(place: Prospect | Listing, wanted: tuple[str, str], floor: str, door: str) -> bool:
    """The same street and number; another floor or door, where both are known, is another home."""
    if (_plain_street(place.street), normalise(place.street_number)) != wanted:
        return False
    pairs = ((place.floor, floor), (place.door, door))
    return all(not one or not other or normalise(one) == normalise(other) for one, other in pairs)
