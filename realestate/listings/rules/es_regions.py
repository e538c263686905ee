"""Catalonia, Andalusia and Madrid: what they add to the law of the state.

A rule with the code of a rule of the state stands in its place.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from realestate.listings.rules import es, words
from realestate.listings.rules.base import DWELLINGS, Facts, Rule, Severity, in_pack
from realestate.listings.rules.common import filled, known

RED, AMBER, HINT = Severity.RED, Severity.AMBER, Severity.HINT
SEASONAL = frozenset({"seasonal_rent"})
HOMES_OFFERED = frozenset({"sale", "rent", "rent_to_own"})
LET_AS_HOME = frozenset({"rent"})
HABITABILITY_CT = "Ley 18/2007 (Catalunya), art. 26; Decret 141/2012"
RENT_CT = "Decreto Ley 6/2024 (Catalunya); Ley 12/2023"
DIA = "Decreto 218/2005 (Andalucía)"
OF_STATE = {rule.code: rule for rule in es.RULES}


def habitability_is_settled(facts: Facts) -> bool:
    return facts.listing.habitability_status in {"available", "in_process", "exempt"}


def habitability_is_there(facts: Facts) -> bool:
    return facts.listing.habitability_status != "in_process"


def habitability_number_is_known(facts: Facts) -> bool:
    listing = facts.listing
    return listing.habitability_status != "available" or bool(listing.habitability_number.strip())


def office_is_registered(facts: Facts) -> bool:
    return bool(facts.office.registration_number.strip())


def has_both_areas(facts: Facts) -> bool:
    return bool(facts.listing.built_area and facts.listing.usable_area)


CATALONIA = in_pack(
    "es-ct",
    (
        Rule(
            "habitability", RED, _("The habitability certificate (cédula de habitabilidad) is missing."),
            habitability_is_settled, "field:habitability_status", HABITABILITY_CT,
            kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        Rule(
            "habitability_in_process", AMBER, _("The habitability certificate is not there yet, only in process."),
            habitability_is_there, "field:habitability_status", HABITABILITY_CT, kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        Rule(
            "habitability_number", AMBER, _("The number of the habitability certificate is missing."),
            habitability_number_is_known, "field:habitability_number", HABITABILITY_CT,
            kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        replace(OF_STATE["habitability_expired"], severity=RED, law=HABITABILITY_CT),
        replace(OF_STATE["usable_area"], severity=RED, law="Ley 18/2007 (Catalunya); RD 515/1989"),
        replace(OF_STATE["tourist_licence"], severity=RED, law="Decret 75/2020 (Catalunya)"),
        Rule(
            "agent_register", RED, _("The office's number in the register of agents (AICAT) is missing."),
            office_is_registered, "office", "Decret 12/2010 (Catalunya)",
        ),
        Rule(
            "reference_price", AMBER, _("The text of a rent does not tell the price by the reference index."),
            lambda facts: bool(words.REFERENCE_PRICE.search(facts.words)), "field:text_es_description", RENT_CT,
            kinds=LET_AS_HOME, types=DWELLINGS,
        ),
        Rule(
            "large_holder", HINT, _("The text of a rent does not say whether the owner is a large holder."),
            lambda facts: bool(words.LARGE_HOLDER.search(facts.words)), "field:text_es_description", RENT_CT,
            kinds=LET_AS_HOME, types=DWELLINGS,
        ),
        Rule(
            "text_catalan", HINT, _("There is no description in Catalan."),
            lambda facts: "ca" in facts.languages, "field:text_ca_description",
            "Ley 22/2010 (Código de Consumo de Catalunya)",
        ),
    ),
)  # fmt: skip

ANDALUSIA = in_pack(
    "es-an",
    (
        Rule(
            "dia_areas", AMBER,
            _("The abridged information document (DIA) needs the built and the usable area of the dwelling."),
            has_both_areas, "field:built_area", DIA, kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        Rule(
            "dia_price", AMBER, _("The abridged information document (DIA) needs the price."),
            lambda facts: facts.price is not None, "price", DIA, kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        Rule(
            "dia_address", AMBER, _("The abridged information document (DIA) needs the address of the dwelling."),
            lambda facts: bool(facts.listing.street.strip()), "field:street", DIA,
            kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        Rule(
            "dia_year", HINT, _("The abridged information document (DIA) tells the age of the building."),
            known("year_built"), "field:year_built", DIA, kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        Rule(
            "dia_community", HINT, _("The abridged information document (DIA) tells the community fee."),
            known("community_fee"), "field:community_fee", DIA, kinds=HOMES_OFFERED, types=DWELLINGS,
        ),
        replace(
            OF_STATE["tourist_licence"], severity=RED,
            text=_("It is let by the day or week, and its number in the register of tourism of Andalusia is missing."),
            law="Decreto 28/2016 (Andalucía)",
        ),
    ),
)  # fmt: skip

MADRID = in_pack(
    "es-md",
    (
        replace(
            OF_STATE["tourist_licence"], severity=RED,
            text=_("It is let by the day or week, and its number as a dwelling for tourists in Madrid is missing."),
            law="Decreto 79/2014 (Comunidad de Madrid)",
        ),
        Rule(
            "agent_register", HINT, _("The office's number in the register of agents of Madrid is missing."),
            office_is_registered, "office", "Decreto 8/2018 (Comunidad de Madrid)",
        ),
        replace(OF_STATE["first_occupation"], law="Ley 2/1999 (Comunidad de Madrid); Ley 38/1999"),
        Rule(
            "postal_code", HINT, _("The postal code is missing; in Madrid buyers look for the district by it."),
            filled("postal_code"), "field:postal_code",
        ),
    ),
)  # fmt: skip
