"""The report of an import as a file that a spreadsheet opens."""

import csv
from collections.abc import Iterable
from typing import TextIO

from django.utils.translation import gettext as _

from realestate.portals.importer import LineKind, ReportLine

# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def kind_name(kind: LineKind) -> str:
    """The word for people."""
    return {
        LineKind.REJECTED: _("rejected"),
        LineKind.REPAIRED: _("repaired"),
        LineKind.WARNING: _("warning"),
        LineKind.CONFLICT: _("conflict"),
        LineKind.MISSING: _("missing"),
    }[kind]


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet computes."""
    return f"'{text}" if text.startswith(FORMULA) else text


def write_csv(file: TextIO, lines: Iterable[ReportLine]) -> None:
    """One row a line of the report."""
    writer = csv.writer(file)
    writer.writerow([_("Kind"), _("Reference"), _("Field"), _("Value"), _("Reason"), _("Times")])
    for line in lines:
        cells = (kind_name(line.kind), line.reference, line.field, line.value, line.reason)
        writer.writerow([*map(neutral, cells), line.count])
