"""Whatever arrives, the reader hands out valid listings, rejections or one ``FeedError``; nothing else, ever.

``FUZZ_EXAMPLES`` sets how many mutated feeds are tried (CI: 10,000); the seed is fixed, so a failure repeats.
"""

import os
import random
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from realestate.portals.kyero import FeedError, Limits, ParsedListing, RejectedListing, read_feed, types
from realestate.portals.kyero.reasons import reason_for
from realestate.portals.kyero.repairs import fix_double_encoding, strip_html
from realestate.portals.kyero.vocabulary import LANGUAGES, OTHER_TYPE, TYPE_WORDS
from realestate.portals.tests.kyero_feeds import GOOD, feed, listing_xml, text

pytestmark = pytest.mark.fuzz
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "20260304"))
LIMITS = Limits(total_bytes=2_000_000)
TYPES = {*TYPE_WORDS.values(), OTHER_TYPE}

ODD_TEXTS = (
    "", " ", "0", "-1", "---", "9" * 30, "9" * 5000, "1e308", "-0", "NaN", "Infinity", "0x41", "1,2,3.4.5",
    "1.000.000,00", "٣٤٥", "１２３", "²", "½", "Ⅷ", "\u202eabc", "\u200b", "a\u0300" * 200, "𝔘𝔫𝔦", "🏊" * 300,
    "Ã" * 500, "Ã¼" * 500, "â€", "Ð" * 50, "ÃÂ" * 300, "A" * 25_000, "<b>" * 800, "&lt;" * 500,
    "&amp;amp;lt;script&gt;", "<!-- ", "]]>", "<script>alert(1)</script>", "http://", "http://[", "http://a\\b",
    "//", "http://xn--/", "mailto:a@b", "a@b.c" * 80, "http://" + "a" * 300 + ".es/x",
    "https://a.es/" + "%" * 300, "+34" + "6" * 40, "x" * 300, "'; DROP TABLE", "=cmd()", "\x00", "\x0b",
    "\ud7ff", "ß" * 101, "50 + 75 terrace", "5" * 9 + " m2", "1 ha", "999999999 ha", "37.9", "-0.7", "200",
    "2026-02-30", "2026-13-01 25:61:61", "1 2 3", "E", "X", "A", "Z", "month", "week", "Villa", "Torrevieja",
    "Alicnate", "MURCIA", "I" * 100, "İ" * 100, "ŉ" * 60,
)  # fmt: skip
PATHS = (*GOOD, "notes", "country", "email", "contact_number", "catastral", "video_url", "virtual_tour_url")
BOMBS = (
    b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    b"<" * 50,
    b"<![CDATA[",
    b"]]>",
    b"<?xml version='1.0'?>",
    b"<property>" * 60,
    b"<en>" * 20,
    b"</property>",
    b"<!--",
    b"&#xFFFFFF;&#0;&nbsp;&",
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf",
    b"\x00" * 5,
    b"<x " + b'a="1" ' * 3,
)


def check(data: bytes) -> None:
    """The promise of the reader for any input."""
    try:
        for result in read_feed(BytesIO(data), limits=LIMITS):
            if isinstance(result, ParsedListing):
                check_listing(result)
            else:
                assert isinstance(result, RejectedListing)
                assert reason_for(result.code)
                assert len(result.external_reference) <= types.REFERENCE_LENGTH
    except FeedError as error:
        assert error.reason  # noqa: PT017 (any input may raise it; none has to)


