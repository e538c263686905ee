from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from realestate.agenda.models import Viewing
from realestate.salespeople.models import User
from realestate.tests.factories import LeadFactory, ViewingFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Madrid"))


def viewing(user: User, start: datetime, **values: Any) -> Viewing:
    lead = LeadFactory(office=user.office, salesperson=user)
    return ViewingFactory(
        lead=lead,
        salesperson=user,
        office=user.office,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        **values,
    )


def shown(response: Any) -> list[Viewing]:
    return [one for _, viewings in response.context["days"] for one in viewings]


@time_machine.travel(NOON, tick=False)
def test_the_day_runs_by_the_offices_clock(salesperson: User, as_user: Callable[[User], Client]) -> None:
    first = viewing(salesperson, NOON.replace(hour=0, minute=10))
    last = viewing(salesperson, NOON.replace(hour=23, minute=50))
    viewing(salesperson, NOON + timedelta(days=1))
    assert shown(as_user(salesperson).get("/agenda/")) == [first, last]


@time_machine.travel(NOON, tick=False)
def test_the_week_shows_seven_days_from_monday(salesperson: User, as_user: Callable[[User], Client]) -> None:
    monday = viewing(salesperson, datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Madrid")))
    sunday = viewing(salesperson, datetime(2026, 11, 29, 20, tzinfo=ZoneInfo("Europe/Madrid")))
    viewing(salesperson, datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Madrid")))
    response = as_user(salesperson).get("/agenda/?view=week")
    assert len(response.context["days"]) == 7
    assert shown(response) == [monday, sunday]


@time_machine.travel(NOON, tick=False)
def test_a_coordinator_may_see_everybodys(
    salesperson: User, coordinator: User, stranger: User, as_user: Callable[[User], Client]
) -> None:
    theirs = viewing(salesperson, NOON)
    viewing(stranger, NOON)
    client = as_user(coordinator)
    assert shown(client.get("/agenda/")) == []
    assert shown(client.get("/agenda/?who=all")) == [theirs]


@pytest.mark.parametrize("day", ["x", "2026-02-31", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_means_nothing_is_today(day: str, salesperson: User, as_user: Callable[[User], Client]) -> None:
    for view in ("day", "week"):
        assert as_user(salesperson).get("/agenda/", {"day": day, "view": view}).status_code == 200


def test_anothers_viewing_is_not_found(
    salesperson: User, colleague: User, stranger: User, as_user: Callable[[User], Client]
) -> None:
    one = viewing(salesperson, NOON)
    statuses = [as_user(user).get(f"/agenda/{one.pk}/").status_code for user in (salesperson, colleague, stranger)]
    assert statuses == [200, 404, 404]


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("path", ["/agenda/", "/agenda/?view=week"])
def test_the_agenda_costs_the_same_with_many_viewings(
    path: str, salesperson: User, as_user: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    for minute in range(50):
        viewing(salesperson, NOON.replace(minute=minute))
    client = as_user(salesperson)
    with django_assert_max_num_queries(6):
        client.get(path)
