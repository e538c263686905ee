"""What goes out as Kyero is valid to the letter, and comes back as the same listings."""

from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realestate.listings.choices import WITHOUT_ENERGY, Feature, Language, PropertyType
from realestate.listings.models import Listing, ListingText, Operation
from realestate.portals.feature_words import sort_features
from realestate.portals.feeds import selection
from realestate.portals.feeds.building import build_feed
from realestate.portals.feeds.formats.kyero import feature_words
from realestate.portals.importer import import_feed
from realestate.portals.kyero import ParsedListing, read_feed
from realestate.portals.models import PortalAccount
from realestate.portals.tests.feeds import portal, simple_rules
from realestate.portals.tests.kyero_validator import faults
from realestate.salespeople.models import Office
from realestate.tests import factories

pytestmark = pytest.mark.django_db

WORDS = st.lists(
    st.sampled_from(["casa", "luz", "mar", "sol", "jardín", "niño", "piscina", "norte", "3ª", "planta", "€uro"]),
    min_size=1,
    max_size=12,
).map(" ".join)
WILD = st.text(min_size=0, max_size=60)  # control characters, emoji, markup: whatever somebody pastes
TYPES = [code for code in PropertyType.values if code not in ("other",)]


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(selection, "blockers", simple_rules)


@st.composite
def drafts(draw: Any) -> dict[str, Any]:
    """The values of a listing as the format can hold them."""
    kind = draw(st.sampled_from(["sale", "rent"]))
    kept = draw(st.sampled_from(TYPES))
    area = st.none() | st.integers(1, 9_999).map(Decimal)
    return {
        "kind": kind,
        "price": draw(st.none() | st.integers(1_000, 99_999_999).map(Decimal)),
        "property_type": kept,
        "town": draw(st.sampled_from(["Torrevieja", "Orihuela Costa", "L'Hospitalet", "Águilas"])),
        "zone": draw(st.sampled_from(["", "La Mata", "Punta Prima"])),
        "bedrooms": draw(st.none() | st.integers(1, 9)) if kept in ("flat", "detached", "country_house") else None,
        "built_area": draw(area),
        "plot_area": draw(area),
        "is_new_build": draw(st.booleans()),
        "bathrooms": draw(st.none() | st.integers(1, 5)) if kept in ("flat", "detached", "country_house") else None,
        "energy": draw(st.sampled_from(["in_process", *"ABCDEFG"])),
        "cadastral_reference": draw(st.sampled_from(["", "9872023VH5797S0001WX"])),
        "virtual_tour_url": draw(st.sampled_from(["", "https://tours.example/1?a=1&b=2"])),
        "features": draw(st.lists(st.sampled_from(Feature.values), unique=True).map(sorted)),
        "located": draw(st.booleans()),
        "texts": draw(st.dictionaries(st.sampled_from(Language.values), WORDS, min_size=1, max_size=3)),
        "photos": draw(st.integers(1, 4)),
    }


def store(number: int, draft: dict[str, Any], office: Office, texts: dict[str, str] | None = None) -> Listing:
    names = (
        "property_type", "town", "zone", "bedrooms", "bathrooms", "built_area", "plot_area", "is_new_build",
        "cadastral_reference", "virtual_tour_url",
    )  # fmt: skip
    has_letter = len(draft["energy"]) == 1 and draft["property_type"] not in WITHOUT_ENERGY
    letter = draft["energy"] if has_letter else ""
    energy = {"energy_consumption": letter, "energy_emissions": letter}
    energy["energy_status"] = "available" if letter else "in_process"
    place = {"latitude": Decimal("37.978"), "longitude": Decimal("-0.682")} if draft["located"] else {}
    listing: Listing = factories.ListingFactory(
        reference=f"RT-{number:03}", office=office, province="Alicante", **energy,
        address_visibility="full", features=draft["features"], **place, **{name: draft[name] for name in names},
    )  # fmt: skip
    for language, text in (texts or draft["texts"]).items():
        ListingText.objects.create(listing=listing, language=language, description=text)
    for place_in_order in range(draft["photos"]):
        url = f"https://photos.example/{number}/{place_in_order}.jpg"
        factories.PhotoFactory(listing=listing, position=place_in_order, remote_url=url)
    period = "month" if draft["kind"] == "rent" else "once"
    factories.OperationFactory(
        listing=listing,
        kind=draft["kind"],
        price=draft["price"],
        price_on_request=draft["price"] is None,
        period=period,
    )
    return listing