def check_listing(listing: ParsedListing) -> None:
    """Every value fits its column and our vocabulary."""
    assert 0 < len(listing.external_id) <= types.ID_LENGTH
    assert 0 < len(listing.external_reference) <= types.REFERENCE_LENGTH
    assert listing.property_type in TYPES
    assert (listing.operation, bool(listing.period)) in {("sale", False), ("rent", True), ("seasonal_rent", True)}
    assert listing.price_on_request is (listing.price is None)
    assert listing.price is None or 0 < listing.price < types.PRICE_LIMIT
    assert len(listing.currency) == 3
    assert len(listing.country) == 2
    for area in (listing.built_area, listing.plot_area):
        assert area is None or (0 < area < types.AREA_LIMIT and area == round(area, 2))
    for count in (listing.bedrooms, listing.bathrooms):
        assert count is None or 0 <= count <= types.ROOMS_MAX
    assert (listing.latitude is None) is (listing.longitude is None)
    if listing.latitude is not None and listing.longitude is not None:
        assert -90 <= listing.latitude <= 90
        assert -180 <= listing.longitude <= 180
        assert (listing.latitude, listing.longitude) != (0, 0)
        assert listing.latitude == round(listing.latitude, 6)
    assert listing.energy_status in {"available", "in_process", "exempt", "missing"}
    assert {listing.energy_consumption, listing.energy_emissions} <= {"", *"ABCDEFG"}
    for value, length in (
        (listing.town, types.TOWN_LENGTH),
        (listing.province, types.PROVINCE_LENGTH),
        (listing.location_detail, types.LOCATION_DETAIL_LENGTH),
        (listing.notes, types.NOTES_LENGTH),
        (listing.email, types.EMAIL_LENGTH),
        (listing.phone, 17),
        (listing.catastral, 20),
        *((feature, types.FEATURE_LENGTH) for feature in listing.features),
        *((body, types.DESCRIPTION_LENGTH) for body in listing.descriptions.values()),
    ):
        assert len(value) <= length
        assert value == value.strip()
        assert "\x00" not in value
        value.encode()  # no half characters
    for url in (listing.video_url, listing.virtual_tour_url, *listing.urls.values(), *listing.photo_urls):
        assert len(url) <= types.URL_LENGTH
        assert not url or (url.startswith(("http://", "https://")) and url.isascii() and " " not in url)
    assert set(listing.descriptions) | set(listing.urls) <= set(LANGUAGES)
    assert all(listing.descriptions.values())
    assert all(listing.features)
    assert len(listing.features) == len(set(listing.features)) <= types.FEATURES_MAX
    assert len(listing.photo_urls) == len(set(listing.photo_urls)) <= types.PHOTOS_MAX
    for problem in listing.problems:
        assert problem.reason
        assert problem.count > 0
        assert len(problem.value) <= types.VALUE_SHOWN


def odd_value(rng: random.Random, path: str) -> str | None:
    """A strange value for one field, sometimes with the field's own structure."""
    value = rng.choice(ODD_TEXTS)
    inner = value if rng.random() < 0.2 else text(value)
    wrapped = {
        "desc": f"<{rng.choice(('en', 'es', 'xx'))}>{inner}</{'en'}>" if rng.random() < 0.1 else f"<en>{inner}</en>",
        "features": f"<feature>{inner}</feature>" * rng.choice((1, 2, 120)),
        "images": f"<image id='{rng.choice('1²x')}'><url>{inner}</url></image>" * rng.choice((1, 60)),
        "location": f"<latitude>{inner}</latitude><longitude>{text(rng.choice(ODD_TEXTS))}</longitude>",
        "surface_area": f"<built>{inner}</built><plot>{text(rng.choice(ODD_TEXTS))}</plot>",
        "energy_rating": f"<consumption>{inner}</consumption>",
        "url": f"<es>{inner}</es>",
    }
    return None if rng.random() < 0.1 else wrapped.get(path, inner)


def fields(rng: random.Random) -> bytes:
    """Listings whose fields hold strange values."""
    listings = []
    for number in range(rng.randint(1, 3)):
        changed = {path: odd_value(rng, path) for path in rng.sample(PATHS, rng.randint(1, 8))}
        listings.append(listing_xml(**{"id": str(number), **changed}))
    return feed(*listings)


def base(rng: random.Random) -> bytes:
    return feed(*(listing_xml(id=str(number)) for number in range(rng.randint(1, 3))))


def flip(rng: random.Random) -> bytes:
    data = bytearray(base(rng))
    for _ in range(rng.randint(1, 20)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def truncate(rng: random.Random) -> bytes:
    data = fields(rng)
    return data[: rng.randrange(len(data))]


def insert(rng: random.Random) -> bytes:
    data = base(rng)
    at = rng.randrange(len(data))
    return data[:at] + rng.choice(BOMBS) + data[at:]


def cut_out(rng: random.Random) -> bytes:
    data = base(rng)
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randint(1, 200) :]


def repeat(rng: random.Random) -> bytes:
    data = base(rng)
    start = rng.randrange(len(data))
    piece = data[start : start + rng.randint(1, 400)]
    return data[:start] + piece * rng.randint(2, 30) + data[start:]


def move_tags(rng: random.Random) -> bytes:
    pieces = base(rng).decode().replace("<", "\0<").split("\0")
    for _ in range(rng.randint(1, 4)):
        what, where = rng.randrange(len(pieces)), rng.randrange(len(pieces))
        pieces.insert(where, pieces[what] if rng.random() < 0.5 else pieces.pop(what))
    return "".join(pieces).encode()


