"""Working time: how long something has waited while the office was open. Pure functions of an office's hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# How many days ahead an opening is looked for; an office that is closed for longer counts as always open.
FURTHEST = 400
NOTHING = timedelta(0)


@dataclass(frozen=True)
class Hours:
    """Open from ``opens`` to ``closes`` by the wall clock of ``zone``, on ``days`` (1 is Monday) that are no holidays.

    Closing at or before the opening time means the next day: 22:00–06:00 is a night, 00:00–00:00 the whole day.
    """

    opens: time
    closes: time
    days: frozenset[int]
    holidays: frozenset[date]
    zone: ZoneInfo

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """The moments between which the office is open on that day, in UTC; None when it stays closed."""
        if day.isoweekday() not in self.days or day in self.holidays:
            return None
        last = day if self.closes > self.opens else day + timedelta(days=1)
        start = datetime.combine(day, self.opens, tzinfo=self.zone).astimezone(UTC)
        end = datetime.combine(last, self.closes, tzinfo=self.zone).astimezone(UTC)
        return (start, end) if end > start else None  # in the hour that a spring night skips nobody works


def windows(hours: Hours, start: datetime, last: date) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches from ``start`` on until the day ``last``; they never overlap."""
    edge = start.astimezone(UTC)
    day = edge.astimezone(hours.zone).date() - timedelta(days=1)  # last night's shift may still be on
    while day <= last:
        window = hours.window(day)
        if window is not None and window[1] > edge:
            begin = max(window[0], edge)
            yield begin, window[1]
            edge = window[1]
        day += timedelta(days=1)


def working_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time from start to end the office was open; nothing when end lies before start."""
    end = end.astimezone(UTC)
    total = NOTHING
    for begin, close in windows(hours, start, end.astimezone(hours.zone).date()):
        if begin >= end:
            break
        total += min(close, end) - begin
    return total


def after_working_time(hours: Hours, start: datetime, amount: timedelta) -> datetime:
    """The first moment at which the office has been open for ``amount`` since start."""
    left = max(amount, NOTHING)
    if next(windows(hours, start, start.astimezone(hours.zone).date() + timedelta(days=FURTHEST)), None) is None:
        return start.astimezone(UTC) + left
    for begin, close in windows(hours, start, date.max - timedelta(days=2)):
        if begin + left <= close:
            return begin + left
        left -= close - begin
    raise OverflowError("no calendar is that long")


def next_open(hours: Hours, at: datetime) -> datetime:
    """That moment if the office is open then, else when it opens next."""
    return after_working_time(hours, at, NOTHING)


def is_open(hours: Hours, at: datetime) -> bool:
    return next_open(hours, at) == at.astimezone(UTC)
