"""The way into the room: made for one owner, mailed or shown, prolonged, taken back. Each leaves an audit line."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.core.tokens import token_hash
from realestate.listings.models import Listing
from realestate.ownerroom.models import OwnerLink, new_nonce
from realestate.ownerroom.owners import check_may_lead, email_of, language_of, owners_of
from realestate.salespeople.models import User

DAYS, MAX_DAYS = 90, 365
PAUSE = timedelta(minutes=30)  # who comes back within it is still on the same visit


@transaction.atomic
def make_link(
    *, actor: User | None, listing: Listing, contact: Contact, language: str = "", days: int = DAYS
) -> OwnerLink:
    """A way in for one owner of the listing, or who speaks for one; one at a time for each."""
    current = Listing.objects.select_for_update(of=("self",)).select_related("owner").get(pk=listing.pk)
    check_may_lead(actor, current)
    if contact.pk not in {one.pk for one in owners_of(current)}:
        raise BusinessRuleError(_("The room is for the owners of this listing and those who speak for them."))
    if OwnerLink.objects.open().of_listing(current).filter(contact=contact).exists():
        raise BusinessRuleError(_("%(name)s has a link already: send it again.") % {"name": contact.name})
    nonce = new_nonce()
    link = OwnerLink.objects.create(
        listing=current,
        contact=contact,
        language=language or language_of(contact),
        nonce=nonce,
        token_hash=token_hash(OwnerLink.make_token(nonce)),
        expires_at=_until(days),
        created_by=actor,
    )
    _note(actor, "owner_link.made", link, days=days)
    return link


@transaction.atomic
def invite_owner(
    *, actor: User | None, listing: Listing, contact: Contact, language: str = "", days: int = DAYS
) -> OwnerLink:
    """A way in, and the mail with it."""
    link = make_link(actor=actor, listing=listing, contact=contact, language=language, days=days)
    return send_link(actor=actor, link=link)


@transaction.atomic
def send_link(*, actor: User | None, link: OwnerLink) -> OwnerLink:
    """Mail the link to its owner, in the language that it was made in; the same link as before."""
    current = _own(actor, link)
    _check_open(current)
    address = email_of(current.contact)
    if not address:
        raise BusinessRuleError(_("%(name)s has no e-mail address.") % {"name": current.contact.name})
    listing = current.listing
    queue_email(
        recipient=address,
        template="owner_link",
        context={"room": current, "listing": listing, "office": listing.office, "link": link_of(current)},
        language=current.language,
        reply_to=listing.salesperson.email if listing.salesperson else listing.office.email,
    )
    current.sent_at = timezone.now()
    current.save(update_fields=["sent_at", "updated_at"])
    _note(actor, "owner_link.sent", current)
    return current


@transaction.atomic
def show_link(*, actor: User, link: OwnerLink) -> str:
    """The address, to be handed over some other way. That it was shown is on record: whoever holds it can decide."""
    current = _own(actor, link)
    _check_open(current)
    address = link_of(current)
    _note(actor, "owner_link.shown", current)
    return address


@transaction.atomic
def extend_link(*, actor: User, link: OwnerLink, days: int = DAYS) -> OwnerLink:
    """Good for so many days from now on; one that was taken back stays so."""
    current = _own(actor, link)
    if current.revoked_at is not None:
        raise BusinessRuleError(_("This link was taken back: make a new one."))
    current.expires_at = max(current.expires_at, _until(days))
    current.save(update_fields=["expires_at", "updated_at"])
    _note(actor, "owner_link.extended", current, days=days)
    return current


@transaction.atomic
def revoke_link(*, actor: User, link: OwnerLink) -> OwnerLink:
    """Whoever holds the link sees nothing from now on."""
    current = _own(actor, link)
    if current.revoked_at is None:
        current.revoked_at, current.revoked_by = timezone.now(), actor
        current.save(update_fields=["revoked_at", "revoked_by", "updated_at"])
        _note(actor, "owner_link.revoked", current)
    return current


def find_link(token: str) -> OwnerLink | None:
    """The link behind an address with all that its page needs, whether or not it still opens; None: there is none."""
    return OwnerLink.objects.by_token(token).for_room().first()


def may_enter(link: OwnerLink) -> bool:
    """It is in time, nobody took it back, and the contact still owns a part or speaks for an owner.

    The link must come from ``find_link``.
    """
    return link.is_open and link.contact.blocked_at is None and bool(getattr(link, "still_owner", False))


def note_visit(*, link: OwnerLink) -> None:
    """The owner has looked. Counted without a lock, at most once in half an hour; nothing is kept of how."""
    now = timezone.now()
    if link.last_seen_at is not None and now - link.last_seen_at < PAUSE:
        return
    OwnerLink.objects.filter(pk=link.pk).update(visits=F("visits") + 1, last_seen_at=now)


def link_of(link: OwnerLink) -> str:
    """The whole address."""
    token = link.token
    if not token:
        raise BusinessRuleError(_("This link cannot be shown again. Take it back and make a new one."))
    return settings.BASE_URL + reverse(f"ownerroom:room_{link.language}", args=[token])


def _until(days: int) -> Any:
    if not 1 <= days <= MAX_DAYS:
        raise BusinessRuleError(_("A link is good for 1 to %(number)d days.") % {"number": MAX_DAYS})
    return timezone.now() + timedelta(days=days)


def _own(actor: User | None, link: OwnerLink) -> OwnerLink:
    rows = OwnerLink.objects.select_for_update(of=("self",)).for_list().select_related("listing__salesperson")
    current: OwnerLink = rows.get(pk=link.pk)
    check_may_lead(actor, current.listing)
    return current


def _check_open(link: OwnerLink) -> None:
    if not may_enter(link):
        raise BusinessRuleError(_("This link does not open the room any more: prolong it, or make a new one."))


def _note(actor: User | None, action: str, link: OwnerLink, **more: Any) -> None:
    """A line about the listing; who the owner is stays out of it, as the whole agency reads those lines."""
    record(actor=actor, action=action, subject=link.listing, changes={"link": link.pk, **more})
