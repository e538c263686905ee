"""A price in another currency, by the rates that managers keep; without a rate there is no number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from realestate.core.money import Currency, exponent

if TYPE_CHECKING:
    from realestate.core.models import ExchangeRate

SHOWN_DIGITS = 3  # of an approximate price: more would look exact


@dataclass(frozen=True)
class Approximate:
    """About how much that is, by the rate of which day and from where."""

    amount: Decimal
    currency: str
    on: date
    source: str


def approximate(
    amount: Decimal | None, currency: str, office_currency: str, rates: "Iterable[ExchangeRate]"
) -> Approximate | None:
    """The amount in the office's currency; where it is in that already, in US dollars. None without a rate."""
    wanted = office_currency if currency != office_currency else Currency.USD.value
    if amount is None or currency == wanted:
        return None
    found: Approximate | None = None
    for rate in rates:
        if (rate.currency, rate.to_currency) == (currency, wanted):
            value = amount * rate.rate
        elif (rate.currency, rate.to_currency) == (wanted, currency):
            value = amount / rate.rate
        else:
            continue
        if found is None or rate.on > found.on:
            found = Approximate(rounded(value, wanted), wanted, rate.on, rate.source)
    return found


def rounded(value: Decimal, currency: str) -> Decimal:
    """To three digits that count, but never finer than the currency's smallest coin."""
    if not value:
        return value
    smallest = Decimal(1).scaleb(max(value.adjusted() - SHOWN_DIGITS + 1, -exponent(currency)))
    return (value / smallest).to_integral_value() * smallest
