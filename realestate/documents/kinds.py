"""What each kind of document is made of: its layout and the fields that its words may use.

The rooms above declare what they can fill in (``register_kind`` in their ``AppConfig.ready``); fields that every
agency's paper needs are declared in ``documents.standard``. Several declarations of one kind add up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from realestate.documents.choices import DocumentKind
from realestate.documents.merge import is_empty, lookup


@dataclass(frozen=True)
class Field:
    """One field of a document.

    ``path`` is how it is written, ``owners.name`` being one of each row of the list ``owners``; ``required`` ones must
    be there before the document is made, for the reason that ``law`` names; ``sample`` stands in a preview.
    """

    path: str
    label: Any
    required: bool = False
    law: str = ""
    many: bool = False
    sample: str = ""


@dataclass
class Kind:
    """A kind of document as it is known by now."""

    kind: str
    layout: str = "documents/letter.html"
    fields: dict[str, Field] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}


def register_kind(kind: str, *, fields: Iterable[Field], layout: str = "") -> None:
    """Declare fields of a kind, and its layout; a field that is declared again replaces the one before."""
    known = _kinds.setdefault(kind, Kind(kind))
    for one in fields:
        known.fields[one.path] = one
    if layout:
        known.layout = layout


def kind_of(kind: str) -> Kind:
    """What is known of a kind; one that nobody declared has no fields."""
    return _kinds.get(kind) or Kind(kind)


def made_kinds() -> list[DocumentKind]:
    """The kinds that are made from words and values, in the order of the choices."""
    return [kind for kind in DocumentKind if kind.value in _kinds]


def merge_fields(kind: str) -> list[Field]:
    """The fields that the words of a kind may use."""
    return list(kind_of(kind).fields.values())


def known_names(kind: str) -> dict[str, bool]:
    """Each field's path, and whether it is a list: what ``merge.check`` asks."""
    return {one.path: one.many for one in merge_fields(kind)}


def missing(kind: str, values: Mapping[str, Any]) -> list[Field]:
    """The required fields that have no value, so that a page can say what is missing before anything is made."""
    return [one for one in merge_fields(kind) if one.required and _lacks(kind, one, values)]


def sample_values(kind: str) -> dict[str, Any]:
    """Values for a preview, in the form that the maker of a real document gives them."""
    values: dict[str, Any] = {}
    lists = [one.path for one in merge_fields(kind) if one.many]
    for path in lists:
        _put(values, path, [{}])
    for one in merge_fields(kind):
        parent = next((path for path in lists if one.path.startswith(f"{path}.")), "")
        if parent:
            rows: Sequence[dict[str, Any]] = lookup(values, parent)
            _put(rows[0], one.path[len(parent) + 1 :], one.sample or str(one.label))
        elif not one.many:
            _put(values, one.path, one.sample or str(one.label))
    return values


def _lacks(kind: str, wanted: Field, values: Mapping[str, Any]) -> bool:
    parent = next((one.path for one in merge_fields(kind) if one.many and wanted.path.startswith(f"{one.path}.")), "")
    if not parent:
        return is_empty(lookup(values, wanted.path))
    rows = lookup(values, parent)
    if not isinstance(rows, (list, tuple)):
        return False  # the list itself is asked for where it must be there
    name = wanted.path[len(parent) + 1 :]
    return any(isinstance(row, Mapping) and is_empty(lookup(row, name)) for row in rows)


def _put(values: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        values = values.setdefault(name, {})
    values[last] = value
