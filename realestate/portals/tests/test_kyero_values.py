"""Single values, as clean and as dirty as they come."""

from decimal import Decimal

import pytest

from realestate.portals.kyero.types import FEATURES_MAX
from realestate.portals.tests.kyero_feeds import codes, one, text


def priced(raw: str) -> tuple[Decimal | None, list[str]]:
    listing = one(price=raw)
    assert listing.price_on_request is (listing.price is None)
    return listing.price, codes(listing)


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("95000", "95000"),
        ("95000.00", "95000"),
        ("95000.50", "95000.50"),
        ("0095000", "95000"),
        (" 95000 ", "95000"),
    ],
)
def test_a_price_in_digits_is_taken_as_it_is(raw: str, amount: str) -> None:
    assert priced(raw) == (Decimal(amount), [])


@pytest.mark.parametrize(
    "raw",
    [
        "95.000",
        "95,000",
        "95 000",
        "95\u00a0000 €",
        "€95,000",
        "95.000,00",
        "95,000.00 EUR",
        "95'000",
        "desde 95.000 euros",
    ],
)
def test_a_price_with_marks_units_and_spaces_is_understood_and_reported(raw: str) -> None:
    assert priced(raw) == (Decimal(95000), ["price_form"])


@pytest.mark.parametrize("raw", ["x", "X", "POA", "Price on request", "Consultar"])
def test_a_price_on_request_is_no_problem(raw: str) -> None:
    assert priced(raw) == (None, [])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "no_price"),
        ("0", "no_price"),
        ("000", "no_price"),
        ("---", "no_price"),
        ("a lot", "bad_price"),
        ("-95000", "bad_price"),
        ("95000 - 120000", "bad_price"),
        ("1e9", "bad_price"),
        ("10%", "bad_price"),
        ("9" * 15, "price_too_big"),
        ("9" * 400, "price_too_big"),
    ],
)
def test_an_empty_or_impossible_price_becomes_price_on_request_with_a_warning(raw: str, code: str) -> None:
    assert priced(raw) == (None, [code])


@pytest.mark.parametrize(
    ("raw", "operation", "period", "problems"),
    [
        ("sale", "sale", "", []),
        ("SALE", "sale", "", []),
        ("month", "rent", "month", []),
        ("week", "seasonal_rent", "week", []),
        ("new_build", "sale", "", []),
        ("", "sale", "", ["no_operation"]),
        ("fortnight", "sale", "", ["bad_operation"]),
    ],
)
def test_the_price_frequency_says_the_operation(raw: str, operation: str, period: str, problems: list[str]) -> None:
    listing = one(price_freq=raw)
    assert (listing.operation, listing.period, codes(listing)) == (operation, period, problems)


def test_a_very_low_price_for_a_sale_is_doubted_but_kept() -> None:
    assert priced("650") == (Decimal(650), ["low_price"])


@pytest.mark.parametrize(
    ("raw", "expected", "problems"),
    [
        ("EUR", "EUR", []),
        ("€", "EUR", []),
        ("", "EUR", []),
        ("gbp", "GBP", []),
        ("Dollars", "EUR", ["bad_currency"]),
    ],
)
def test_currencies_are_iso_codes(raw: str, expected: str, problems: list[str]) -> None:
    listing = one(currency=raw)
    assert (listing.currency, codes(listing)) == (expected, problems)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Apartment", "flat"),
        ("apartments", "flat"),
        ("Villa", "detached"),
        ("Town house", "terraced"),
        ("Country house", "country_house"),
        ("Finca", "country_house"),
        ("Cave house", "country_house"),
        ("Land", "land"),
        ("Garage", "garage"),
        ("Commercial property", "retail"),
        ("Wooden home", "detached"),
        ("Duplex", "duplex"),
        ("PENTHOUSE", "penthouse"),
        ("Ático", "penthouse"),
        ("Studio", "studio"),
        ("Bungalow", "terraced"),
        ("Semi-detached villa", "semi_detached"),
        ("Nave industrial", "warehouse"),
    ],
)
def test_known_types_have_a_code(raw: str, expected: str) -> None:
    listing = one(type=raw)
    assert (listing.property_type, listing.problems) == (expected, ())


