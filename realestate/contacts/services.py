"""Writes about contacts: keeping them, finding that somebody is known already, the ledger of consents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.contacts.models import Consent, Contact, ContactPoint, ContactRole
from realestate.contacts.phones import tail_of
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.mail import cancel_commercial_email
from realestate.core.ratelimit import allow
from realestate.core.search import keep
from realestate.core.text import normalise_email, search_text
from realestate.salespeople.models import Office, User

FIELDS = (
    "kind", "first_name", "last_name", "company_name", "language", "tax_id", "address", "town", "notes", "office",
    "salesperson",
)  # fmt: skip
CHECKS_A_MINUTE = 30
SHOWN_ONCE_IN = 10 * 60  # seconds in which the same warning to the same person is one audit line


@dataclass(frozen=True)
class Duplicate:
    """What a warning may say: who keeps the contact, where, and which of the typed values it shares."""

    contact_id: int
    owner: str
    office: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ConsentValues:
    """One agreement as a form took it."""

    text_version: str
    language: str
    channel: str
    source: str
    purpose: str = Consent.Purpose.ENQUIRY
    is_given: bool = True
    at: datetime | None = None  # when they said so; now unless told


@transaction.atomic
def create_contact(
    *,
    actor: User | None,
    office: Office,
    salesperson: User | None,
    values: dict[str, Any],
    phones: Sequence[str],
    emails: Sequence[str],
) -> Contact:
    """A new contact with its phones (E.164) and e-mails in order. ``values`` holds the plain columns."""
    contact = Contact(office=office, salesperson=salesperson)
    _set(contact, values)
    contact.search_text = _search_text(contact, phones, emails)
    contact.save()
    keep(room="contact", object_id=contact.pk, text=contact.search_text)
    _write_points(contact, phones, emails)
    record(actor=actor, action="contact.created", subject=contact, changes={"office": office.pk})
    return contact


@transaction.atomic
def update_contact(
    *, actor: User | None, contact: Contact, values: dict[str, Any], phones: Sequence[str], emails: Sequence[str]
) -> Contact:
    """Change what is given; raises StaleVersionError when ``contact`` was read before somebody else's save."""
    stored = Contact.objects.select_for_update().get(pk=contact.pk)
    if stored.merged_into_id is not None:
        raise BusinessRuleError(_("This contact has been merged into another one. Open that one and write it there."))
    if stored.version != contact.version:
        raise StaleVersionError(_("Somebody else has changed this in the meantime."))
    before, points = snapshot(stored), _points(stored)
    _set(stored, values)
    stored.search_text = _search_text(stored, phones, emails)
    stored.compared_at = None
    stored.save()
    keep(room="contact", object_id=stored.pk, text=stored.search_text)
    _write_points(stored, phones, emails)
    changes: dict[str, Any] = difference(before, stored)
    changes.pop("search_text", None)
    if points != _points(stored):
        changes["points"] = [points, _points(stored)]
    record(actor=actor, action="contact.updated", subject=stored, changes=changes)
    return stored


def refresh_search_text(*, contact: Contact) -> None:
    """What the contact is found by, after its phones or facts moved; one that was merged is found by nothing."""
    points = _points(contact)
    text = _search_text(
        contact,
        [value for kind, value in points if kind == ContactPoint.Kind.PHONE],
        [value for kind, value in points if kind == ContactPoint.Kind.EMAIL],
    )
    if text != contact.search_text and contact.merged_into_id is None:
        Contact.objects.filter(pk=contact.pk).update(search_text=text)
        contact.search_text = text
    keep(room="contact", object_id=contact.pk, text="" if contact.merged_into_id is not None else text)


@transaction.atomic
def set_roles(*, actor: User | None, contact: Contact, roles: Sequence[str]) -> None:
    """What the contact is besides what follows from the data, as somebody ticked it."""
    before = list(ContactRole.objects.filter(contact=contact).order_by("role").values_list("role", flat=True))
    after = sorted(set(roles))
    if before == after:
        return
    ContactRole.objects.filter(contact=contact).exclude(role__in=after).delete()
    ContactRole.objects.bulk_create(
        [ContactRole(contact=contact, role=role) for role in after if role not in before], ignore_conflicts=True
    )
    record(actor=actor, action="contact.roles_changed", subject=contact, changes={"roles": [before, after]})


@transaction.atomic
def add_missing_points(
    *, actor: User | None, contact: Contact, phones: Sequence[str], emails: Sequence[str]
) -> Contact:
    """Fill a kind of which the contact has none; never puts a stranger's address beside a known one."""
    known = {kind for kind, _value in _points(contact)}
    new_phones = [] if ContactPoint.Kind.PHONE in known else list(phones)
    new_emails = [] if ContactPoint.Kind.EMAIL in known else list(emails)
    if not new_phones and not new_emails:
        return contact
    return update_contact(
        actor=actor,
        contact=contact,
        values={},
        phones=[value for kind, value in _points(contact) if kind == ContactPoint.Kind.PHONE] + new_phones,
        emails=[value for kind, value in _points(contact) if kind == ContactPoint.Kind.EMAIL] + new_emails,
    )


@transaction.atomic
def take_over_contact(*, actor: User | None, contact: Contact, salesperson: User) -> Contact:
    """A contact that nobody keeps gets a salesperson; one that somebody keeps stays theirs."""
    stored = Contact.objects.select_for_update().get(pk=contact.pk)
    if stored.salesperson_id is not None:
        return stored
    stored.salesperson = salesperson
    stored.save(update_fields=["salesperson"])
    record(actor=actor, action="contact.assigned", subject=stored, changes={"salesperson_id": [None, salesperson.pk]})
    return stored