def feed_of(account: PortalAccount) -> bytes:
    build = build_feed(account_id=account.pk)
    assert build is not None
    with default_storage.open(build.file) as file:
        return bytes(file.read())


def facts(listing: Listing) -> dict[str, Any]:
    """What a portal knows of a listing."""
    operation: Operation = listing.operations.get()
    return {
        "kind": operation.kind,
        "price": (operation.price, operation.price_on_request, operation.currency, operation.period),
        "place": (listing.town, listing.province, listing.country, listing.zone, listing.latitude, listing.longitude),
        "type": (listing.property_type, listing.is_new_build),
        "energy": (listing.energy_consumption, listing.energy_emissions),
        "links": (listing.cadastral_reference, listing.video_url, listing.virtual_tour_url),
        "size": (listing.bedrooms or None, listing.bathrooms, listing.built_area, listing.plot_area),
        "features": (sorted(listing.features), sorted(listing.free_features)),
        "texts": {text.language: text.description for text in listing.texts.all()},
        "photos": [photo.remote_url for photo in listing.photos.order_by("position")],
    }


def clear() -> None:
    PortalAccount.objects.all().delete()
    for model in (Operation, Listing):
        model.objects.all().delete()


@given(st.lists(drafts(), min_size=1, max_size=3))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_goes_out_comes_back_as_the_same_listings(found: list[dict[str, Any]]) -> None:
    clear()
    office = factories.OfficeFactory()
    out = [facts(store(number, draft, office)) for number, draft in enumerate(found)]
    data = feed_of(portal())
    assert faults(data) == []
    clear()
    report = import_feed(stream=BytesIO(data), source="back", office=office)
    assert (report.created, report.rejected, report.error) == (len(found), 0, "")
    assert [facts(listing) for listing in Listing.objects.order_by("pk")] == out
    clear()


@given(st.dictionaries(st.sampled_from(["es", "en", "ru"]), WILD, min_size=1), WILD, drafts())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_somebody_pastes_the_feed_stays_valid(
    texts: dict[str, str], feature: str, draft: dict[str, Any]
) -> None:
    clear()
    texts = {code: text.replace("\x00", "") for code, text in texts.items()}
    listing = store(1, draft, factories.OfficeFactory(), texts)
    Listing.objects.filter(pk=listing.pk).update(free_features=[feature.replace("\x00", "")], zone=draft["zone"])
    data = feed_of(portal())
    assert faults(data) == []
    for result in read_feed(BytesIO(data)):
        assert isinstance(result, ParsedListing)
    clear()


@pytest.mark.parametrize("code", Feature.values)
def test_each_feature_is_read_back_as_what_it_was(code: str) -> None:
    item: Any = SimpleNamespace(is_reserved=False, features=(code,), free_features=())
    assert sort_features(tuple(feature_words(item))) == ([code], [])


def test_the_validator_sees_a_node_out_of_order_and_a_missing_one() -> None:
    store(1, {"kind": "sale", "price": Decimal(95_000), "property_type": "flat", "town": "Elche", "zone": "",
              "bedrooms": 2, "built_area": Decimal(70), "plot_area": None, "is_new_build": False, "features": ["pool"],
              "located": True, "bathrooms": None, "energy": "in_process", "cadastral_reference": "",
              "virtual_tour_url": "", "texts": {"es": "Piso"}, "photos": 1}, factories.OfficeFactory())  # fmt: skip
    data = feed_of(portal())
    assert faults(data) == []
    assert faults(data.replace(b"<town>Elche</town>", b""))
    assert faults(data.replace(b"<price>95000</price>", b"<price>95.000</price>"))
    assert faults(data.replace(b"<beds>2</beds>\n<baths>0</baths>", b"<baths>0</baths>\n<beds>2</beds>"))
    assert faults(data.replace(b"0.jpg", b"0.jpg?size=2"))
    assert faults(data.replace(b"<date>2", b"<date>2026-13-0"))
    assert faults(data.replace(b"<images>", b"<images>and text"))
    assert faults(data.replace(b'<image id="1">', b'<image id="2">'))
    assert faults(data.replace(b"<type>Apartment", b"<type>Flat"))
    assert faults(data.replace(b"<latitude>37", b"<latitude>97"))
    one = data.partition(b"</kyero>")[2].partition(b"</root>")[0]
    assert faults(data.replace(one, one + one))
