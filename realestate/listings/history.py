"""An operation's price history as people read it: each step with its difference, and the days on the market."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from realestate.core.dates import day_range
from realestate.listings.models import Operation, PriceChange


@dataclass(frozen=True)
class PriceStep:
    """One price, since when, and what changed from the one before (None when they cannot be compared)."""

    at: datetime
    price: Decimal | None
    currency: str
    price_on_request: bool
    who: str
    difference: Decimal | None
    percent: Decimal | None
    days: int | None = None  # on the market at this price


def price_steps(changes: Iterable[PriceChange], operation: Operation | None = None) -> list[PriceStep]:
    """Newest first. A price is compared with the last known one in the same currency just before it.

    With its ``operation`` each step says how many whole days it was on the market at that price.
    """
    steps: list[PriceStep] = []
    before: PriceChange | None = None
    ordered = sorted(changes, key=lambda one: one.pk)
    ends = [*(change.at for change in ordered[1:]), None][: len(ordered)]  # without a price there is no step
    for change, until in zip(ordered, ends, strict=True):
        difference = percent = None
        if before is not None and before.currency == change.currency:
            difference, percent = step_between(before.price, change.price)
        who = str(change.actor) if change.actor else ""
        steps.append(
            PriceStep(
                change.at,
                change.price,
                change.currency,
                change.price_on_request,
                who,
                difference,
                percent,
                days_at_price(operation, change.at, until) if operation is not None else None,
            )
        )
        before = change
    return steps[::-1]


def step_between(before: Decimal | None, after: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The difference and the percentage of it, one decimal; nothing without two prices, no percentage of zero."""
    if before is None or after is None:
        return None, None
    difference = after - before
    if not before:
        return difference, None
    return difference, (difference * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)


def price_on(operation: Operation, day: date) -> PriceStep | None:
    """What was asked at the end of that day on the office's calendar; None before there was a price."""
    end = day_range(day)[1]
    return next((step for step in price_steps(operation.price_changes.all()) if step.at < end), None)


def days_at_price(operation: Operation, since: datetime, until: datetime | None) -> int | None:
    """Whole days on the market between two moments; None for a step that was over before it was published."""
    if operation.published_at is None:
        return None
    begin = max(since, operation.published_at)
    end = min(moment for moment in (until, operation.closed_at, timezone.now()) if moment is not None)
    return (end - begin).days if end >= begin else None


def days_on_market(operation: Operation, now: datetime | None = None) -> int | None:
    """Whole days since it was published, until it was closed; None before that."""
    if operation.published_at is None:
        return None
    end = operation.closed_at or now or timezone.now()
    return max((end - operation.published_at).days, 0)
