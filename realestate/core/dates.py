"""Days as half-open UTC ranges: MySQL without time-zone tables finds nothing with ``__date`` lookups."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def current_zone() -> ZoneInfo:
    """The zone in force for this request: the office's."""
    return ZoneInfo(timezone.get_current_timezone_name())


def today() -> date:
    """The day on the office's wall calendar."""
    return timezone.localdate()


def local_midnight(day: date, zone: ZoneInfo | None = None) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone or current_zone())


def day_range(day: date, days: int = 1) -> tuple[datetime, datetime]:
    """From local midnight to local midnight ``days`` later, end excluded."""
    return local_midnight(day), local_midnight(day + timedelta(days=days))


def week_range(day: date) -> tuple[datetime, datetime]:
    """The week, Monday to Sunday, that holds ``day``."""
    return day_range(day - timedelta(days=day.weekday()), 7)


def month_range(day: date) -> tuple[datetime, datetime]:
    """The calendar month that holds ``day``."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return local_midnight(first), local_midnight(following)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
