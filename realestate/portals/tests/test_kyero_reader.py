"""The file as a whole: good ones, broken ones, hostile ones."""

import gzip
import os
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest

from realestate.portals.kyero import FeedError, FeedReader, Limits, ParsedListing, RejectedListing, read_feed
from realestate.portals.kyero.reasons import REASONS
from realestate.portals.tests.kyero_feeds import HEAD, codes, feed, listing_xml, one, read


def error_of(data: bytes, **limits: int) -> FeedError:
    with pytest.raises(FeedError) as caught:
        list(read_feed(BytesIO(data), limits=Limits(**limits)))
    return caught.value


def test_a_clean_listing_comes_through_whole() -> None:
    listing = one()
    assert listing.problems == ()
    assert (listing.external_id, listing.external_reference) == ("A1", "REF-1")
    assert listing.source_date == datetime(2026, 3, 4, 10, 20, 30)
    assert (listing.property_type, listing.operation, listing.period) == ("flat", "sale", "")
    assert (listing.price, listing.currency, listing.price_on_request) == (Decimal("95000.00"), "EUR", False)
    assert (listing.town, listing.province, listing.country, listing.location_detail) == (
        "Torrevieja",
        "Alicante",
        "ES",
        "La Mata",
    )
    assert (listing.latitude, listing.longitude) == (Decimal("37.978000"), Decimal("-0.682000"))
    assert (listing.bedrooms, listing.bathrooms, listing.has_pool) == (2, 1, True)
    assert (listing.built_area, listing.plot_area) == (Decimal("70.00"), None)
    assert (listing.energy_consumption, listing.energy_emissions, listing.energy_status) == ("D", "E", "available")
    assert listing.energy_to_check is False
    assert listing.descriptions == {"en": "A bright flat near the sea.", "es": "Un piso luminoso cerca del mar."}
    assert listing.urls == {"en": "https://agency.example/en/1"}
    assert listing.features == ("Sea views", "Lift")
    assert listing.photo_urls == ("https://agency.example/1.jpg",)
    assert (listing.new_build, listing.leasehold, listing.part_ownership) == (False, False, False)


def test_listings_come_one_by_one_in_their_order() -> None:
    results = read(feed(listing_xml(id="1"), listing_xml(id="2"), listing_xml(id="3")))
    assert [(result.position, getattr(result, "external_id", None)) for result in results] == [
        (1, "1"),
        (2, "2"),
        (3, "3"),
    ]


def test_the_version_is_known_and_a_missing_or_other_one_warned_about() -> None:
    for version, expected in (("3", []), ("2.1", []), ("9", ["other_version"]), ("", ["no_version"])):
        reader = FeedReader(BytesIO(f"<root><kyero><feed_version>{version}</feed_version></kyero></root>".encode()))
        assert list(reader) == []
        assert (reader.version, [warning.code for warning in reader.warnings]) == (version, expected)


def test_version_two_one_reads_as_far_as_it_differs() -> None:
    listing = one(
        location=None,
        price="450",
        price_freq="week",
        url="https://agency.example/1",
        country="spain",
        energy_rating=None,
    )
    assert (listing.operation, listing.period, listing.price) == ("seasonal_rent", "week", Decimal("450.00"))
    assert listing.urls == {"es": "https://agency.example/1"}
    assert (listing.country, listing.latitude, listing.energy_status) == ("ES", None, "missing")
    assert listing.problems == ()


def test_tags_in_capitals_or_with_a_namespace_are_the_same_tags() -> None:
    data = listing_xml().replace("<town>", "<TOWN>").replace("</town>", "</TOWN>")
    (listing,) = read(f'<k:root xmlns:k="urn:k">{data}</k:root>'.encode())
    assert isinstance(listing, ParsedListing)
    assert listing.town == "Torrevieja"


def test_an_empty_listing_is_rejected_and_the_next_one_read() -> None:
    empty = "<property><id>O*318</id><ref>O*318</ref><price/><type/><town/><desc><en/></desc><images/></property>"
    rejected, good = read(feed(empty, listing_xml()))
    assert rejected == RejectedListing(1, "O*318", "property", "", "empty_listing")
    assert isinstance(good, ParsedListing)


