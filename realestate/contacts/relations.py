"""Ties between contacts, told from either side in its own words, and what a contact is to the agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import Contact, ContactRole, Relation
from realestate.core.errors import BusinessRuleError
from realestate.salespeople.models import User

Role = ContactRole.Role
BACKWARDS = "<"

# What follows from the rows of the rooms above, by the name under which a contact knows them.
DERIVED: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    Role.OWNER: (("owned_listings", {}), ("ownerships", {}), ("prospects", {})),
    Role.BUYER: (("demands", {"operation__in": ["sale", "transfer", "rent_to_own"]}),),
    Role.TENANT: (("demands", {"operation__in": ["rent", "seasonal_rent"]}),),
    Role.REPRESENTATIVE: (("representations", {}),),
    Role.DEVELOPER: (("developments", {}),),
}


@dataclass(frozen=True)
class RoleLine:
    """A role in words, and whether somebody wrote it down; the others follow from what the agency has."""

    code: str
    label: str
    is_manual: bool


@dataclass(frozen=True)
class Tie:
    """One relation as a contact's page shows it."""

    relation: Relation
    words: str
    other: Contact


def has_role(role: str) -> Q:
    """A condition on contacts: written down, or following from the data."""
    condition = Q(Exists(ContactRole.objects.filter(contact=OuterRef("pk"), role=role)))
    for name, values in DERIVED.get(role, ()):
        condition |= _behind(name, values)
    return condition


def _behind(name: str, values: dict[str, Any]) -> Q:
    relation: Any = Contact._meta.get_field(name)
    rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")}, **values)
    return Q(Exists(rows))


def roles_of(contact: Contact) -> list[RoleLine]:
    """All that the contact is, in the order of the list of roles; two queries."""
    written = set(contact.roles.values_list("role", flat=True))
    names = {f"is_{role}": _any(lines) for role, lines in DERIVED.items()}
    row = Contact.objects.filter(pk=contact.pk).annotate(**names).values(*names).first() or {}
    return [
        RoleLine(role.value, str(role.label), is_manual=not row.get(f"is_{role.value}"))
        for role in Role
        if role.value in written or row.get(f"is_{role.value}")
    ]


def _any(lines: Iterable[tuple[str, dict[str, Any]]]) -> Any:
    condition = Q(pk__in=[])
    for name, values in lines:
        condition |= _behind(name, values)
    return condition


def ties_of(contact: Contact, user: User) -> list[Tie]:
    """From either side, those whose other side the user may see; a tie that is there from both sides once."""
    ties: dict[tuple[str, int], Tie] = {}
    for relation in Relation.objects.visible_to(user).of(contact):
        tie = Tie(relation, relation.words_for(contact), relation.other_than(contact))
        ties.setdefault((tie.words, tie.other.pk), tie)
    return list(ties.values())


def relation_choices() -> list[tuple[str, str]]:
    """Each kind from this side, and from the other one where that has words of its own."""
    choices: list[tuple[str, str]] = []
    for kind in Relation.Kind:
        choices.append((kind.value, str(kind.label)))
        if kind not in Relation.MUTUAL:
            choices.append((f"{BACKWARDS}{kind.value}", str(Relation.BACK[kind])))
    return choices


@transaction.atomic
def add_relation(*, actor: User, contact: Contact, other: Contact, kind: str, note: str = "") -> Relation:
    """Tie two contacts. ``kind`` as ``relation_choices`` names it: from the other side with ``<`` before it."""
    if contact.pk == other.pk:
        raise BusinessRuleError(_("Nobody is related to themselves."))
    first, second = (other, contact) if kind.startswith(BACKWARDS) else (contact, other)
    kind = kind.removeprefix(BACKWARDS)
    same = Q(contact=first, other=second)
    if kind in Relation.MUTUAL:
        same |= Q(contact=second, other=first)
    # The two wait for each other, so that a tie is not written from both sides at once.
    held = list(Contact.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    if any(one.merged_into_id is not None for one in held):
        raise BusinessRuleError(_("One of these contacts is not there any more."))
    if Relation.objects.filter(same, kind=kind).exists():
        raise BusinessRuleError(_("This relation is written down already."))
    relation = Relation.objects.create(contact=first, other=second, kind=kind, note=" ".join(note.split())[:200])
    for one, two in ((first, second), (second, first)):
        record(actor=actor, action="contact.relation_added", subject=one, changes={"kind": kind, "other": two.pk})
    return relation


@transaction.atomic
def remove_relation(*, actor: User, relation: Relation) -> None:
    """It is over, or was never so."""
    for one, two in ((relation.contact, relation.other), (relation.other, relation.contact)):
        changes = {"kind": relation.kind, "other": two.pk}
        record(actor=actor, action="contact.relation_removed", subject=one, changes=changes)
    relation.delete()
