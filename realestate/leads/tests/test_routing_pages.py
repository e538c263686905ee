"""The pages of routing, as a manager uses them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from realestate.leads.models import ResponsePolicy, RoutingRule, RoutingTurn
from realestate.leads.services import register_enquiry
from realestate.salespeople.models import Holiday, Office, User
from realestate.tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

VALUES = {"name": "", "outcome": "pool", "window_minutes": "10", "if_unclaimed": "next"}


@pytest.fixture
def browser(manager: User, as_user: Any) -> Any:
    return as_user(manager)


def test_a_manager_writes_a_rule_tries_it_and_switches_it_on(browser: Any, office: Office, salesperson: User) -> None:
    sent = {
        **VALUES,
        "sources": ["portal"],
        "portals": "Idealista, kyero",
        "zones": "El Carmen, Murcia",
        "price_from": "100000",
        "outcome": "person",
        "salesperson": salesperson.pk,
    }
    response = browser.post(reverse("leads:routing_rule_create", args=[office.pk]), sent)
    assert response.status_code == 302
    rule = RoutingRule.objects.get()
    assert (rule.portals, rule.zones, rule.is_active) == (["idealista", "kyero"], ["El Carmen", "Murcia"], False)
    with translation.override("es"):
        assert browser.get(reverse("leads:routing_dry_run")).status_code == 200
    browser.post(reverse("leads:routing_rule_switch", args=[rule.pk]), {"on": "1"})
    rule.refresh_from_db()
    assert rule.is_active


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": "person"}, "salesperson"),
        ({"outcome": "team"}, "team"),
        ({"price_from": "10", "price_to": "5"}, "price_to"),
        ({"window_minutes": "0"}, "window_minutes"),
        ({"sources": "moon"}, "sources"),
        ({"price_from": "x"}, "price_from"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(
    browser: Any, office: Office, wrong: dict[str, Any], field: str
) -> None:
    response = browser.post(reverse("leads:routing_rule_create", args=[office.pk]), {**VALUES, **wrong})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not RoutingRule.objects.exists()


def test_the_shares_of_a_team_are_edited_with_its_rule(browser: Any, office: Office, salesperson: User) -> None:
    team = TeamFactory(office=office)
    salesperson.team = team
    salesperson.save()
    rule = RoutingRule.objects.create(office=office, outcome="team", team=team)
    path = reverse("leads:routing_rule", args=[rule.pk])
    sent = {**VALUES, "outcome": "team", "team": team.pk, "version": rule.version, f"weight_{salesperson.pk}": "3"}
    assert browser.post(path, sent).status_code == 302
    assert rule.shares.get().weight == 3


def test_a_stale_save_shows_both_and_loses_neither(browser: Any, office: Office) -> None:
    rule = RoutingRule.objects.create(office=office, outcome="pool", name="Antes")
    old = rule.version
    rule.name = "De otra persona"
    rule.save()
    response = browser.post(reverse("leads:routing_rule", args=[rule.pk]), {**VALUES, "name": "Mía", "version": old})
    assert response.status_code == 409
    assert "De otra persona" in response.content.decode()
    rule.refresh_from_db()
    assert rule.name == "De otra persona"


def test_hours_and_holidays_are_kept(browser: Any, office: Office) -> None:
    path = reverse("leads:response_policy", args=[office.pk])
    sent = {
        "opens_at": "10:00",
        "closes_at": "19:00",
        "working_days": ["6", "1", "2"],
        "is_on": "on",
        "remind_after": "5",
        "escalate_after": "15",
        "release_after": "",
    }
    assert browser.post(path, sent).status_code == 302
    office = Office.objects.get(pk=office.pk)
    assert (office.working_days, office.opens_at.hour) == ("126", 10)
    assert ResponsePolicy.objects.get().release_after is None
    browser.post(reverse("leads:holiday_add", args=[office.pk]), {"day": "2030-12-25", "name": "Navidad"})
    holiday = Holiday.objects.get()
    assert "Navidad" in browser.get(path).content.decode()
    browser.post(reverse("leads:holiday_remove", args=[office.pk, holiday.pk]))
    assert not Holiday.objects.exists()


def test_a_day_that_is_none_is_said(browser: Any, office: Office) -> None:
    response = browser.post(reverse("leads:holiday_add", args=[office.pk]), {"day": "mañana"}, follow=True)
    assert response.status_code == 200
    assert not Holiday.objects.exists()


def test_the_ledger_says_why(browser: Any, office: Office, salesperson: User) -> None:
    RoutingRule.objects.create(office=office, outcome="person", salesperson=salesperson, is_active=True, name="Todo")
    register_enquiry(
        source="web", channel="form", office=office, name="Luis", email="l@example.com", phone="", message=""
    )
    page = browser.get(reverse("leads:routing_ledger")).content.decode()
    assert "Luis" in page and "Todo" in page and str(salesperson) in page


def test_pages_cost_the_same_for_many_rows(
    browser: Any, office: Office, manager: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        person = UserFactory(office=office)
        RoutingRule.objects.create(
            office=office, outcome="person", salesperson=person, agent=person, position=number, is_active=True
        )
        register_enquiry(
            source="web", channel="form", office=office, name="A", email=f"l{number}@e.com", phone="", message=""
        )
    assert RoutingTurn.objects.count() == 20
    for name in ("routing", "routing_ledger", "accountability"):
        with django_assert_max_num_queries(12):
            browser.get(reverse(f"leads:{name}"))
    with django_assert_max_num_queries(14):
        browser.get(reverse("leads:routing_dry_run"))


@pytest.mark.parametrize("query", ["?office=x", "?office=999999999999999999999", "?days=-1", "?cursor=zzz"])
def test_a_bent_address_answers(browser: Any, office: Office, query: str) -> None:
    for name in ("routing", "routing_ledger", "routing_dry_run", "accountability"):
        assert browser.get(reverse(f"leads:{name}") + query).status_code == 200
