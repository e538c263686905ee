"""The feed into the stock, the second time too."""

import os
import random
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import DataError
from django.db.models import Sum

from realestate.audit.models import AuditLine
from realestate.core.models import Counter
from realestate.listings import services
from realestate.listings.models import Listing, ListingSource, ListingText, Operation, Photo, PriceChange
from realestate.portals.importer import ImportReport, import_feed
from realestate.portals.tests.kyero_feeds import feed, listing_xml
from realestate.portals.tests.test_kyero_fuzz import EXAMPLES, LIMITS, MUTATIONS, SEED
from realestate.salespeople.models import Office

pytestmark = pytest.mark.django_db
CHUNKS = 10  # so that several processes share the long run


def load(office: Office, *listings: str, **options: Any) -> ImportReport:
    return import_feed(stream=BytesIO(feed(*listings)), source="kyero", office=office, **options)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected


def state() -> list[Any]:
    """Everything that an import may write."""
    models = (Listing, Operation, ListingText, Photo, ListingSource, PriceChange, AuditLine, Counter)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, Listing.objects.aggregate(Sum("version")), Operation.objects.aggregate(Sum("version"))]


def kinds(report: ImportReport) -> list[tuple[str, str]]:
    return [(line.kind, line.field) for line in report.lines]


def test_a_listing_arrives_whole(office: Office) -> None:
    assert counts(load(office, listing_xml())) == (1, 0, 0, 0)
    listing = Listing.objects.get()
    assert (listing.reference, listing.office, listing.property_type) == ("MUR-0001", office, "flat")
    assert (listing.town, listing.province, listing.zone, listing.country) == (
        "Torrevieja",
        "Alicante",
        "La Mata",
        "ES",
    )
    assert (listing.built_area, listing.bedrooms, listing.bathrooms) == (Decimal(70), 2, 1)
    assert (listing.latitude, listing.longitude) == (Decimal("37.978"), Decimal("-0.682"))
    assert (listing.features, listing.free_features) == (["pool", "lift", "sea_views"], [])
    assert (listing.energy_status, listing.energy_consumption, listing.energy_to_check) == ("available", "D", False)
    operation = listing.operations.get()
    assert (operation.kind, operation.price, operation.currency, operation.status) == (
        "sale",
        95000,
        "EUR",
        "available",
    )
    assert {text.language: text.description for text in listing.texts.all()} == {
        "en": "A bright flat near the sea.",
        "es": "Un piso luminoso cerca del mar.",
    }
    assert [photo.remote_url for photo in listing.photos.all()] == ["https://agency.example/1.jpg"]
    source = listing.sources.get()
    assert (source.source, source.external_id, source.external_reference) == ("kyero", "A1", "REF-1")


def test_a_rental_has_its_period(office: Office) -> None:
    load(office, listing_xml(price="650", price_freq="month"))
    operation = Operation.objects.get()
    assert (operation.kind, operation.period, operation.price) == ("rent", "month", 650)


@pytest.mark.parametrize(("field", "raw"), [("type", "Castle"), ("town", ""), ("images", ""), ("energy_rating", "")])
def test_what_cannot_be_advertised_yet_arrives_as_a_draft(office: Office, field: str, raw: str) -> None:
    load(office, listing_xml(**{field: raw}))
    assert Operation.objects.get().status == "draft"


def test_a_currency_that_we_do_not_work_in_makes_no_price(office: Office) -> None:
    report = load(office, listing_xml(currency="GBP"))
    operation = Operation.objects.get()
    assert (operation.price, operation.price_on_request, operation.currency) == (None, True, "EUR")
    assert ("warning", "currency") in kinds(report)


def test_a_second_run_changes_nothing_and_writes_nothing(office: Office) -> None:
    listings = [
        listing_xml(id=str(n), ref=f"R{n}", price=f"{n}00000", type=kind)
        for n, kind in enumerate(("Apartment", "Garage", "Land", "Studio", "Castle", "Villa"), 1)
    ]
    assert counts(load(office, *listings)) == (6, 0, 0, 0)
    before = state()
    report = load(office, *listings)
    assert counts(report) == (0, 0, 6, 0)
    assert state() == before


