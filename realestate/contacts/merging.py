"""Several contacts become one: what hangs on them moves, and all of it is written down so that it can be undone.

``TREATMENTS`` names each foreign key of the house that points at a contact and says what becomes of its rows. Rooms
above are named, never imported; a test fails when a key is missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record, snapshot
from realestate.contacts.models import Contact, Likeness, MergeChange, MergedContact, MergeRecord
from realestate.contacts.services import FIELDS, refresh_search_text
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.models import VersionedModel
from realestate.salespeople.models import User

T = TypeVar("T")
MOST_AT_ONCE = 10
CHUNK = 500
ALL = 0  # for the notes: those of all, one under the other
LOCK_ERRORS = frozenset({1205, 1213})  # MySQL: waited too long for a row, deadlock
SWEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Treatment:
    """What becomes of the rows behind one foreign key when its contact becomes part of another.

    They point at the contact that stays, unless ``stays``. A row that the other has already (a unique rule says so)
    stays where it is, out of sight; with ``adds`` the other's row takes the sums of these columns, and it is taken out.
    """

    stays: bool = False
    adds: tuple[str, ...] = ()
    appends: str = ""  # the column of places: what comes stands behind what is there
    unlike: str = ""  # the row's other pointer at a contact: one that would point at itself stays
    cleared_by: str = ""  # the row's owner: nobody stands for themselves, so the pointer is emptied then
    unit: str = ""  # a column whose value binds changes together when they are undone
    bound_to: str = ""  # the table that the unit's value is a key of


MOVES, STAYS = Treatment(), Treatment(stays=True)
TREATMENTS: dict[str, Treatment] = {
    "contacts.ContactPoint.contact": Treatment(appends="position"),
    "contacts.ContactRole.contact": MOVES,
    "contacts.Consent.contact": MOVES,
    "contacts.WithdrawalLink.contact": MOVES,
    "contacts.Relation.contact": Treatment(unlike="other_id"),
    "contacts.Relation.other": Treatment(unlike="contact_id"),
    "contacts.Likeness.first": Treatment(unlike="second_id"),
    "contacts.Likeness.second": Treatment(unlike="first_id"),
    "contacts.LikenessKey.contact": STAYS,
    "contacts.Contact.merged_into": MOVES,
    "contacts.MergeRecord.survivor": STAYS,
    "contacts.MergedContact.contact": STAYS,
    "documents.SignatureRequest.contact": MOVES,
    "listings.Listing.owner": Treatment(unit="id", bound_to="listings.Listing"),
    "listings.Ownership.contact": Treatment(adds=("share",), unit="listing_id", bound_to="listings.Listing"),
    "listings.Ownership.representative": Treatment(
        cleared_by="contact_id", unit="listing_id", bound_to="listings.Listing"
    ),
    "listings.Development.developer": MOVES,
    "listings.Prospect.owner": MOVES,
    "listings.Selection.contact": MOVES,
    "leads.Lead.contact": MOVES,
    "leads.Demand.contact": MOVES,
    "leads.Activity.contact": MOVES,
    "ownerroom.OwnerLink.contact": Treatment(unit="listing_id", bound_to="listings.Listing"),
    "ownerroom.PriceProposal.decided_by_contact": MOVES,
}

# Tables of the merging itself, which nobody needs to read about.
UNTOLD = frozenset(
    {
        "contacts.WithdrawalLink.contact", "contacts.Likeness.first", "contacts.Likeness.second",
        "contacts.LikenessKey.contact", "contacts.Contact.merged_into", "contacts.MergeRecord.survivor",
        "contacts.MergedContact.contact", "contacts.ContactRole.contact",
    }
)  # fmt: skip


def pointers() -> Iterator[tuple[type[models.Model], Any, str]]:
    """(model, field, name in TREATMENTS) of each foreign key that points at a contact, the contacts' own rooms last.

    Verbs about leads and listings take their row before the contact's; whoever merges takes them in the same order.
    """
    found = [(relation.related_model, relation.field) for relation in Contact._meta.related_objects]
    own = Contact._meta.app_label
    for model, field in sorted(found, key=lambda one: one[0]._meta.app_label == own):
        yield model, field, f"{model._meta.label}.{field.name}"


def treatment_of(name: str) -> Treatment:
    """A key that nobody has thought about yet moves plainly; the tests do not let it come to that."""
    return TREATMENTS.get(name, MOVES)


def merge_contacts(
    *,
    actor: User,
    survivor: Contact,
    others: Sequence[Contact],
    facts: Mapping[str, int] | None = None,
    versions: Mapping[int, int] | None = None,
) -> MergeRecord:
    """The others become part of ``survivor``: their rows move, their old addresses lead to it. Undone within 30 days.

    ``facts`` names for a column the contact whose value stands (``ALL`` joins the notes); without it the survivor's
    stands, and what it lacks is filled. ``versions`` is what the actor looked at: a newer one raises StaleVersionError.
    """
    keys = list(dict.fromkeys([survivor.pk, *(one.pk for one in others)]))
    return retrying(lambda: _merge(actor, keys, dict(facts or {}), dict(versions or {})))


def retrying(work: Callable[[], T]) -> T:
    """Run in a transaction; one that met a deadlock is run again, and after the third time the person is asked to."""
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for _attempt in range(3):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if not error.args or error.args[0] not in LOCK_ERRORS:
                raise
    raise BusinessRuleError(_("Others are writing about these contacts right now. Try again in a moment."))


def _merge(actor: User, keys: list[int], facts: dict[str, int], versions: dict[int, int]) -> MergeRecord:
    if not 2 <= len(keys) <= MOST_AT_ONCE:
        raise BusinessRuleError(_("Choose from two to %(count)d contacts.") % {"count": MOST_AT_ONCE})
    _hold_rows_above(keys)
    held = hold_contacts(keys)
    _check(actor, held, keys, versions)
    survivor, absorbed = held[keys[0]], [held[key] for key in keys[1:]]
    merge = MergeRecord.objects.create(survivor=survivor, actor=actor)
    _settle_facts(merge, survivor, absorbed, facts)
    for contact in absorbed:
        MergedContact.objects.create(merge=merge, contact=contact)
        move_rows(merge, contact, survivor)
        change(merge, Contact, [contact.pk], {"merged_into_id": None}, {"merged_into_id": survivor.pk})
    pairs = Likeness.objects.filter(first__in=keys, second__in=keys)
    for pair in list(pairs):
        decided = {"status": Likeness.Status.SAME, "decided_by_id": actor.pk, "decided_at": timezone.now()}
        change(merge, Likeness, [pair.pk], {name: getattr(pair, name) for name in decided}, decided)
    Contact.objects.filter(pk__in=keys).update(compared_at=None)
    for contact in held.values():
        contact.refresh_from_db()
        refresh_search_text(contact=contact)
    label = {"merge": merge.pk, "others": keys[1:]}
    record(actor=actor, action="contact.merged", subject=survivor, changes=label)
    for contact in absorbed:
        record(actor=actor, action="contact.merged_into", subject=contact, changes={"merge": merge.pk, "into": keys[0]})
    return merge


def hold_contacts(keys: Sequence[int]) -> dict[int, Contact]:
    """The contacts as they stand now, in the order of their keys: two who merge at once wait for each other."""
    return {contact.pk: contact for contact in Contact.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def _hold_rows_above(keys: Sequence[int]) -> None:
    """Take the rows of the rooms above first, as the verbs about a lead or a listing do."""
    for model, field, name in pointers():
        if model._meta.app_label != Contact._meta.app_label and not treatment_of(name).stays:
            rows = model._base_manager.select_for_update().filter(**{f"{field.name}__in": keys[1:]})
            list(rows.order_by("pk").values_list("pk"))


def _check(actor: User, held: dict[int, Contact], keys: list[int], versions: dict[int, int]) -> None:
    seen = set(Contact.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    for key in keys:
        contact = held.get(key)
        if contact is not None and contact.merged_into_id is not None:
            raise BusinessRuleError(_("%(name)s has been merged by somebody else already.") % {"name": contact.name})
        if contact is None or key not in seen:
            raise BusinessRuleError(_("One of these contacts is not there any more."))
        if not contact.can_be_merged_by(actor):
            said = _("%(name)s is somebody else's contact. Ask its salesperson or the coordinator to merge it.")
            raise BusinessRuleError(said % {"name": contact.name})
        if key in versions and versions[key] != contact.version:
            raise StaleVersionError(
                _("%(name)s was changed while you were looking. Look at the facts again.") % {"name": contact.name}
            )


def _settle_facts(merge: MergeRecord, survivor: Contact, absorbed: list[Contact], facts: dict[str, int]) -> None:
    by_key = {contact.pk: contact for contact in (survivor, *absorbed)}
    for name in FIELDS:
        column = Contact._meta.get_field(name).attname  # type: ignore[union-attr]
        chosen = facts.get(name, ALL if name == "notes" else None)
        if name == "notes" and chosen == ALL:
            value: Any = joined_notes([survivor, *absorbed])
        elif chosen is not None:
            if chosen not in by_key:
                raise BusinessRuleError(_("Choose one of the values that are shown."))
            value = getattr(by_key[chosen], column)
        else:
            values = [getattr(contact, column) for contact in (survivor, *absorbed)]
            value = next((one for one in values if one not in ("", None)), values[0])
        before = getattr(survivor, column)
        if value != before:
            # Each fact by itself: one that somebody edits later does not keep the others from being undone.
            change(merge, Contact, [survivor.pk], {column: before}, {column: value})


def joined_notes(contacts: Sequence[Contact]) -> str:
    """The notes of all, each once."""
    return "\n\n".join(dict.fromkeys(contact.notes.strip() for contact in contacts if contact.notes.strip()))


def move_rows(merge: MergeRecord, contact: Contact, survivor: Contact) -> int:
    """Point everything at the survivor that points at ``contact``; returns how many rows that were."""
    moved = 0
    for model, field, name in pointers():
        treatment = treatment_of(name)
        if treatment.stays:
            continue
        rows = list(model._base_manager.filter(**{field.name: contact.pk}).order_by("pk"))
        if rows:
            moved += _move(merge, model, field, treatment, rows, survivor.pk)
    return moved


def _move(
    merge: MergeRecord, model: type[models.Model], field: Any, treatment: Treatment, rows: list[Any], to: int
) -> int:
    column, taken = field.attname, _taken(model, field, to)
    groups: dict[tuple[Any, ...], list[int]] = {}
    place = _next_place(model, column, treatment, to)
    moved = 0
    for row in rows:
        twin = next((key for names, known in taken for key in [known.get(_values(row, names))] if key), None)
        if twin is not None and treatment.adds:
            _fold(merge, model, treatment, row, twin)
            moved += 1
            continue
        if twin is not None or (treatment.unlike and getattr(row, treatment.unlike) == to):
            continue
        before, after = {column: getattr(row, column)}, {column: to}
        if treatment.cleared_by and getattr(row, treatment.cleared_by) == to:
            after[column] = None  # type: ignore[assignment]
        if treatment.appends:
            before[treatment.appends], after[treatment.appends] = getattr(row, treatment.appends), place
            place += 1
        for names, known in taken:
            known[_values(row, names)] = row.pk
        group = (tuple(before.items()), tuple(after.items()), _unit(treatment, row))
        groups.setdefault(group, []).append(row.pk)
        moved += 1
    for (old, new, unit), keys in groups.items():
        change(merge, model, keys, dict(old), dict(new), unit)
    _clear_self(merge, model, field, [row.pk for row in rows], to)
    return moved


def _clear_self(merge: MergeRecord, model: type[models.Model], field: Any, keys: list[int], to: int) -> None:
    """Rows that moved and whose other pointer was at the survivor all along: nobody stands for themselves."""
    for other_model, other, name in pointers():
        treatment = treatment_of(name)
        if other_model is not model or treatment.cleared_by != field.attname:
            continue
        for row in model._base_manager.filter(**{"pk__in": keys, field.attname: to, other.attname: to}):
            change(merge, model, [row.pk], {other.attname: to}, {other.attname: None}, _unit(treatment, row))


def _taken(model: type[models.Model], field: Any, to: int) -> list[tuple[tuple[str, ...], dict[tuple[Any, ...], int]]]:
    """For each unique rule over this pointer: its other columns, and which row of the survivor has which values."""
    rules: list[tuple[str, ...]] = [tuple(one) for one in model._meta.unique_together]
    rules += [tuple(one.fields) for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    if field.unique:
        rules.append((field.name,))
    found = []
    for rule in rules:
        if field.name not in rule:
            continue
        names = tuple(model._meta.get_field(name).attname for name in rule if name != field.name)  # type: ignore[union-attr]
        rows = model._base_manager.filter(**{field.name: to})
        found.append((names, {_values(row, names): row.pk for row in rows if None not in _values(row, names)}))
    return found


def _values(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _next_place(model: type[models.Model], column: str, treatment: Treatment, to: int) -> int:
    if not treatment.appends:
        return 0
    last = model._base_manager.filter(**{column: to}).aggregate(last=models.Max(treatment.appends))["last"]
    return 0 if last is None else last + 1


def _unit(treatment: Treatment, row: Any) -> str:
    return f"{treatment.bound_to}:{getattr(row, treatment.unit)}" if treatment.unit else ""


def _fold(merge: MergeRecord, model: type[models.Model], treatment: Treatment, row: Any, twin: int) -> None:
    """Both have such a row: the survivor's takes the sums, the other is taken out and kept whole in the record."""
    kept: Any = model._base_manager.get(pk=twin)
    unit = _unit(treatment, row)
    before = {name: getattr(kept, name) for name in treatment.adds}
    after = {name: getattr(kept, name) + getattr(row, name) for name in treatment.adds}
    names = [field.attname for field in model._meta.concrete_fields]
    _write(merge, model, [row.pk], snapshot(row, names), {}, unit)
    model._base_manager.filter(pk=row.pk).delete()
    change(merge, model, [twin], before, after, unit)


