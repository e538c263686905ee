"""What wins when a listing is imported again: field by field, from the last imported, the new and the local value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from realestate.core.money import Currency, quantize
from realestate.listings.choices import WITHOUT_BATHROOMS, WITHOUT_BEDROOMS, WITHOUT_ENERGY, EnergyStatus, Period
from realestate.listings.models import Listing, Operation
from realestate.portals.feature_words import sort_features
from realestate.portals.kyero import ParsedListing

# Columns that belong together are one unit: half of a place or of a price is worse than the old one.
UNITS: dict[str, tuple[str, ...]] = {
    "property_type": ("property_type",),
    "town": ("town",),
    "province": ("province",),
    "country": ("country",),
    "zone": ("zone",),
    "location": ("latitude", "longitude"),
    "built_area": ("built_area",),
    "plot_area": ("plot_area",),
    "bedrooms": ("bedrooms",),
    "bathrooms": ("bathrooms",),
    "is_new_build": ("is_new_build",),
    "features": ("features", "free_features"),
    "energy": ("energy_status", "energy_consumption", "energy_emissions", "energy_to_check"),
    "cadastral_reference": ("cadastral_reference",),
    "video_url": ("video_url",),
    "virtual_tour_url": ("virtual_tour_url",),
    "notes": ("notes",),
}
TEXT = "text."
CENT = Decimal("0.01")
Plain = dict[str, Any]


@dataclass
class Merge:
    """What is to be written, and what both sides changed."""

    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    conflicts: list[tuple[str, Any, Any]] = field(default_factory=list)  # unit, ours (kept), theirs

    def __bool__(self) -> bool:
        return bool(self.values or self.texts)


def columns(parsed: ParsedListing) -> dict[str, Any]:
    """The listing's columns, as the feed has them and as this type of property can have them."""
    has_energy = parsed.property_type not in WITHOUT_ENERGY
    codes, free = sort_features(parsed.features)
    if parsed.has_pool and "pool" not in codes:
        codes = ["pool", *codes]
    return {
        "property_type": parsed.property_type,
        "town": parsed.town,
        "province": parsed.province,
        "country": parsed.country,
        "zone": parsed.location_detail,
        "latitude": parsed.latitude,
        "longitude": parsed.longitude,
        "built_area": parsed.built_area,
        "plot_area": parsed.plot_area,
        "bedrooms": None if parsed.property_type in WITHOUT_BEDROOMS else parsed.bedrooms,
        "bathrooms": None if parsed.property_type in WITHOUT_BATHROOMS else parsed.bathrooms,
        "is_new_build": bool(parsed.new_build),
        "features": codes,
        "free_features": free,
        "energy_status": parsed.energy_status if has_energy else str(EnergyStatus.EXEMPT),
        "energy_consumption": parsed.energy_consumption if has_energy else "",
        "energy_emissions": parsed.energy_emissions if has_energy else "",
        "energy_to_check": parsed.energy_to_check and has_energy,
        "cadastral_reference": parsed.catastral,
        "video_url": parsed.video_url,
        "virtual_tour_url": parsed.virtual_tour_url,
        "notes": parsed.notes,
    }


def has_known_currency(parsed: ParsedListing) -> bool:
    return parsed.price is None or parsed.currency in Currency.values


def price_of(parsed: ParsedListing) -> tuple[Decimal | None, bool, str, str]:
    """(price, on request, currency, period); a currency that we do not work in means on request."""
    period = parsed.period or str(Period.ONCE)
    if not has_known_currency(parsed):
        return None, True, "", period
    # As the column will give it back, or it would look like an edit of ours the next time.
    price = None if parsed.price is None else quantize(parsed.price, parsed.currency).quantize(CENT)
    return price, parsed.price_on_request, parsed.currency, period


def imported(parsed: ParsedListing, currency: str) -> Plain:
    """All that the feed says, as plain values for ``ListingSource.values``; ``currency`` is the usual one."""
    values = columns(parsed)
    price, on_request, own, period = price_of(parsed)
    return {
        **{unit: plain([values[name] for name in names]) for unit, names in UNITS.items()},
        **{TEXT + language: text for language, text in parsed.descriptions.items()},
        "operation": parsed.operation,
        "price": plain([price, on_request, own or currency, period]),
        "photos": list(parsed.photo_urls),
        "urls": dict(parsed.urls),
        "date": plain(parsed.source_date),
    }


def stored(listing: Listing) -> Plain:
    """The same units as they are in the database now."""
    return {
        **{unit: plain([getattr(listing, name) for name in names]) for unit, names in UNITS.items()},
        **{TEXT + text.language: text.description for text in listing.texts.all()},
    }


def stored_price(operation: Operation) -> list[Any]:
    price: list[Any] = plain([operation.price, operation.price_on_request, operation.currency, operation.period])
    return price


def merge(parsed: ParsedListing, last: Mapping[str, Any], new: Plain, listing: Listing) -> Merge:
    """A local edit wins over an unchanged feed; where both changed the local value stays and the conflict is told."""
    result = Merge()
    now = stored(listing)
    values = columns(parsed)
    titles = {text.language: text.title for text in listing.texts.all()}
    texts = {unit for unit in (*last, *new) if unit.startswith(TEXT)}
    for unit in (*UNITS, *sorted(texts)):
        empty = "" if unit in texts else None
        theirs, before, ours = new.get(unit, empty), last.get(unit, empty), now.get(unit, empty)
        if theirs in (before, ours):
            continue
        if ours != before:
            result.conflicts.append((unit, ours, theirs))
        elif unit in texts:
            language = unit.removeprefix(TEXT)
            result.texts[language] = (titles.get(language, ""), str(theirs))
        else:
            result.values |= {name: values[name] for name in UNITS[unit]}
    return result


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return str(value)
