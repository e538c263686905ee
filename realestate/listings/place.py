"""Where strangers may think that a listing is: the true point, or one moved by a secret of the listing."""

import math
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from realestate.listings.choices import AddressVisibility

if TYPE_CHECKING:
    from realestate.listings.models import Listing

EARTH = 6_371_000.0  # metres
STEP = Decimal("0.00001")  # about one metre
# How far the point is moved, in metres: at least, at most. The upper bound is also the radius of the circle to show.
MOVED = {AddressVisibility.STREET: (30, 150), AddressVisibility.HIDDEN: (250, 500)}
ROUNDING = 2  # metres that the rounding to STEP may add or take


class PublicPoint(NamedTuple):
    """Degrees of WGS84, and the radius in metres of the circle in which the listing lies; 0: it is the point itself."""

    latitude: Decimal
    longitude: Decimal
    radius_m: int


def public_point(listing: "Listing") -> PublicPoint | None:
    """The point for pages, feeds and interfaces that strangers read; None when nobody knows where it is.

    The full address shows the true point. "Street only" moves it by up to 150 m, "zone only" by 250 to 500 m, in a
    direction and by a distance that follow from ``place_seed`` alone. So the point stays put whatever else is edited,
    comparing two days tells nothing, and without the seed, which never leaves the house, nobody can move it back.
    """
    if listing.latitude is None or listing.longitude is None:
        return None
    if listing.address_visibility == AddressVisibility.FULL:
        return PublicPoint(Decimal(listing.latitude), Decimal(listing.longitude), 0)
    # What is none of the known words is treated as the most careful one.
    known = listing.address_visibility == AddressVisibility.STREET
    visibility = AddressVisibility.STREET if known else AddressVisibility.HIDDEN
    nearest, farthest = MOVED[visibility]
    bearing, share = _chance(listing.place_seed, visibility)
    low, high = (nearest + ROUNDING) ** 2, (farthest - ROUNDING) ** 2
    metres = math.sqrt(low + share * (high - low))  # each square metre of the ring is as likely as any other
    latitude, longitude = _moved(float(listing.latitude), float(listing.longitude), bearing, metres)
    return PublicPoint(Decimal(str(latitude)).quantize(STEP), Decimal(str(longitude)).quantize(STEP), farthest)


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres between two points along the globe."""
    one, two = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def _chance(seed: str, visibility: str) -> tuple[float, float]:
    """A direction in radians and a number from 0 to 1: another pair for each visibility, so that the two circles
    of a listing whose visibility changed cannot be laid over each other with the same error."""
    digest = sha256(f"place:{visibility}:{seed}".encode()).digest()
    direction, share = (int.from_bytes(digest[start : start + 8]) / 2**64 for start in (0, 8))
    return direction * 2 * math.pi, share


def _moved(latitude: float, longitude: float, bearing: float, metres: float) -> tuple[float, float]:
    """The point that far away in that direction, on a sphere; right at the poles and the date line too."""
    start, angle = math.radians(latitude), metres / EARTH
    end = math.asin(math.sin(start) * math.cos(angle) + math.cos(start) * math.sin(angle) * math.cos(bearing))
    across = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(start), math.cos(angle) - math.sin(start) * math.sin(end)
    )
    return math.degrees(end), (longitude + math.degrees(across) + 540) % 360 - 180
