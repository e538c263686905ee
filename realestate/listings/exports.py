"""The stock as a file: what the columns are, and how many rows are read without holding them all."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from realestate.core.csv import harmless
from realestate.listings.models import Operation
from realestate.listings.querysets import OperationQuerySet

MAX_ROWS = 100_000  # of one file; a spreadsheet has room for ten times as many, a server for other people too
PORTION = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (12, 12, 14, 18, 16, 16, 12, 9, 12, 11, 11, 11, 11, 22, 12, 12, 12, 12, 12)


def header() -> list[str]:
    return [
        _("Reference"),
        pgettext("column", "Operation"),
        _("Status"),
        _("Type"),
        _("Town"),
        _("Zone"),
        _("Price"),
        _("Currency"),
        pgettext("column", "Price for"),
        _("Built area"),
        _("Plot area"),
        _("Bedrooms"),
        _("Bathrooms"),
        _("Salesperson"),
        _("On the public pages"),
        _("Latitude"),
        _("Longitude"),
        _("Published"),
        _("Last changed"),
    ]


def keys_of(operations: OperationQuerySet, order: tuple[str, ...]) -> list[int] | None:
    """The rows' keys in their order, sorted once; None when they are more than a file may hold."""
    keys = list(operations.order_by(*order).values_list("pk", flat=True)[: MAX_ROWS + 1])
    return keys if len(keys) <= MAX_ROWS else None


def rows(keys: Sequence[int]) -> Iterator[list[Any]]:
    """One line an operation, read in portions, in the language and time zone of whoever asks.

    The lines are made after the middleware has put those back, so each portion is made under them again.
    """
    language, zone = translation.get_language() or "es", timezone.get_current_timezone()
    return _rows(keys, language, zone)


def _rows(keys: Sequence[int], language: str, zone: Any) -> Iterator[list[Any]]:
    for start in range(0, len(keys), PORTION):
        with translation.override(language), timezone.override(zone):
            operations = Operation.objects.in_order_of(keys[start : start + PORTION])
            lines = [cells_of(operation) for operation in operations]
        yield from lines


def cells_of(operation: Operation) -> list[Any]:
    listing = operation.listing
    return [
        listing.reference,
        operation.get_kind_display(),
        operation.get_status_display(),
        listing.get_property_type_display(),
        listing.town,
        listing.zone,
        operation.price,
        operation.currency,
        operation.get_period_display(),
        listing.built_area,
        listing.plot_area,
        listing.bedrooms,
        listing.bathrooms,
        str(listing.salesperson or ""),
        _("Yes") if operation.is_on_web else _("No"),
        listing.latitude,
        listing.longitude,
        timezone.localtime(operation.published_at).date() if operation.published_at else "",
        timezone.localtime(operation.updated_at).date(),
    ]


def workbook(title: str, names: Sequence[str], lines: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A workbook in a temporary file, written line by line; text is never taken for a formula or a link."""
    file = TemporaryFile()  # noqa: SIM115 (the answer closes it)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, width in enumerate(WIDTHS[: len(names)]):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(names):
        sheet.write_string(0, column, str(name), bold)
    last = 0
    for last, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            _write(sheet, last, column, value, day)
    sheet.autofilter(0, 0, last, len(names) - 1)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, harmless(str(value)))
