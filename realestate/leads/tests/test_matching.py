from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from realestate.leads.choices import Criterion
from realestate.leads.matching import CREDIT, Match, demands_for, judge, operations_for
from realestate.leads.models import Demand
from realestate.listings.models import Listing, Operation
from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, DemandFactory, ListingFactory, OperationFactory


def pair(demand: dict[str, Any] | None = None, listing: dict[str, Any] | None = None, **operation: Any) -> Match:
    home = Listing(town="Murcia", property_type="flat", **(listing or {}))
    offer = Operation(listing=home, kind="sale", **{"currency": "EUR", "price": Decimal(200_000), **operation})
    return judge(Demand(currency="EUR", **(demand or {})), offer)


def verdicts(match: Match) -> dict[str, str]:
    return {reason.criterion: reason.verdict for reason in match.reasons}


@pytest.mark.parametrize(
    ("price", "verdict"), [(180_000, "yes"), (200_000, "yes"), (220_000, "near"), (220_001, "no"), (None, "unknown")]
)
def test_a_price_up_to_ten_percent_over_is_nearly_right(price: int | None, verdict: str) -> None:
    match = pair({"price_max": Decimal(200_000)}, price=price and Decimal(price))
    assert verdicts(match)["price"] == verdict


def test_the_reason_says_by_how_much_it_is_over() -> None:
    with translation.override("en"):
        match = pair({"price_max": Decimal(200_000)}, price=Decimal(206_000))
    assert match.reasons[0].text == "€206,000 is 3\N{NO-BREAK SPACE}% over"


def test_another_currency_is_never_compared() -> None:
    assert verdicts(pair({"price_max": Decimal(999_999)}, currency="USD"))["price"] == "no"


@pytest.mark.parametrize(
    ("zones", "town", "zone", "verdict"),
    [
        (["Murcia"], "Murcia", "", "yes"),
        (["murcia"], "MURCIA", "", "yes"),
        (["La Unión"], "La Union", "", "yes"),
        (["Centro"], "Murcia", "Centro", "yes"),
        (["Manga"], "Cartagena", "La Manga", "yes"),
        (["Alcázares"], "Los Alcazares", "", "yes"),
        (["Lorca"], "Murcia", "Centro", "no"),
        (["Mur"], "Murcia", "", "no"),
    ],
)
def test_a_zone_is_a_whole_word_of_the_place(zones: list[str], town: str, zone: str, verdict: str) -> None:
    listing = Listing(town=town, zone=zone, property_type="flat")
    match = judge(Demand(zones=zones), Operation(listing=listing, kind="sale"))
    assert verdicts(match)["zone"] == verdict


@pytest.mark.parametrize(("bedrooms", "verdict"), [(4, "yes"), (3, "yes"), (2, "near"), (1, "no"), (None, "unknown")])
def test_one_bedroom_short_is_nearly_right(bedrooms: int | None, verdict: str) -> None:
    assert verdicts(pair({"bedrooms_min": 3}, {"bedrooms": bedrooms}))["bedrooms"] == verdict


def test_a_must_have_that_fails_excludes() -> None:
    assert pair({"property_types": ["land"], "must_haves": ["property_type"]}).is_excluded


def test_the_same_point_as_nice_to_have_only_lowers_the_score() -> None:
    match = pair({"property_types": ["land"], "price_max": Decimal(300_000)})
    assert not match.is_excluded
    assert match.score == 60


def test_what_is_not_asked_is_not_a_reason() -> None:
    assert pair().reasons == ()


quality = st.integers(0, 3)


@given(
    price=st.integers(100_000, 400_000),
    cheaper=st.integers(0, 100_000),
    bedrooms=st.integers(0, 6),
    features=st.sets(st.sampled_from(["pool", "lift", "garden"])),
    musts=st.sets(st.sampled_from(Criterion.values)),
)
def test_a_cheaper_home_never_scores_less(
    price: int, cheaper: int, bedrooms: int, features: set[str], musts: set[str]
) -> None:
    demand = {"price_max": Decimal(200_000), "bedrooms_min": 3, "features": ["pool", "lift"], "must_haves": list(musts)}
    home = {"bedrooms": bedrooms, "features": list(features)}
    dear, cheap = pair(demand, home, price=Decimal(price)), pair(demand, home, price=Decimal(price - cheaper))
    assert cheap.score >= dear.score


