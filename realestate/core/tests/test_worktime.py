"""Working time: never negative, never more than the clock on the wall, and right when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realestate.core.worktime import Hours, after_working_time, is_open, next_open, working_time

MADRID = ZoneInfo("Europe/Madrid")
WEEK = frozenset({1, 2, 3, 4, 5})


def hours(opens: str = "09:00", closes: str = "20:00", days: frozenset[int] = WEEK, *holidays: date) -> Hours:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes), days, frozenset(holidays), MADRID)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:07", 7),
        ("2026-11-24 19:55", "2026-11-25 09:05", 10),
        ("2026-11-24 22:00", "2026-11-25 08:00", 0),
        ("2026-11-27 19:00", "2026-11-30 10:00", 120),
        ("2026-11-24 10:07", "2026-11-24 10:00", 0),
    ],
    ids=["in the morning", "over night", "at night", "over the weekend", "backwards"],
)
def test_only_open_time_counts(start: str, end: str, minutes: int) -> None:
    assert working_time(hours(), at(start), at(end)) == timedelta(minutes=minutes)


def test_a_holiday_counts_nothing() -> None:
    closed = hours("09:00", "20:00", WEEK, date(2026, 12, 8))
    assert working_time(closed, at("2026-12-08 10:00"), at("2026-12-08 12:00")) == timedelta(0)
    assert next_open(closed, at("2026-12-08 10:00")) == at("2026-12-09 09:00")


def test_a_night_shift_runs_past_midnight() -> None:
    night = hours("22:00", "06:00")
    assert working_time(night, at("2026-11-24 21:00"), at("2026-11-25 07:00")) == timedelta(hours=8)
    assert is_open(night, at("2026-11-25 03:00")) and not is_open(night, at("2026-11-25 12:00"))


def test_the_night_of_the_change_is_an_hour_shorter_or_longer() -> None:
    always = hours("00:00", "00:00", frozenset(range(1, 8)))
    spring = working_time(always, at("2026-03-29 00:00"), at("2026-03-30 00:00"))
    autumn = working_time(always, at("2026-10-25 00:00"), at("2026-10-26 00:00"))
    assert (spring, autumn) == (timedelta(hours=23), timedelta(hours=25))


def test_an_office_opens_by_its_wall_clock_before_and_after_the_change() -> None:
    days = frozenset(range(1, 8))
    assert next_open(hours(days=days), at("2026-03-28 21:00")).astimezone(UTC).hour == 7
    assert next_open(hours(days=days), at("2026-03-27 21:00")).astimezone(UTC).hour == 8


def test_an_office_that_never_opens_counts_as_always_open() -> None:
    never = hours(days=frozenset())
    start = at("2026-11-24 10:00")
    assert after_working_time(never, start, timedelta(minutes=5)) == start + timedelta(minutes=5)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
HOURS = st.builds(
    Hours,
    opens=TIMES,
    closes=TIMES,
    days=st.frozensets(st.integers(1, 7), min_size=1),
    holidays=st.frozensets(st.dates(date(2024, 1, 1), date(2028, 1, 1)), max_size=5),
    zone=st.sampled_from(
        [ZoneInfo(name) for name in ("Europe/Madrid", "Atlantic/Canary", "America/Santiago", "America/Mexico_City")]
    ),
)
SPANS = st.timedeltas(timedelta(0), timedelta(days=20))


@given(hours=HOURS, start=MOMENTS, span=SPANS)
def test_it_is_never_negative_and_never_more_than_the_wall_clock(
    hours: Hours, start: datetime, span: timedelta
) -> None:
    assert timedelta(0) <= working_time(hours, start, start + span) <= span
    assert working_time(hours, start, start - span) == timedelta(0)


@given(hours=HOURS, start=MOMENTS, span=SPANS, more=SPANS)
def test_it_only_grows_with_time(hours: Hours, start: datetime, span: timedelta, more: timedelta) -> None:
    assert working_time(hours, start, start + span) <= working_time(hours, start, start + span + more)


@given(hours=HOURS, start=MOMENTS, amount=st.timedeltas(timedelta(0), timedelta(days=2)))
def test_after_so_much_working_time_exactly_so_much_has_passed(
    hours: Hours, start: datetime, amount: timedelta
) -> None:
    end = after_working_time(hours, start, amount)
    assert end >= start
    assert working_time(hours, start, end) == amount


@given(hours=HOURS, start=MOMENTS, one=st.timedeltas(timedelta(0), timedelta(days=1)), two=SPANS)
def test_more_working_time_ends_later(hours: Hours, start: datetime, one: timedelta, two: timedelta) -> None:
    two = min(two, timedelta(days=2))
    assert after_working_time(hours, start, one) <= after_working_time(hours, start, one + two)