def test_ids_are_the_same_in_capitals(office: Office) -> None:
    load(office, listing_xml(id="ab1"))
    assert counts(load(office, listing_xml(id="AB1"))) == (0, 0, 1, 0)


def test_a_changed_feed_updates_what_nobody_touched_here(office: Office) -> None:
    load(office, listing_xml())
    report = load(office, listing_xml(price="89000", beds="3", desc="<en>New words.</en>"))
    assert counts(report) == (0, 1, 0, 0)
    listing, operation = Listing.objects.get(), Operation.objects.get()
    assert (listing.bedrooms, operation.price, operation.original_price) == (3, 89000, 95000)
    assert [change.price for change in operation.price_changes.order_by("pk")] == [95000, 89000]
    assert {text.language: text.description for text in listing.texts.all()} == {"en": "New words."}


def test_a_local_edit_wins_over_an_unchanged_feed(office: Office) -> None:
    load(office, listing_xml())
    listing = Listing.objects.get()
    services.update_listing(actor=None, listing=listing, values={"town": "Guardamar"}, texts={"en": ("T", "Ours.")})
    services.set_price(actor=None, operation=Operation.objects.get(), price=Decimal(91000))
    report = load(office, listing_xml(beds="3"))
    listing.refresh_from_db()
    assert (listing.town, listing.bedrooms, Operation.objects.get().price) == ("Guardamar", 3, 91000)
    assert listing.texts.get(language="en").description == "Ours."
    assert (counts(report), kinds(report)) == ((0, 1, 0, 0), [])


def test_where_both_changed_the_local_value_stays_and_the_conflict_is_told_once(office: Office) -> None:
    load(office, listing_xml())
    listing = Listing.objects.get()
    services.update_listing(actor=None, listing=listing, values={"town": "Guardamar"})
    services.set_price(actor=None, operation=Operation.objects.get(), price=Decimal(91000))
    changed = listing_xml(town="Orihuela", price="80000")
    report = load(office, changed)
    listing.refresh_from_db()
    assert (listing.town, Operation.objects.get().price) == ("Guardamar", 91000)
    assert kinds(report) == [("conflict", "town"), ("conflict", "price")]
    assert "Guardamar" in report.lines[0].reason
    assert report.lines[0].value == "Orihuela"
    again = load(office, changed)
    assert (counts(again), again.lines) == ((0, 0, 1, 0), [])


def test_a_local_title_survives_a_new_description(office: Office) -> None:
    load(office, listing_xml())
    text = ListingText.objects.get(language="es")
    services.update_listing(actor=None, listing=text.listing, values={}, texts={"es": ("Título", text.description)})
    load(office, listing_xml(desc="<es>Otro texto.</es>"))
    text.refresh_from_db()
    assert (text.title, text.description) == ("Título", "Otro texto.")


def test_the_price_of_something_sold_stays(office: Office) -> None:
    load(office, listing_xml())
    services.mark_sold(actor=None, operation=Operation.objects.get())
    report = load(office, listing_xml(price="80000"))
    assert (Operation.objects.get().price, kinds(report)) == (95000, [("conflict", "price")])


def test_a_sale_that_becomes_a_rental_is_offered_so(office: Office) -> None:
    load(office, listing_xml())
    report = load(office, listing_xml(price="700", price_freq="month"))
    assert counts(report) == (0, 1, 0, 0)
    assert [(o.kind, o.status, o.price) for o in Operation.objects.order_by("pk")] == [
        ("sale", "withdrawn", 95000),
        ("rent", "available", 700),
    ]


def photos_xml(*names: str) -> str:
    return listing_xml(images="".join(f"<image><url>https://a.example/{name}.jpg</url></image>" for name in names))


def stored_photos() -> list[str]:
    return [photo.remote_url[18:-4] for photo in Photo.objects.all()]


