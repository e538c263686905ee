"""Composes ``stock.xml``: ``python -m realestate.demo.data.compose FEED.xml``.

Takes bare facts (type, rooms, areas, price level, place) from a feed of the coast, adds an inland stock and rentals of
its own, and writes new Spanish and English texts from those facts. The same feed always gives the same file.
"""
# ruff: noqa: E501 (a sentence stands beside its translation)

import random
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from realestate.portals.kyero import ParsedListing, read_feed

TARGET = Path(__file__).parent / "stock.xml"
COAST_SALES, SEED = 84, 20260115

# type → (Kyero's word, Spanish, English, Spanish gender ending)
TYPES = {
    "flat": ("Apartment", "piso", "flat", "o"),
    "penthouse": ("Penthouse", "ático", "penthouse", "o"),
    "duplex": ("Duplex", "dúplex", "duplex", "o"),
    "studio": ("Studio", "estudio", "studio", "o"),
    "detached": ("Villa", "chalet independiente", "detached villa", "o"),
    "semi_detached": ("Semi-detached villa", "chalet pareado", "semi-detached house", "o"),
    "terraced": ("Town house", "adosado", "town house", "o"),
    "country_house": ("Country house", "casa de campo", "country house", "a"),
    "garage": ("Garage", "plaza de garaje", "garage space", "a"),
    "land": ("Land", "parcela", "plot", "a"),
    "retail": ("Commercial property", "local comercial", "retail unit", "o"),
    "office": ("Office", "oficina", "office", "a"),
}
# town → (province, latitude, longitude, zones)
INLAND = {
    "Murcia": (
        "Murcia",
        37.9872,
        -1.1300,
        ("Centro", "El Carmen", "Santa María de Gracia", "Vistabella", "Juan Carlos I"),
    ),
    "Molina de Segura": ("Murcia", 38.0546, -1.2077, ("Centro", "La Alcayna", "Altorreal", "El Sifón")),
    "Alcantarilla": ("Murcia", 37.9694, -1.2171, ("Centro", "San José Obrero", "Campoamor")),
    "Lorca": ("Murcia", 37.6712, -1.7017, ("Centro", "La Viña", "San Diego")),
    "Santomera": ("Murcia", 38.0617, -1.0492, ("Centro", "El Siscar")),
    "Las Torres de Cotillas": ("Murcia", 38.0281, -1.2419, ("Centro", "La Loma")),
}
SHORE = {
    "Los Alcázares": ("Murcia", 37.7443, -0.8500, ("Centro", "Los Narejos", "Oasis")),
    "San Pedro del Pinatar": ("Murcia", 37.8357, -0.7910, ("Lo Pagán", "Centro")),
    "San Javier": ("Murcia", 37.8060, -0.8374, ("Santiago de la Ribera", "Centro")),
    "Cartagena": ("Murcia", 37.6057, -0.9913, ("Ensanche", "Casco Antiguo", "Cabo de Palos")),
    "Torrevieja": ("Alicante", 37.9787, -0.6822, ("La Mata", "Centro", "Playa del Cura", "Los Balcones")),
    "Orihuela Costa": ("Alicante", 37.9265, -0.7340, ("Playa Flamenca", "La Zenia", "Villamartín")),
}
INLAND_TYPES = (
    ["flat"] * 13 + ["penthouse"] * 3 + ["duplex"] * 2 + ["terraced"] * 4 + ["detached"] * 4 + ["semi_detached"] * 2
    + ["country_house"] * 3 + ["garage"] * 4 + ["land"] * 4 + ["retail"] * 3 + ["office"] * 2
)  # fmt: skip
RENTALS = ["flat"] * 13 + ["studio"] * 3 + ["penthouse"] * 2 + ["terraced"] * 3 + ["duplex", "retail", "office", "flat"]
SPANISH = {
    "pool": "Piscina comunitaria",
    "own_pool": "Piscina",
    "terrace": "Terraza",
    "balcony": "Balcón",
    "garden": "Jardín",
    "lift": "Ascensor",
    "parking": "Plaza de garaje",
    "storage": "Trastero",
    "air": "Aire acondicionado",
    "heating": "Calefacción",
    "fireplace": "Chimenea",
    "furnished": "Amueblado",
    "kitchen": "Cocina equipada",
    "wardrobes": "Armarios empotrados",
    "sea": "Vistas al mar",
    "beach": "Cerca de la playa",
    "golf": "Golf",
    "barbecue": "Barbacoa",
}
FLATS = frozenset({"flat", "penthouse", "studio"})
HOUSES = frozenset({"detached", "semi_detached", "terraced", "country_house"})
BARE = frozenset({"garage", "land"})
WORK = frozenset({"retail", "office"})
NUMBERS = {
    1: ("un", "one"),
    2: ("dos", "two"),
    3: ("tres", "three"),
    4: ("cuatro", "four"),
    5: ("cinco", "five"),
    7: ("siete", "seven"),
}