def test_a_type_in_a_sentence_is_understood_and_reported() -> None:
    listing = one(type="Luxury semi-detached villa with pool")
    assert (listing.property_type, codes(listing)) == ("semi_detached", ["type_guessed"])


@pytest.mark.parametrize(("raw", "code"), [("", "no_type"), ("Castle in the air", "bad_type"), ("---", "no_type")])
def test_an_unknown_type_is_neutral_and_warned_about_never_guessed(raw: str, code: str) -> None:
    listing = one(type=raw)
    assert (listing.property_type, codes(listing)) == ("other", [code])


def built(raw: str) -> tuple[Decimal | None, list[str]]:
    listing = one(surface_area=f"<built>{text(raw)}</built>")
    return listing.built_area, codes(listing)


@pytest.mark.parametrize(
    ("raw", "expected", "problems"),
    [
        ("85", "85", []),
        ("85.5", "85.5", []),
        ("0", None, []),
        ("", None, []),
        ("---", None, ["no_number"]),
        ("-", None, ["no_number"]),
        ("n/a", None, ["no_number"]),
        ("85m2", "85", ["number_form"]),
        ("85 m²", "85", ["number_form"]),
        ("1.200 m2", "1200", ["number_form"]),
        ("1 200", "1200", ["number_form"]),
        ("10,000", "10000", ["number_form"]),
        ("85,5", "85.5", ["number_form"]),
        ("85 built", "85", ["number_form"]),
        ("1000 sq ft", "92.90", ["area_unit"]),
        ("1,5 ha", "15000", ["area_unit"]),
        ("100-120", None, ["bad_number"]),
        ("about 85", None, ["bad_number"]),
        ("9" * 9, None, ["number_too_big"]),
        ("9" * 300, None, ["number_too_big"]),
    ],
)
def test_areas_are_square_metres_or_unknown(raw: str, expected: str | None, problems: list[str]) -> None:
    amount, found = built(raw)
    assert amount == (None if expected is None else Decimal(expected))
    assert found == problems


@pytest.mark.parametrize(
    ("raw", "area", "feature"),
    [
        ("50 + 75 terrace", 50, "75 m² terrace"),
        ("50+15 terrace ", 50, "15 m² terrace"),
        ("60 + 60 private solarium", 60, "60 m² private solarium"),
    ],
)
def test_a_sum_of_areas_keeps_the_first_and_makes_a_feature_of_the_rest(raw: str, area: int, feature: str) -> None:
    listing = one(surface_area=f"<built>{raw}</built><plot>---</plot>")
    assert listing.built_area == Decimal(area)
    assert listing.features == ("Sea views", "Lift", feature)
    assert codes(listing) == ["area_with_extra", "no_number"]


@pytest.mark.parametrize(
    ("raw", "expected", "problems"),
    [
        ("3", 3, []),
        ("0", None, []),
        ("", None, []),
        ("3 bedrooms", 3, ["number_form"]),
        ("2.5", 2, ["half_rooms"]),
        ("2.0", 2, []),
        ("3+1", 3, ["number_form"]),
        ("many", None, ["bad_number"]),
        ("-2", None, ["bad_number"]),
        ("201", None, ["number_too_big"]),
        ("9" * 40, None, ["number_too_big"]),
    ],
)
def test_rooms_are_counted_or_unknown(raw: str, expected: int | None, problems: list[str]) -> None:
    for field in ("beds", "baths"):
        listing = one(**{field: raw})
        assert (listing.bedrooms if field == "beds" else listing.bathrooms) == expected
        assert codes(listing) == problems


def test_a_studio_has_no_bedroom_rather_than_an_unknown_number() -> None:
    assert one(type="Studio", beds="0").bedrooms == 0


@pytest.mark.parametrize(("raw", "expected"), [("1", True), ("yes", True), ("0", None), ("", None), ("-", None)])
def test_a_pool_is_there_or_unknown(raw: str, expected: bool | None) -> None:
    assert one(pool=raw).has_pool is expected


