"""The feed's words in our words: types, operations, provinces, countries, currencies, languages."""

from decimal import Decimal

from realestate.core.text import normalise

LANGUAGES = ("ca", "da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pt", "ru", "sv")

# A type that nobody knows is no flat: it gets a neutral code and a warning, and a person decides.
OTHER_TYPE = "other"

TYPE_WORDS: dict[str, str] = {
    "apartment": "flat",
    "apartamento": "flat",
    "appartement": "flat",
    "flat": "flat",
    "piso": "flat",
    "planta baja": "flat",
    "ground floor apartment": "flat",
    "loft": "flat",
    "wohnung": "flat",
    "penthouse": "penthouse",
    "atico": "penthouse",
    "duplex": "duplex",
    "triplex": "duplex",
    "studio": "studio",
    "estudio": "studio",
    "villa": "detached",
    "detached villa": "detached",
    "detached house": "detached",
    "chalet": "detached",
    "chalet independiente": "detached",
    "house": "detached",
    "casa": "detached",
    "wooden home": "detached",
    "wooden house": "detached",
    "mobile home": "detached",
    "town house": "terraced",
    "townhouse": "terraced",
    "terraced house": "terraced",
    "terraced villa": "terraced",
    "row house": "terraced",
    "adosado": "terraced",
    "chalet adosado": "terraced",
    "casa adosada": "terraced",
    "casa de pueblo": "terraced",
    "village house": "terraced",
    "bungalow": "terraced",  # on the coast: one of a row, on the ground or upper floor
    "semi detached": "semi_detached",
    "semi detached villa": "semi_detached",
    "semi detached house": "semi_detached",
    "semidetached": "semi_detached",
    "linked villa": "semi_detached",
    "quad house": "semi_detached",
    "quad": "semi_detached",
    "pareado": "semi_detached",
    "chalet pareado": "semi_detached",
    "country house": "country_house",
    "finca": "country_house",
    "finca rustica": "country_house",
    "casa rustica": "country_house",
    "casa de campo": "country_house",
    "cortijo": "country_house",
    "masia": "country_house",
    "farmhouse": "country_house",
    "farm": "country_house",
    "cave house": "country_house",
    "casa cueva": "country_house",
    "commercial property": "retail",
    "commercial": "retail",
    "shop": "retail",
    "retail": "retail",
    "local": "retail",
    "local comercial": "retail",
    "restaurant": "retail",
    "restaurante": "retail",
    "bar": "retail",
    "business": "retail",
    "negocio": "retail",
    "office": "office",
    "oficina": "office",
    "despacho": "office",
    "warehouse": "warehouse",
    "industrial unit": "warehouse",
    "nave": "warehouse",
    "nave industrial": "warehouse",
    "garage": "garage",
    "garaje": "garage",
    "parking": "garage",
    "parking space": "garage",
    "plaza de garaje": "garage",
    "storage": "storage",
    "storage room": "storage",
    "trastero": "storage",
    "land": "land",
    "plot": "land",
    "building plot": "land",
    "terreno": "land",
    "parcela": "land",
    "solar": "land",
    "building": "building",
    "edificio": "building",
    "hotel": "building",
    "hostal": "building",
}

# price_freq → (operation, period of the price)
OPERATIONS: dict[str, tuple[str, str]] = {
    "sale": ("sale", ""),
    "for sale": ("sale", ""),
    "venta": ("sale", ""),
    "new build": ("sale", ""),  # v2
    "month": ("rent", "month"),
    "monthly": ("rent", "month"),
    "mes": ("rent", "month"),
    "rent": ("rent", "month"),
    "alquiler": ("rent", "month"),
    "week": ("seasonal_rent", "week"),  # v2.1, obsolete in v3
    "weekly": ("seasonal_rent", "week"),
    "semana": ("seasonal_rent", "week"),
    "day": ("seasonal_rent", "day"),
    "night": ("seasonal_rent", "day"),
}

ON_REQUEST = frozenset(
    ("x", "poa", "p o a", "on request", "price on request", "price on application", "ask", "consultar", "a consultar")
)

CURRENCIES: dict[str, str] = {
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "€": "EUR",
    "gbp": "GBP",
    "£": "GBP",
    "usd": "USD",
    "$": "USD",
    "us$": "USD",
    **{code.lower(): code for code in ("MXN", "ARS", "COP", "CLP", "PEN", "UYU")},
}

YES = frozenset(("1", "yes", "true", "y", "si", "s"))
NO = frozenset(("0", "no", "false", "n"))
IN_PROCESS = frozenset(("x", "in process", "in progress", "en tramite", "pending", "pendiente", "en proceso"))
EXEMPT = frozenset(("exempt", "exento", "exenta", "not required", "no aplica"))

