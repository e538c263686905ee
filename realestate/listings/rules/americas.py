"""Mexico and Argentina."""

from django.utils.translation import gettext_lazy as _

from realestate.core.text import normalise
from realestate.listings.rules.base import DWELLINGS, FLATS, Facts, Rule, Severity, in_pack
from realestate.listings.rules.common import filled, known

RED, AMBER, HINT = Severity.RED, Severity.AMBER, Severity.HINT
LFPC = "Ley Federal de Protección al Consumidor"
NOM = "NOM-247-SE-2021"
BROKERS_AR = "Ley 20.266 (Argentina)"
MEXICO_CITY = ("ciudad de mexico", "cdmx", "distrito federal")
BUENOS_AIRES_CITY = ("ciudad autonoma de buenos aires", "ciudad de buenos aires", "caba", "capital federal")
HOUSES = frozenset({"detached", "terraced", "semi_detached", "country_house"})


def lies_in(facts: Facts, names: tuple[str, ...]) -> bool:
    place = normalise(f"{facts.listing.province} {facts.listing.town}")
    return any(name in place for name in names)


def agent_is_licensed(facts: Facts) -> bool:
    return bool(facts.office.registration_number.strip())


def tenant_pays_nothing(facts: Facts) -> bool:
    return not lies_in(facts, BUENOS_AIRES_CITY) or all(one.fee_payer == "owner" for one in facts.in_force)


def new_build_is_settled(facts: Facts) -> bool:
    listing = facts.listing
    return not listing.is_new_build or bool(listing.development_id or listing.habitability_status)


SPANISH_TEXT = _("There is no description in Spanish.")

MEXICO = in_pack(
    "mx",
    (
        Rule(
            "text_language", RED, SPANISH_TEXT, lambda facts: "es" in facts.languages,
            "field:text_es_description", LFPC,
        ),
        Rule(
            "price_mxn", AMBER, _("The price is not in Mexican pesos."),
            lambda facts: facts.operation.currency == "MXN", "price", LFPC,
        ),
        Rule(
            "total_price", AMBER, _("A dwelling is offered without its price: the total price must be told."),
            lambda facts: not facts.operation.price_on_request, "price", f"{LFPC}; {NOM}",
            types=DWELLINGS, channels=frozenset({"web", "api"}),
        ),
        Rule(
            "plot_area_mx", AMBER, _("The area of the plot of a house is missing."),
            filled("plot_area"), "field:plot_area", NOM, kinds=frozenset({"sale"}), types=HOUSES,
        ),
        Rule(
            "agent_register_mx", AMBER, _("In Mexico City an agent needs a licence, and the office has none noted."),
            lambda facts: not lies_in(facts, MEXICO_CITY) or agent_is_licensed(facts), "office",
            "Ley de la Prestación de Servicios Inmobiliarios (Ciudad de México)",
        ),
        Rule(
            "new_build_mx", AMBER, _("It is newly built: note its development, or how its licences stand."),
            new_build_is_settled, "field:is_new_build", NOM, types=DWELLINGS,
        ),
        Rule(
            "property_tax_mx", HINT, _("The property tax (predial) is missing."),
            known("property_tax"), "field:property_tax", NOM, kinds=frozenset({"sale"}), types=DWELLINGS,
        ),
        Rule(
            "maintenance_mx", HINT, _("The maintenance fee is missing."),
            known("community_fee"), "field:community_fee", NOM, types=FLATS,
        ),
    ),
)  # fmt: skip

ARGENTINA = in_pack(
    "ar",
    (
        Rule(
            "agent_register", RED,
            _("The broker's registration number (matrícula; in Buenos Aires, CUCICBA) is missing in the office."),
            agent_is_licensed, "office", f"{BROKERS_AR}; Ley 2340 (CABA)",
        ),
        Rule(
            "text_language", AMBER, SPANISH_TEXT, lambda facts: "es" in facts.languages,
            "field:text_es_description", "Ley 24.240 (Argentina)",
        ),
        Rule(
            "currency_ar", AMBER, _("The price is neither in pesos nor in US dollars."),
            lambda facts: facts.operation.currency in {"ARS", "USD"}, "price",
        ),
        Rule(
            "rent_dollars", HINT, _("The rent is in dollars: most tenants look for rents in pesos."),
            lambda facts: facts.operation.currency != "USD", "price", kinds=frozenset({"rent"}), types=DWELLINGS,
        ),
        Rule(
            "landlord_fee", AMBER, _("In Buenos Aires the tenant of a home may not be charged the broker's fee."),
            tenant_pays_nothing, "mandates", "Ley 5859 (CABA)", kinds=frozenset({"rent"}), types=DWELLINGS,
        ),
        Rule(
            "expenses", HINT, _("The monthly expenses (expensas) are missing."),
            known("community_fee"), "field:community_fee", "Ley 24.240 (Argentina)", types=FLATS,
        ),
        Rule(
            "usable_area_ar", HINT, _("The covered area is known, the usable one is not."),
            lambda facts: not facts.listing.built_area or bool(facts.listing.usable_area), "field:usable_area",
            types=DWELLINGS,
        ),
    ),
)  # fmt: skip
