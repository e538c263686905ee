"""Spain: what the law of the state asks of an advertisement. The regions add theirs."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from stdnum.es import referenciacatastral

from realestate.listings.rules.base import DWELLINGS, FLATS, Facts, Rule, Severity, in_pack, listed
from realestate.listings.rules.common import filled, known

RED, AMBER, HINT = Severity.RED, Severity.AMBER, Severity.HINT
ENERGY = "RD 390/2021"
ENERGY_TYPES = frozenset(
    {*DWELLINGS, "retail", "office", "warehouse", "building", "other"}
)  # buildings and their parts; not land, garages and storage rooms
SOON = timedelta(days=60)
VALID_YEARS, VALID_YEARS_G = 10, 5  # RD 390/2021: ten years, five for the letter G
SHORT_LETS = frozenset({"day", "week"})


def energy_letters_are_known(facts: Facts) -> bool:
    listing = facts.listing
    return listing.energy_status != "available" or bool(listing.energy_consumption and listing.energy_emissions)


def energy_holds(facts: Facts) -> bool:
    listing = facts.listing
    day = listing.energy_expires_on
    return listing.energy_status != "available" or day is None or day >= facts.on


def energy_lasts(facts: Facts) -> bool:
    listing = facts.listing
    day = listing.energy_expires_on
    return listing.energy_status != "available" or day is None or not facts.on <= day <= facts.on + SOON


def energy_expiry_is_plausible(facts: Facts) -> bool:
    """Nobody gets a certificate for longer than the decree allows."""
    listing = facts.listing
    day = listing.energy_expires_on
    if listing.energy_status != "available" or day is None:
        return True
    years = VALID_YEARS_G if listing.energy_consumption == "G" else VALID_YEARS
    return day <= date(facts.on.year + years, facts.on.month, min(facts.on.day, 28)) + timedelta(days=4)


def habitability_holds(facts: Facts) -> bool:
    listing = facts.listing
    day = listing.habitability_expires_on
    return listing.habitability_status != "available" or day is None or day >= facts.on


def first_occupation_is_settled(facts: Facts) -> bool:
    listing = facts.listing
    is_new = listing.is_new_build or listing.condition == "building"
    return not is_new or listing.habitability_status in {"available", "in_process", "exempt"}


def landlord_pays(facts: Facts) -> bool:
    return all(one.fee_payer == "owner" for one in facts.in_force)


def cadastral_reference_is_valid(facts: Facts) -> bool:
    number = facts.listing.cadastral_reference
    return not number or bool(referenciacatastral.is_valid(number))


def says_how_to_get_up(facts: Facts) -> bool:
    floor = facts.listing.floor.strip().casefold()
    return not floor[:1].isdigit() or floor.startswith("0") or "lift" in listed(facts.listing.features)


def register_number_is_shaped(facts: Facts) -> bool:
    number = facts.listing.rental_register_number
    return not number or number.replace(" ", "").upper().startswith("ES")


def office_is_identified(facts: Facts) -> bool:
    return bool(facts.office.legal_name and facts.office.tax_id)


def is_short_let(facts: Facts) -> bool:
    """Let by the day or the week, as to tourists."""
    return facts.kind == "seasonal_rent" and facts.operation.period in SHORT_LETS


def tourist_licence_is_known(facts: Facts) -> bool:
    return not is_short_let(facts) or bool(facts.listing.tourist_licence.strip())


RULES = in_pack(
    "es",
    (
        Rule(
            "energy", RED, _("The energy certificate is missing."),
            lambda facts: facts.listing.energy_status != "missing", "field:energy_status", ENERGY, types=ENERGY_TYPES,
        ),
        Rule(
            "energy_letters", RED, _("The letters of the energy label are missing."),
            energy_letters_are_known, "field:energy_consumption", ENERGY, types=ENERGY_TYPES,
        ),
        Rule(
            "energy_expired", RED, _("The energy certificate has expired."),
            energy_holds, "field:energy_expires_on", ENERGY, types=ENERGY_TYPES,
        ),
        Rule(
            "energy_to_check", AMBER,
            _("The energy label was imported as a default: check it against the certificate."),
            lambda facts: not facts.listing.energy_to_check, "field:energy_to_check", ENERGY, types=ENERGY_TYPES,
        ),
        Rule(
            "energy_expiry", AMBER,
            _("The energy certificate would be valid for too long: ten years at most, five for the letter G."),
            energy_expiry_is_plausible, "field:energy_expires_on", ENERGY, types=ENERGY_TYPES,
        ),
        Rule(
            "energy_soon", HINT, _("The energy certificate expires within 60 days."),
            energy_lasts, "field:energy_expires_on", ENERGY, types=ENERGY_TYPES,
        ),
        Rule(
            "energy_in_process", HINT, _("The energy certificate is in process; the contract will need it."),
            lambda facts: facts.listing.energy_status != "in_process", "field:energy_status", ENERGY,
            types=ENERGY_TYPES,
        ),
        Rule(
            "rental_register", RED, _("The register number (NRA) of the short let is missing."),
            filled("rental_register_number"), "field:rental_register_number", "RD 1312/2024",
            kinds=frozenset({"seasonal_rent"}), types=DWELLINGS,
        ),
        Rule(
            "rental_register_shape", HINT, _("The register number (NRA) does not begin with ES."),
            register_number_is_shaped, "field:rental_register_number", "RD 1312/2024",
            kinds=frozenset({"seasonal_rent"}), types=DWELLINGS,
        ),
        Rule(
            "tourist_licence", AMBER, _("It is let by the day or week, and the tourist licence is missing."),
            tourist_licence_is_known, "field:tourist_licence", kinds=frozenset({"seasonal_rent"}), types=DWELLINGS,
        ),
        Rule(
            "usable_area", AMBER, _("The usable area is missing: buyers and tenants must be told it."),
            filled("usable_area"), "field:usable_area", "RD 515/1989; Ley 12/2023, art. 31", types=DWELLINGS,
        ),
        Rule(
            "total_price", HINT, _("A dwelling is offered without its price: the total price must be told."),
            lambda facts: not facts.operation.price_on_request, "price", "RD 515/1989; RDL 1/2007, art. 20",
            types=DWELLINGS, channels=frozenset({"web", "api"}),
        ),
        Rule(
            "text_language", AMBER, _("There is no description in Spanish."),
            lambda facts: "es" in facts.languages, "field:text_es_description",
        ),
        Rule(
            "landlord_fee", AMBER, _("The tenant of a habitual home may not be charged the agency's fee."),
            landlord_pays, "mandates", "LAU, art. 20.1 (Ley 12/2023)", kinds=frozenset({"rent"}), types=DWELLINGS,
        ),
        Rule(
            "first_occupation", AMBER,
            _("It is newly built, and nothing says how its licence of first occupation stands."),
            first_occupation_is_settled, "field:habitability_status", "RD 515/1989; Ley 38/1999", types=DWELLINGS,
        ),
        Rule(
            "habitability_expired", AMBER, _("The habitability certificate has expired."),
            habitability_holds, "field:habitability_expires_on", "Ley 12/2023, art. 31", types=DWELLINGS,
        ),
        Rule(
            "occupancy", HINT, _("It does not say who lives there; whoever buys or rents may ask."),
            filled("occupancy"), "field:occupancy", "Ley 12/2023, art. 31", types=DWELLINGS,
        ),
        Rule(
            "year_built", HINT, _("The year of building is missing; whoever buys or rents may ask."),
            known("year_built"), "field:year_built", "Ley 12/2023, art. 31", types=DWELLINGS,
        ),
        Rule(
            "community_fee", HINT, _("The community fee is missing."), known("community_fee"), "field:community_fee",
            "Ley 12/2023, art. 31", kinds=frozenset({"sale"}), types=FLATS,
        ),
        Rule(
            "lift", HINT, _("It is on an upper floor, and no lift is marked: say so if there is one."),
            says_how_to_get_up, "field:features", "Ley 12/2023, art. 31", types=FLATS,
        ),
        Rule(
            "property_tax", HINT, _("The property tax is missing."), known("property_tax"), "field:property_tax",
            "Ley 12/2023, art. 31", kinds=frozenset({"sale"}), types=DWELLINGS,
        ),
        Rule(
            "cadastral_valid", HINT, _("The cadastral reference is not valid: check its twenty characters."),
            cadastral_reference_is_valid, "field:cadastral_reference", "RDL 1/2004",
        ),
        Rule(
            "cadastral", HINT, _("The cadastral reference is missing; the deed will need it."),
            filled("cadastral_reference"), "field:cadastral_reference", "RDL 1/2004", kinds=frozenset({"sale"}),
        ),
        Rule(
            "agency_identity", HINT, _("The office's legal name and tax number are missing."),
            office_is_identified, "office", "Ley 34/2002, art. 10", channels=frozenset({"web"}),
        ),
    ),
)  # fmt: skip
