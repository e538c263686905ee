"""What search engines and social networks read."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from realestate.listings.models import Listing, Operation
from realestate.portals import sitemap
from realestate.portals.seo import public_path
from realestate.portals.tests.stock import make_green, shown_listing
from realestate.salespeople.models import Office
from realestate.tests.factories import ListingTextFactory, OperationFactory, PhotoFactory

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(autouse=True)
def _address(settings: Any, tmp_path: Any) -> None:
    settings.BASE_URL = "https://casas.example"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def listing(office: Office) -> Listing:
    office.phone = "+34968000000"
    office.legal_name = "Casas, S.L."
    office.save()
    return shown_listing(
        reference="MUR-0001",
        office=office,
        zone="Centro",
        street="Calle Mayor",
        street_number="3",
        postal_code="30001",
        latitude=Decimal("37.99"),
        longitude=Decimal("-1.13"),
        bedrooms=3,
        bathrooms=2,
        built_area=Decimal("92.5"),
        features=["pool"],
        picture=True,
    )


def html(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status
    return response.content.decode()


def data(page: str) -> dict[str, Any]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    found: dict[str, Any] = json.loads(block)
    return found


def test_a_listing_is_described_in_schema_org_terms(listing: Listing) -> None:
    found = data(html(public_path(listing, "es")))
    assert found["@type"] == "RealEstateListing"
    assert found["url"] == "https://casas.example/inmuebles/piso-en-centro-murcia-MUR-0001/"
    (offer,) = found["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("150000.00", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"
    place = found["about"]
    assert place["@type"] == "Apartment"
    assert place["floorSize"] == {"@type": "QuantitativeValue", "value": 92.5, "unitCode": "MTK"}
    assert place["numberOfRooms"] == 3
    assert found["image"][0]["contentUrl"].startswith("https://casas.example/listings/photos/")
    assert found["provider"]["name"] == "Casas, S.L."


def test_a_rent_is_told_by_the_month_and_a_reservation_too(listing: Listing) -> None:
    OperationFactory(listing=listing, kind="rent", price=Decimal(800), period="month", status="reserved")
    make_green(listing)
    offers = {offer["price"]: offer for offer in data(html(public_path(listing, "en")))["offers"]}
    assert offers["800.00"]["priceSpecification"]["unitCode"] == "MON"
    assert offers["800.00"]["availability"] == "https://schema.org/Reserved"


def test_a_price_on_request_is_no_number_anywhere(listing: Listing) -> None:
    Operation.objects.update(price=Decimal(487_123), price_on_request=True)
    make_green(listing)
    page = html(public_path(listing, "es"))
    assert "price" not in data(page)["offers"][0]
    assert "487" not in page.replace(str(listing.pk), "")


def test_a_garage_has_no_rooms(listing: Listing) -> None:
    Listing.objects.update(property_type="garage")
    make_green(listing)
    place = data(html(public_path(Listing.objects.get(), "es")))["about"]
    assert "numberOfRooms" not in place


@pytest.mark.parametrize(
    ("visibility", "street", "has_point"),
    [("full", "Calle Mayor 3", True), ("street", "Calle Mayor", False), ("hidden", None, False)],
)
def test_the_address_is_told_as_far_as_its_owner_allows(
    visibility: str, street: str | None, has_point: bool, listing: Listing
) -> None:
    Listing.objects.update(address_visibility=visibility)
    make_green(listing)
    place = data(html(public_path(listing, "es")))["about"]
    assert place["address"].get("streetAddress") == street
    assert ("geo" in place) == has_point
    assert ("postalCode" in place["address"]) == has_point


@pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "<!--", "\u2028", "]]>", "&lt;/script&gt;"])
def test_no_value_gets_out_of_the_data_block(evil: str, listing: Listing) -> None:
    listing.texts.update(description=f"a {evil} b")
    make_green(listing)
    page = html(public_path(listing, "es"))
    assert evil in data(page)["description"]
    assert "<script>alert" not in page
    assert re.findall(r"<script\b[^>]*>", page.replace("application/ld+json", "")).count('<script type="">') == 1


def test_every_script_is_a_file_or_data(listing: Listing) -> None:
    for path in ("/inmuebles/", "/en/contact/", public_path(listing, "en")):
        for tag in re.findall(r"<script\b[^>]*>", html(path)):
            assert "src=" in tag or tag == '<script type="application/ld+json">'


def test_a_shared_link_has_a_picture_with_a_whole_address(listing: Listing) -> None:
    page = html(public_path(listing, "es"))
    image = re.search(r'<meta property="og:image" content="([^"]+)"', page)
    assert image
    assert image[1].startswith("https://casas.example/listings/photos/")
    assert image[1].endswith(".jpg")
    assert 'name="twitter:card" content="summary_large_image"' in page


def test_each_language_points_to_the_other(listing: Listing) -> None:
    spanish, english = (f"https://casas.example{public_path(listing, code)}" for code in ("es", "en"))
    for own, page in ((spanish, html(public_path(listing, "es"))), (english, html(public_path(listing, "en")))):
        assert f'<link rel="canonical" href="{own}">' in page
        for code, address in (("es", spanish), ("en", english), ("x-default", spanish)):
            assert f'<link rel="alternate" hreflang="{code}" href="{address}">' in page


def test_a_page_that_is_gone_is_not_for_search_engines(listing: Listing) -> None:
    listing.operations.update(status="sold")
    page = html(public_path(listing, "es"), 410)
    assert 'name="robots" content="noindex"' in page
    assert "MUR-0001" not in page


def test_what_is_gone_leads_to_similar_ones(office: Office, listing: Listing) -> None:
    for number, values in enumerate(
        (
            {"offer": {"price": Decimal(160_000)}},
            {"offer": {"price": Decimal(140_000)}, "property_type": "duplex"},
            {"offer": {"price": Decimal(200_000)}},
            {"offer": {"kind": "rent", "price": Decimal(150_000), "period": "month"}},
            {"town": "Lorca"},
            {"offer": {"price": Decimal(152_000)}},
        )
    ):
        shown_listing(reference=f"S{number}", office=office, **values)
    Operation.objects.filter(listing=listing).update(status="withdrawn", is_on_web=False)
    response = Client().get(public_path(listing, "es"))
    assert [row.listing.reference for row in response.context["similar"]] == ["S5", "S0", "S1"]


def test_alternative_texts_follow_the_language(listing: Listing) -> None:
    photo = listing.photos.get()
    photo.caption = "Salón con chimenea"
    photo.room = "living_room"
    photo.save()
    assert 'alt="Salón con chimenea"' in html(public_path(listing, "es"))
    assert 'alt="Living room · Flat in Centro, Murcia"' in html(public_path(listing, "en"))
    photo.texts.create(language="en", text="Living room with a fireplace")
    assert 'alt="Living room with a fireplace"' in html(public_path(listing, "en"))


def test_a_plan_stands_apart_from_the_photos(listing: Listing) -> None:
    original = listing.photos.get().original.name
    PhotoFactory(listing=listing, position=1, kind="plan", original=original)
    page = html(public_path(listing, "en"))
    assert page.count('data-lightbox="photos"') == 1
    assert page.count('data-lightbox="plans"') == 1


@pytest.mark.parametrize("status", ["available", "in_process", "exempt"])
def test_the_energy_label_is_always_told(status: str, listing: Listing) -> None:
    Listing.objects.update(energy_status=status, energy_consumption="D", energy_emissions="E")
    make_green(listing)
    page = html(public_path(listing, "en"))
    words = {"available": "Consumption D", "in_process": "In process", "exempt": "Exempt"}
    assert words[status] in page


def test_land_has_no_energy_label(listing: Listing) -> None:
    Listing.objects.update(property_type="land", plot_area=Decimal(900))
    make_green(listing)
    assert "Energy certificate" not in html(public_path(Listing.objects.get(), "en"))


def test_a_page_of_a_listing_costs_few_queries(listing: Listing, django_assert_max_num_queries: Any) -> None:
    for position in range(1, 20):
        PhotoFactory(listing=listing, position=position, original=listing.photos.first().original.name)
    ListingTextFactory(listing=listing, language="en")
    make_green(listing)
    with django_assert_max_num_queries(12):
        html(public_path(listing, "en"))


def test_the_sitemap_leads_to_every_page(listing: Listing) -> None:
    index = ElementTree.fromstring(html("/sitemap.xml"))
    maps = [one.text or "" for one in index.findall("s:sitemap/s:loc", NAMES)]
    assert maps[0] == "https://casas.example/sitemap-pages.xml"
    found = []
    for address in maps:
        root = ElementTree.fromstring(html(address.removeprefix("https://casas.example")))
        found += [one.text for one in root.findall("s:url/s:loc", NAMES)]
        for url in root.findall("s:url", NAMES):
            assert {link.get("hreflang") for link in url.findall("x:link", NAMES)} == {"es", "en", "x-default"}
    assert [f"https://casas.example{public_path(listing, code)}" for code in ("es", "en")] == found[-2:]
    assert "https://casas.example/en/privacy/" in found


def test_the_sitemap_tells_the_last_change(listing: Listing) -> None:
    Listing.objects.update(updated_at=datetime(2026, 3, 1, tzinfo=UTC))
    Operation.objects.update(updated_at=datetime(2026, 4, 2, 3, 4, 5, tzinfo=UTC))
    assert "<lastmod>2026-04-02T03:04:05Z</lastmod>" in html(f"/sitemap-{listing.pk // sitemap.BLOCK}.xml")
    assert "<lastmod>2026-04-02T03:04:05Z</lastmod>" in html("/sitemap.xml")


def test_a_block_of_the_sitemap_without_listings_is_not_found(listing: Listing) -> None:
    for number in (listing.pk // sitemap.BLOCK + 5, 10**30):
        assert Client().get(f"/sitemap-{number}.xml").status_code == 404


def test_a_sitemap_stays_below_its_limits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "BLOCK", 2)
    for number in range(5):
        shown_listing(reference=f"R{number}", office=office)
    index = ElementTree.fromstring(html("/sitemap.xml"))
    blocks = [one.text or "" for one in index.findall("s:sitemap/s:loc", NAMES)][1:]
    counts = [html(one.removeprefix("https://casas.example")).count("<url>") for one in blocks]
    assert sum(counts) == 10
    assert max(counts) <= 4


def test_robots_are_told_what_is_private_and_where_the_map_is(db: None) -> None:
    text = html("/robots.txt")
    assert "Disallow: /leads/" in text
    assert "Sitemap: https://casas.example/sitemap.xml" in text