@transaction.atomic
def reassign_contact(*, actor: User, contact: Contact, to: User) -> Contact:
    """Give a contact to another salesperson."""
    if not (to.is_active and to.sells):
        raise BusinessRuleError(_("%(name)s cannot keep contacts.") % {"name": to})
    stored = Contact.objects.select_for_update().get(pk=contact.pk)
    before = stored.salesperson_id
    stored.salesperson = to
    stored.save(update_fields=["salesperson"])
    record(actor=actor, action="contact.assigned", subject=stored, changes={"salesperson_id": [before, to.pk]})
    return stored


@transaction.atomic
def record_consent(*, actor: User | None, contact: Contact, consent: ConsentValues) -> Consent:
    """Add one line to the ledger: given, or withdrawn."""
    line = Consent.objects.create(
        contact=contact,
        purpose=consent.purpose,
        channel=consent.channel,
        is_given=consent.is_given,
        text_version=consent.text_version,
        language=consent.language[:5],
        source=consent.source[:100],
        actor=actor,
        at=consent.at or timezone.now(),
    )
    action = "contact.consent_given" if consent.is_given else "contact.consent_withdrawn"
    record(actor=actor, action=action, subject=contact, changes={"purpose": consent.purpose, "consent": line.pk})
    if consent.purpose == Consent.Purpose.COMMERCIAL and not consent.is_given:
        emails = [value for kind, value in _points(contact) if kind == ContactPoint.Kind.EMAIL]
        if consent.channel not in Consent.Channel.values or consent.channel in {"any", "email"}:
            cancel_commercial_email(recipients=emails)
    return line


def find_duplicates(
    *, phones: Sequence[str], emails: Sequence[str], but: Contact | None = None, limit: int = 5
) -> list[Duplicate]:
    """Contacts of the whole agency that share a phone (E.164, or its last nine digits) or an e-mail."""
    if not phones and not emails:
        return []
    by_tail = {tail_of(phone): phone for phone in phones}
    found: dict[int, tuple[Contact, list[str]]] = {}
    for point in ContactPoint.objects.same_as(phones, [normalise_email(email) for email in emails])[:50]:
        if but is not None and point.contact_id == but.pk:
            continue
        # The value that was typed, not the stored one: a warning tells nothing that the reader did not know.
        typed = by_tail.get(point.tail, point.value) if point.is_phone else point.value
        found.setdefault(point.contact_id, (point.contact, []))[1].append(typed)
    return [
        Duplicate(
            contact_id=pk,
            owner=str(contact.salesperson) if contact.salesperson else "",
            office=contact.office.name,
            values=tuple(dict.fromkeys(values)),
        )
        for pk, (contact, values) in list(found.items())[:limit]
    ]


def show_duplicates(
    *, actor: User, phones: Sequence[str], emails: Sequence[str], but: Contact | None = None
) -> list[Duplicate]:
    """``find_duplicates`` for somebody's eyes: at most 30 a minute, and who was shown whom is written down."""
    if not phones and not emails:
        return []
    if not allow(f"duplicates-{actor.pk}", limit=CHECKS_A_MINUTE, seconds=60):
        raise BusinessRuleError(_("Too many checks for known contacts. Wait a minute and try again."))
    duplicates = find_duplicates(phones=phones, emails=emails, but=but)
    for duplicate in duplicates:
        if cache.add(f"duplicate-shown-{actor.pk}-{duplicate.contact_id}", 1, SHOWN_ONCE_IN):
            contact = Contact.objects.get(pk=duplicate.contact_id)
            kinds = sorted({"email" if "@" in value else "phone" for value in duplicate.values})
            record(actor=actor, action="contact.duplicate_shown", subject=contact, changes={"matched": kinds})
    return duplicates


def find_contact(*, office: Office, phones: Sequence[str], emails: Sequence[str]) -> Contact | None:
    """The contact that an enquiry is from: the same e-mail, else the same phone; this office's first.

    The last nine digits alone are not enough here: they would hand one person's case to another abroad.
    """
    points = [p for p in ContactPoint.objects.same_as(phones, emails)[:50] if p.value in emails or p.value in phones]

    def rank(point: ContactPoint) -> tuple[bool, bool, int]:
        return point.contact.office_id != office.pk, point.is_phone, point.contact_id

    return min(points, key=rank).contact if points else None


def _set(contact: Contact, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name in FIELDS:
            setattr(contact, name, value)


def _points(contact: Contact) -> list[tuple[str, str]]:
    return list(ContactPoint.objects.filter(contact=contact).values_list("kind", "value"))


def _search_text(contact: Contact, phones: Sequence[str], emails: Sequence[str]) -> str:
    names = (contact.first_name, contact.last_name, contact.company_name, contact.town)
    return search_text(*names, *emails, *phones)


def _write_points(contact: Contact, phones: Sequence[str], emails: Sequence[str]) -> None:
    """Make the stored points these, in this order; rows that stay keep their labels."""
    wanted = [(ContactPoint.Kind.PHONE, phone) for phone in dict.fromkeys(phones)]
    wanted += [(ContactPoint.Kind.EMAIL, normalise_email(email)) for email in dict.fromkeys(emails)]
    stored = {(point.kind, point.value): point for point in ContactPoint.objects.filter(contact=contact)}
    for key, point in stored.items():
        if key not in wanted:
            point.delete()
    for position, (kind, value) in enumerate(wanted):
        point = stored.get((kind, value)) or ContactPoint(contact=contact, kind=kind, value=value)
        point.position = position
        point.tail = tail_of(value) if kind == ContactPoint.Kind.PHONE else ""
        point.save()
