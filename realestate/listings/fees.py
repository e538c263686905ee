"""The agency's fee as a mandate says it, to the cent."""

from dataclasses import dataclass
from decimal import Decimal

from realestate.core.money import quantize
from realestate.listings.choices import FeeKind


@dataclass(frozen=True)
class Fee:
    """Net, VAT and total in the mandate's currency; ``is_minimum`` when the lowest fee counts."""

    net: Decimal
    vat: Decimal
    total: Decimal
    is_minimum: bool


def fee_at(
    price: Decimal | None, *, kind: str, value: Decimal, minimum: Decimal | None, vat_rate: Decimal, currency: str
) -> Fee | None:
    """The fee at a price (a month's rent for ``months``); None while it depends on a price that nobody has agreed."""
    if kind == FeeKind.FIXED:
        net = value
    elif price is None:
        return None
    elif kind == FeeKind.MONTHS:
        net = price * value
    else:
        net = price * value / 100
    is_minimum = minimum is not None and net < minimum
    net = quantize(minimum if is_minimum and minimum is not None else net, currency)
    vat = quantize(net * vat_rate / 100, currency)
    return Fee(net, vat, net + vat, is_minimum)
