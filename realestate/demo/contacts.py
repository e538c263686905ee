"""Three hundred invented contacts with phones and e-mails nobody has."""

import random
import unicodedata
from datetime import datetime, timedelta

from realestate.contacts.models import Consent, Contact, ContactPoint, Relation
from realestate.contacts.phones import tail_of
from realestate.core.search import keep_many
from realestate.core.text import search_text
from realestate.demo import people
from realestate.salespeople.models import Office, User

TOWNS = (
    "Murcia",
    "Cartagena",
    "Los Alcázares",
    "San Javier",
    "Torre Pacheco",
    "Lorca",
    "Torrevieja",
    "Madrid",
    "London",
)


def make_contacts(
    *, count: int, staff: dict[int, list[User]], offices: list[Office], now: datetime, rng: random.Random
) -> list[Contact]:
    """Contacts of both offices, a few of them companies, most with a salesperson."""
    contacts, points = [], []
    for number in range(count):
        contact = _contact(number, rng)
        contact.office = offices[number % 5 // 3]  # three of five in the first office
        contact.salesperson = rng.choice(staff[contact.office.pk]) if rng.random() < 0.85 else None
        contact.created_at = now - timedelta(days=rng.randint(1, 400), minutes=rng.randint(0, 1400))
        phone, email = f"+346000{number:05}", _address(contact, number)
        kinds = [(ContactPoint.Kind.PHONE, phone)]
        if rng.random() < 0.8:
            kinds.append((ContactPoint.Kind.EMAIL, email))
        contact.search_text = search_text(
            contact.first_name, contact.last_name, contact.company_name, contact.town, *(value for _, value in kinds)
        )
        contacts.append(contact)
        points += [
            ContactPoint(
                contact=contact,
                kind=kind,
                value=value,
                tail=tail_of(value) if kind == ContactPoint.Kind.PHONE else "",
                position=position,
            )
            for position, (kind, value) in enumerate(kinds)
        ]
    for contact in contacts:
        contact.save()  # one by one: MySQL tells no keys after a bulk insert
    ContactPoint.objects.bulk_create(points, batch_size=200)
    _make_relations(contacts)
    keep_many(room="contact", texts=((contact.pk, contact.search_text) for contact in contacts))
    return contacts


def _contact(number: int, rng: random.Random) -> Contact:
    if number % 50 == 7:
        name = people.COMPANIES[number // 50 % len(people.COMPANIES)]
        return Contact(kind=Contact.Kind.COMPANY, company_name=name, town=rng.choice(TOWNS[:5]))
    if rng.random() < 0.35:
        first, last, language = rng.choice(people.FIRST_NAMES_ABROAD), rng.choice(people.LAST_NAMES_ABROAD), "en"
    else:
        first, language = rng.choice(people.FIRST_NAMES_ES), "es"
        last = f"{rng.choice(people.LAST_NAMES_ES)} {rng.choice(people.LAST_NAMES_ES)}"
    return Contact(first_name=first, last_name=last, language=language, town=rng.choice(TOWNS))


def _make_relations(contacts: list[Contact]) -> None:
    """Couples, and people who work at a company, among the contacts of one salesperson."""
    kept: dict[int, list[Contact]] = {}
    for contact in contacts:
        if contact.salesperson_id:
            kept.setdefault(contact.salesperson_id, []).append(contact)
    ties = []
    for mine in kept.values():
        everybody = [contact for contact in mine if contact.kind == Contact.Kind.PERSON]
        firms = [contact for contact in mine if contact.kind == Contact.Kind.COMPANY]
        ties += [
            Relation(contact=one, other=other, kind=Relation.Kind.SPOUSE)
            for one, other in zip(everybody[:6:2], everybody[1:6:2], strict=False)
        ]
        ties += [
            Relation(contact=person, other=firm, kind=Relation.Kind.WORKS_AT)
            for person, firm in zip(everybody[6:8], firms, strict=False)
        ]
    Relation.objects.bulk_create(ties)


def _address(contact: Contact, number: int) -> str:
    name = unicodedata.normalize("NFKD", contact.name.lower()).encode("ascii", "ignore").decode()
    return f"{'.'.join(''.join(c for c in part if c.isalnum()) for part in name.split()[:2])}{number}@example.com"


def make_consents(contacts: list[Contact], now: datetime, rng: random.Random) -> None:
    """Some have agreed to offers, and one in ten of those has thought better of it."""
    lines = []
    for contact in contacts:
        if rng.random() < 0.4:
            at = contact.created_at
            said = {
                "contact": contact,
                "purpose": Consent.Purpose.COMMERCIAL,
                "channel": "web",
                "source": "public_form",
            }
            said |= {"text_version": "2026-11", "language": contact.language}
            lines.append(Consent(is_given=True, at=at, **said))
            if rng.random() < 0.1:
                lines.append(Consent(is_given=False, at=min(now, at + timedelta(days=30)), **said))
    Consent.objects.bulk_create(lines, batch_size=200)