def test_a_listing_without_id_and_reference_is_rejected() -> None:
    (rejected,) = read(feed(listing_xml(id=" ", ref=None)))
    assert isinstance(rejected, RejectedListing)
    assert rejected.code == "no_id"


def test_a_reference_stands_in_for_a_missing_id_and_the_other_way_round() -> None:
    without_id, without_reference = one(id=""), one(ref="")
    assert (without_id.external_id, codes(without_id)) == ("REF-1", ["id_from_reference"])
    assert (without_reference.external_reference, codes(without_reference)) == ("A1", ["reference_from_id"])


def test_the_second_listing_with_the_same_id_is_rejected_in_whatever_case() -> None:
    first, second = read(feed(listing_xml(id="ab-1"), listing_xml(id="AB-1", ref="OTHER")))
    assert isinstance(first, ParsedListing)
    assert second == RejectedListing(2, "OTHER", "id", "AB-1", "duplicate_id")


def test_a_listing_that_is_too_big_is_rejected_and_the_next_one_read() -> None:
    big = listing_xml(id="big", features="<feature>x</feature>" * 500)
    long = listing_xml(id="long", desc=f"<en>{'word ' * 5000}</en>")
    results = list(
        read_feed(BytesIO(feed(big, long, listing_xml())), limits=Limits(elements=400, listing_chars=20_000))
    )
    assert [getattr(result, "code", "") for result in results] == ["listing_too_big", "listing_too_big", ""]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE root [<!ENTITY a "b">]>',
        '<!DOCTYPE root [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
        '<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE root SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE root [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>',
    ],
)
def test_document_types_and_entities_are_refused(doctype: str) -> None:
    assert error_of(f"{doctype}<root><property><id>&a;&x;&c;</id></property></root>".encode()).code == "doctype"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"  \n ", "empty_file"),
        (b"not xml at all", "not_xml"),
        (b"\x00\x01\x02\x03", "cut_short"),
        (b"<root/>", "not_kyero"),
        (b"<rss><channel/></rss>", "not_kyero"),
        (b"<html><body>Please log in</body></html>", "web_page"),
        (b'<?xml version="1.0" encoding="zip"?><root/>', "bad_encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><root/>', "bad_encoding"),
        (b"<root><property></root>", "not_xml"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(data: bytes, code: str) -> None:
    error = error_of(data)
    assert error.code == code
    assert str(REASONS[code]) in str(error)


def test_the_limits_hold() -> None:
    assert error_of(feed("<x>" * 40 + "</x>" * 40)).code == "too_deep"
    assert error_of(feed("<x " + " ".join(f'a{n}="1"' for n in range(99)) + "/>")).code == "too_many_attributes"
    assert error_of(feed(f'<x a="{"y" * 400_000}"/>')).code == "tag_too_long"
    assert error_of(feed(f"<!-- {'y' * 400_000} -->")).code == "tag_too_long"
    assert error_of(feed(listing_xml()), total_bytes=100).code == "too_big"
    assert error_of(feed(listing_xml(id="1"), listing_xml(id="2")), listings=1).code == "too_many_listings"


def test_listings_before_a_fault_are_handed_out() -> None:
    data = feed(listing_xml(id="1"), listing_xml(id="2"), listing_xml(id="3"))
    results = read_feed(BytesIO(data[: data.index(b"<id>3") + 8]))
    assert [getattr(next(results), "external_id", "") for _ in range(2)] == ["1", "2"]
    with pytest.raises(FeedError) as caught:
        next(results)
    assert caught.value.code == "cut_short"


def test_a_stream_that_fails_ends_in_a_feed_error() -> None:
    whole = gzip.compress(feed(*(listing_xml(id=str(n)) for n in range(50))), compresslevel=0)
    with gzip.open(BytesIO(whole[:-200])) as stream, pytest.raises(FeedError) as caught:
        list(read_feed(stream))  # type: ignore[arg-type]
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("encode", "declared"),
    [
        (lambda text: text.encode(), "UTF-8"),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), "UTF-8"),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.encode("utf-16-be"), "UTF-16"),
        (lambda text: text.encode("cp1252"), "windows-1252"),
        (lambda text: text.encode("latin-1"), "ISO-8859-1"),
        (lambda text: text.encode("cp1252"), "UTF-8"),  # says UTF-8, and is not
        (lambda text: b"\r\n \r\n" + text.encode(), "UTF-8"),
    ],
)
def test_every_usual_encoding_is_read(encode: Callable[[str], bytes], declared: str) -> None:
    listing_part = listing_xml(town="Jávea", location_detail="El Peñón")
    xml = f'<?xml version="1.0" encoding="{declared}"?><root>{listing_part}</root>'
    (listing,) = read(encode(xml))
    assert isinstance(listing, ParsedListing)
    assert (listing.town, listing.location_detail) == ("Jávea", "El Peñón")


