"""Take a Kyero feed, from a file or a web address, into an office's stock."""

import gzip
import sys
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from realestate.core.errors import BusinessRuleError
from realestate.core.fetch import open_url
from realestate.listings.models import Photo
from realestate.portals.importer import ImportReport, LineKind, ReportLine, import_feed
from realestate.portals.imports import download_photos
from realestate.portals.reports import kind_name, write_csv
from realestate.portals.streams import Measured
from realestate.salespeople.models import Office

BAR = 30
SHOWN_LINES = 200
ORDER = [LineKind.REJECTED, LineKind.CONFLICT, LineKind.MISSING, LineKind.WARNING, LineKind.REPAIRED]


class Command(BaseCommand):
    help = (
        "Reads a Kyero feed (v3 or v2.1) into an office's stock: new listings are created, changed ones updated where "
        "nobody here has changed them, each in its own transaction. Safe to run again: the same feed changes nothing. "
        "What is missing from the feed is reported, and withdrawn only with --withdraw-missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("feed", help="a file (.xml or .xml.gz) or an http(s) address")
        parser.add_argument("--office", default="", help="code of the office; not needed when there is only one")
        parser.add_argument("--source", default="kyero", help="name of this feed, if you import several")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, write nothing")
        parser.add_argument("--withdraw-missing", action="store_true", help="withdraw what the feed no longer has")
        parser.add_argument("--download-photos", action="store_true", help="fetch the photos too, in the background")
        parser.add_argument("--report", metavar="FILE.csv", default="", help="write rejected and repaired values there")

    def handle(self, *args: Any, **options: Any) -> None:
        office = find_office(options["office"])
        if not 1 <= len(options["source"]) <= 60:
            raise CommandError(_("The name of the source has 1 to 60 characters."))
        with ExitStack() as stack:
            # The report's file is opened first: better no import than one whose report cannot be written.
            path = options["report"]
            try:
                file = stack.enter_context(open(path, "w", newline="", encoding="utf-8-sig")) if path else None
                stream = stack.enter_context(open_feed(options["feed"]))
                body: Any = stack.enter_context(gzip.GzipFile(fileobj=cast(Any, stream))) if stream.is_gzip else stream
                report = import_feed(
                    stream=body,
                    source=options["source"],
                    office=office,
                    dry_run=options["dry_run"],
                    withdraw_missing=options["withdraw_missing"],
                    on_progress=self._progress(stream),
                )
            except (OSError, BusinessRuleError) as error:
                raise CommandError(str(error)) from error
            self._end_progress()
            if file is not None:
                write_csv(file, report.lines)
        if options["download_photos"] and not options["dry_run"]:
            download_photos(Photo.objects.of_source(options["source"], office))
        self._tell(report)
        if report.error:
            raise CommandError(_("The feed could not be read to its end: %(reason)s") % {"reason": report.error})

    def _progress(self, stream: Measured) -> Any:
        if not sys.stderr.isatty():
            return None

        def show(report: ImportReport) -> None:
            share = min(1.0, stream.done / stream.size) if stream.size else 0.0
            bar = ("█" * round(share * BAR)).ljust(BAR, "░") if stream.size else ""
            self.stderr.write(f"\r{bar} {share:4.0%}  {report.read}", str, ending="")
            self.stderr.flush()

        return show

    def _end_progress(self) -> None:
        if sys.stderr.isatty():
            self.stderr.write("")

    def _tell(self, report: ImportReport) -> None:
        write = self.stdout.write
        lines = sorted(report.lines, key=lambda line: ORDER.index(line.kind))
        for row in table(lines[:SHOWN_LINES]):
            write(row)
        hidden = len(lines) - SHOWN_LINES + report.untold
        if hidden > 0:
            write(ngettext("and %(n)d more line", "and %(n)d more lines", hidden) % {"n": hidden})
        if report.is_dry_run:
            write(_("Dry run: nothing was written."))
        for label, count in (
            (_("created"), report.created),
            (_("updated"), report.updated),
            (_("unchanged"), report.unchanged),
            (_("rejected"), report.rejected),
            (_("missing from the feed"), report.missing),
            (_("withdrawn"), report.withdrawn),
        ):
            write(f"{count:>7}  {label}")


def find_office(code: str) -> Office:
    """The office of this code, or the only one there is."""
    offices = {office.code: office for office in Office.objects.order_by("code")}
    if not offices:
        raise CommandError(_("There is no office yet: create one first."))
    wanted = code.upper() if code else next(iter(offices)) if len(offices) == 1 else ""
    if wanted in offices:
        return offices[wanted]
    codes = ", ".join(offices)
    raise CommandError(_("Name the office with --office, one of: %(codes)s") % {"codes": codes})


@contextmanager
def open_feed(name: str) -> Iterator[Measured]:
    """A file or a web address."""
    if "://" in name:
        with open_url(name) as remote:
            yield Measured(remote, getattr(remote, "size", 0))
        return
    path = Path(name)
    with path.open("rb") as file:
        yield Measured(file, path.stat().st_size)


def table(lines: list[ReportLine]) -> Iterator[str]:
    """The lines in columns, each short enough for a terminal."""
    if not lines:
        return
    head = (_("Kind"), _("Reference"), _("Field"), _("Value"), _("Reason"))
    body = ((kind_name(o.kind), o.reference, o.field, o.value, times(o)) for o in lines)
    rows = [[printable(cell) for cell in row] for row in (head, *body)]
    widths = [min(limit, max(len(row[at]) for row in rows)) for at, limit in enumerate((12, 16, 20, 34))]
    for row in rows:
        cells = [
            cell if len(cell) <= width else cell[: width - 1] + "…" for cell, width in zip(row, widths, strict=False)
        ]
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), row[4]]).rstrip()


def printable(text: str) -> str:
    """Without control characters: a feed must not steer the terminal."""
    return "".join(char if not unicodedata.category(char).startswith("C") else "?" for char in text)


def times(line: ReportLine) -> str:
    return f"{line.reason} (× {line.count})" if line.count > 1 else line.reason