@dataclass
class Facts:
    """What is true of one listing; the texts say nothing else."""

    kind: str
    town: str
    province: str
    zone: str
    price: int
    is_rent: bool
    built: int
    plot: int
    bedrooms: int
    bathrooms: int
    latitude: float | None
    longitude: float | None
    is_coast: bool
    has: set[str] = field(default_factory=set)
    energy: tuple[str, str] = ("", "")
    new_build: bool = False


def spread(rng: random.Random, latitude: float, longitude: float) -> tuple[float, float]:
    """Somewhere near, on the land side of the coast."""
    return round(latitude + rng.uniform(-0.006, 0.006), 6), round(longitude - rng.uniform(0.0, 0.012), 6)


def extras(rng: random.Random, facts: Facts) -> set[str]:
    """What it has beside its rooms, as likely as with such homes."""
    if facts.kind in BARE:
        return set()
    if facts.kind in WORK:
        return {name for name in ("air", "parking") if rng.random() < 0.6}
    chances = {
        "terrace": 0.7 if facts.is_coast or facts.kind != "flat" else 0.35,
        "balcony": 0.3 if facts.kind in FLATS else 0,
        "lift": 0.65 if facts.kind in FLATS else 0,
        "pool": 0.55 if facts.is_coast and facts.kind not in {"detached", "country_house"} else 0.1,
        "own_pool": 0.6 if facts.kind in {"detached", "country_house"} else 0,
        "garden": 0.75 if facts.kind in HOUSES else 0,
        "parking": 0.45,
        "storage": 0.3,
        "air": 0.7,
        "heating": 0.25 if facts.is_coast else 0.5,
        "fireplace": 0.35 if facts.kind in HOUSES else 0,
        "furnished": 0.85 if facts.is_rent else 0.35 if facts.is_coast else 0.1,
        "kitchen": 0.6,
        "wardrobes": 0.55,
        "sea": 0.25 if facts.is_coast else 0,
        "beach": 0.6 if facts.is_coast else 0,
        "golf": 0.5 if facts.town == "Orihuela Costa" or facts.zone in {"La Alcayna", "Altorreal"} else 0,
        "barbecue": 0.4 if facts.kind in HOUSES else 0,
    }
    found = {name for name, chance in chances.items() if rng.random() < chance}
    if "own_pool" in found or facts.kind in {"country_house"}:
        found.discard("pool")
    if facts.kind == "penthouse":
        found.add("terrace")
    return found


def energy(rng: random.Random, facts: Facts) -> tuple[str, str]:
    """Mostly D to F, as with homes of their age; some in process; none for land and garages."""
    if facts.kind in BARE or rng.random() < 0.12:
        return "X", "X"
    if facts.new_build:
        return rng.choice((("A", "A"), ("B", "A"), ("B", "B")))
    letter = rng.choices("CDEFG", (8, 20, 42, 14, 16))[0]
    return letter, letter if rng.random() < 0.6 else chr(
        min(ord("G"), max(ord("C"), ord(letter) + rng.choice((-1, 1))))
    )


