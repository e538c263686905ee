"""Shares of owners in per cent, exactly: what is given out adds up to 100."""

from decimal import ROUND_DOWN, Decimal

WHOLE = Decimal(100)
STEP = Decimal("0.0001")


def equal_shares(count: int) -> list[Decimal]:
    """100 % in ``count`` parts with four decimals; what does not divide goes to the first ones (33.3334 + 2 × 33.3333).

    Raises ValueError without owners.
    """
    if count < 1:
        raise ValueError("nobody to share with")
    part = (WHOLE / count).quantize(STEP, ROUND_DOWN)
    rest = int((WHOLE - part * count) / STEP)
    return [part + STEP if number < rest else part for number in range(count)]
