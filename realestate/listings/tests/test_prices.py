from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realestate.core.errors import BusinessRuleError
from realestate.listings import services
from realestate.listings.history import days_on_market, price_steps, step_between
from realestate.listings.models import PriceChange
from realestate.tests.factories import OperationFactory

pytestmark = pytest.mark.django_db
PRICES = st.one_of(st.none(), st.integers(0, 5).map(lambda n: Decimal(n * 1000)))


def test_a_new_price_is_a_step_of_the_history() -> None:
    operation = OperationFactory(price=Decimal(200), original_price=Decimal(200))
    operation = services.set_price(actor=None, operation=operation, price=Decimal(180))
    assert operation.price == Decimal(180)
    assert operation.original_price == Decimal(200)
    assert PriceChange.objects.get().price == Decimal(180)


def test_the_same_price_again_leaves_no_row() -> None:
    operation = OperationFactory(price=Decimal(200))
    services.set_price(actor=None, operation=operation, price=Decimal("200.00"))
    assert not PriceChange.objects.exists()


def test_the_first_price_is_remembered() -> None:
    operation = OperationFactory(price=None, status="draft")
    operation = services.set_price(actor=None, operation=operation, price=Decimal(90))
    operation = services.set_price(actor=None, operation=operation, price=Decimal(80))
    assert operation.original_price == Decimal(90)


def test_on_the_market_a_price_cannot_vanish() -> None:
    with pytest.raises(BusinessRuleError):
        services.set_price(actor=None, operation=OperationFactory(), price=None)


def test_a_closed_operation_keeps_its_price() -> None:
    with pytest.raises(BusinessRuleError):
        services.set_price(actor=None, operation=OperationFactory(status="sold"), price=Decimal(1))


@pytest.mark.parametrize("price", ["-1", "NaN", "Infinity", "1e15"])
def test_impossible_prices_are_refused(price: str) -> None:
    with pytest.raises(BusinessRuleError):
        services.set_price(actor=None, operation=OperationFactory(), price=Decimal(price))


def test_a_step_tells_difference_and_percentage() -> None:
    assert step_between(Decimal(200), Decimal(190)) == (Decimal(-10), Decimal("-5.0"))
    assert step_between(Decimal(0), Decimal(190)) == (Decimal(190), None)
    assert step_between(None, Decimal(190)) == (None, None)


def test_days_on_the_market_end_when_it_closes() -> None:
    now = timezone.now()
    operation = OperationFactory(published_at=now - timedelta(days=10), closed_at=now - timedelta(days=3))
    assert days_on_market(operation) == 7
    assert days_on_market(OperationFactory(published_at=None)) is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=st.lists(PRICES, min_size=1, max_size=8))
def test_the_history_always_tells_the_price_of_now(prices: list[Decimal | None]) -> None:
    operation = OperationFactory(price=None, status="draft")
    for price in prices:
        operation = services.set_price(actor=None, operation=operation, price=price)
    steps = price_steps(operation.price_changes.all())
    known = [step.price for step in steps]
    assert (known[0] if known else None) == operation.price == prices[-1]
    assert all(one != other for one, other in pairwise(known))
    assert operation.original_price == next((price for price in prices if price is not None), None)
