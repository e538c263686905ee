"""The command as somebody at a terminal meets it."""

import csv
import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from realestate.listings.models import Listing, ListingSource
from realestate.portals.importer import LineKind, ReportLine
from realestate.portals.management.commands import import_kyero
from realestate.portals.management.commands.import_kyero import table
from realestate.portals.reports import neutral, write_csv
from realestate.portals.tests.kyero_feeds import feed, listing_xml
from realestate.salespeople.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(listing_xml(id="1", province="Alicnate"), listing_xml(id="2"), listing_xml(id="", ref="")))
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_kyero", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_counts_and_names_what_was_rejected_and_repaired(office: Office, file: Path) -> None:
    output = run(file)
    assert Listing.objects.count() == 2
    assert "2  created" in output
    assert "1  rejected" in output
    assert "Alicnate" in output
    assert "The name of the province was put right." in output


def test_a_second_run_says_unchanged(office: Office, file: Path) -> None:
    run(file)
    assert "2  unchanged" in run(file)


def test_a_dry_run_writes_nothing_and_says_so(office: Office, file: Path) -> None:
    output = run(file, "--dry-run")
    assert "Dry run" in output
    assert "2  created" in output
    assert not Listing.objects.exists()


def test_a_compressed_file_is_read_too(office: Office, file: Path, tmp_path: Path) -> None:
    packed = tmp_path / "feed.xml.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert "2  created" in run(packed)


def test_the_report_is_written_as_csv(office: Office, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    run(file, "--report", path)
    with path.open(encoding="utf-8-sig", newline="") as report:
        rows = list(csv.reader(report))
    assert rows[0] == ["Kind", "Reference", "Field", "Value", "Reason", "Times"]
    assert ["repaired", "REF-1", "province", "Alicnate", "The name of the province was put right.", "1"] in rows


def test_cells_of_the_csv_are_never_formulas() -> None:
    out = StringIO()
    write_csv(out, [ReportLine(LineKind.WARNING, "=1+1", "price", "-5", "Why", 1)])
    assert list(csv.reader(StringIO(out.getvalue())))[1] == ["warning", "'=1+1", "price", "'-5", "Why", "1"]
    assert [neutral(text) for text in ("@x", "+1", "\tx", "a=b", "")] == ["'@x", "'+1", "'\tx", "a=b", ""]


def test_a_feed_cannot_steer_the_terminal() -> None:
    rows = list(table([ReportLine(LineKind.WARNING, "\x1b[2J", "a", "b\x07", "c")]))
    assert "\x1b" not in "".join(rows)
    assert "\x07" not in "".join(rows)


def test_a_long_report_is_shortened_on_the_terminal(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_kyero, "SHOWN_LINES", 4)
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(*(listing_xml(id=str(n), province="Alicnate") for n in range(7))))
    output = run(path, "--dry-run")
    assert "and 3 more lines" in output
    assert output.count("Alicnate") == 4


def test_missing_listings_are_withdrawn_only_when_asked(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(listing_xml(id="1"), listing_xml(id="2")))
    run(path)
    path.write_bytes(feed(listing_xml(id="1")))
    assert "1  missing from the feed" in run(path)
    assert "1  withdrawn" in run(path, "--withdraw-missing")


def test_the_office_must_be_named_when_there_are_several(office: Office, other_office: Office, file: Path) -> None:
    with pytest.raises(CommandError, match="ALC, MUR"):
        run(file)
    run(file, "--office", "alc")
    assert set(Listing.objects.values_list("office__code", flat=True)) == {"ALC"}


def test_an_unknown_office_is_refused(office: Office, file: Path) -> None:
    with pytest.raises(CommandError, match="MUR"):
        run(file, "--office", "NONE")


def test_without_an_office_nothing_can_be_imported(file: Path) -> None:
    with pytest.raises(CommandError, match="no office"):
        run(file)


def test_a_file_that_is_not_there_is_told_plainly(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.xml"):
        run(tmp_path / "nothing.xml")


def test_a_broken_file_keeps_what_was_read_and_fails(office: Office, file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(CommandError, match="could not be read to its end"):
        run(file)
    assert ListingSource.objects.count() == 2


def test_an_address_inside_is_refused(office: Office) -> None:
    with pytest.raises(CommandError, match="inside a network"):
        run("http://127.0.0.1:1/feed.xml")