PROVINCES = (
    "A Coruña", "Álava", "Albacete", "Alicante", "Almería", "Asturias", "Ávila", "Badajoz", "Barcelona", "Bizkaia",
    "Burgos", "Cáceres", "Cádiz", "Cantabria", "Castellón", "Ceuta", "Ciudad Real", "Córdoba", "Cuenca", "Gipuzkoa",
    "Girona", "Granada", "Guadalajara", "Huelva", "Huesca", "Illes Balears", "Jaén", "La Rioja", "Las Palmas", "León",
    "Lleida", "Lugo", "Madrid", "Málaga", "Melilla", "Murcia", "Navarra", "Ourense", "Palencia", "Pontevedra",
    "Salamanca", "Santa Cruz de Tenerife", "Segovia", "Sevilla", "Soria", "Tarragona", "Teruel", "Toledo", "Valencia",
    "Valladolid", "Zamora", "Zaragoza",
)  # fmt: skip

PROVINCE_BY_NAME: dict[str, str] = {normalise(name): name for name in PROVINCES}

# Other right names, and the misspellings that turn up. Fixed, on purpose: a guess would move a house to another region.
PROVINCE_SPELLINGS: dict[str, str] = {
    "alicnate": "Alicante",
    "alciante": "Alicante",
    "alicate": "Alicante",
    "alacante": "Alicante",
    "alacant": "Alicante",
    "alicante/alacant": "Alicante",
    "provincia de alicante": "Alicante",
    "costa blanca": "Alicante",
    "murica": "Murcia",
    "mucria": "Murcia",
    "murcia region": "Murcia",
    "region de murcia": "Murcia",
    "murcia (region)": "Murcia",
    "costa calida": "Murcia",
    "almeira": "Almería",
    "malga": "Málaga",
    "costa del sol": "Málaga",
    "valencia/valencia": "Valencia",
    "castello": "Castellón",
    "castellon/castello": "Castellón",
    "baleares": "Illes Balears",
    "islas baleares": "Illes Balears",
    "balearic islands": "Illes Balears",
    "gerona": "Girona",
    "lerida": "Lleida",
    "la coruna": "A Coruña",
    "orense": "Ourense",
    "vizcaya": "Bizkaia",
    "guipuzcoa": "Gipuzkoa",
    "araba": "Álava",
    "tenerife": "Santa Cruz de Tenerife",
    "seville": "Sevilla",
}

# Towns that stand in the province's place in feeds of this coast.
PROVINCE_OF_TOWN: dict[str, str] = {
    "torrevieja": "Alicante",
    "orihuela": "Alicante",
    "orihuela costa": "Alicante",
    "guardamar del segura": "Alicante",
    "pilar de la horadada": "Alicante",
    "elche": "Alicante",
    "benidorm": "Alicante",
    "denia": "Alicante",
    "javea": "Alicante",
    "cartagena": "Murcia",
    "san javier": "Murcia",
    "san pedro del pinatar": "Murcia",
    "torre pacheco": "Murcia",
    "torrepacheco": "Murcia",
    "los alcazares": "Murcia",
    "lorca": "Murcia",
    "mazarron": "Murcia",
    "aguilas": "Murcia",
    "marbella": "Málaga",
}

COUNTRIES: dict[str, str] = {
    "spain": "ES",
    "espana": "ES",
    "spanien": "ES",
    "espagne": "ES",
    "portugal": "PT",
    "france": "FR",
    "francia": "FR",
    "italy": "IT",
    "italia": "IT",
    "andorra": "AD",
    "gibraltar": "GI",
    "cyprus": "CY",
    "greece": "GR",
    "mexico": "MX",
    "argentina": "AR",
    "colombia": "CO",
    "chile": "CL",
    "peru": "PE",
    "uruguay": "UY",
    "ecuador": "EC",
    "esp": "ES",
}
COUNTRIES |= {code.lower(): code for code in set(COUNTRIES.values())}

# (south, north, west, east), islands included. A country without a box is not checked.
BOXES: dict[str, tuple[Decimal, Decimal, Decimal, Decimal]] = {
    code: (Decimal(south), Decimal(north), Decimal(west), Decimal(east))
    for code, (south, north, west, east) in {
        "ES": ("27.4", "43.9", "-18.3", "4.5"),
        "PT": ("30.0", "42.2", "-31.4", "-6.1"),
        "FR": ("41.2", "51.2", "-5.3", "9.7"),
        "IT": ("35.2", "47.2", "6.5", "18.7"),
        "AD": ("42.4", "42.7", "1.4", "1.8"),
        "MX": ("14.3", "32.8", "-118.6", "-86.5"),
        "AR": ("-55.3", "-21.7", "-73.7", "-53.5"),
        "CO": ("-4.4", "13.6", "-82.0", "-66.7"),
        "CL": ("-56.1", "-17.3", "-109.7", "-66.2"),
        "PE": ("-18.5", "0.1", "-81.5", "-68.5"),
        "UY": ("-35.2", "-30.0", "-58.6", "-53.0"),
        "EC": ("-5.1", "1.8", "-92.1", "-75.1"),
    }.items()
}

PLACEHOLDER_NOTES = frozenset(("this is a space for notes (optional)",))