def test_a_flag_that_is_neither_yes_nor_no_is_unknown_with_a_warning() -> None:
    listing = one(new_build="maybe")
    assert (listing.new_build, codes(listing)) == (None, ["bad_flag"])


@pytest.mark.parametrize(
    ("raw", "expected", "problems"),
    [
        ("Murcia", "Murcia", []),
        ("MURCIA", "Murcia", ["case"]),
        ("alicante", "Alicante", ["case"]),
        ("Alicnate", "Alicante", ["province_spelling"]),
        ("Murica", "Murcia", ["province_spelling"]),
        ("Región de Murcia", "Murcia", ["province_spelling"]),
        ("Torrevieja", "Alicante", ["province_from_town"]),
        ("almeria", "Almería", ["case"]),
        ("Almería", "Almería", []),
        ("Narnia", "Narnia", ["bad_province"]),
        ("", "", []),
        ("---", "", []),
    ],
)
def test_provinces_have_their_official_name(raw: str, expected: str, problems: list[str]) -> None:
    listing = one(province=raw)
    assert (listing.province, codes(listing)) == (expected, problems)


def test_provinces_of_other_countries_stay_as_they_are() -> None:
    listing = one(country="Portugal", province="Faro", location=None)
    assert (listing.country, listing.province, listing.problems) == ("PT", "Faro", ())


def test_places_in_capitals_get_ordinary_letters() -> None:
    listing = one(town="PILAR DE LA HORADADA", location_detail="URB. TORRETA III")
    assert (listing.town, listing.location_detail) == ("Pilar de la Horadada", "Urb. Torreta III")
    assert [(p.field, p.code) for p in listing.problems] == [("town", "case"), ("location_detail", "case")]


def test_a_missing_town_is_warned_about() -> None:
    listing = one(town="")
    assert (listing.town, codes(listing)) == ("", ["no_town"])


def test_an_unknown_country_is_warned_about() -> None:
    listing = one(country="Atlantis")
    assert (listing.country, codes(listing)) == ("ES", ["bad_country"])


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected", "problems"),
    [
        ("37.978", " -0.682", ("37.978", "-0.682"), []),
        ("37,978", "-0,682", ("37.978", "-0.682"), []),
        ("28.1", "-15.4", ("28.1", "-15.4"), []),  # Gran Canaria
        ("0", "0", None, []),
        ("0.000000", "0.0", None, []),
        ("", "", None, []),
        ("37.978", "", None, ["half_coordinates"]),
        ("-0.682", "37.978", ("37.978", "-0.682"), ["coordinates_swapped"]),
        ("51.5", "-0.1", None, ["coordinates_outside"]),
        ("95", "200", None, ["coordinates_outside"]),
        ("37.978", "0.682 W", None, ["bad_coordinates"]),
        ("nan", "inf", None, ["bad_coordinates"]),
        ("1e400", "-0.682", None, ["bad_coordinates"]),
    ],
)
def test_coordinates_lie_in_the_country_or_are_left_out(
    latitude: str, longitude: str, expected: tuple[str, str] | None, problems: list[str]
) -> None:
    listing = one(location=f"<latitude>{latitude}</latitude><longitude>{longitude}</longitude>")
    wanted = (None, None) if expected is None else tuple(map(Decimal, expected))
    assert ((listing.latitude, listing.longitude), codes(listing)) == (wanted, problems)


@pytest.mark.parametrize(
    ("consumption", "emissions", "expected", "problems"),
    [
        ("D", "E", ("D", "E", "available", False), []),
        ("d", "", ("D", "", "available", False), []),
        ("A", "A", ("A", "A", "available", True), []),
        ("A", "B", ("A", "B", "available", False), []),
        ("X", "X", ("", "", "in_process", False), []),
        ("En trámite", "", ("", "", "in_process", False), []),
        ("Exento", "", ("", "", "exempt", False), []),
        ("", "", ("", "", "missing", False), []),
        ("-", "", ("", "", "missing", False), []),
        ("E (210 kWh)", "", ("E", "", "available", False), ["energy_form"]),
        ("Z", "", ("", "", "missing", False), ["bad_energy"]),
        ("150", "", ("", "", "missing", False), ["bad_energy"]),
    ],
)
def test_energy_ratings_are_letters_or_a_status(
    consumption: str, emissions: str, expected: tuple[str, str, str, bool], problems: list[str]
) -> None:
    listing = one(energy_rating=f"<consumption>{consumption}</consumption><emissions>{emissions}</emissions>")
    found = (
        listing.energy_consumption,
        listing.energy_emissions,
        listing.energy_status,
        listing.energy_to_check,
    )
    assert (found, codes(listing)) == (expected, problems)