def test_photos_follow_the_feed_in_its_order(office: Office) -> None:
    load(office, photos_xml("a", "b", "c"))
    assert stored_photos() == ["a", "b", "c"]
    assert counts(load(office, photos_xml("c", "d", "a"))) == (0, 1, 0, 0)
    assert stored_photos() == ["c", "d", "a"]
    assert [photo.position for photo in Photo.objects.all()] == [0, 1, 2]


def test_a_photo_that_was_removed_or_moved_here_stays_so(office: Office) -> None:
    load(office, photos_xml("a", "b", "c"))
    _, b, c = Photo.objects.all()
    services.make_cover(actor=None, photo=c)
    services.delete_photo(actor=None, photo=b)
    load(office, photos_xml("a", "b", "c", "d"))
    assert stored_photos() == ["c", "a", "d"]


def test_a_dry_run_tells_the_same_and_writes_nothing(office: Office) -> None:
    load(office, listing_xml(id="1"), listing_xml(id="2"))
    before = state()
    empty = "<property><id>4</id></property>"
    changed = (listing_xml(id="2", price="80000"), listing_xml(id="3"), empty)
    report = load(office, *changed, dry_run=True, withdraw_missing=True)
    assert (counts(report), report.missing, report.withdrawn) == ((1, 1, 0, 1), 1, 1)
    assert state() == before


def test_what_is_missing_is_reported_and_left_on_the_market(office: Office) -> None:
    load(office, listing_xml(id="1"), listing_xml(id="2", ref="GONE"))
    report = load(office, listing_xml(id="1"))
    assert (report.missing, report.withdrawn) == (1, 0)
    assert [(line.kind, line.reference) for line in report.lines] == [("missing", "GONE")]
    assert set(Operation.objects.values_list("status", flat=True)) == {"available"}
    assert ListingSource.objects.get(external_id="2").missing_since is not None


def test_what_is_missing_is_withdrawn_when_asked_but_not_what_is_reserved(office: Office) -> None:
    load(office, listing_xml(id="1"), listing_xml(id="2"), listing_xml(id="3"))
    reserved = Operation.objects.get(listing__sources__external_id="3")
    services.reserve_operation(actor=None, operation=reserved)
    report = load(office, listing_xml(id="1"), withdraw_missing=True)
    assert (report.missing, report.withdrawn) == (2, 1)
    assert list(Operation.objects.order_by("pk").values_list("status", flat=True)) == [
        "available",
        "withdrawn",
        "reserved",
    ]


def test_a_feed_without_a_great_part_of_the_stock_withdraws_nothing(office: Office) -> None:
    load(office, *(listing_xml(id=str(n)) for n in range(20)))
    report = load(office, *(listing_xml(id=str(n)) for n in range(5)), withdraw_missing=True)
    assert (report.missing, report.withdrawn) == (15, 0)
    assert ("warning", "feed") in kinds(report)


def test_a_feed_that_was_cut_short_keeps_what_was_read_and_withdraws_nothing(office: Office) -> None:
    load(office, listing_xml(id="1"), listing_xml(id="2"), listing_xml(id="3"))
    data = feed(listing_xml(id="1", price="1000000"), listing_xml(id="2"))[:-40]
    report = import_feed(stream=BytesIO(data), source="kyero", office=office, withdraw_missing=True)
    assert (report.error != "", report.updated, report.missing, report.withdrawn) == (True, 1, 0, 0)


def test_a_listing_that_is_rejected_now_is_not_missing(office: Office) -> None:
    load(office, listing_xml(id="1"), listing_xml(id="2", ref="EMPTY"))
    empty = "<property><id>2</id><ref>EMPTY</ref></property>"
    report = load(office, listing_xml(id="1"), empty, withdraw_missing=True)
    assert (report.rejected, report.missing, report.withdrawn) == (1, 0, 0)


def test_a_listing_that_comes_back_is_told(office: Office) -> None:
    load(office, listing_xml(id="1"), listing_xml(id="2"))
    load(office, listing_xml(id="1"))
    report = load(office, listing_xml(id="1"), listing_xml(id="2"))
    assert kinds(report) == [("warning", "property")]
    assert ListingSource.objects.get(external_id="2").missing_since is None


