"""Features as feeds write them, in our words: what people search by becomes a code, the rest stays text."""

import re

from realestate.core.text import normalise
from realestate.listings.choices import Feature

METRES = r"m(?:ts?|eters?|etres?|etros)?"
NEAR = (
    rf"(?:close|closed|near|next|walk\w*|first line|1st line|[1-9]\d{{1,2}} ?{METRES}"
    r"|\d min\w*|cerca\w*|junto|primera linea|a pie)\b"
)
BEACH = r"\b(?:beach|playa)\b"
WORDS: dict[Feature, str] = {
    Feature.POOL: r"\bpools?\b|swim\w*|\bpiscinas?\b",
    Feature.GARDEN: r"\bgardens?\b|\bjardin(?:es)?\b",
    Feature.TERRACE: r"\bterraces?\b|\bterrazas?\b",
    Feature.BALCONY: r"\bbalcon(?:y|ies|es)?\b",
    Feature.LIFT: r"\b(?:lift|elevator|ascensor)\b",
    Feature.PARKING: r"\bparking\b|\bgarages?\b|\bgarajes?\b|\baparcamiento\b|space for a (?:large )?car\b",
    Feature.STORAGE_ROOM: r"\bstor(?:age|e)[ -]?rooms?\b|\btrasteros?\b",
    Feature.AIR_CONDITIONING: r"\bair ?con\w*|\baircon\w*|\baire acondicionado\b",
    Feature.HEATING: r"\bheating\b|\bcalefaccion\b",
    Feature.FIREPLACE: r"\bfire ?places?\b|\bchimenea\b",
    Feature.FURNISHED: r"(?<!un)\bfurnished\b|(?<!sin )\bamueblad[oa]\b",
    Feature.FITTED_KITCHEN: r"\b(?:equipped|fitted) kitchen\b|\bcocina equipada\b",
    Feature.FITTED_WARDROBES: r"\bwardrobes?\b|\barmarios empotrados\b",
    Feature.SEA_VIEWS: r"\bsea (?:and [a-z]+ )?views?\b|\bviews? (?:of|to|over) the sea\b|\bvistas al mar\b",
    Feature.NEAR_BEACH: rf"{NEAR}.*{BEACH}|{BEACH}.*(?:first line|walking distance)",
    Feature.GOLF: r"\bgolf\w*",
    Feature.BARBECUE: r"\bbar[bv][ae][qc]ue\b|\bbarbacoa\b|\bbbq\b",
    Feature.ALARM: r"\balarma?\b",
    Feature.ACCESSIBLE: r"\bwheelchair\b|\bstep[ -]free\b|\baccesible\b",
    Feature.PETS: r"\bpets?\b|\bmascotas?\b",
    Feature.SOLAR: r"\bsolar (?:panels?|energy)\b|\bplacas solares\b",
}
PATTERNS = {feature: re.compile(pattern) for feature, pattern in WORDS.items()}
NEGATION = re.compile(r"\b(?:no|without|sin|unfurnished)\b")
FAR = re.compile(r"\bkm\b|\bkilomet")
EXACT = {
    *(normalise(str(feature.value).replace("_", " ")) for feature in Feature),
    "step-free access", "solar panels", "swimming pool", "swimmingpool", "community pool", "communal pool",
    "communal swimmingpool", "air conditioner",
    "fully furnished", "garage", "piscina", "piscina comunitaria", "jardin", "terraza", "balcon", "ascensor", "garaje",
    "plaza de garaje", "trastero", "aire acondicionado", "calefaccion", "chimenea", "amueblado", "vistas al mar",
    "barbacoa", "cerca de la playa", "cocina equipada", "armarios empotrados", "golf",
}  # fmt: skip


def sort_features(texts: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """(codes, texts that say more than a code).

    >>> sort_features(("Communal pool", "Large glazed terrace", "20 km to the beach"))
    (['pool', 'terrace'], ['Large glazed terrace', '20 km to the beach'])
    """
    codes: set[str] = set()
    rest = []
    for text in texts:
        name = normalise(text)
        found = set() if NEGATION.search(name) else {code for code, pattern in PATTERNS.items() if pattern.search(name)}
        if FAR.search(name):
            found.discard(Feature.NEAR_BEACH)
        codes |= {str(code.value) for code in found}
        if not found or name not in EXACT:
            rest.append(text)
    return [code for code in Feature.values if code in codes], rest