def test_a_letter_a_with_a_certificate_needs_no_check() -> None:
    rating = "<consumption>A</consumption><emissions>A</emissions><certificate_number>E-2026-1</certificate_number>"
    assert one(energy_rating=rating).energy_to_check is False


@pytest.mark.parametrize(
    ("raw", "has_date", "problems"),
    [
        ("2026-03-04 10:20:30", True, []),
        ("2026-03-04", True, ["date_form"]),
        ("2026-03-04T10:20:30Z", True, ["date_form"]),
        ("04/03/2026", True, ["date_form"]),
        ("0000-00-00 00:00:00", False, ["bad_date"]),
        ("yesterday", False, ["bad_date"]),
        ("", False, []),
    ],
)
def test_dates_are_read_or_left_out(raw: str, has_date: bool, problems: list[str]) -> None:
    listing = one(date=raw)
    assert (listing.source_date is not None, codes(listing)) == (has_date, problems)


def test_an_id_that_is_too_long_is_shortened_the_same_way_each_time_and_stays_unique() -> None:
    first, again, other = one(id="x" * 80), one(id="x" * 80), one(id="x" * 79 + "y")
    assert first.external_id == again.external_id != other.external_id
    assert len(first.external_id) == 50
    assert codes(first) == ["shortened_key"]


def test_texts_are_kept_by_language_and_unknown_languages_left_out() -> None:
    listing = one(desc="<en>One.</en><es>Uno.</es><de/><tlh>nuqneH</tlh>")
    assert (dict(listing.descriptions), codes(listing)) == ({"en": "One.", "es": "Uno."}, ["bad_language"])


def test_a_description_without_a_language_counts_as_spanish() -> None:
    listing = one(desc="Un piso junto al mar.")
    assert (dict(listing.descriptions), codes(listing)) == ({"es": "Un piso junto al mar."}, ["no_language"])


def features(*raw: str) -> tuple[tuple[str, ...], list[str]]:
    listing = one(features="".join(f"<feature>{text(value)}</feature>" for value in raw))
    return listing.features, codes(listing)


def test_empty_and_repeated_features_are_left_out() -> None:
    assert features("Pool", "", "  ", "POOL", "pool.", "Lift") == (("Pool", "Lift"), ["duplicate_feature"])


def test_a_feature_without_words_is_left_out_with_a_warning() -> None:
    assert features("2", "-", "Pool") == (("Pool",), ["feature_without_words"])


def test_features_in_one_text_are_separated() -> None:
    assert features("Pool; Lift | Garage\nTerrace") == (("Pool", "Lift", "Garage", "Terrace"), ["feature_split"])


def test_a_feature_that_is_a_sentence_is_kept_and_one_that_is_too_long_shortened() -> None:
    sentence = "It has a lovely terrace of fifteen square metres that faces south."
    assert features(sentence) == ((sentence.removesuffix("."),), [])
    (kept,), problems = features("A terrace with views " * 10)
    assert len(kept) <= 100
    assert problems == ["feature_too_long"]


def test_too_many_features_keep_the_first_ones() -> None:
    kept, problems = features(*(f"feature {number}" for number in range(150)))
    assert (len(kept), problems) == (FEATURES_MAX, ["too_many_features"])


def photos(*raw: str) -> tuple[tuple[str, ...], list[str]]:
    images = "".join(f'<image id="{at}"><url>{text(url)}</url></image>' for at, url in enumerate(raw, 1))
    listing = one(images=images)
    return listing.photo_urls, codes(listing)