def test_another_source_is_another_stock(office: Office) -> None:
    load(office, listing_xml())
    report = import_feed(stream=BytesIO(feed(listing_xml())), source="other", office=office)
    assert (report.created, report.missing) == (1, 0)


def test_the_feed_of_one_office_says_nothing_about_another_ones_stock(office: Office, other_office: Office) -> None:
    load(office, listing_xml(id="1"))
    assert load(other_office, listing_xml(id="2"), withdraw_missing=True).missing == 0


def test_a_listing_that_fails_half_way_leaves_nothing_and_the_next_one_is_read(office: Office) -> None:
    real = services.set_remote_photos
    with mock.patch.object(services, "set_remote_photos", side_effect=[DataError("too long"), mock.DEFAULT]) as spy:
        spy.side_effect = lambda **values: (_ for _ in ()).throw(DataError()) if spy.call_count == 1 else real(**values)
        report = load(office, listing_xml(id="1"), listing_xml(id="2"))
    assert counts(report) == (1, 0, 0, 1)
    assert [source.external_id for source in ListingSource.objects.all()] == ["2"]
    assert (Listing.objects.count(), Operation.objects.count(), ListingText.objects.count()) == (1, 1, 2)


def test_progress_is_told_after_each_listing(office: Office) -> None:
    seen: list[int] = []
    load(office, listing_xml(id="1"), listing_xml(id="2"), on_progress=lambda report: seen.append(report.read))
    assert seen == [1, 2]


def test_problems_of_a_listing_are_in_the_report(office: Office) -> None:
    report = load(office, listing_xml(price="", province="Alicnate"))
    assert [(line.kind, line.reference, line.field, line.value) for line in report.lines] == [
        ("warning", "REF-1", "price", ""),
        ("repaired", "REF-1", "province", "Alicnate"),
    ]
    assert all(line.reason for line in report.lines)


def newest() -> list[Any]:
    models = (Listing, Operation, Photo, ListingSource, AuditLine)
    return [list(model.objects.order_by("-pk").values()[:50]) for model in models]


@pytest.mark.fuzz
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutated_feeds_leave_no_listing_half_imported(chunk: int, office: Office) -> None:
    share = max(3, EXAMPLES // CHUNKS)
    for number in range(chunk * share, (chunk + 1) * share):
        rng = random.Random(SEED + number)
        data = rng.choice(MUTATIONS)(rng)
        source = f"fuzz-{number}"
        report = import_feed(stream=BytesIO(data), source=source, office=office, limits=LIMITS)
        rows = list(ListingSource.objects.filter(source=source).select_related("listing"))
        assert len(rows) == report.created, data
        for row in rows:
            operation = row.listing.operations.get()
            assert operation.price_on_request is (operation.price is None)
            assert row.listing.texts.count() == sum(unit.startswith("text.") for unit in row.values)
            assert [photo.remote_url for photo in row.listing.photos.all()] == row.values["photos"]
            assert row.listing.search_text
        if number % 10 == 0:
            before = newest()
            again = import_feed(stream=BytesIO(data), source=source, office=office, limits=LIMITS)
            assert (again.created, again.updated, again.unchanged) == (0, 0, report.created), data
            assert newest() == before
    assert not Listing.objects.filter(sources=None).exists()


@pytest.mark.skipif(not os.environ.get("KYERO_SAMPLE"), reason="KYERO_SAMPLE names no real feed")
def test_the_real_feed_is_imported_but_for_its_empty_listing_and_a_second_run_changes_nothing(office: Office) -> None:
    for expected in ((132, 0, 0, 1), (0, 0, 132, 1)):
        with Path(os.environ["KYERO_SAMPLE"]).open("rb") as stream:
            report = import_feed(stream=stream, source="kyero", office=office)
        assert (counts(report), report.missing, report.error) == (expected, 0, "")
    assert Listing.objects.filter(energy_to_check=True).count() == 132
    assert Operation.objects.filter(status="available").count() >= 130
