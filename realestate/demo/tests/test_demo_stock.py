"""The demo's own feed and drawings."""

import re
from collections import Counter
from io import BytesIO

import pytest

from realestate.demo.photos import SCENES, draw_photo
from realestate.demo.stock import FEED
from realestate.portals.kyero import FeedReader, ParsedListing


@pytest.fixture(scope="module")
def stock() -> list[ParsedListing]:
    with FEED.open("rb") as stream:
        reader = FeedReader(stream)
        results = list(reader)
    assert reader.warnings == ()
    assert all(isinstance(result, ParsedListing) for result in results)
    return [result for result in results if isinstance(result, ParsedListing)]


def test_it_is_read_without_a_single_repair(stock: list[ParsedListing]) -> None:
    assert [(listing.external_id, listing.problems) for listing in stock if listing.problems] == []


def test_it_holds_enough_of_each_kind(stock: list[ParsedListing]) -> None:
    assert len(stock) == 140
    assert Counter(listing.operation for listing in stock) == {"sale": 115, "rent": 25}
    assert {"flat", "detached", "terraced", "country_house", "penthouse", "garage", "land", "retail", "office"} <= {
        listing.property_type for listing in stock
    }
    assert len({listing.energy_consumption for listing in stock}) > 5
    assert sum(listing.energy_status == "in_process" for listing in stock) > 10
    assert sum(listing.latitude is not None for listing in stock) > 120


def test_rents_are_monthly_and_believable(stock: list[ParsedListing]) -> None:
    rents = [listing for listing in stock if listing.operation == "rent"]
    assert {listing.period for listing in rents} == {"month"}
    assert all(listing.price is not None and 450 <= listing.price <= 1900 for listing in rents)


def test_each_text_is_in_both_languages_and_says_the_facts(stock: list[ParsedListing]) -> None:
    numbers = {1: "un dormitorio", 2: "dos dormitorios", 3: "tres dormitorios", 4: "cuatro dormitorios"}
    for listing in stock:
        assert set(listing.descriptions) == {"es", "en"}
        spanish, english = listing.descriptions["es"], listing.descriptions["en"]
        area = listing.plot_area if listing.property_type == "land" else listing.built_area
        assert area is not None
        assert f"{int(area)} m²" in spanish
        assert f"{int(area)} m²" in english
        if listing.bedrooms in numbers:
            assert numbers[listing.bedrooms] in spanish
        assert ("piscina" in spanish) is ("pool" in english) is bool(listing.has_pool)
    assert len({listing.descriptions["es"] for listing in stock}) == len(stock)


def test_it_names_no_agency_and_no_address_on_the_web(stock: list[ParsedListing]) -> None:
    assert not re.search(r"https?:|www\.|@|\+34|cmproperties", FEED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("scene", SCENES)
def test_a_drawing_is_the_same_each_time_and_small(scene: str) -> None:
    first, again, other = draw_photo(scene, 1), draw_photo(scene, 1), draw_photo(scene, 2)
    assert first.size == (1280, 960)
    assert first.tobytes() == again.tobytes() != other.tobytes()
    buffer = BytesIO()
    first.save(buffer, "JPEG", quality=80)
    assert len(buffer.getvalue()) < 80_000
