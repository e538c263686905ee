"""Keyset pagination: a page is found by the key of the row before it, so the last page costs what the first does."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from realestate.core.querysets import ScopedQuerySet

_M = TypeVar("_M", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[_M]):
    """One page of rows, and the cursors of the pages beside it: empty where there is none, or nobody asked."""

    rows: Sequence[_M]
    next_cursor: str
    previous_cursor: str = ""

    def __len__(self) -> int:
        return len(self.rows)


def paginate(queryset: ScopedQuerySet[_M], *, order: tuple[str, ...], cursor: str = "", size: int = 50) -> Page[_M]:
    """The page after ``cursor``; a cursor that does not fit (old, edited by hand) means the first page."""
    after = _decode(cursor, queryset, order)
    rows = list(queryset.by_key(order, after)[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _encode(rows[-1], order) if has_more else "")


def paginate_both_ways(
    queryset: ScopedQuerySet[_M], *, order: tuple[str, ...], cursor: str = "", before: str = "", size: int = 50
) -> Page[_M]:
    """As ``paginate``, with the way back: ``before`` asks for the page that ends just ahead of a row.

    A page reached by ``cursor`` always has one before it; one reached by ``before`` always has one after it.
    """
    if not before or _decode(before, queryset, order) is None:
        page = paginate(queryset, order=order, cursor=cursor, size=size)
        was_after = bool(page.rows) and _decode(cursor, queryset, order) is not None
        return Page(page.rows, page.next_cursor, _encode(page.rows[0], order) if was_after else "")
    flipped = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)
    page = paginate(queryset, order=flipped, cursor=before, size=size)
    rows = list(reversed(page.rows))
    if not rows:
        return paginate_both_ways(queryset, order=order, size=size)
    return Page(rows, _encode(rows[-1], order), _encode(rows[0], order) if page.next_cursor else "")


def _value(row: models.Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def _encode(row: models.Model, order: tuple[str, ...]) -> str:
    values = []
    for name in order:
        value = _value(row, name.lstrip("-"))
        if isinstance(value, datetime):
            value = value.isoformat()
        elif value is not None and not isinstance(value, (int, str)):
            value = str(value)
        values.append(value)
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _field(queryset: ScopedQuerySet[Any], path: str) -> models.Field[Any, Any]:
    annotation: Any = queryset.query.annotations.get(path)
    if annotation is not None:
        output: models.Field[Any, Any] = annotation.output_field
        return output
    model = queryset.model
    names = path.split("__")
    for name in names[:-1]:
        related = model._meta.get_field(name).related_model
        assert isinstance(related, type)
        model = related
    name = names[-1]
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _decode(cursor: str, queryset: ScopedQuerySet[Any], order: tuple[str, ...]) -> tuple[Any, ...] | None:
    if not cursor or len(cursor) > 1000:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return tuple(
            None if value is None else _field(queryset, name.lstrip("-")).to_python(value)
            for name, value in zip(order, values, strict=True)
        )
    except (ValueError, TypeError, ArithmeticError, FieldDoesNotExist, ValidationError):
        return None
