"""What the portals' formats can carry (Kyero XML v3, idealista's JSON, BLM)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from realestate.listings.rules.base import DWELLINGS, PORTALS, Facts, Rule, Severity, in_pack

RED, AMBER, HINT = Severity.RED, Severity.AMBER, Severity.HINT
KYERO = frozenset({"kyero"})
IDEALISTA = frozenset({"idealista"})
BLM = frozenset({"blm"})
KYERO_CURRENCIES = frozenset({"EUR", "GBP", "USD"})
KYERO_MOST = Decimal(99_999_999)  # whole digits, eight at most
MOST_IMAGES = 50
LONGEST_FEATURE = 35
LONGEST_ZONE = 50


def price_is_sent(facts: Facts) -> bool:
    """A price on request goes out as such, so its figure does not count."""
    return facts.price is not None and not facts.operation.price_on_request


def price_fits_kyero(facts: Facts) -> bool:
    return not price_is_sent(facts) or facts.price is None or Decimal(1) <= facts.price <= KYERO_MOST


RULES = in_pack(
    "common",
    (
        Rule(
            "portal_type", RED, _("Portals do not take a property of an unknown type."),
            lambda facts: facts.listing.property_type != "other", "field:property_type", channels=PORTALS,
        ),
        Rule(
            "portal_province", RED, _("The province is missing, and portals ask for it."),
            lambda facts: bool(facts.listing.province.strip()), "field:province", channels=PORTALS,
        ),
        Rule(
            "kyero_kind", RED, _("Kyero knows sales and rents only."),
            lambda facts: facts.kind not in {"transfer", "rent_to_own"}, "detail", channels=KYERO,
        ),
        Rule(
            "kyero_price", RED, _("Kyero takes prices of one to eight whole digits."),
            price_fits_kyero, "price", channels=KYERO,
        ),
        Rule(
            "kyero_currency", RED, _("Kyero takes euros, pounds and US dollars only."),
            lambda facts: facts.operation.currency in KYERO_CURRENCIES, "price", channels=KYERO,
        ),
        Rule(
            "kyero_period", AMBER, _("Kyero takes rents by the month; by the day or week it shows them wrongly."),
            lambda facts: facts.operation.period not in {"day", "week"}, "price", channels=KYERO,
        ),
        Rule(
            "kyero_photos", HINT, _("Kyero takes fifty photos; the last ones are left out."),
            lambda facts: len(facts.photos) <= MOST_IMAGES, "photos", channels=KYERO,
        ),
        Rule(
            "kyero_features", HINT, _("A feature is longer than 35 characters and will be cut."),
            lambda facts: all(len(one) <= LONGEST_FEATURE for one in facts.features),
            "field:free_features", channels=KYERO,
        ),
        Rule(
            "kyero_zone", HINT, _("The zone is longer than 50 characters and will be cut."),
            lambda facts: len(facts.listing.zone) <= LONGEST_ZONE, "field:zone", channels=KYERO,
        ),
        Rule(
            "kyero_english", HINT, _("Most readers of Kyero look for a description in English."),
            lambda facts: "en" in facts.languages, "field:text_en_description", channels=KYERO,
        ),
        Rule(
            "idealista_price", RED, _("idealista does not take a price on request."),
            price_is_sent, "price", channels=IDEALISTA,
        ),
        Rule(
            "idealista_currency", RED, _("idealista takes prices in euros only."),
            lambda facts: facts.operation.currency == "EUR", "price", channels=IDEALISTA,
        ),
        Rule(
            "idealista_place", AMBER, _("idealista places it on the map, and there are no coordinates."),
            lambda facts: facts.listing.latitude is not None, "field:latitude", channels=IDEALISTA,
        ),
        Rule(
            "idealista_spanish", AMBER, _("idealista asks for a description in Spanish."),
            lambda facts: "es" in facts.languages, "field:text_es_description", channels=IDEALISTA,
        ),
        Rule(
            "idealista_bathrooms", AMBER, _("idealista asks for the number of bathrooms of a dwelling."),
            lambda facts: facts.listing.bathrooms is not None, "field:bathrooms", channels=IDEALISTA, types=DWELLINGS,
        ),
        Rule(
            "blm_kind", RED, _("A BLM file knows sales and rents only."),
            lambda facts: facts.kind not in {"transfer", "rent_to_own"}, "detail", channels=BLM,
        ),
        Rule(
            "blm_postal_code", RED, _("A BLM file needs the postal code."),
            lambda facts: bool(facts.listing.postal_code.strip()), "field:postal_code", channels=BLM,
        ),
        Rule(
            "blm_english", AMBER, _("The readers of a BLM file need a description in English."),
            lambda facts: "en" in facts.languages, "field:text_en_description", channels=BLM,
        ),
    ),
)  # fmt: skip
