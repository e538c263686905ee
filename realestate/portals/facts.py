"""What strangers read of a property, in the order in which they ask. Whatever says where it is stays out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from realestate.core.money import format_money
from realestate.core.templatetags.ui import area
from realestate.listings import papers
from realestate.listings.choices import WITHOUT_BATHROOMS
from realestate.listings.models import Listing, Operation

LETS = frozenset({"rent", "seasonal_rent"})


@dataclass(frozen=True)
class Fact:
    """A line of the fact sheet, in the reader's language."""

    label: str
    value: str


def public_facts(listing: Listing, operations: Iterable[Operation]) -> list[Fact]:
    """The lines that hold a value and that this type of property has: a garage has no bedrooms."""
    lines = [*_measures(listing), *_building(listing), *_costs(listing)]
    if LETS & {operation.kind for operation in operations}:  # law asks for these in the advertisement of a short let
        lines += [
            (_("Register number for short lets"), listing.rental_register_number),
            (_("Tourist licence"), listing.tourist_licence),
        ]
    return [Fact(label, str(value)) for label, value in lines if value not in (None, "")]


def _measures(listing: Listing) -> Iterator[tuple[str, Any]]:
    has_bathrooms = listing.property_type not in WITHOUT_BATHROOMS
    yield _("Type"), listing.get_property_type_display()
    yield _("Built area"), area(listing.built_area or None)
    yield _("Usable area"), area(listing.usable_area or None)
    yield _("Plot area"), area(listing.plot_area or None)
    yield _("Terrace area"), area(listing.terrace_area or None)
    yield _("Bedrooms"), listing.bedrooms if listing.has_bedrooms else None
    yield _("Bathrooms"), listing.bathrooms if has_bathrooms else None
    yield _("Half bathrooms"), (listing.half_bathrooms or None) if has_bathrooms else None


def _building(listing: Listing) -> Iterator[tuple[str, Any]]:
    yield _("Floors"), listing.floors or None
    yield _("Parking spaces"), listing.parking_spaces or None
    yield _("New build"), _("Yes") if listing.is_new_build else None
    yield _("Condition"), listing.get_condition_display()
    yield _("Year built"), listing.year_built
    yield _("Orientation"), listing.get_orientation_display()
    yield _("Heating"), listing.get_heating_display()


def _costs(listing: Listing) -> Iterator[tuple[str, Any]]:
    yield _("Community fee a month"), _money(listing.community_fee, listing)
    yield _("Property tax a year"), _money(listing.property_tax, listing)


def _money(amount: Decimal | None, listing: Listing) -> str:
    return "" if amount is None else format_money(amount, listing.office.currency)


def photo_words(photo: Any, listing: Listing, language: str) -> str:
    """What a photo shows, for who cannot see it: in the page's language, else the room and the headline."""
    for text in photo.texts.all():
        if text.language == language and text.text:
            return str(text.text)
    if language == "es" and photo.caption:
        return str(photo.caption)
    room = str(photo.get_room_display()) if photo.room and photo.room != "other" else ""
    if photo.kind == "plan":
        room = str(photo.get_kind_display())
    return f"{room} · {listing.headline}" if room else listing.headline


def price_words(operation: Operation) -> str:
    """The price with its period, or that it is told on request."""
    return papers.price_words(operation) or _("Price on request")
