"""Selections of operations for a client: made, given a new link, taken back, and counted when they are opened."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import token_hash
from realestate.listings.models import Operation, Selection, SelectionItem
from realestate.listings.models.selection import new_nonce
from realestate.salespeople.models import User

MAX_OPERATIONS = 50
MAX_DAYS = 180


@transaction.atomic
def create_selection(
    *,
    actor: User,
    title: str,
    operations: Sequence[Operation],
    language: str,
    message: str = "",
    contact: Contact | None = None,
    days: int = 30,
) -> Selection:
    """Put operations together, in this order, behind a link that ends after so many days."""
    if not actor.sells:
        raise BusinessRuleError(_("You may not send listings to clients."))
    if not 1 <= len(operations) <= MAX_OPERATIONS:
        raise BusinessRuleError(_("A selection holds 1 to %(number)d listings.") % {"number": MAX_OPERATIONS})
    if not 1 <= days <= MAX_DAYS:
        raise BusinessRuleError(_("A link is good for 1 to %(number)d days.") % {"number": MAX_DAYS})
    nonce = new_nonce()
    selection = Selection.objects.create(
        title=title,
        message=message,
        language=language,
        contact=contact,
        created_by=actor,
        nonce=nonce,
        token_hash=token_hash(Selection.make_token(nonce)),
        expires_at=timezone.now() + timedelta(days=days),
    )
    SelectionItem.objects.bulk_create(
        SelectionItem(selection=selection, operation=operation, position=position)
        for position, operation in enumerate(dict.fromkeys(operations))
    )
    changes = {"title": title, "operations": [operation.pk for operation in operations], "days": days}
    record(actor=actor, action="selection.created", subject=selection, changes=changes)
    return selection


@transaction.atomic
def renew_selection(*, actor: User, selection: Selection, days: int = 30) -> Selection:
    """A new link in the place of the old one, which opens nothing any more; a revoked selection opens again."""
    current = _own(actor, selection)
    current.nonce = new_nonce()
    current.token_hash = token_hash(Selection.make_token(current.nonce))
    current.expires_at = timezone.now() + timedelta(days=min(max(days, 1), MAX_DAYS))
    current.revoked_at = None
    current.save()
    record(actor=actor, action="selection.link_renewed", subject=current, changes={"days": days})
    return current


@transaction.atomic
def revoke_selection(*, actor: User, selection: Selection) -> Selection:
    """Whoever has the link sees nothing from now on."""
    current = _own(actor, selection)
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save()
        record(actor=actor, action="selection.revoked", subject=current)
    return current


def note_selection_opened(*, selection: Selection) -> None:
    """Somebody with the link has looked; counted without a lock, and nothing is kept about who it was."""
    Selection.objects.filter(pk=selection.pk).update(opened_count=F("opened_count") + 1, last_opened_at=timezone.now())


def _own(actor: User, selection: Selection) -> Selection:
    current = Selection.objects.select_for_update().get(pk=selection.pk)
    if not current.can_be_edited_by(actor):
        raise BusinessRuleError(_("Only whoever made a selection may change it."))
    return current
