"""Which facts each type of property has: what the form asks, the page shows and the services keep."""

from collections.abc import Mapping

from realestate.listings.choices import PropertyType

UNIT = ("floor", "stair", "door")  # in a building with others
AREAS = ("built_area", "usable_area", "terrace_area", "plot_area")
ROOMS = ("bedrooms", "bathrooms", "half_bathrooms")
STATE = ("year_built", "condition", "orientation", "heating")
ENERGY = (
    "energy_status", "energy_consumption", "energy_consumption_value", "energy_emissions", "energy_emissions_value",
    "energy_expires_on", "energy_to_check",
)  # fmt: skip
HOME = ("habitability_status", "habitability_number", "habitability_expires_on")
SHORT_LETS = ("rental_register_number", "tourist_licence")

Groups = Mapping[str, tuple[str, ...]]

FLAT: Groups = {
    "place": UNIT,
    "rooms": (*AREAS, *ROOMS, "parking_spaces"),
    "state": STATE,
    "energy": ENERGY,
    "permits": (*HOME, *SHORT_LETS),
    "economics": ("community_fee",),
}
HOUSE: Groups = {**FLAT, "place": (), "rooms": (*AREAS, *ROOMS, "floors", "parking_spaces")}
WORKPLACE: Groups = {  # nobody sleeps there
    "place": UNIT,
    "rooms": (*AREAS, "bathrooms", "half_bathrooms", "floors", "parking_spaces"),
    "state": STATE,
    "energy": ENERGY,
    "permits": (),
    "economics": ("community_fee",),
}
SPACE: Groups = {  # a garage or a store in a building
    "place": UNIT,
    "rooms": ("built_area", "usable_area", "plot_area"),
    "state": ("year_built", "condition"),
    "energy": (),
    "permits": (),
    "economics": ("community_fee",),
}

# type → section of the form → what this type has there, beside what every property has (address, features, …).
FIELDS_BY_TYPE: Mapping[str, Groups] = {
    PropertyType.FLAT: FLAT,
    PropertyType.PENTHOUSE: FLAT,
    PropertyType.STUDIO: FLAT,
    PropertyType.DUPLEX: {**FLAT, "rooms": (*FLAT["rooms"], "floors")},
    PropertyType.DETACHED: HOUSE,
    PropertyType.TERRACED: {**HOUSE, "place": ("door",)},
    PropertyType.SEMI_DETACHED: {**HOUSE, "place": ("door",)},
    PropertyType.COUNTRY_HOUSE: HOUSE,
    PropertyType.RETAIL: WORKPLACE,
    PropertyType.OFFICE: WORKPLACE,
    PropertyType.WAREHOUSE: {**WORKPLACE, "place": ("door",)},
    PropertyType.GARAGE: {**SPACE, "rooms": (*SPACE["rooms"], "parking_spaces")},
    PropertyType.STORAGE: SPACE,
    PropertyType.LAND: {
        "place": (),
        "rooms": ("plot_area", "built_area"),  # what stands on it, or may be built
        "state": ("orientation",),
        "energy": (),
        "permits": (),
        "economics": ("community_fee",),
    },
    PropertyType.BUILDING: {**HOUSE, "place": ()},
    PropertyType.OTHER: {**FLAT, "rooms": (*FLAT["rooms"], "floors")},
}


def fields_of(property_type: str) -> frozenset[str]:
    """The facts that this type has; all of them for a type that nobody knows."""
    groups = FIELDS_BY_TYPE.get(property_type, FIELDS_BY_TYPE[PropertyType.OTHER])
    return frozenset(name for names in groups.values() for name in names)


TYPED_FIELDS = frozenset().union(*(fields_of(code) for code in FIELDS_BY_TYPE))


def types_with(name: str) -> tuple[str, ...]:
    """The types that have this fact, for the page to hide it from the others."""
    return tuple(str(code) for code in FIELDS_BY_TYPE if name in fields_of(code))


def fields_without(property_type: str) -> frozenset[str]:
    """The facts that this type cannot have."""
    return TYPED_FIELDS - fields_of(property_type)