def change(
    merge: MergeRecord,
    model: type[models.Model],
    keys: Sequence[int],
    before: dict[str, Any],
    after: dict[str, Any],
    unit: str = "",
) -> None:
    """Write the columns of these rows and keep what they were. Whoever has one of them open is told that it changed."""
    growing: dict[str, Any] = {"version": F("version") + 1} if issubclass(model, VersionedModel) else {}
    for start in range(0, len(keys), CHUNK):
        some = list(keys[start : start + CHUNK])
        model._base_manager.filter(pk__in=some).update(**after, **growing)
        _write(merge, model, some, plain(model, before), plain(model, after), unit)


def plain(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Values as the record keeps them: the same text for a value on either database."""
    return snapshot(model(**values), list(values))


def _write(
    merge: MergeRecord, model: type[models.Model], keys: list[int], before: Any, after: Any, unit: str = ""
) -> None:
    MergeChange.objects.create(merge=merge, model=model._meta.label, keys=keys, before=before, after=after, unit=unit)


def what_moves(contacts: Sequence[Contact]) -> list[tuple[str, int]]:
    """For the page before a merge: (kind of record, how many hang on these contacts), those that people know of."""
    counts: dict[str, int] = {}
    for model, field, name in pointers():
        if name in UNTOLD:
            continue
        count = model._base_manager.filter(**{f"{field.name}__in": [one.pk for one in contacts]}).count()
        words = str(model._meta.verbose_name_plural)
        counts[words] = counts.get(words, 0) + count
    return [(words, count) for words, count in counts.items() if count]


def sweep_merged(*, since: timedelta = SWEPT_FOR) -> int:
    """Move what was written about a contact in the moment in which it was merged; returns how many rows.

    Whoever had it open may save a row that still points at it after the merge. Each goes the way of the others, and
    back with them. Safe to run twice.
    """
    moved = 0
    recent = MergeRecord.objects.standing().filter(at__gt=timezone.now() - since).order_by("pk")
    for merge in recent.prefetch_related("merged__contact"):
        for one in merge.merged.all():
            if one.contact.merged_into_id is not None:
                moved += retrying(lambda merge=merge, contact=one.contact: _sweep(merge, contact))  # type: ignore[misc]
    return moved


def _sweep(merge: MergeRecord, contact: Contact) -> int:
    into = contact.merged_into_id
    held = hold_contacts([contact.pk, *([into] if into else [])])
    current = held[contact.pk]
    if current.merged_into_id is None or current.merged_into_id not in held:
        return 0
    return move_rows(merge, current, held[current.merged_into_id])


def model_of(label: str) -> type[models.Model]:
    """The table of a change; LookupError when the house has it no more."""
    return apps.get_model(label)
