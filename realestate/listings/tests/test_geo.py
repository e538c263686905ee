"""Areas: read from an address, the same in SQL as in plain Python, and never an error for a stranger's text."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from realestate.listings import geo
from realestate.listings.models import Operation
from realestate.tests.factories import ListingFactory, OperationFactory

latitudes = st.integers(-60_000_000, 60_000_000).map(lambda n: n / 1_000_000)
longitudes = st.integers(-170_000_000, 170_000_000).map(lambda n: n / 1_000_000)
points = st.tuples(latitudes, longitudes)


@given(st.text(max_size=60))
def test_any_text_is_an_area_or_a_message(text: str) -> None:
    for read in (geo.read_point, geo.read_box, geo.read_polygon):
        try:
            read(text)
        except ValidationError:
            continue


@given(st.lists(points, min_size=3, max_size=geo.MAX_CORNERS, unique=True))
def test_a_polygon_survives_its_address(corners: list[tuple[float, float]]) -> None:
    if len({corner[0] for corner in corners}) < 2:
        return
    polygon = geo.Polygon(tuple(corners))
    assert geo.read_polygon(";".join(f"{y:.6f},{x:.6f}" for y, x in polygon.corners)) == polygon


@given(st.lists(points, min_size=3, max_size=12, unique=True), points)
def test_inside_does_not_depend_on_the_first_corner_or_the_direction(
    corners: list[tuple[float, float]], point: tuple[float, float]
) -> None:
    sides = sorted((edge.low, edge.high, edge.slope) for edge in geo.Polygon(tuple(corners)).edges)
    turned = geo.Polygon(tuple(corners[1:] + corners[:1]))
    assert sorted((edge.low, edge.high, edge.slope) for edge in turned.edges) == sides
    assert turned.contains(*point) == geo.Polygon(tuple(corners)).contains(*point)


@given(st.lists(points, min_size=3, max_size=12, unique=True), points)
def test_what_is_inside_is_inside_the_box(corners: list[tuple[float, float]], point: tuple[float, float]) -> None:
    polygon = geo.Polygon(tuple(corners))
    if polygon.contains(*point):
        assert polygon.box.contains(*point)


@given(st.lists(points, min_size=3, max_size=3, unique=True), st.tuples(*[st.floats(0.05, 1)] * 3))
def test_a_mix_of_the_corners_of_a_triangle_is_inside(
    corners: list[tuple[float, float]], weights: tuple[float, ...]
) -> None:
    (y1, x1), (y2, x2), (y3, x3) = corners
    if abs((y2 - y1) * (x3 - x1) - (y3 - y1) * (x2 - x1)) < 1:
        return  # hardly a triangle
    total = sum(weights)
    latitude = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)) / total
    longitude = sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)) / total
    assert geo.Polygon(tuple(corners)).contains(latitude, longitude)


@given(latitudes, longitudes, st.floats(0.1, 200))
def test_a_circle_holds_its_centre_and_lies_in_its_box(latitude: float, longitude: float, km: float) -> None:
    circle = geo.Circle(latitude, longitude, km)
    assert circle.contains(latitude, longitude)
    assert not circle.contains(latitude + km / geo.KM_PER_DEGREE * 1.01, longitude)
    assert circle.box.contains(latitude + km / geo.KM_PER_DEGREE * 0.99, longitude)


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,x", "2,0,1,0", "0,2,0,1", "nan,0,1,1", "inf,0,1,1", "1;2;3;4"],
)
def test_a_box_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        geo.read_box(text)


@pytest.mark.parametrize(
    "text", ["", "1,1", "1,1;1,1;1,1", "1,1;1,2;1,3", "91,0;0,0;0,1", ";".join(["1,1", "2,2"] * 26)]
)
def test_a_polygon_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        geo.read_polygon(text)


@pytest.mark.django_db
def test_the_database_finds_exactly_what_python_finds() -> None:
    spots = [(37.9 + n * 0.0137 % 0.3, -1.3 + n * 0.0211 % 0.35) for n in range(120)]
    for latitude, longitude in spots:
        listing = ListingFactory(latitude=Decimal(str(round(latitude, 6))), longitude=Decimal(str(round(longitude, 6))))
        OperationFactory(listing=listing)
    OperationFactory()  # without coordinates
    star = geo.Polygon(((38.0, -1.3), (38.05, -1.1), (38.2, -1.15), (38.06, -1.05), (38.1, -0.9), (37.9, -1.0)))
    areas: list[geo.Area] = [star, star.box, geo.Circle(38.0, -1.1, 7.5), geo.Circle(37.95, -1.2, 0.5)]
    for area in areas:
        found = Operation.objects.in_area(area).select_related("listing")
        by_python = {
            one.pk
            for one in Operation.objects.located().select_related("listing")
            if area.contains(float(one.listing.latitude or 0), float(one.listing.longitude or 0))
        }
        assert {one.pk for one in found} == by_python
    assert Operation.objects.in_area(star).count() not in (0, 120)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(37.5, 38.5), st.floats(-1.6, -0.6)), min_size=3, max_size=10, unique=True))
def test_any_polygon_means_the_same_in_sql(corners: list[tuple[float, float]]) -> None:
    polygon = geo.Polygon(tuple((round(y, 5), round(x, 5)) for y, x in corners))
    if not polygon.edges:
        return
    if not Operation.objects.exists():
        for n in range(30):
            place = {
                "latitude": Decimal("37.6") + n * Decimal("0.027"),
                "longitude": Decimal("-1.5") + n * n % 17 * Decimal("0.05"),
            }
            OperationFactory(listing=ListingFactory(**place))
    for operation in Operation.objects.select_related("listing"):
        inside = polygon.contains(float(operation.listing.latitude or 0), float(operation.listing.longitude or 0))
        assert Operation.objects.filter(pk=operation.pk).in_area(polygon).exists() == inside
