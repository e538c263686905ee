from datetime import UTC, date, datetime

import time_machine
from django.utils import timezone

from realestate.core.dates import day_range, month_range, today, week_range


def test_a_day_runs_from_local_midnight_to_local_midnight() -> None:
    with timezone.override("Europe/Madrid"):
        start, end = day_range(date(2026, 7, 1))
    assert start.astimezone(UTC) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 7, 1, 22, tzinfo=UTC)


def test_the_day_when_clocks_go_back_has_25_hours() -> None:
    with timezone.override("Europe/Madrid"):
        start, end = day_range(date(2026, 10, 25))
    assert (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() == 25 * 3600


def test_a_week_begins_on_monday() -> None:
    with timezone.override("Europe/Madrid"):
        start, end = week_range(date(2026, 11, 26))
    assert (start.date(), end.date()) == (date(2026, 11, 23), date(2026, 11, 30))


def test_december_ends_in_january() -> None:
    start, end = month_range(date(2026, 12, 31))
    assert (start.date(), end.date()) == (date(2026, 12, 1), date(2027, 1, 1))


def test_today_is_the_offices_day() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 2, tzinfo=UTC)), timezone.override("America/Mexico_City"):
        assert today() == date(2026, 11, 23)