def from_feed(parsed: ParsedListing, rng: random.Random) -> Facts:
    """A sale on the coast with the feed's bare facts, at today's prices; what it does not say is filled in."""
    kind = parsed.property_type
    if kind == "terraced" and rng.random() < 0.25:
        kind = "semi_detached"
    bedrooms = 0 if kind == "studio" else parsed.bedrooms or 1
    built = int(parsed.built_area or 0)
    if built < 22 + bedrooms * 12:
        built = {"studio": 32, "flat": 34, "penthouse": 38}.get(kind, 44) + bedrooms * rng.randint(15, 24)
        built += 40 if kind in {"detached", "country_house"} else 0
    plot = int(parsed.plot_area or 0) if kind in HOUSES | {"duplex"} else 0
    if kind in {"detached", "country_house"} and plot < built:
        plot = rng.choice((400, 520, 600, 740, 800, 1100, 1220))
    latitude = None if parsed.latitude is None else float(parsed.latitude)
    longitude = None if parsed.longitude is None else float(parsed.longitude)
    town = {"Mil Palmeras": "Pilar de la Horadada", "Dehesa de Campoamor": "Orihuela Costa"}.get(
        parsed.town, parsed.town
    )
    town = "San Javier" if town == "Torrepacheco" else town
    if latitude is None and rng.random() < 0.75 and town in {"Torrevieja", "Orihuela Costa", "San Javier"}:
        latitude, longitude = spread(rng, *SHORE[town][1:3])
    level = Decimal(rng.randint(165, 190)) / 100
    return Facts(
        kind=kind,
        town=town,
        province="Murcia" if town == "San Javier" else "Alicante",
        zone=ZONES.get(parsed.location_detail, parsed.location_detail),
        price=int((parsed.price or Decimal(120_000)) * level / 500) * 500,
        is_rent=False,
        built=built,
        plot=plot,
        bedrooms=bedrooms,
        bathrooms=parsed.bathrooms or 1,
        latitude=latitude,
        longitude=longitude,
        is_coast=True,
    )


ZONES = {
    "Acequion": "El Acequión",
    "Rocio del Mar": "Rocío del Mar",
    "Playa de los locos": "Playa de los Locos",
    "Playa del cura": "Playa del Cura",
    "Los Balcones, Torrevieja": "Los Balcones",
    "Urb. Cabo Cervera": "Cabo Cervera",
    "Urb Lago Sal": "Lago Sal",
    "Res. Lago Sal": "Lago Sal",
    "Urb Los Angeles": "Los Ángeles",
    "Plza Molino": "Centro",
    "Avda. Habaneras": "Habaneras",
    "Villa Costa": "Villacosta",
    "Villamartin": "Villamartín",
    "Lo Pagan": "Lo Pagán",
    "El Paraiso": "El Paraíso",
    "Pueblo Principe": "Pueblo Príncipe",
    "Orihuela costa Serena IV": "La Serena",
    "Curva del palangre": "Curva del Palangre",
    "Punta Vibora": "Punta Víbora",
    "Next Torreaguas": "Torreaguas",
    "Montesinos": "Centro",
    "San Javier": "Centro",
    "Valle del Sol": "Centro",
    "El Jimenado": "Centro",
}


