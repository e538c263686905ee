"""The formats beside each other: what they write, what they refuse, and what none of them ever says."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from realestate.core import secrets
from realestate.listings.models import Listing, Photo
from realestate.portals.choices import FeedFormat
from realestate.portals.feeds import clean, content, selection
from realestate.portals.feeds import formats as formats_module
from realestate.portals.feeds.building import build_feed
from realestate.portals.feeds.formats import FORMATS
from realestate.portals.feeds.formats.blm import AFTER_DATE, BEFORE_DATE
from realestate.portals.tests.feeds import offered, portal, simple_rules
from realestate.portals.tests.kyero_validator import faults
from realestate.tests import factories

SCHEMA = json.loads((Path(formats_module.__file__).parent / "idealista.schema.json").read_text())
HIDDEN = {
    "street": "Calle Secreta", "street_number": "17", "postal_code": "30999", "floor": "9", "door": "Z",
    "latitude": Decimal("37.987654"), "longitude": Decimal("-1.123456"), "cadastral_reference": "9872023VH5797S0001WX",
    "notes": "NotaInterna44", "address_visibility": "hidden",
    "place_seed": f"{1:032x}",  # blurs both axes; with another one the first digits may stay the same by chance
}  # fmt: skip


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(selection, "blockers", simple_rules)


def written(format: str, **values: Any) -> str:
    build = build_feed(account_id=portal(format, **values).pk)
    assert build is not None
    with default_storage.open(build.file) as file:
        return file.read().decode()


def test_every_format_of_the_list_has_its_module_and_its_channel() -> None:
    assert set(FORMATS) == set(FeedFormat.values)


@pytest.mark.django_db
@pytest.mark.parametrize("format", FeedFormat.values)
def test_nothing_hidden_leaves_in_any_format(format: str) -> None:
    owner = factories.ContactFactory(first_name="Propietaria", last_name="Escondida")
    operation = offered("A-1", owner=owner, **HIDDEN)
    text = written(format)
    seed = operation.listing.place_seed
    assert "A-1" in text
    for secret in (
        "Secreta", "30999", "37.9876", "37.987", "-1.1234", "9872023VH5797S0001WX", "NotaInterna44", "Propietaria",
        "Escondida", seed,
    ):  # fmt: skip
        assert secret not in text, secret


@pytest.mark.django_db
@pytest.mark.parametrize("format", FeedFormat.values)
def test_the_street_alone_may_be_known_and_no_more(format: str) -> None:
    offered("A-1", **{**HIDDEN, "address_visibility": "street"})
    text = written(format)
    for secret in ("Secreta 17", "30999", "37.9876", "9872023VH5797S0001WX"):
        assert secret not in text, secret


@pytest.mark.django_db
@pytest.mark.parametrize("format", FeedFormat.values)
def test_with_the_full_address_the_true_point_goes_out(format: str) -> None:
    offered("A-1", **{**HIDDEN, "address_visibility": "full"})
    assert "37.987654" in written(format)


@pytest.mark.django_db
def test_the_json_feed_keeps_to_its_schema() -> None:
    offered("A-1", **HIDDEN, text="<p>Ático &amp; terraza \U0001f3ca</p>\x0b<b>sol</b>", features=["pool", "lift"])
    offered("A-2", kind="seasonal_rent", period="week", rental_register_number="ESFCTU1", price=None)
    offered("A-3", kind="transfer", property_type="retail", status="reserved", latitude=None)
    from realestate.listings.models import Operation

    Operation.objects.filter(price=None).update(price_on_request=True)
    data = json.loads(written("idealista"))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    first, _second, third = data["customerProperties"]
    assert first["propertyDescriptions"][0]["descriptionText"].startswith("Ático & terraza \U0001f3ca")
    assert third["propertyStatus"] == "reserved"


@pytest.mark.django_db
def test_an_empty_feed_is_a_feed_too() -> None:
    assert faults(written("kyero").encode()) == []
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(written("idealista")))
    assert "#END#" in written("blm")


@pytest.mark.django_db
def test_a_blm_record_has_all_its_fields_whatever_stands_in_the_texts() -> None:
    offered("A-1", text="Piso ^con~ vistas\ny sol", free_features=["a^b~c"], zone="Zona~1^2")
    Photo.objects.update(remote_url="https://photos.example/~anna/1^.jpg")
    text = written("blm")
    data = text.partition("#DATA#\r\n")[2].partition("\r\n#END#")[0]
    (record,) = [row for row in data.split("~") if row.strip()]
    assert record.count("^") == len(BEFORE_DATE) + 1 + len(AFTER_DATE)
    assert "https://photos.example/%7Eanna/1%5E.jpg" in record


@pytest.mark.django_db
def test_kyero_cuts_what_is_too_long_and_drops_what_it_cannot_fetch() -> None:
    offered(
        "A-1", photos=60, zone="Z" * 30 + " " + "y" * 30, built_area=Decimal("80.5"),
        free_features=["Solárium de uso privado con vistas al mar"],
    )  # fmt: skip
    Photo.objects.filter(position=0).update(remote_url="https://photos.example/foto?id=1")
    text = written("kyero")
    assert faults(text.encode()) == []
    assert "<feature>Solárium de uso privado con vistas</feature>" in text
    assert f"<location_detail>{'Z' * 30}</location_detail>" in text
    assert "<built>81</built>" in text
    assert text.count("<image ") == 50
    assert "foto?id=1" not in text


@pytest.mark.django_db
def test_reserved_is_said_or_kept_back_as_the_account_wants() -> None:
    offered("A-1", status="reserved")
    assert "<feature>Reserved</feature>" in written("kyero")
    assert "A-1" not in written("kyero", name="Another", sends_reserved=False)


@pytest.mark.django_db
def test_short_ways_to_addresses_lead_to_the_same_place() -> None:
    from realestate.portals import seo

    listing: Listing = factories.ListingFactory(zone="Peñón de Ifach", town="Calp", reference="CAL-0007")
    photo = factories.PhotoFactory(listing=listing, original="photos/x.jpg", sha256="ab" * 32)
    for language in seo.LANGUAGES:
        assert content.public_path(language, listing) == seo.public_path(listing, language)
    assert content.photo_path(photo) == photo.url(content.PHOTO_WIDTH, "jpg")


@given(st.text(max_size=200))
def test_clean_text_is_clean_and_stays_so(text: str) -> None:
    once = clean.paragraphs(text)
    assert clean.paragraphs(once) == once
    assert not clean.FORBIDDEN.search(once)
    assert not clean.ASTRAL.search(once)


@given(st.text(max_size=80), st.integers(1, 40))
def test_a_cut_text_fits_and_is_a_beginning(text: str, length: int) -> None:
    short = clean.cut_at_word(text, length)
    assert len(short) <= length
    assert text.startswith(short)


def test_a_stored_secret_is_read_again_and_only_for_its_purpose(settings: Any) -> None:
    hidden = secrets.encrypt("token", purpose="one")
    assert "token" not in hidden
    assert secrets.decrypt(hidden, purpose="one") == "token"
    assert secrets.decrypt(hidden, purpose="two") == ""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough for this"
    assert secrets.decrypt(hidden, purpose="one") == "token"
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets.decrypt(hidden, purpose="one") == ""
