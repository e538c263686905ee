"""Each rule by itself: what breaks it, and that the flat of ``rule_world`` does not."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from realestate.listings.choices import Channel
from realestate.listings.rules import Severity, findings, light, light_of, pack, pack_name
from realestate.listings.tests.rule_world import DAY, all_codes, mandate, operation, photo, text

RENT: dict[str, Any] = {"kind": "rent"}
SEASONAL: dict[str, Any] = {"kind": "seasonal_rent"}
WEEKLY: dict[str, Any] = {"kind": "seasonal_rent", "period": "week"}
TRANSFER: dict[str, Any] = {"kind": "transfer"}
PLAIN = [text("es", "Piso en buen estado. " * 20)]
WINDOW = mandate(status="signed", revocable_until=DAY + timedelta(days=5))

# pack, code, channel, what spoils it, what mends it again (beside the flat that all rules like)
TABLE: tuple[tuple[str, str, str, dict[str, Any], dict[str, Any]], ...] = (
    ("common", "price", "web", {"offer": {"price": None}}, {"offer": {"price": None, "price_on_request": True}}),
    ("common", "price_plausible", "web", {"offer": {"price": Decimal(150)}}, {"offer": {"price": Decimal(90_000)}}),
    ("common", "price_period", "web", {"offer": {**RENT, "period": "once"}}, {"offer": RENT}),
    ("common", "sale_period", "web", {"offer": {"period": "month"}}, {}),
    ("common", "photos", "web", {"photos": [photo(status="failed")]}, {"photos": [photo(status="waiting")]}),
    ("common", "photos_ready", "web", {"photos": [photo(status="waiting")]}, {"photos": [photo()]}),
    ("common", "photos_few", "web", {"photos": [photo()] * 4}, {"photos": [photo()] * 5}),
    ("common", "photos_failed", "web", {"photos": [photo(), photo(status="failed")]}, {"photos": [photo()]}),
    ("common", "photos_described", "web", {"photos": [photo(caption="")]}, {"photos": [photo()]}),
    ("common", "plan", "web", {"photos": [photo()]}, {"photos": [photo(kind="plan")]}),
    ("common", "town", "web", {"town": ""}, {}),
    ("common", "address_full", "web", {"street_number": ""}, {"street_number": "", "address_visibility": "street"}),
    ("common", "address_street", "web", {"street": " ", "address_visibility": "street"},
     {"street": "", "address_visibility": "hidden"}),
    ("common", "exact_point", "web", {"latitude": None, "longitude": None},
     {"latitude": None, "longitude": None, "address_visibility": "hidden"}),
    ("common", "coordinates", "web", {"latitude": None, "longitude": None}, {}),
    ("common", "coordinates_country", "web", {"latitude": Decimal(0), "longitude": Decimal(0)}, {"country": "PT"}),
    ("common", "property_type", "web", {"property_type": "other"}, {"property_type": "land"}),
    ("common", "areas_order", "web", {"usable_area": Decimal(96)}, {"usable_area": Decimal(95)}),
    ("common", "built_area", "web", {"built_area": None}, {"built_area": None, "property_type": "land"}),
    ("common", "plot_area", "web", {"property_type": "land", "plot_area": None}, {"plot_area": None}),
    ("common", "bedrooms", "web", {"bedrooms": None}, {"bedrooms": 0}),
    ("common", "bathrooms", "web", {"bathrooms": None}, {"bathrooms": 1}),
    ("common", "year_plausible", "web", {"year_built": 198}, {"year_built": DAY.year + 2}),
    ("common", "condition", "web", {"condition": ""}, {"condition": "ruin"}),
    ("common", "floor", "web", {"floor": ""}, {"floor": "", "property_type": "detached"}),
    ("common", "text", "web", {"texts": [text("es", " ")]}, {"texts": [text("ru")]}),
    ("common", "text_short", "web", {"texts": [text("es", "Piso.")]}, {"texts": [text("es")]}),
    ("common", "text_contact", "web", {"texts": [text("es", "Llame al 968 12 34 56")]},
     {"texts": [text("es", "De 150.000 a 200.000 euros, 95 m2, año 1998")]}),
    ("common", "text_html", "web", {"texts": [text("es", "Piso<br>luminoso")]},
     {"texts": [text("es", "a < b > c & d")]}),
    ("common", "title_capitals", "web", {"texts": [text("es", title="PISO LUMINOSO")]},
     {"texts": [text("es", title="Piso en A Coruña")]}),
    ("common", "features", "web", {"features": []}, {"features": [], "free_features": ["Bodega"]}),
    ("common", "occupied", "web", {"occupancy": "occupied"},
     {"occupancy": "occupied", "texts": [text("es", "Se vende ocupado, sin posesión")]}),
    ("common", "salesperson", "web", {"salesperson_id": None}, {}),
    ("common", "owner", "web", {"owner_id": None, "shares": ()}, {"owner_id": None}),
    ("common", "shares", "web", {"shares": (50, 49)}, {"shares": ("33.3333", "33.3333", "33.3333")}),
    ("common", "mandate", "web", {"mandates": [mandate(operation_kinds=["rent"])]},
     {"mandates": [mandate(status="expiring", ends_on=DAY)]}),
    ("common", "mandate_window", "web", {"mandates": [WINDOW]},
     {"mandates": [mandate(status="signed", revocable_until=DAY + timedelta(days=5), starts_at_once=True)]}),
    ("common", "mandate_end", "web", {"mandates": [mandate(ends_on=DAY + timedelta(days=9))]},
     {"mandates": [mandate(ends_on=DAY + timedelta(days=9), renews_months=6)]}),
    ("common", "exclusivity", "web", {"mandates": [mandate(), mandate(kind="exclusive")]},
     {"mandates": [mandate(), mandate(kind="exclusive", status="expired")]}),
    ("common", "mandate_price", "web", {"mandates": [mandate(operation_kinds=["sale"], price=Decimal(1))]},
     {"mandates": [mandate(operation_kinds=["sale"], price=Decimal(150_000))]}),
    ("common", "portal_type", "kyero", {"property_type": "other"}, {}),
    ("common", "portal_province", "blm", {"province": ""}, {}),
    ("common", "kyero_kind", "kyero", {"offer": TRANSFER}, {"offer": RENT}),
    ("common", "kyero_price", "kyero", {"offer": {"price": Decimal(100_000_000)}},
     {"offer": {"price": Decimal(99_999_999)}}),
    ("common", "kyero_currency", "kyero", {"offer": {"currency": "MXN"}}, {"offer": {"currency": "GBP"}}),
    ("common", "kyero_period", "kyero", {"offer": WEEKLY}, {"offer": SEASONAL}),
    ("common", "kyero_photos", "kyero", {"photos": [photo()] * 51}, {"photos": [photo()] * 50}),
    ("common", "kyero_features", "kyero", {"free_features": ["x" * 36]}, {"free_features": ["x" * 35]}),
    ("common", "kyero_zone", "kyero", {"zone": "x" * 51}, {"zone": "x" * 50}),
    ("common", "kyero_english", "kyero", {"texts": [text("es")]}, {"texts": [text("en")]}),
    ("common", "idealista_price", "idealista", {"offer": {"price_on_request": True}}, {}),
    ("common", "idealista_currency", "idealista", {"offer": {"currency": "USD"}}, {}),
    ("common", "idealista_place", "idealista", {"latitude": None, "longitude": None}, {}),
    ("common", "idealista_spanish", "idealista", {"texts": [text("en")]}, {"texts": [text("es")]}),
    ("common", "idealista_bathrooms", "idealista", {"bathrooms": None}, {"bathrooms": None, "property_type": "land"}),
    ("common", "blm_kind", "blm", {"offer": TRANSFER}, {"offer": RENT}),
    ("common", "blm_postal_code", "blm", {"postal_code": ""}, {}),
    ("common", "blm_english", "blm", {"texts": [text("es")]}, {"texts": [text("en")]}),
    ("es", "energy", "web", {"energy_status": "missing"}, {"energy_status": "missing", "property_type": "garage"}),
    ("es", "energy_letters", "web", {"energy_emissions": ""}, {"energy_emissions": "", "energy_status": "exempt"}),
    ("es", "energy_expired", "web", {"energy_expires_on": DAY - timedelta(days=1)}, {"energy_expires_on": DAY}),
    ("es", "energy_to_check", "web", {"energy_to_check": True}, {}),
    ("es", "energy_expiry", "web", {"energy_consumption": "G", "energy_expires_on": date(2034, 1, 1)},
     {"energy_expires_on": date(2036, 6, 15)}),
    ("es", "energy_soon", "web", {"energy_expires_on": DAY + timedelta(days=60)},
     {"energy_expires_on": DAY + timedelta(days=61)}),
    ("es", "energy_in_process", "web", {"energy_status": "in_process"}, {}),
    ("es", "rental_register", "web", {"offer": SEASONAL, "rental_register_number": ""},
     {"offer": RENT, "rental_register_number": ""}),
    ("es", "rental_register_shape", "web", {"offer": SEASONAL, "rental_register_number": "12"}, {"offer": SEASONAL}),
    ("es", "tourist_licence", "web", {"offer": WEEKLY, "tourist_licence": ""},
     {"offer": SEASONAL, "tourist_licence": ""}),
    ("es", "usable_area", "web", {"usable_area": None}, {"usable_area": None, "property_type": "garage"}),
    ("es", "total_price", "web", {"offer": {"price_on_request": True}}, {}),
    ("es", "text_language", "web", {"texts": [text("en")]}, {"texts": [text("es")]}),
    ("es", "landlord_fee", "web", {"offer": RENT, "mandates": [mandate(fee_payer="both")]},
     {"mandates": [mandate(fee_payer="both")]}),
    ("es", "first_occupation", "web", {"is_new_build": True, "habitability_status": ""}, {"is_new_build": True}),
    ("es", "habitability_expired", "web", {"habitability_expires_on": DAY - timedelta(days=1)},
     {"habitability_expires_on": DAY}),
    ("es", "occupancy", "web", {"occupancy": ""}, {}),
    ("es", "year_built", "web", {"year_built": None}, {}),
    ("es", "community_fee", "web", {"community_fee": None}, {"community_fee": Decimal(0)}),
    ("es", "lift", "web", {"features": [], "floor": "4"}, {"features": [], "floor": "Bajo"}),
    ("es", "property_tax", "web", {"property_tax": None}, {}),
    ("es", "cadastral_valid", "web", {"cadastral_reference": "7837301VG8173B0001TX"}, {"cadastral_reference": ""}),
    ("es", "cadastral", "web", {"cadastral_reference": ""}, {"cadastral_reference": "", "offer": RENT}),
    ("es", "agency_identity", "web", {"office": {"tax_id": ""}}, {}),
    ("es-ct", "habitability", "web", {"habitability_status": ""}, {"habitability_status": "exempt"}),
    ("es-ct", "habitability_in_process", "web", {"habitability_status": "in_process"}, {}),
    ("es-ct", "habitability_number", "web", {"habitability_number": ""},
     {"habitability_number": "", "habitability_status": "exempt"}),
    ("es-ct", "habitability_expired", "web", {"habitability_expires_on": DAY - timedelta(days=1)}, {}),
    ("es-ct", "usable_area", "web", {"usable_area": None}, {}),
    ("es-ct", "tourist_licence", "web", {"offer": WEEKLY, "tourist_licence": ""}, {"offer": WEEKLY}),
    ("es-ct", "agent_register", "web", {"office": {"registration_number": ""}}, {}),
    ("es-ct", "reference_price", "web", {"offer": RENT, "texts": PLAIN}, {"offer": RENT}),
    ("es-ct", "large_holder", "web", {"offer": RENT, "texts": PLAIN}, {"offer": RENT}),
    ("es-ct", "text_catalan", "web", {"texts": [text("es")]}, {"texts": [text("ca")]}),
    ("es-an", "dia_areas", "web", {"usable_area": None}, {}),
    ("es-an", "dia_price", "web", {"offer": {"price": None, "price_on_request": True}}, {}),
    ("es-an", "dia_address", "web", {"street": ""}, {}),
    ("es-an", "dia_year", "web", {"year_built": None}, {}),
    ("es-an", "dia_community", "web", {"community_fee": None}, {}),
    ("es-an", "tourist_licence", "web", {"offer": WEEKLY, "tourist_licence": ""}, {"offer": WEEKLY}),
    ("es-md", "tourist_licence", "web", {"offer": WEEKLY, "tourist_licence": ""}, {"offer": WEEKLY}),
    ("es-md", "agent_register", "web", {"office": {"registration_number": ""}}, {}),
    ("es-md", "first_occupation", "web", {"is_new_build": True, "habitability_status": "missing"}, {}),
    ("es-md", "postal_code", "web", {"postal_code": ""}, {}),
    ("mx", "text_language", "web", {"texts": [text("en")]}, {}),
    ("mx", "price_mxn", "web", {"offer": {"currency": "USD"}}, {}),
    ("mx", "total_price", "web", {"offer": {"price_on_request": True}}, {}),
    ("mx", "plot_area_mx", "web", {"property_type": "detached", "plot_area": None}, {"plot_area": None}),
    ("mx", "agent_register_mx", "web", {"province": "Ciudad de México", "office": {"registration_number": ""}},
     {"province": "Jalisco", "office": {"registration_number": ""}}),
    ("mx", "new_build_mx", "web", {"is_new_build": True, "habitability_status": ""},
     {"is_new_build": True, "habitability_status": "", "development_id": 4}),
    ("mx", "property_tax_mx", "web", {"property_tax": None}, {}),
    ("mx", "maintenance_mx", "web", {"community_fee": None}, {}),
    ("ar", "agent_register", "web", {"office": {"registration_number": " "}}, {}),
    ("ar", "text_language", "web", {"texts": [text("en")]}, {}),
    ("ar", "currency_ar", "web", {"offer": {"currency": "EUR"}}, {"offer": {"currency": "USD"}}),
    ("ar", "rent_dollars", "web", {"offer": {**RENT, "currency": "USD"}}, {"offer": RENT}),
    ("ar", "landlord_fee", "web", {"offer": RENT, "province": "CABA", "mandates": [mandate(fee_payer="buyer")]},
     {"offer": RENT, "province": "Mendoza", "mandates": [mandate(fee_payer="buyer")]}),
    ("ar", "expenses", "web", {"community_fee": None}, {}),
    ("ar", "usable_area_ar", "web", {"usable_area": None}, {}),
)  # fmt: skip
EVERY_PACK = ("es", "es-ct", "es-an", "es-md", "mx", "ar")


def broken(rules: str, channel: str, spoilt: dict[str, Any]) -> set[str]:
    rules = "es" if rules == "common" else rules
    return {one.code for one in findings(operation(rules, **spoilt), channel, on=DAY)}


@pytest.mark.parametrize(("rules", "code", "channel", "bad", "good"), TABLE, ids=[f"{r[0]}-{r[1]}" for r in TABLE])
def test_a_rule_tells_good_from_bad(
    rules: str, code: str, channel: str, bad: dict[str, Any], good: dict[str, Any]
) -> None:
    assert code in broken(rules, channel, bad)
    assert code not in broken(rules, channel, good)


def test_every_rule_is_in_the_table() -> None:
    assert {(row[0], row[1]) for row in TABLE} == all_codes()
    assert len(TABLE) >= 40


@pytest.mark.parametrize("rules", EVERY_PACK)
@pytest.mark.parametrize("channel", ["web", "api"])
def test_a_flat_in_order_is_green_everywhere(rules: str, channel: str) -> None:
    place = {"mx": {"country": "MX", "latitude": Decimal(20), "longitude": Decimal(-100)},
             "ar": {"country": "AR", "latitude": Decimal(-34), "longitude": Decimal(-58)}}.get(rules, {})  # fmt: skip
    assert findings(operation(rules, **place), channel, on=DAY) == []


def every_rule() -> Iterator[Any]:
    yield from {(rule.pack, rule.code): rule for name in EVERY_PACK for rule in pack(name).values()}.values()


def test_each_rule_speaks_both_languages_and_names_no_fine() -> None:
    same = set()
    for rule in every_rule():
        spanish, english = rule.text_in("es"), rule.text_in("en")
        assert english
        assert spanish
        assert english.endswith("."), rule.code
        if spanish == english:
            same.add(rule.code)
        for words in (spanish, english):
            assert "multa" not in words.casefold(), rule.code
            assert "fine " not in words.casefold(), rule.code
    assert not same, sorted(same)


def test_each_rule_names_its_law_and_what_mends_it() -> None:
    places = {"price", "photos", "mandates", "owners", "office", "detail"}
    for rule in every_rule():
        assert rule.fix in places or rule.fix.startswith("field:"), rule.code
        assert rule.channels <= set(Channel.values)
        assert rule.law == rule.law.strip()
        assert not rule.law or any(mark.isdigit() for mark in rule.law) or rule.law.startswith("Ley"), rule.code


@pytest.mark.parametrize(
    ("setting", "name"),
    [("es", "es"), ("ES-CT", "es-ct"), ("es_an", "es-an"), ("es-xx", "es"), ("pt", "common"), ("", "common")],
)
def test_an_unknown_region_follows_its_country(setting: str, name: str) -> None:
    assert pack_name(setting) == name


def test_a_region_has_all_rules_of_its_country() -> None:
    assert set(pack("es")) < set(pack("es-ct"))
    assert pack("es-ct")["usable_area"].severity == Severity.RED
    assert pack("es")["usable_area"].severity == Severity.AMBER
    assert set(pack("common")) < set(pack("mx"))


@pytest.mark.parametrize(
    ("day", "holds"),
    [(DAY - timedelta(days=91), False), (DAY - timedelta(days=90), True), (DAY + timedelta(days=200), True),
     (DAY + timedelta(days=201), False)],
)  # fmt: skip
def test_a_mandate_holds_from_its_first_to_its_last_day(day: date, holds: bool) -> None:
    codes = {one.code for one in findings(operation(), on=day)}
    assert ("mandate" not in codes) is holds


def test_a_mandate_holds_after_its_window_though_the_schedule_has_not_run() -> None:
    over = mandate(status="signed", revocable_until=DAY - timedelta(days=1))
    assert light_of(operation(mandates=[over]), on=DAY) == "green"


def test_the_worst_comes_first_and_decides_the_light() -> None:
    found = findings(operation(town="", usable_area=None, occupancy=""), on=DAY)
    assert [one.severity.value for one in found] == ["red", "amber", "hint"]
    assert light(found) == "red"
    assert light(found[1:]) == "amber"
    assert light(found[2:]) == light([]) == "green"


@pytest.mark.parametrize(
    ("words", "is_contact"),
    [("600 123 456", True), ("968-12-34-56", True), ("+44 20 7946 0958", True), ("ana@casas.es", True),
     ("www.casas.es", True), ("https://casas.es", True), ("150.000 € o 200.000 €", False), ("600.000 650.000", False),
     ("95 m2, 3 hab., 1998, a 300 m de la playa", False), ("Ref. 30001", False)],
)  # fmt: skip
def test_prices_and_areas_are_no_phone_numbers(words: str, is_contact: bool) -> None:
    assert ("text_contact" in broken("es", "web", {"texts": [text("es", words)]})) is is_contact
