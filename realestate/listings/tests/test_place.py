from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from realestate.listings.models import Listing
from realestate.listings.place import distance, public_point

LATITUDES = st.decimals(-89, 89, places=6)
LONGITUDES = st.decimals(-180, 180, places=6)
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def listing(latitude: Decimal | None, longitude: Decimal | None, seed: str = "a" * 32, **values: str) -> Listing:
    return Listing(latitude=latitude, longitude=longitude, place_seed=seed, **values)


def moved(one: Listing) -> float:
    point = public_point(one)
    assert point is not None and one.latitude is not None and one.longitude is not None
    return distance(float(one.latitude), float(one.longitude), float(point.latitude), float(point.longitude))


@given(LATITUDES, LONGITUDES, SEEDS)
def test_zone_only_moves_the_point_by_250_to_500_metres(latitude: Decimal, longitude: Decimal, seed: str) -> None:
    hidden = listing(latitude, longitude, seed, address_visibility="hidden")
    assert 250 <= moved(hidden) <= 500


@given(LATITUDES, LONGITUDES, SEEDS)
def test_street_only_moves_the_point_but_keeps_it_within_150_metres(
    latitude: Decimal, longitude: Decimal, seed: str
) -> None:
    street = listing(latitude, longitude, seed, address_visibility="street")
    assert 0 < moved(street) <= 150


@given(LATITUDES, LONGITUDES, SEEDS, st.sampled_from(["street", "hidden"]))
def test_the_listing_lies_in_the_circle_that_is_shown(
    latitude: Decimal, longitude: Decimal, seed: str, visibility: str
) -> None:
    one = listing(latitude, longitude, seed, address_visibility=visibility)
    point = public_point(one)
    assert point is not None
    assert moved(one) <= point.radius_m


@given(SEEDS, st.sampled_from(["street", "hidden"]))
def test_other_edits_leave_the_point_where_it_is(seed: str, visibility: str) -> None:
    before = listing(Decimal("37.984"), Decimal("-1.128"), seed, address_visibility=visibility, town="Murcia")
    after = listing(
        Decimal("37.984"), Decimal("-1.128"), seed, address_visibility=visibility, town="Lorca", street="Sol", floor="2"
    )
    assert public_point(before) == public_point(after)


@given(SEEDS)
def test_the_point_goes_where_the_listing_goes(seed: str) -> None:
    here = public_point(listing(Decimal("37.984"), Decimal("-1.128"), seed, address_visibility="hidden"))
    there = public_point(listing(Decimal("37.994"), Decimal("-1.128"), seed, address_visibility="hidden"))
    assert here is not None and there is not None
    assert abs(there.latitude - here.latitude - Decimal("0.01")) <= Decimal("0.00002")


@given(SEEDS, SEEDS)
def test_what_is_public_fits_many_places_so_nobody_can_move_it_back(seed: str, other_seed: str) -> None:
    """For any other seed there is another true point that would show the very same public one."""
    point = public_point(listing(Decimal("37.984"), Decimal("-1.128"), seed, address_visibility="hidden"))
    assert point is not None
    elsewhere = public_point(listing(point.latitude, point.longitude, other_seed, address_visibility="hidden"))
    assert elsewhere is not None
    candidate = listing(
        2 * point.latitude - elsewhere.latitude,
        2 * point.longitude - elsewhere.longitude,
        other_seed,
        address_visibility="hidden",
    )
    shown = public_point(candidate)
    assert shown is not None
    assert distance(*(float(part) for part in (*shown[:2], *point[:2]))) < 5


def test_directions_are_spread_all_around() -> None:
    quarters = set()
    for number in range(64):
        point = public_point(listing(Decimal(37), Decimal(-1), f"{number:032x}", address_visibility="hidden"))
        assert point is not None
        quarters.add((point.latitude > 37, point.longitude > -1))
    assert len(quarters) == 4


def test_the_full_address_shows_the_true_point() -> None:
    point = public_point(listing(Decimal("37.984"), Decimal("-1.128"), address_visibility="full"))
    assert point == (Decimal("37.984"), Decimal("-1.128"), 0)


def test_an_unknown_visibility_is_treated_as_hidden() -> None:
    assert moved(listing(Decimal("37.984"), Decimal("-1.128"), address_visibility="?")) >= 250


def test_without_coordinates_there_is_no_point() -> None:
    assert public_point(listing(None, None, address_visibility="full")) is None
