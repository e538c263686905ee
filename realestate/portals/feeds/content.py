"""What strangers may get of an operation and its listing, before a format writes it: the one gate for every feed.

Nothing leaves that is not named here; internal notes and owners have no field. How much of the place leaves follows
from the listing's address visibility, and the cadastral reference, which anybody can look up on a map, goes with it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.urls import reverse

from realestate.listings.choices import (
    WITHOUT_BATHROOMS,
    WITHOUT_BEDROOMS,
    WITHOUT_ENERGY,
    AddressVisibility,
    OperationKind,
)
from realestate.listings.models import Listing, Photo
from realestate.listings.place import public_point
from realestate.portals import seo

if TYPE_CHECKING:
    from realestate.listings.models import Operation
    from realestate.listings.rules import Facts
    from realestate.portals.feeds.stock import Shot

# One property of a feed is one operation. The sale has the bare reference; the endings never change.
SUFFIXES = {
    OperationKind.SALE: "",
    OperationKind.RENT: "-R",
    OperationKind.SEASONAL_RENT: "-S",
    OperationKind.TRANSFER: "-T",
    OperationKind.RENT_TO_OWN: "-O",
}
PHOTO_WIDTH = 1920
PARTS = re.compile("[?#\\s]")
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif")
MARK = "0MARK0"
NO_TOKEN, NO_EDITION = "0" * 64, "f" * 8


class Picture(NamedTuple):
    """A photo's address for portals, and what it shows."""

    url: str
    caption: str
    is_plan: bool
    is_usable: bool  # has an address that portals take


class Contact(NamedTuple):
    """Where enquiries go."""

    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Item:
    """One operation as exported. Texts are as stored: formats clean them, each in its own way."""

    key: str
    reference: str
    kind: str
    period: str
    is_reserved: bool
    price: Decimal | None  # None: on request
    currency: str
    property_type: str
    street: str  # only as much as the owner allows
    postal_code: str
    zone: str
    town: str
    province: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None
    is_exact: bool
    bedrooms: int | None
    bathrooms: int | None
    half_bathrooms: int | None
    built_area: Decimal | None
    usable_area: Decimal | None
    plot_area: Decimal | None
    terrace_area: Decimal | None
    year_built: int | None
    floors: int | None
    parking_spaces: int | None
    condition: str
    orientation: str
    heating: str
    is_new_build: bool
    features: tuple[str, ...]
    free_features: tuple[str, ...]
    energy_status: str  # empty for types without a certificate by their nature
    energy_consumption: str
    energy_consumption_value: Decimal | None
    energy_emissions: str
    energy_emissions_value: Decimal | None
    community_fee: Decimal | None
    rental_register_number: str
    tourist_licence: str
    cadastral_reference: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    urls: Mapping[str, str]
    pictures: tuple[Picture, ...]
    video_url: str
    virtual_tour_url: str
    email: str
    phone: str
    named_street: str = ""  # only for the lint panel: the street when it must not be named; never written


def key_of(reference: str, kind: str) -> str:
    """The stable id of an operation in every feed."""
    return f"{reference}{SUFFIXES[OperationKind(kind)]}"


