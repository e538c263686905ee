"""Who owns a listing: shares that add up to 100 %, and the one whom the agency deals with."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.listings.models import Listing, Ownership
from realestate.listings.services.publishing import refresh_publication
from realestate.listings.shares import STEP, WHOLE
from realestate.salespeople.models import User

MAX_OWNERS = 50


@dataclass(frozen=True)
class OwnerShare:
    """One owner's part, in per cent, and who speaks for them."""

    contact: Contact
    share: Decimal
    representative: Contact | None = None


def may_write_owners(user: User, listing: Listing) -> bool:
    """Who may change the listing and may see whose it is."""
    return listing.can_be_edited_by(user) and listing.shows_owner_to(user)


@transaction.atomic
def set_owners(
    *, actor: User | None, listing: Listing, owners: Sequence[OwnerShare], main: Contact | None = None
) -> list[Ownership]:
    """Write who owns the listing; ``main`` is whom the agency deals with, the first one unless given.

    Raises BusinessRuleError when the shares do not add up to 100 % or somebody is named twice.
    """
    current = Listing.objects.select_for_update().get(pk=listing.pk)
    if actor is not None and not may_write_owners(actor, current):
        raise BusinessRuleError(_("You may not change this listing."))
    _check(owners)
    main = main or (owners[0].contact if owners else None)
    if main is not None and main.pk not in {one.contact.pk for one in owners}:
        raise BusinessRuleError(_("Whom the agency deals with must be one of the owners."))
    before = _said(current)
    current.ownerships.all().delete()
    Ownership.objects.bulk_create(
        Ownership(
            listing=current,
            contact=one.contact,
            share=one.share,
            representative=one.representative,
            position=place,
        )
        for place, one in enumerate(owners)
    )
    main_id = main.pk if main is not None else None
    after = _said(current)
    if before != after or current.owner_id != main_id:
        changes = {"owners": [len(before), len(after)], "owner_id": [current.owner_id, main_id]}
        current.owner = main
        current.save(update_fields=["owner"])
        record(actor=actor, action="listing.owners_changed", subject=current, changes=changes)
        refresh_publication(listing=current)
    return list(current.ownerships.all())


def sync_main_owner(*, listing: Listing) -> None:
    """Keep the shares in step when a form wrote only the one owner: they have it all, or are one of several."""
    known = list(listing.ownerships.values_list("contact_id", flat=True))
    if listing.owner_id in known or (listing.owner_id is None and not known):
        return
    if len(known) > 1:
        raise BusinessRuleError(_("Several owners are known: change them on their own page."))
    listing.ownerships.all().delete()
    if listing.owner_id is not None:
        Ownership.objects.create(listing=listing, contact_id=listing.owner_id, share=WHOLE)


def _check(owners: Sequence[OwnerShare]) -> None:
    if len(owners) > MAX_OWNERS:
        raise BusinessRuleError(_("A listing has at most %(limit)d owners.") % {"limit": MAX_OWNERS})
    if len({one.contact.pk for one in owners}) != len(owners):
        raise BusinessRuleError(_("Somebody is named twice."))
    for one in owners:
        if not one.share.is_finite() or not STEP <= one.share <= WHOLE or one.share != one.share.quantize(STEP):
            raise BusinessRuleError(_("A share is more than 0 and at most 100 %, with four decimals."))
        if one.representative is not None and one.representative.pk == one.contact.pk:
            raise BusinessRuleError(_("Nobody represents themselves."))
    total = sum((one.share for one in owners), Decimal(0))
    if owners and total != WHOLE:
        raise BusinessRuleError(
            _("The shares add up to %(total)s %%, not to 100 %%.") % {"total": f"{total.normalize():f}"}
        )


def _said(listing: Listing) -> list[tuple[int, str, int | None]]:
    rows = listing.ownerships.order_by("position", "pk")
    return [(row.contact_id, str(row.share.normalize()), row.representative_id) for row in rows]