def invented(
    kind: str, towns: dict[str, tuple[str, float, float, tuple[str, ...]]], rng: random.Random, *, is_rent: bool
) -> Facts:
    """A listing of the agency's own, with sizes and prices that such places have."""
    town = rng.choice([*sorted(towns), *["Murcia"] * 5] if "Murcia" in towns else sorted(towns))
    province, latitude, longitude, zones = towns[town]
    north, east = spread(rng, latitude, longitude)
    bedrooms = {"studio": 0, "flat": rng.randint(1, 4), "penthouse": rng.randint(2, 4)}.get(kind, rng.randint(3, 5))
    bedrooms = 0 if kind in BARE | WORK else bedrooms
    bathrooms = 0 if kind in BARE else 1 if bedrooms < 3 else 2 + (bedrooms > 4)
    built = {
        "studio": rng.randint(30, 42), "garage": rng.randint(12, 18), "land": 0, "retail": rng.randint(60, 210),
        "office": rng.randint(55, 160), "detached": 150 + bedrooms * 20, "country_house": 110 + bedrooms * 22,
    }.get(kind, 34 + bedrooms * rng.randint(18, 24))  # fmt: skip
    plot = {
        "detached": rng.randint(500, 1400),
        "country_house": rng.randint(2500, 9000),
        "land": rng.randint(450, 12_000),
    }.get(kind, 0)
    plot = rng.randint(built, built + 120) if kind in {"terraced", "semi_detached"} else plot
    metre = {"land": 0, "garage": 1150, "retail": 900, "office": 1050, "country_house": 1050}.get(
        kind, rng.randint(1150, 1900)
    )
    price = built * metre if kind != "land" else plot * rng.choice((12, 22, 45))
    if is_rent:
        rent = {"retail": 6 * built, "office": 6 * built}.get(kind, 390 + bedrooms * 120 + built * 2)
        price = max(450, min(1900, rent + rng.randint(-4, 8) * 10)) // 10 * 10
    return Facts(
        kind=kind, town=town, province=province, zone=rng.choice(zones), price=price if is_rent else max(9_000, price // 500 * 500),
        is_rent=is_rent, built=built, plot=plot, bedrooms=bedrooms, bathrooms=bathrooms, latitude=north, longitude=east,
        is_coast=town in SHORE, new_build=kind in {"flat", "detached", "penthouse"} and not is_rent and rng.random() < 0.15,
    )  # fmt: skip


def counted(number: int, one: tuple[str, str], many: tuple[str, str]) -> tuple[str, str]:
    """``tres dormitorios`` and ``three bedrooms``."""
    spanish, english = NUMBERS.get(number, (str(number), str(number)))
    names = one if number == 1 else many
    return f"{spanish} {names[0]}", f"{english} {names[1]}"


def listed(words: list[str], last: str) -> str:
    if last == "y" and len(words) > 1 and words[-1].startswith(("i", "hi")):
        last = "e"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def opening(facts: Facts, rng: random.Random) -> tuple[str, str]:
    _, spanish, english, end = TYPES[facts.kind]
    place = facts.town if facts.zone in {"", "Centro", facts.town} else f"{facts.zone}, {facts.town}"
    where_es = f"en pleno centro de {facts.town}" if facts.zone == "Centro" else f"en {place}"
    where_en = f"in the centre of {facts.town}" if facts.zone == "Centro" else f"in {place}"
    deal_es, deal_en = ("alquila", "to let") if facts.is_rent else ("vende", "for sale")
    article = "An" if english[0] in "aeiou" else "A"
    if facts.kind in BARE | WORK:
        size = facts.plot if facts.kind == "land" else facts.built
        return rng.choice((
            (f"Se {deal_es} {spanish} de {size} m² {where_es}.", f"{english.capitalize()} of {size} m² {deal_en} {where_en}."),
            (f"{spanish.capitalize()} de {size} m² {where_es}.", f"{article} {english} of {size} m² {where_en}."),
        ))  # fmt: skip
    bright = rng.choice((
        (f"luminos{end}", "bright"), (f"acogedor{'a' if end == 'a' else ''}", "cosy"), (f"cuidad{end}", "well-kept"),
        (f"tranquil{end}", "quiet"), ("agradable", "pleasant"),
    ))  # fmt: skip
    return rng.choice((
        (f"Se {deal_es} {spanish} {bright[0]} de {facts.built} m² {where_es}.", f"{bright[1].capitalize()} {english} of {facts.built} m² {deal_en} {where_en}."),
        (f"{spanish.capitalize()} {bright[0]} {where_es}, con {facts.built} m² construidos.", f"{bright[1].capitalize()} {english} {where_en}, {facts.built} m² built."),
        (f"Presentamos {'esta' if end == 'a' else 'este'} {spanish} {bright[0]} {where_es}: {facts.built} m² bien aprovechados.", f"We present this {bright[1]} {english} {where_en}: {facts.built} m² put to good use."),
    ))  # fmt: skip


def inside(facts: Facts, rng: random.Random) -> list[tuple[str, str]]:
    if facts.kind in BARE:
        return []
    baths = counted(facts.bathrooms, ("baño", "bathroom"), ("baños", "bathrooms"))
    if facts.kind in WORK:
        return [(f"Dispone de {baths[0]} y zona diáfana.", f"It has an open floor and {baths[1]}.")]
    kitchen = ("cocina equipada", "a fitted kitchen") if "kitchen" in facts.has else ("cocina", "a kitchen")
    if facts.bedrooms:
        beds = counted(facts.bedrooms, ("dormitorio", "bedroom"), ("dormitorios", "bedrooms"))
        rooms = rng.choice((
            (f"Se distribuye en salón comedor, {kitchen[0]}, {beds[0]} y {baths[0]}.", f"It has a living and dining room, {kitchen[1]}, {beds[1]} and {baths[1]}."),
            (f"Cuenta con {beds[0]}, {baths[0]}, salón comedor y {kitchen[0]}.", f"It offers {beds[1]} and {baths[1]}, a living and dining room and {kitchen[1]}."),
        ))  # fmt: skip
    else:
        rooms = (
            f"Un solo ambiente con {kitchen[0]} y {baths[0]}.",
            f"One room to live and sleep in, with {kitchen[1]} and {baths[1]}.",
        )
    words = {
        "wardrobes": ("armarios empotrados", "fitted wardrobes"),
        "air": ("aire acondicionado", "air conditioning"),
        "heating": ("calefacción", "heating"),
        "fireplace": ("chimenea", "a fireplace"),
    }
    found = [words[name] for name in words if name in facts.has]
    result = [rooms]
    if found:
        spanish, english = listed([es for es, _ in found], "y"), listed([en for _, en in found], "and")
        result.append(
            rng.choice(
                ((f"Tiene {spanish}.", f"It has {english}."), (f"Incluye {spanish}.", f"It comes with {english}."))
            )
        )
    if "furnished" in facts.has:
        end = TYPES[facts.kind][3]
        verb = ("Se alquila", "It is let") if facts.is_rent else ("Se entrega", "It is handed over")
        result.append((f"{verb[0]} amueblad{end}.", f"{verb[1]} furnished."))
    return result


def outside(facts: Facts, rng: random.Random) -> list[tuple[str, str]]:
    words = {
        "terrace": ("terraza", "a terrace"),
        "balcony": ("balcón", "a balcony"),
        "garden": ("jardín", "a garden"),
        "own_pool": ("piscina privada", "a private pool"),
        "barbecue": ("barbacoa", "a barbecue"),
        "parking": ("plaza de garaje", "a parking space"),
        "storage": ("trastero", "a storage room"),
    }
    found = [words[name] for name in words if name in facts.has]
    result = []
    if facts.plot and facts.kind not in BARE:
        result.append((f"La parcela mide {facts.plot} m².", f"The plot measures {facts.plot} m²."))
    if found:
        spanish, english = listed([es for es, _ in found], "y"), listed([en for _, en in found], "and")
        result.append(
            rng.choice(
                (
                    (f"Además, tiene {spanish}.", f"There is also {english}."),
                    (f"También dispone de {spanish}.", f"It also offers {english}."),
                )
            )
        )
    shared = [
        pair
        for name, pair in {"pool": ("piscina comunitaria", "a communal pool"), "lift": ("ascensor", "a lift")}.items()
        if name in facts.has
    ]
    if shared:
        spanish, english = listed([es for es, _ in shared], "y"), listed([en for _, en in shared], "and")
        name = ("El edificio", "The building") if facts.kind in FLATS else ("La urbanización", "The development")
        result.append((f"{name[0]} tiene {spanish}.", f"{name[1]} has {english}."))
    return result


def around(facts: Facts, rng: random.Random) -> list[tuple[str, str]]:
    result = []
    if "sea" in facts.has:
        result.append(
            rng.choice(
                (
                    ("Desde aquí se ve el mar.", "You can see the sea from here."),
                    ("Tiene vistas al mar.", "It has sea views."),
                )
            )
        )
    if "beach" in facts.has:
        result.append(
            rng.choice(
                (
                    ("La playa queda cerca, a un paseo.", "The beach is close by, a walk away."),
                    ("Está cerca de la playa.", "It is near the beach."),
                )
            )
        )
    if "golf" in facts.has:
        result.append(("Hay campos de golf en los alrededores.", "There are golf courses in the area."))
    if facts.kind == "land":
        result.append(
            (
                "Consúltenos sobre su calificación y lo que permite construir.",
                "Ask us about its planning status and what may be built.",
            )
        )
    elif facts.kind == "garage":
        result.append(("De fácil acceso y maniobra.", "Easy to get in and out of."))
    elif facts.kind in WORK:
        result.append(("Válido para distintas actividades, según licencia.", "Suits various uses, subject to licence."))
    elif not result or rng.random() < 0.4:
        result.append(rng.choice((
            ("Comercios y transporte público en la zona.", "Shops and public transport are in the area."),
            ("Un barrio con vida todo el año.", "A neighbourhood that is lively all year."),
            ("A pocos minutos de todos los servicios.", "A few minutes from all services."),
        )))  # fmt: skip
    if facts.new_build:
        result.append(("Es de obra nueva.", "It is newly built."))
    if facts.is_rent and facts.kind not in BARE | WORK:
        result.append(
            rng.choice(
                (
                    ("Se busca alquiler de larga estancia.", "For a long let."),
                    ("Contrato de larga duración.", "A long contract is offered."),
                )
            )
        )
    return result


def closing(rng: random.Random) -> tuple[str, str]:
    return rng.choice((
        ("Pida su visita y se lo enseñamos.", "Ask for a viewing and we will show it to you."),
        ("Llámenos y concertamos una visita.", "Call us and we will arrange a viewing."),
        ("¿Hablamos? Estaremos encantados de atenderle.", "Shall we talk? We are glad to help."),
        ("Consúltenos sin compromiso.", "Ask us, without obligation."),
    ))  # fmt: skip


def texts(facts: Facts, rng: random.Random) -> tuple[str, str]:
    """The advertisement in Spanish and English: two paragraphs and a last line."""
    first = [opening(facts, rng), *inside(facts, rng)]
    second = [*outside(facts, rng), *around(facts, rng)]
    parts = [first, second, [closing(rng)]] if second else [first, [closing(rng)]]
    spanish = "\n\n".join(" ".join(pair[0] for pair in part) for part in parts)
    return spanish, "\n\n".join(" ".join(pair[1] for pair in part) for part in parts)


def element(number: int, facts: Facts, rng: random.Random) -> Element:
    node = Element("property")
    changed = datetime(2026, 1, 12, 9, 0) + timedelta(minutes=37 * number)
    spanish, english = texts(facts, rng)
    values = {
        "id": f"D{number:03}",
        "date": f"{changed:%Y-%m-%d %H:%M:%S}",
        "ref": f"D{number:03}",
        "price": str(facts.price),
        "currency": "EUR",
        "price_freq": "month" if facts.is_rent else "sale",
        "new_build": str(int(facts.new_build)),
        "type": TYPES[facts.kind][0],
        "town": facts.town,
        "province": facts.province,
        "location_detail": facts.zone,
        "beds": str(facts.bedrooms),
        "baths": str(facts.bathrooms),
        "pool": str(int(bool({"pool", "own_pool"} & facts.has))),
    }
    for tag, value in values.items():
        SubElement(node, tag).text = value
    if facts.latitude is not None:
        location = SubElement(node, "location")
        SubElement(location, "latitude").text = f"{facts.latitude:.6f}"
        SubElement(location, "longitude").text = f"{facts.longitude:.6f}"
    areas = SubElement(node, "surface_area")
    SubElement(areas, "built").text = str(facts.built)
    SubElement(areas, "plot").text = str(facts.plot)
    rating = SubElement(node, "energy_rating")
    SubElement(rating, "consumption").text, SubElement(rating, "emissions").text = facts.energy
    if facts.energy == ("A", "A"):
        SubElement(rating, "certificate_number").text = f"E-2025-{number:05}"
    body = SubElement(node, "desc")
    SubElement(body, "es").text = spanish
    SubElement(body, "en").text = english
    features = SubElement(node, "features")
    for name, label in SPANISH.items():
        if name in facts.has:
            SubElement(features, "feature").text = label
    SubElement(node, "images")
    return node


def compose(source: Path) -> Element:
    """140 listings: sales on the coast, inland sales, rentals everywhere."""
    rng = random.Random(SEED)
    with source.open("rb") as stream:
        parsed = [result for result in read_feed(stream) if isinstance(result, ParsedListing)]
    stock = [from_feed(one, rng) for one in rng.sample(parsed, COAST_SALES)]
    inland_types = rng.sample(INLAND_TYPES, 140 - COAST_SALES - len(RENTALS))
    stock += [invented(kind, INLAND, rng, is_rent=False) for kind in inland_types]
    stock += [invented(kind, INLAND if at % 2 else SHORE, rng, is_rent=True) for at, kind in enumerate(RENTALS)]
    rng.shuffle(stock)
    root = Element("root")
    SubElement(SubElement(root, "kyero"), "feed_version").text = "3"
    for number, facts in enumerate(stock, 1):
        facts.has = extras(rng, facts)
        facts.energy = energy(rng, facts)
        root.append(element(number, facts, rng))
    indent(root, " ")
    return root


if __name__ == "__main__":
    ElementTree(compose(Path(sys.argv[1]))).write(TARGET, encoding="UTF-8", xml_declaration=True)