@given(musts=st.sets(st.sampled_from(Criterion.values)), price=st.integers(1, 500_000), bedrooms=st.integers(0, 6))
def test_no_match_violates_a_must_have(musts: set[str], price: int, bedrooms: int) -> None:
    match = pair(
        {"price_max": Decimal(200_000), "bedrooms_min": 3, "zones": ["Lorca"], "must_haves": list(musts)},
        {"bedrooms": bedrooms},
        price=Decimal(price),
    )
    broken = any(reason.verdict == "no" and reason.criterion in musts for reason in match.reasons)
    assert match.is_excluded == broken
    assert 0 <= match.score <= 100
    assert set(CREDIT) >= {reason.verdict for reason in match.reasons}


@pytest.mark.django_db
class TestSearch:
    """What the database hands to the judge."""

    def test_only_what_is_available_is_proposed(self, salesperson: User) -> None:
        available = OperationFactory(status="available")
        for status in ("draft", "reserved", "under_contract", "sold", "withdrawn"):
            OperationFactory(status=status)
        found = operations_for(DemandFactory(operation="sale"), salesperson)
        assert [match.operation.pk for match in found.fitting] == [available.pk]

    def test_the_contacts_own_property_is_never_proposed(self, salesperson: User) -> None:
        owner = ContactFactory()
        OperationFactory(listing=ListingFactory(owner=owner))
        found = operations_for(DemandFactory(contact=owner, operation="sale"), salesperson)
        assert found.fitting == []

    def test_near_misses_stand_apart(self, salesperson: User) -> None:
        fits = OperationFactory(price=190_000)
        near = OperationFactory(price=210_000)
        OperationFactory(price=400_000)
        demand = DemandFactory(operation="sale", price_max=200_000, must_haves=["price"])
        found = operations_for(demand, salesperson)
        assert [match.operation.pk for match in found.fitting] == [fits.pk]
        assert [match.operation.pk for match in found.near] == [near.pk]

    def test_the_best_comes_first(self, salesperson: User) -> None:
        OperationFactory(listing=ListingFactory(features=[]))
        best = OperationFactory(listing=ListingFactory(features=["pool"]))
        OperationFactory(listing=ListingFactory(features=["lift"]))
        demand = DemandFactory(operation="sale", features=["pool"], price_max=200_000)
        assert operations_for(demand, salesperson).fitting[0].operation.pk == best.pk

    def test_a_listing_finds_who_looks_for_it(self, salesperson: User) -> None:
        listing = OperationFactory(price=150_000).listing
        contact = ContactFactory(office=salesperson.office, salesperson=salesperson)
        wanted = DemandFactory(contact=contact, operation="sale", price_max=160_000, must_haves=["price"])
        DemandFactory(contact=contact, operation="rent")
        DemandFactory(contact=contact, operation="sale", price_max=90_000, must_haves=["price"])
        assert [match.demand.pk for match in demands_for(listing, salesperson).fitting] == [wanted.pk]

    def test_other_peoples_demands_are_not_shown(self, salesperson: User, stranger: User) -> None:
        listing = OperationFactory(price=150_000).listing
        contact = ContactFactory(office=salesperson.office, salesperson=salesperson)
        DemandFactory(contact=contact, operation="sale")
        assert demands_for(listing, stranger).fitting == []

    def test_an_expired_demand_is_forgotten(self, salesperson: User) -> None:
        listing = OperationFactory(price=150_000).listing
        contact = ContactFactory(office=salesperson.office, salesperson=salesperson)
        DemandFactory(contact=contact, operation="sale", expires_on="2020-01-01")
        assert demands_for(listing, salesperson).fitting == []

    def test_matching_costs_the_same_with_many_rows(
        self, salesperson: User, django_assert_max_num_queries: Any
    ) -> None:
        OperationFactory.create_batch(30)
        demand = DemandFactory(operation="sale")
        with django_assert_max_num_queries(3):
            operations_for(demand, salesperson)