@pytest.mark.parametrize(
    ("raw", "expected", "problems"),
    [
        ("https://a.example/1.jpg", "https://a.example/1.jpg", []),
        ("http://a.example/01 fachada.jpg", "http://a.example/01%20fachada.jpg", ["url_repaired"]),
        ("http://a.example/baño.jpg", "http://a.example/ba%C3%B1o.jpg", ["url_repaired"]),
        ("http://a.example/50%.jpg", "http://a.example/50%25.jpg", ["url_repaired"]),
        ("http://a.example/01%20a.jpg", "http://a.example/01%20a.jpg", []),
        ("HTTP://a.example/1.jpg?x=1&y=2", "http://a.example/1.jpg?x=1&y=2", []),
        ("//a.example/1.jpg", "https://a.example/1.jpg", []),
        ("www.a.example/1.jpg", "http://www.a.example/1.jpg", []),
        ("http://a.example:8080/1.jpg", "http://a.example:8080/1.jpg", []),
        ("1.jpg", None, ["bad_url"]),
        ("ftp://a.example/1.jpg", None, ["bad_url"]),
        ("javascript:alert(1)", None, ["bad_url"]),
        ("file:///etc/passwd", None, ["bad_url"]),
        ("http://user:pass@a.example/1.jpg", None, ["bad_url"]),
        ("http://[::1/1.jpg", None, ["bad_url"]),
        ("http://a.example:99999/1.jpg", None, ["bad_url"]),
        ("http:///1.jpg", None, ["bad_url"]),
        ("http://a.example/" + "x" * 600, None, ["url_too_long"]),
        ("http://a.example/" + "ñ" * 300, None, ["url_too_long"]),
    ],
)
def test_photo_addresses_are_encoded_or_left_out(raw: str, expected: str | None, problems: list[str]) -> None:
    assert photos(raw) == ((expected,) if expected else (), problems)


def test_the_same_fault_is_counted_not_repeated() -> None:
    listing = one(images="".join(f"<image><url>http://a.example/{n} b.jpg</url></image>" for n in range(7)))
    assert [(problem.code, problem.count) for problem in listing.problems] == [("url_repaired", 7)]


def test_the_first_fifty_of_more_photos_are_kept() -> None:
    kept, problems = photos(*(f"https://a.example/{number}.jpg" for number in range(60)))
    assert (len(kept), kept[0], kept[-1]) == (50, "https://a.example/0.jpg", "https://a.example/49.jpg")
    assert problems == ["too_many_photos"]


def test_a_photo_that_is_listed_twice_is_kept_once() -> None:
    assert photos("https://a.example/1.jpg", "https://a.example/1.jpg") == (
        ("https://a.example/1.jpg",),
        ["duplicate_photo"],
    )


def test_photos_are_in_the_order_of_their_numbers() -> None:
    images = '<image id="2"><url>https://a.example/b.jpg</url></image><image id="1"><url>https://a.example/a.jpg</url></image>'
    assert one(images=images).photo_urls == ("https://a.example/a.jpg", "https://a.example/b.jpg")


def test_the_placeholder_of_the_notes_is_no_note() -> None:
    assert one(notes="This is a space for notes (optional)").notes == ""
    assert one(notes="Keys at the office").notes == "Keys at the office"


@pytest.mark.parametrize(
    ("field", "raw", "expected", "problems"),
    [
        ("email", "Ana@Agency.EXAMPLE", "ana@agency.example", []),
        ("email", "not an address", "", ["bad_email"]),
        ("contact_number", "966 123 456", "+34966123456", []),
        ("contact_number", "+44 20 7946 0958", "+442079460958", []),
        ("contact_number", "ask Ana", "", ["bad_phone"]),
        ("catastral", "7837301 VG8173B 0001 TT", "7837301VG8173B0001TT", []),
        ("catastral", "123", "", ["bad_catastral"]),
        ("video_url", "https://video.example/1", "https://video.example/1", []),
        ("virtual_tour_url", "see our page", "", ["bad_url"]),
    ],
)
def test_contact_data_and_links_are_valid_or_left_out(field: str, raw: str, expected: str, problems: list[str]) -> None:
    listing = one(**{field: raw})
    name = "phone" if field == "contact_number" else field
    assert (getattr(listing, name), codes(listing)) == (expected, problems)