def nest(rng: random.Random) -> bytes:
    tag = rng.choice((*GOOD, "property", "en", "x"))
    deep = rng.randint(2, 60)
    return feed(listing_xml(**{rng.choice(tuple(GOOD)): f"<{tag}>" * deep + "1" + f"</{tag}>" * deep}))


def recode(rng: random.Random) -> bytes:
    xml = feed(listing_xml(town="Jávea", location_detail="Peñón")).decode()
    name = rng.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "cp037", "utf-7"))
    declared = rng.choice(("UTF-8", "utf-16", "iso-8859-1", "windows-1252", "us-ascii", "rot13", "utf-32", "x"))
    return xml.replace("UTF-8", declared).encode(name, "replace")


def elements(rng: random.Random) -> bytes:
    """Whole elements deleted, doubled, renamed or put elsewhere: still XML."""
    parts = [(tag, f"<{tag}>{raw}</{tag}>") for tag, raw in GOOD.items()]
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(parts))
        tag, xml = parts[at]
        action = rng.randrange(4)
        if action == 0 and len(parts) > 1:
            parts.pop(at)
        elif action == 1:
            parts.insert(rng.randrange(len(parts)), (tag, xml))
        elif action == 2:
            other = rng.choice(PATHS)
            parts[at] = (other, xml.replace(f"<{tag}>", f"<{other}>").replace(f"</{tag}>", f"</{other}>"))
        else:
            inside = rng.choice(PATHS)
            parts[at] = (inside, f"<{inside}>{xml}</{inside}>")
    return feed(f"<property>{''.join(xml for _, xml in parts)}</property>")


def many(rng: random.Random) -> bytes:
    """More photos, features and attributes than anybody has."""
    count = rng.choice((40, 60, 300, 2500))
    images = "".join(f'<image id="{n}"><url>https://a.example/{n}.jpg</url></image>' for n in range(count))
    words = "".join(f"<feature>{rng.choice(ODD_TEXTS[:4])} word{n}</feature>" for n in range(count))
    xml = feed(listing_xml(images=images, features=words)).decode()
    attributes = " ".join(f'a{n}="1"' for n in range(rng.choice((1, 40))))
    return xml.replace("<town>", f"<town {attributes}>").encode()


def declared(rng: random.Random) -> bytes:
    """A document type or something else in front of the root."""
    return rng.choice((*BOMBS, b"", b"<html>", b"\n\n")) + base(rng).partition(b"?>")[2]


MUTATIONS: tuple[Callable[[random.Random], bytes], ...] = (
    fields, fields, fields, elements, elements, flip, truncate, insert, cut_out, repeat, move_tags, nest, recode, many,
    declared,
)  # fmt: skip


def test_mutated_feeds_never_raise_anything_but_a_feed_error() -> None:
    for number in range(EXAMPLES):
        rng = random.Random(SEED + number)
        data = rng.choice(MUTATIONS)(rng)
        try:
            check(data)
        except Exception as error:
            raise AssertionError(f"example {number} (seed {SEED}): {error!r}\n{data[:3000]!r}") from error


@settings(max_examples=min(EXAMPLES, 2000), deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.dictionaries(st.sampled_from(PATHS), st.one_of(st.none(), st.text(max_size=200)), max_size=6))
def test_any_text_in_any_field_gives_valid_listings(values: dict[str, str | None]) -> None:
    check(
        feed(listing_xml(**{path: None if value is None else text(value) for path, value in values.items()})).replace(
            b"\x00", b""
        )
    )


@settings(max_examples=min(EXAMPLES, 2000), deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_listings_or_a_feed_error(data: bytes) -> None:
    check(data)
    check(feed(listing_xml()).replace(b"Torrevieja", data))


@settings(max_examples=min(EXAMPLES, 2000), deadline=None, database=None)
@given(st.text(max_size=300))
def test_text_that_is_encoded_twice_always_comes_to_an_end(value: str) -> None:
    fix_double_encoding(value, "de")
    strip_html(value)


@settings(max_examples=min(EXAMPLES, 2000), deadline=None, database=None)
@given(st.text(alphabet="abcdeSTÁÉÍÓÚÑáéíóúñüç ,.¿¡ªº²€", max_size=200))
@example("Ñ¡Ñ¡")
@example("Ñ€Ñ€Ñ€")
def test_right_spanish_text_is_never_touched(value: str) -> None:
    assert fix_double_encoding(value, "es") == value