def test_bytes_in_another_encoding_are_reported_for_the_feed() -> None:
    reader = FeedReader(BytesIO(feed(listing_xml(town="Jávea")).replace("á".encode(), b"\xe1")))
    (listing,) = reader
    assert isinstance(listing, ParsedListing)
    assert listing.town == "Jávea"
    assert [warning.code for warning in reader.warnings] == ["broken_bytes"]


def test_bare_ampersands_html_entities_and_control_characters_do_not_end_the_document() -> None:
    listing = one(desc="<en>Bed &amp; breakfast, R&D, caf&eacute;&nbsp;&#233;&#0;&#xFFFF; &unknown; \x0bend &</en>")
    assert listing.descriptions["en"] == "Bed & breakfast, R&D, café é &unknown; end &"


def test_cdata_is_read_as_it_stands_wherever_the_pieces_are_cut() -> None:
    data = feed(listing_xml(desc="<en><![CDATA[Sun & sea, 2 > 1 ]]> and ]] more</en>"))
    for size in (1, 2, 3, 7, 64):
        (listing,) = list(read_feed(Pieces(data, size)))  # type: ignore[arg-type]
        assert isinstance(listing, ParsedListing)
        assert listing.descriptions["en"] == "Sun & sea, 2 > 1 and ]] more"


class Pieces:
    """A stream that hands out few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._stream = BytesIO(data)
        self._size = size

    def read(self, _: int) -> bytes:
        return self._stream.read(self._size)


def test_a_default_that_stands_in_every_listing_is_noticed() -> None:
    everything_a = "<consumption>A</consumption><emissions>A</emissions>"
    reader = FeedReader(BytesIO(feed(*(listing_xml(id=str(n), energy_rating=everything_a) for n in range(30)))))
    assert all(isinstance(result, ParsedListing) and result.energy_to_check for result in reader)
    assert {warning.code for warning in reader.warnings} == {"all_energy_a", "all_pools"}


def test_memory_stays_flat_however_long_the_feed() -> None:
    class Endless:
        """A long feed that is made while it is read."""

        def __init__(self, count: int) -> None:
            listings = (listing_xml(id=str(number)).encode() for number in range(count))
            self._pieces = chain([HEAD.encode()], listings, [b"</root>"])

        def read(self, _: int) -> bytes:
            return next(self._pieces, b"")

    peaks = []
    for count in (100, 700):
        tracemalloc.start()
        assert sum(1 for _ in read_feed(Endless(count))) == count  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 300_000


@pytest.mark.skipif(not os.environ.get("KYERO_SAMPLE"), reason="KYERO_SAMPLE names no real feed")
def test_the_real_feed_gives_132_listings_and_one_rejected() -> None:
    with Path(os.environ["KYERO_SAMPLE"]).open("rb") as stream:
        reader = FeedReader(stream)
        results = list(reader)
    accepted = [result for result in results if isinstance(result, ParsedListing)]
    rejected = [result for result in results if isinstance(result, RejectedListing)]
    problems = [problem for listing in accepted for problem in listing.problems]
    assert len(accepted) == 132
    assert [(result.external_reference, result.code) for result in rejected] == [("O*318", "empty_listing")]
    assert sum(problem.count for problem in problems if problem.code == "double_encoded") == 251
    assert sum(problem.count for problem in problems if problem.code == "url_repaired") == 813
    assert {warning.code for warning in reader.warnings} == {"all_energy_a", "all_pools"}
    assert {listing.province for listing in accepted} == {"Alicante", "Murcia"}
    assert sum(listing.latitude is None for listing in accepted) == 58
    assert not any(
        mark in body for listing in accepted for body in listing.descriptions.values() for mark in "ÃÂ\ufffd"
    )
