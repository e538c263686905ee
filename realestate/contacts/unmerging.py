"""Taking a merge back: each row as it was, and in words what somebody changed since and therefore stays."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from realestate.audit.services import record, snapshot
from realestate.contacts.merging import CHUNK, hold_contacts, model_of, retrying
from realestate.contacts.models import Contact, MergeRecord
from realestate.contacts.services import refresh_search_text
from realestate.core.errors import BusinessRuleError
from realestate.core.models import VersionedModel
from realestate.salespeople.models import User


@dataclass
class _Row:
    """One row: the columns as the merge left them, and as they were before it."""

    expected: dict[str, Any] = field(default_factory=dict)
    target: dict[str, Any] = field(default_factory=dict)
    is_removed: bool = False
    unit: str = ""


Rows = dict[tuple[str, int], _Row]


def undo_merge(*, actor: User, merge: MergeRecord) -> MergeRecord:
    """Put everything back that the merge changed. What was changed since stays, and is named in ``conflicts``.

    Raises BusinessRuleError after thirty days, when it is undone already, or while a later merge stands on it.
    """
    return retrying(lambda: _undo(actor, merge.pk))


def conflicts_of(merge: MergeRecord) -> list[str]:
    """What could not be put back if it were undone now, in words."""
    rows = _rows_of(merge)
    return list(dict.fromkeys(_split(merge, rows, _current(rows))[1]))


def why_not_undone(merge: MergeRecord) -> str:
    """Why this merge cannot be undone now, in words; empty when it can."""
    if merge.undone_at is not None:
        return _("This merge has been undone already.")
    if not merge.is_undoable:
        return _("This merge is older than thirty days and stays.")
    if merge.survivor.merged_into_id is not None:
        return _("%(name)s was merged into another contact afterwards. Undo that merge first.") % {
            "name": merge.survivor.name
        }
    if MergeRecord.objects.standing().filter(survivor=merge.survivor, pk__gt=merge.pk).exists():
        return _("Another contact was merged into %(name)s afterwards. Undo that merge first.") % {
            "name": merge.survivor.name
        }
    return ""


def told(merge: MergeRecord) -> list[tuple[str, int]]:
    """(kind of record, how many) of what the merge moved, for its page."""
    counts: dict[str, set[int]] = {}
    for change in merge.changes.order_by("pk"):
        if change.model not in {"contacts.Contact", "contacts.Likeness", "contacts.WithdrawalLink"}:
            words = str(model_of(change.model)._meta.verbose_name_plural)
            counts.setdefault(words, set()).update(change.keys)
    return [(words, len(keys)) for words, keys in counts.items()]


def facts_of(merge: MergeRecord) -> list[tuple[str, str, str]]:
    """(fact, before, after) of what the merge changed about the contact that stays."""
    lines = []
    fields: dict[str, Any] = {one.attname: one for one in Contact._meta.concrete_fields}
    for change in merge.changes.filter(model="contacts.Contact").order_by("pk"):
        if change.keys != [merge.survivor_id]:
            continue
        for column, before in change.before.items():
            words = [
                shown(column, _typed(Contact, {column: value})[column]) for value in (before, change.after[column])
            ]
            lines.append((capfirst(str(fields[column].verbose_name)), *words))
    return lines  # type: ignore[return-value]


def _undo(actor: User, pk: int) -> MergeRecord:
    first = MergeRecord.objects.select_related("survivor").get(pk=pk)
    rows = _rows_of(first)
    _hold_above(rows)
    absorbed = list(first.merged.values_list("contact_id", flat=True))
    held = hold_contacts([first.survivor_id, *absorbed])
    merge = MergeRecord.objects.select_for_update().select_related("survivor").get(pk=pk)
    refusal = why_not_undone(merge)
    if refusal:
        raise BusinessRuleError(refusal)
    seen = Contact.objects.visible_to(actor).filter(pk=merge.survivor_id).exists()
    if not seen or not merge.can_be_undone_by(actor):
        raise BusinessRuleError(_("You may not undo this merge."))
    rows = _rows_of(merge)  # once more: a sweep may have added to it while we waited
    going, conflicts = _split(merge, rows, _current(rows))
    _put_back(going)
    merge.undone_at, merge.undone_by = timezone.now(), actor
    merge.conflicts = list(dict.fromkeys(conflicts))
    merge.save(update_fields=["undone_at", "undone_by", "conflicts"])
    Contact.objects.filter(pk__in=held).update(compared_at=None)
    for contact in held.values():
        contact.refresh_from_db()
        refresh_search_text(contact=contact)
    kept = {"merge": merge.pk, "conflicts": len(merge.conflicts)}
    for contact in held.values():
        record(actor=actor, action="contact.merge_undone", subject=contact, changes=kept)
    return merge


def _rows_of(merge: MergeRecord) -> Rows:
    """The changes of a merge row by row. Of a column that was written twice, the first before and the last after."""
    rows: Rows = {}
    for change in merge.changes.order_by("pk"):
        for key in change.keys:
            # A fact of a contact is put back by itself, whatever became of the others.
            name = f"{change.model}:{next(iter(change.before))}" if change.model == "contacts.Contact" else change.model
            row = rows.setdefault((name, key), _Row())
            row.unit = row.unit or change.unit
            row.is_removed = row.is_removed or change.is_removal
            row.expected |= change.after
            row.target = {**change.before, **row.target}
    return rows


def _model(name: str) -> type[models.Model]:
    return model_of(name.partition(":")[0])


def _by_name(rows: Rows) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, key in rows:
        found.setdefault(name, []).append(key)
    return found


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _hold_above(rows: Rows) -> None:
    """Rows of the rooms above first, in the order of their keys, as the merge itself takes them."""
    for name, keys in _by_name(rows).items():
        model = _model(name)
        if model._meta.app_label != Contact._meta.app_label:
            for some in _chunks(sorted(keys)):
                list(model._base_manager.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk"))


def _current(rows: Rows) -> dict[tuple[str, int], Any]:
    """The rows as they stand, those that are there."""
    found: dict[tuple[str, int], Any] = {}
    for name, keys in _by_name(rows).items():
        for some in _chunks(keys):
            for instance in _model(name)._base_manager.filter(pk__in=some):
                found[name, instance.pk] = instance
    return found


def _split(merge: MergeRecord, rows: Rows, current: dict[tuple[str, int], Any]) -> tuple[Rows, list[str]]:
    """(rows that can go back, words for those that cannot). A unit goes back whole or not at all."""
    words: list[str] = []
    stuck: set[str] = set()
    bad: set[tuple[str, int]] = set()
    for place, row in rows.items():
        problem = _problem(merge, place, row, current.get(place))
        if problem:
            words.append(problem)
            bad.add(place)
            stuck |= {row.unit} if row.unit else set()
    return {place: row for place, row in rows.items() if place not in bad and row.unit not in stuck}, words


def _problem(merge: MergeRecord, place: tuple[str, int], row: _Row, instance: Any) -> str:
    model = _model(place[0])
    kind = capfirst(str(model._meta.verbose_name))
    if row.is_removed:
        return _("%(what)s: it has been written anew since.") % {"what": kind} if instance is not None else ""
    if instance is None:
        if row.unit:
            said = _("%(what)s of %(whose)s: changed since, so it stays as it is now.")
            return said % {"what": kind, "whose": _unit_words(row.unit)}
        return _("%(what)s: it is no longer there.") % {"what": kind}
    now = snapshot(instance, list(row.expected))
    if now == row.expected:
        return ""
    if model is Contact:
        column = next(iter(row.expected))
        name = next(one.verbose_name for one in Contact._meta.concrete_fields if one.attname == column)
        said = _("%(field)s of %(name)s: changed since, so it stays as it is now.")
        return said % {"field": capfirst(str(name)), "name": instance.name}
    said = _("%(what)s “%(row)s”: changed since, so it stays with %(name)s.")
    return said % {"what": kind, "row": str(instance)[:60], "name": merge.survivor.name}


def _unit_words(unit: str) -> str:
    label, _colon, key = unit.partition(":")
    found = model_of(label)._base_manager.filter(pk=key).first()
    return str(found) if found is not None else key


def _put_back(rows: Rows) -> None:
    """Those that were changed first, so that a row that comes back finds its place free."""
    groups: dict[tuple[str, str], tuple[dict[str, Any], list[int]]] = {}
    for (name, key), row in rows.items():
        if not row.is_removed:
            groups.setdefault((name, repr(row.target)), (row.target, []))[1].append(key)
    for (name, _target), (target, keys) in groups.items():
        model = _model(name)
        growing: dict[str, Any] = {"version": F("version") + 1} if issubclass(model, VersionedModel) else {}
        for some in _chunks(keys):
            model._base_manager.filter(pk__in=some).update(**_typed(model, target), **growing)
    for (name, _key), row in rows.items():
        if row.is_removed:
            _bring_back(_model(name), _typed(_model(name), row.target))


def shown(column: str, value: Any) -> str:
    """A column of a contact in words."""
    if value in ("", None):
        return str(_("(empty)"))
    if column == "language":
        try:
            return capfirst(str(get_language_info(value)["name_translated"]))
        except KeyError:  # one that Django does not know
            return str(value)
    field_of: Any = next(one for one in Contact._meta.concrete_fields if one.attname == column)
    if field_of.choices:
        return str(dict(field_of.choices).get(value, value))
    if field_of.is_relation:
        return str(field_of.related_model._base_manager.filter(pk=value).first() or value)
    return str(value)


def _typed(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {one.attname: one for one in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


def _bring_back(model: type[models.Model], values: dict[str, Any]) -> None:
    """With the key that it had, and with its own times: saving would write the present one."""
    model._base_manager.bulk_create([model(**values)])
    model._base_manager.filter(pk=values[model._meta.pk.attname]).update(**values)
