from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from realestate.reports import today
from realestate.salespeople.models import Office, User
from realestate.tests.factories import LeadFactory, NextActionFactory, ViewingFactory

pytestmark = pytest.mark.django_db
PANELS = ["unanswered", "actions", "viewings", "loose-ends", "month"]


def test_unanswered_leads_stand_in_order_of_waiting(salesperson: User) -> None:
    now = timezone.now()
    fresh = LeadFactory(office=salesperson.office, salesperson=salesperson, received_at=now - timedelta(minutes=2))
    late = LeadFactory(office=salesperson.office, salesperson=salesperson, received_at=now - timedelta(hours=2))
    LeadFactory(office=salesperson.office, salesperson=salesperson, answered_at=now)
    LeadFactory(office=salesperson.office, salesperson=salesperson, stage="lost")
    assert today.unanswered(salesperson, everybody=False).rows == [late, fresh]


def test_the_pool_of_ones_office_waits_for_everybody(salesperson: User, other_office: Office) -> None:
    pool = LeadFactory(office=salesperson.office)
    LeadFactory(office=other_office)
    assert today.unanswered(salesperson, everybody=False).rows == [pool]


def test_a_manager_sees_each_office(manager: User, salesperson: User, other_office: Office) -> None:
    LeadFactory(office=salesperson.office, salesperson=salesperson)
    LeadFactory(office=other_office)
    assert len(today.unanswered(manager, everybody=True).rows) == 2


def test_overdue_and_todays_actions_but_not_tomorrows(salesperson: User) -> None:
    lead = LeadFactory(office=salesperson.office, salesperson=salesperson)
    now = timezone.now()
    overdue = NextActionFactory(lead=lead, salesperson=salesperson, due_at=now - timedelta(days=2))
    NextActionFactory(lead=lead, salesperson=salesperson, due_at=now + timedelta(days=2))
    NextActionFactory(lead=lead, salesperson=salesperson, due_at=now, done_at=now)
    assert today.actions(salesperson, everybody=False).rows == [overdue]


def test_a_lead_without_a_next_action_is_a_loose_end(salesperson: User) -> None:
    loose = LeadFactory(office=salesperson.office, salesperson=salesperson)
    NextActionFactory(lead=LeadFactory(office=salesperson.office, salesperson=salesperson))
    assert today.loose_ends(salesperson, everybody=False).rows == [loose]


def test_the_month_counts_ones_own_work(salesperson: User, colleague: User) -> None:
    now = timezone.now()
    own = {"office": salesperson.office, "salesperson": salesperson}
    LeadFactory(**own, received_at=now, answered_at=now + timedelta(minutes=2))
    LeadFactory(**own, received_at=now, answered_at=now + timedelta(minutes=9))
    LeadFactory(**own, received_at=now - timedelta(days=70), stage="won", closed_at=now)
    LeadFactory(office=salesperson.office, salesperson=colleague, received_at=now)
    ViewingFactory(office=salesperson.office, salesperson=salesperson, starts_at=now)
    month = today.month(salesperson, everybody=False)
    assert (month.received, month.answered, month.fast_percent) == (2, 2, 50)
    assert (month.won, month.lost, month.viewings) == (1, 0, 1)


def test_a_month_without_leads_has_no_percentage(salesperson: User) -> None:
    assert today.month(salesperson, everybody=False).fast_percent is None


@pytest.mark.parametrize("rows", [1, 50])
def test_the_first_page_costs_at_most_fifteen_queries(
    rows: int, salesperson: User, as_user: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        lead = LeadFactory(office=salesperson.office, salesperson=salesperson)
        NextActionFactory(lead=lead, salesperson=salesperson, due_at=timezone.now())
        ViewingFactory(lead=lead, salesperson=salesperson, office=salesperson.office, starts_at=timezone.now())
    client = as_user(salesperson)
    with django_assert_max_num_queries(15):
        client.get("/")
    for panel in PANELS:
        with django_assert_max_num_queries(7):
            client.get(f"/today/{panel}/", headers={"HX-Request": "true"})


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_is_a_page_of_its_own_without_javascript(
    panel: str, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(salesperson)
    assert b"<html" in client.get(f"/today/{panel}/").content
    assert b"<html" not in client.get(f"/today/{panel}/", headers={"HX-Request": "true"}).content


def test_a_salesperson_cannot_ask_for_everybodys_day(salesperson: User, as_user: Callable[[User], Client]) -> None:
    assert as_user(salesperson).get("/?who=all").context["everybody"] is False
