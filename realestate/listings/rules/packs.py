"""Which rules an office follows: those of its country and region, on top of those for everybody."""

from functools import lru_cache

from realestate.listings.rules import americas, common, es, es_regions, portals
from realestate.listings.rules.base import Rule, Severity

EVERYBODY = (*common.RULES, *portals.RULES)
LAYERS: dict[str, tuple[tuple[Rule, ...], ...]] = {
    "common": (EVERYBODY,),
    "es": (EVERYBODY, es.RULES),
    "es-ct": (EVERYBODY, es.RULES, es_regions.CATALONIA),
    "es-an": (EVERYBODY, es.RULES, es_regions.ANDALUSIA),
    "es-md": (EVERYBODY, es.RULES, es_regions.MADRID),
    "mx": (EVERYBODY, americas.MEXICO),
    "ar": (EVERYBODY, americas.ARGENTINA),
}


@lru_cache(maxsize=64)
def pack_name(country_rules: str) -> str:
    """The pack that an office's setting means; an unknown region counts as its country, an unknown country as none."""
    name = country_rules.strip().lower().replace("_", "-")
    if name in LAYERS:
        return name
    country = name.partition("-")[0]
    return country if country in LAYERS else "common"


@lru_cache(maxsize=64)
def pack(country_rules: str) -> dict[str, Rule]:
    """Code → rule; the region's rule stands in the place of the country's with the same code."""
    rules: dict[str, Rule] = {}
    for layer in LAYERS[pack_name(country_rules)]:
        rules.update({rule.code: rule for rule in layer})
    return rules


@lru_cache(maxsize=4096)
def rules_for(country_rules: str, channel: str, kind: str, property_type: str) -> tuple[Rule, ...]:
    """What is asked of such an operation on this channel, in the order of the packs."""
    return tuple(rule for rule in pack(country_rules).values() if rule.applies_to(channel, kind, property_type))


@lru_cache(maxsize=4096)
def blocking_rules_for(country_rules: str, channel: str, kind: str, property_type: str) -> tuple[Rule, ...]:
    """The same without advice, for whoever asks for the light alone."""
    rules = rules_for(country_rules, channel, kind, property_type)
    return tuple(rule for rule in rules if rule.severity != Severity.HINT)
