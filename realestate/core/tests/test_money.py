from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from realestate.core.money import format_money, quantize, split

money = st.decimals(min_value=0, max_value=10**9, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=100, places=3), min_size=1, max_size=8).filter(
    lambda w: sum(w) > 0
)


@given(total=money, weights=weights)
def test_shares_always_add_up_to_the_cent(total: Decimal, weights: list[Decimal]) -> None:
    assert sum(split(total, weights, "EUR")) == total


@given(total=money, weights=weights)
def test_no_share_is_a_cent_or_more_away_from_its_exact_part(total: Decimal, weights: list[Decimal]) -> None:
    for share, weight in zip(split(total, weights, "EUR"), weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < Decimal("0.01")


def test_equal_shares_of_a_cent_too_many_go_to_the_first() -> None:
    assert split(Decimal("100.00"), [Decimal(1)] * 3, "EUR") == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_chilean_pesos_have_no_cents() -> None:
    assert quantize(Decimal("1000.5"), "CLP") == Decimal("1001")


def test_negative_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(10), [Decimal(-1), Decimal(2)], "EUR")


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("es", "250000", "EUR", "250.000\N{NO-BREAK SPACE}€"),
        ("en", "250000", "EUR", "€250,000"),
        ("es", "1250.5", "EUR", "1.250,50\N{NO-BREAK SPACE}€"),
        ("en", "1250.50", "EUR", "€1,250.50"),
        ("es", "980", "EUR", "980\N{NO-BREAK SPACE}€"),
        ("es", "45000000", "CLP", "45.000.000\N{NO-BREAK SPACE}CL$"),
    ],
)
def test_money_is_written_as_people_write_it(language: str, amount: str, currency: str, text: str) -> None:
    with translation.override(language):
        assert format_money(Decimal(amount), currency) == text
