"""What search engines and social networks read of the public pages: addresses, schema.org, OpenGraph."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator

from realestate.core.money import exponent
from realestate.listings.choices import AddressVisibility, Status
from realestate.listings.models import Listing, ListingText, Operation, Photo
from realestate.listings.place import public_point
from realestate.portals.facts import photo_words, price_words
from realestate.salespeople.models import Office

LANGUAGES = ("es", "en")
LOCALES = {"es": "es_ES", "en": "en_GB"}
AVAILABILITY = {Status.AVAILABLE: "https://schema.org/InStock", Status.RESERVED: "https://schema.org/Reserved"}
UNITS = {"month": "MON", "week": "WEE", "day": "DAY"}  # UN/CEFACT codes, as schema.org asks
KINDS = {
    "flat": "Apartment", "penthouse": "Apartment", "duplex": "Apartment", "studio": "Apartment",
    "detached": "SingleFamilyResidence", "terraced": "House", "semi_detached": "House", "country_house": "House",
}  # fmt: skip
FOR_SALE, FOR_LEASE = "http://purl.org/goodrelations/v1#Sell", "http://purl.org/goodrelations/v1#LeaseOut"


def absolute(path: str) -> str:
    """The whole address of a page, as other sites must write it."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def public_path(listing: Listing, language: str) -> str:
    """The public address of a listing: words for people and search engines, the reference for us."""
    with translation.override(language):
        return reverse(f"portals:listing_{language}", args=[listing.address_slug])


def agency_name(office: Office | None) -> str:
    """The agency as it signs, else the name of its office."""
    return "CRM Inmobiliaria" if office is None else office.legal_name or office.name


def description_of(listing: Listing, operations: Sequence[Operation], text: ListingText | None) -> str:
    """Two lines for a list of results: the price, then the first words of the text."""
    prices = ", ".join(f"{one.get_kind_display()}: {price_words(one)}" for one in operations)
    words = " ".join((text.description if text else "").split())
    return Truncator(". ".join(part for part in (listing.headline, prices, words) if part)).chars(158)


def listing_data(
    listing: Listing, operations: Sequence[Operation], text: ListingText | None, photos: Iterable[Photo], language: str
) -> dict[str, Any]:
    """schema.org's RealEstateListing. Of the address only as much as the owner allows; a point only with all of it."""
    url = absolute(public_path(listing, language))
    published = min((one.published_at for one in operations if one.published_at), default=None)
    data = {
        "@context": "https://schema.org",
        "@type": "RealEstateListing",
        "@id": url,
        "url": url,
        "name": (text.title if text else "") or listing.headline,
        "description": text.description if text else "",
        "inLanguage": language,
        "identifier": listing.reference,
        "datePosted": published.date().isoformat() if published else None,
        "dateModified": max(listing.updated_at, *(one.updated_at for one in operations)).date().isoformat(),
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": absolute(photo.url(1280, "jpg")),
                "caption": photo_words(photo, listing, language),
            }
            for photo in photos
        ],
        "offers": [_offer(one) for one in operations],
        "provider": agency_data(listing.office),
        "about": _place(listing),
    }
    return _filled(data)


def agency_data(office: Office) -> dict[str, Any]:
    """The office as a RealEstateAgent."""
    return _filled(
        {
            "@type": "RealEstateAgent",
            "name": agency_name(office),
            "telephone": office.phone.as_e164 if office.phone else None,
            "email": office.email,
            "address": office.address,
            "url": office.website or absolute(reverse("portals:search_es")),
        }
    )


def _offer(operation: Operation) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "availability": AVAILABILITY.get(Status(operation.status)),
        "businessFunction": FOR_LEASE if operation.period != "once" else FOR_SALE,
    }
    if operation.price is not None and not operation.price_on_request:
        price = f"{operation.price:.{exponent(operation.currency)}f}"
        offer |= {"price": price, "priceCurrency": operation.currency}
        if operation.period in UNITS:
            offer["priceSpecification"] = {
                "@type": "UnitPriceSpecification",
                "price": price,
                "priceCurrency": operation.currency,
                "unitCode": UNITS[operation.period],
            }
    return _filled(offer)


def _place(listing: Listing) -> dict[str, Any]:
    is_home = listing.property_type in KINDS
    place = {
        "@type": KINDS.get(listing.property_type, "Place"),
        "name": listing.headline,
        "address": _address(listing),
        "floorSize": _area(listing.built_area or listing.usable_area),
        "numberOfRooms": listing.bedrooms if is_home else None,
        "numberOfBedrooms": listing.bedrooms if is_home else None,
        "numberOfBathroomsTotal": listing.bathrooms if is_home else None,
        "yearBuilt": listing.year_built if is_home else None,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": label, "value": True} for label in listing.feature_labels
        ],
    }
    point = public_point(listing)
    if point is not None and not point.radius_m:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": str(point.latitude),
            "longitude": str(point.longitude),
        }
    return _filled(place)


def _address(listing: Listing) -> dict[str, Any]:
    street = listing.street if listing.address_visibility != AddressVisibility.HIDDEN else ""
    is_full = listing.address_visibility == AddressVisibility.FULL
    return _filled(
        {
            "@type": "PostalAddress",
            "streetAddress": f"{street} {listing.street_number if is_full else ''}".strip(),
            "postalCode": listing.postal_code if is_full else "",
            "addressLocality": listing.town,
            "addressRegion": listing.province,
            "addressCountry": listing.country,
        }
    )


def _area(size: Any) -> dict[str, Any] | None:
    return {"@type": "QuantitativeValue", "value": float(size), "unitCode": "MTK"} if size else None


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """Without what is unknown: an empty value says nothing to a search engine."""
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def list_data(operations: Iterable[Operation], language: str) -> dict[str, Any]:
    """schema.org's ItemList for a page of results."""
    items = [
        {"@type": "ListItem", "position": place, "url": absolute(public_path(one.listing, language))}
        for place, one in enumerate(operations, start=1)
    ]
    return {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items}
