"""What the warning about a known contact shows: its owner, the office, the value; a link for who may follow it."""

from collections.abc import Sequence
from dataclasses import dataclass

from realestate.contacts.models import Contact
from realestate.contacts.phones import readable
from realestate.contacts.services import Duplicate, show_duplicates
from realestate.salespeople.models import User


@dataclass(frozen=True)
class KnownContact:
    """A duplicate as one user reads it; ``contact`` only when they may see it anyway."""

    duplicate: Duplicate
    values: tuple[str, ...]
    contact: Contact | None


def known_to(
    user: User, *, phones: Sequence[str], emails: Sequence[str], but: Contact | None = None
) -> list[KnownContact]:
    """Who has one of these phones or e-mails, besides ``but``; raises BusinessRuleError after too many checks."""
    duplicates = show_duplicates(actor=user, phones=phones, emails=emails, but=but)
    if not duplicates:
        return []
    keys = [duplicate.contact_id for duplicate in duplicates]
    visible = Contact.objects.visible_to(user).in_bulk(keys)
    return [
        KnownContact(
            duplicate=duplicate,
            values=tuple(value if "@" in value else readable(value) for value in duplicate.values),
            contact=visible.get(duplicate.contact_id),
        )
        for duplicate in duplicates
    ]
