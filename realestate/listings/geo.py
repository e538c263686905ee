"""Areas that people draw or name: read from an address, turned into SQL, and the same rule in plain Python.

Degrees of WGS84 throughout. An area is small beside the globe, so latitude and longitude are taken for a plane;
nobody's area crosses the date line.
"""

import math
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db.models import Case, ExpressionWrapper, F, FloatField, IntegerField, Q, Value, When
from django.db.models.functions import Mod
from django.utils.translation import gettext as _

KM_PER_DEGREE = 111.195  # of latitude, on a sphere of 6,371 km
MAX_CORNERS = 50
MAX_KM = 200.0
LATITUDE, LONGITUDE = "listing__latitude", "listing__longitude"


@dataclass(frozen=True)
class Box:
    """A rectangle between two parallels and two meridians, its edges included."""

    south: float
    west: float
    north: float
    east: float

    def __str__(self) -> str:
        return _("the part of the map that was shown")

    def contains(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def condition(self) -> Q:
        return Q(**{f"{LATITUDE}__range": (self.south, self.north), f"{LONGITUDE}__range": (self.west, self.east)})


@dataclass(frozen=True)
class Edge:
    """One side of a polygon: a ray to the east meets it from ``low`` (included) to ``high`` (not), left of its line."""

    low: float
    high: float
    slope: float  # longitude of the line = slope × latitude + offset
    offset: float

    def is_crossed(self, latitude: float, longitude: float) -> bool:
        return self.low <= latitude < self.high and longitude < self.slope * latitude + self.offset

    def crossing(self) -> Case:
        """1 where the ray crosses this side, else 0."""
        line = ExpressionWrapper(
            Value(self.slope) * F(LATITUDE) + Value(self.offset),
            output_field=FloatField(),
        )
        within = {f"{LATITUDE}__gte": self.low, f"{LATITUDE}__lt": self.high, f"{LONGITUDE}__lt": line}
        return Case(When(**within, then=Value(1)), default=Value(0), output_field=IntegerField())


@dataclass(frozen=True)
class Polygon:
    """A closed line of corners (latitude, longitude); a point is inside when a ray from it crosses an odd number."""

    corners: tuple[tuple[float, float], ...]

    def __str__(self) -> str:
        return _("an area drawn on the map")

    @property
    def box(self) -> Box:
        latitudes, longitudes = zip(*self.corners, strict=True)
        return Box(min(latitudes), min(longitudes), max(latitudes), max(longitudes))

    @property
    def edges(self) -> list[Edge]:
        """The sides that a ray along a parallel can cross."""
        edges = []
        for (y1, x1), (y2, x2) in zip(self.corners, self.corners[1:] + self.corners[:1], strict=True):
            if y1 != y2:
                slope = (x2 - x1) / (y2 - y1)
                edges.append(Edge(min(y1, y2), max(y1, y2), slope, x1 - slope * y1))
        return edges

    def contains(self, latitude: float, longitude: float) -> bool:
        return sum(edge.is_crossed(latitude, longitude) for edge in self.edges) % 2 == 1

    def crossings(self) -> Any:
        """How many sides the ray crosses, modulo two, as SQL: exact on both databases, page by page."""
        return Mod(reduce(add, (edge.crossing() for edge in self.edges)), Value(2), output_field=IntegerField())


@dataclass(frozen=True)
class Circle:
    """Within so many kilometres of a point; a few parts in a thousand off at 100 km, as the earth is round."""

    latitude: float
    longitude: float
    km: float

    def __str__(self) -> str:
        return f"{self.latitude:.4f}, {self.longitude:.4f}"

    @property
    def shrink(self) -> float:
        """How much shorter a degree of longitude is here than one of latitude."""
        return max(math.cos(math.radians(self.latitude)), 0.01)

    @property
    def box(self) -> Box:
        high = self.km / KM_PER_DEGREE
        wide = high / self.shrink
        return Box(self.latitude - high, self.longitude - wide, self.latitude + high, self.longitude + wide)

    def distance(self, latitude: float, longitude: float) -> float:
        """Kilometres from the centre."""
        return math.hypot(latitude - self.latitude, (longitude - self.longitude) * self.shrink) * KM_PER_DEGREE

    def contains(self, latitude: float, longitude: float) -> bool:
        return self.distance(latitude, longitude) <= self.km

    def square(self) -> Any:
        """The squared distance in degrees of latitude, as SQL."""
        north = ExpressionWrapper(F(LATITUDE) - Value(self.latitude), output_field=FloatField())
        east = ExpressionWrapper((F(LONGITUDE) - Value(self.longitude)) * Value(self.shrink), output_field=FloatField())
        return ExpressionWrapper(north * north + east * east, output_field=FloatField())


Area: TypeAlias = Box | Polygon | Circle


def read_numbers(text: str, separator: str = ",") -> list[float]:
    """Numbers of a query parameter; a ValidationError with words when they are none."""
    try:
        numbers = [float(part) for part in text.split(separator)]
    except ValueError as error:
        raise ValidationError(_("That is not a place on the map."), code="area") from error
    if not all(math.isfinite(number) for number in numbers):
        raise ValidationError(_("That is not a place on the map."), code="area")
    return numbers


def read_point(text: str) -> tuple[float, float]:
    """ "latitude,longitude" as numbers on the globe."""
    numbers = read_numbers(text)
    if len(numbers) != 2 or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
        raise ValidationError(_("That is not a place on the map."), code="area")
    return numbers[0], numbers[1]


def read_box(text: str) -> Box:
    """ "south,west,north,east", as ``bbox=`` holds it; what lies beyond the globe is cut."""
    numbers = read_numbers(text)
    if len(numbers) != 4 or numbers[0] > numbers[2] or numbers[1] > numbers[3]:
        raise ValidationError(_("That is not a part of the map."), code="area")
    south, west, north, east = numbers
    return Box(max(south, -90.0), max(west, -180.0), min(north, 90.0), min(east, 180.0))


def read_polygon(text: str) -> Polygon:
    """ "latitude,longitude;latitude,longitude;…" with three corners at least."""
    corners = tuple(read_point(part) for part in text.strip(" ;").split(";")[: MAX_CORNERS + 1])
    if len(corners) > MAX_CORNERS:
        raise ValidationError(_("An area has at most %(number)d corners.") % {"number": MAX_CORNERS}, code="area")
    polygon = Polygon(corners)
    if len(set(corners)) < 3 or not polygon.edges:
        raise ValidationError(_("An area needs three corners at least."), code="area")
    return polygon
