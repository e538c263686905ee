"""Writing very many rows: without an instance and a piece of SQL for each, which is most of what bulk_create costs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, router
from django.db.models import Model
from django.db.models.constants import OnConflict

BATCH = 1_000


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, ignore_conflicts: bool = False
) -> None:
    """New rows with the values of these columns; every other column without a default of the database must be named.

    With ``ignore_conflicts`` a row that is there already stays as it is. No signals are sent.
    """
    connection: Any = connections[router.db_for_write(model)]
    quote, fields = connection.ops.quote_name, columns_of(model, names)
    verb = connection.ops.insert_statement(on_conflict=OnConflict.IGNORE if ignore_conflicts else None)
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"{verb} {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    _execute(connection, sql, fields, rows)


def update_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """New values of these columns; the last value of each row is its key. No signals are sent."""
    connection: Any = connections[router.db_for_write(model)]
    quote, fields = connection.ops.quote_name, columns_of(model, names)
    key: Any = model._meta.pk
    values = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {values} WHERE {quote(key.column)} = %s"  # noqa: S608 - names of ours
    _execute(connection, sql, [*fields, key], rows)


def columns_of(model: type[Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _execute(connection: Any, sql: str, fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    waiting: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in rows:
            pairs = zip(fields, row, strict=True)
            waiting.append([field.get_db_prep_save(value, connection) for field, value in pairs])
            if len(waiting) == BATCH:
                cursor.executemany(sql, waiting)
                waiting = []
        if waiting:
            cursor.executemany(sql, waiting)