def item_of(facts: "Facts", contact: Contact, languages: tuple[str, ...]) -> Item:
    """What an account gets of an operation."""
    operation, listing = facts.operation, facts.listing
    is_full = listing.address_visibility == AddressVisibility.FULL
    point = public_point(listing)
    has_energy = listing.property_type not in WITHOUT_ENERGY
    is_let = operation.kind in (OperationKind.RENT, OperationKind.SEASONAL_RENT)
    texts = {text.language: text for text in facts.all_texts}
    has_beds, has_baths = (
        listing.property_type not in WITHOUT_BEDROOMS,
        listing.property_type not in WITHOUT_BATHROOMS,
    )
    street = {
        AddressVisibility.FULL: f"{listing.street} {listing.street_number}".strip(),
        AddressVisibility.STREET: listing.street,
    }.get(AddressVisibility(listing.address_visibility), "")
    return Item(
        key=key_of(listing.reference, operation.kind),
        reference=listing.reference,
        kind=operation.kind,
        period=operation.period,
        is_reserved=operation.status == "reserved",
        price=None if operation.price_on_request else operation.price,
        currency=operation.currency,
        property_type=listing.property_type,
        street=street,
        postal_code=listing.postal_code if is_full else "",
        zone=listing.zone,
        town=listing.town,
        province=listing.province,
        country=listing.country,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        is_exact=point is not None and point.radius_m == 0,
        bedrooms=listing.bedrooms if has_beds else None,
        bathrooms=listing.bathrooms if has_baths else None,
        half_bathrooms=listing.half_bathrooms if has_baths else None,
        built_area=listing.built_area,
        usable_area=listing.usable_area,
        plot_area=listing.plot_area,
        terrace_area=listing.terrace_area,
        year_built=listing.year_built,
        floors=listing.floors,
        parking_spaces=listing.parking_spaces,
        condition=listing.condition,
        orientation=listing.orientation,
        heating=listing.heating,
        is_new_build=listing.is_new_build,
        features=tuple(listing.features),
        free_features=tuple(listing.free_features),
        energy_status=listing.energy_status if has_energy else "",
        energy_consumption=listing.energy_consumption if has_energy else "",
        energy_consumption_value=listing.energy_consumption_value if has_energy else None,
        energy_emissions=listing.energy_emissions if has_energy else "",
        energy_emissions_value=listing.energy_emissions_value if has_energy else None,
        community_fee=listing.community_fee,
        rental_register_number=listing.rental_register_number if is_let else "",
        tourist_licence=listing.tourist_licence if is_let else "",
        cadastral_reference=listing.cadastral_reference if is_full else "",
        titles={code: texts[code].title for code in languages if code in texts and texts[code].title},
        descriptions={
            code: texts[code].description or texts[code].title
            for code in languages
            if code in texts and (texts[code].description or texts[code].title)
        },
        urls=public_urls(operation, languages),
        pictures=tuple(pictures_of(facts.all_photos)),
        video_url=listing.video_url,
        virtual_tour_url=listing.virtual_tour_url,
        email=contact.email,
        phone=contact.phone,
        named_street="" if street else listing.street,
    )


def public_urls(operation: "Operation", languages: tuple[str, ...]) -> dict[str, str]:
    """The addresses of its page on our own site, when it stands there."""
    if not operation.is_on_web:
        return {}
    listing = operation.listing
    return {code: seo.absolute(public_path(code, listing)) for code in seo.LANGUAGES if code in languages}


def public_path(language: str, listing: Listing) -> str:
    """As ``seo.public_path``, ten times as fast."""
    pattern = public_pattern(language, listing.property_type, listing.zone, listing.town)
    return pattern.replace(MARK, listing.reference)


@lru_cache(4096)
def public_pattern(language: str, property_type: str, zone: str, town: str) -> str:
    """The public address with a mark for the reference: the words are those of type and place, and many share them."""
    return seo.public_path(Listing(property_type=property_type, zone=zone, town=town, reference=MARK), language)


@cache
def photo_pattern() -> tuple[str, str, str]:
    """The address of an edition of a photo: what stands before the token, before the edition, and after it."""
    path = reverse("listings:photo_edition", args=[NO_TOKEN, NO_EDITION, PHOTO_WIDTH, "jpg"])
    before, rest = path.split(NO_TOKEN)
    between, after = rest.split(NO_EDITION)
    return before, between, after


def photo_path(photo: "Photo | Shot") -> str:
    """As ``Photo.url``, ten times as fast: a feed holds two hundred thousand of them."""
    edition = photo.edition
    if not edition:
        return reverse("listings:photo", args=[photo.token, PHOTO_WIDTH, "jpg"])
    before, between, after = photo_pattern()
    return f"{before}{photo.token}{between}{edition}{after}"


def is_picture_address(url: str) -> bool:
    """Portals tell a picture by the end of its address, which leaves no room for a query."""
    return url.lower().endswith(PICTURE_ENDINGS) and url.isascii() and url.isprintable() and not PARTS.search(url)


def pictures_of(photos: "Iterable[Photo | Shot]") -> list[Picture]:
    """The photos that can be fetched now, in their order."""
    base = settings.BASE_URL.rstrip("/")
    is_base_usable = is_picture_address(f"{base}/0.jpg")
    ready, failed = Photo.Status.READY.value, Photo.Status.FAILED.value
    found = []
    for photo in photos:
        if photo.original:
            if photo.status == ready:
                found.append(Picture(base + photo_path(photo), photo.caption, photo.kind == "plan", is_base_usable))
        elif photo.remote_url and photo.status != failed:
            url = photo.remote_url
            found.append(Picture(url, photo.caption, photo.kind == "plan", is_picture_address(url)))
    return found
