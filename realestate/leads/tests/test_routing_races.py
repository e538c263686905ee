"""Routing and claims with many at the same moment, on MySQL."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import new_token, token_hash
from realestate.leads.models import (
    Activity,
    ClaimOffer,
    Escalation,
    Lead,
    ResponsePolicy,
    RoutingRule,
    RoutingShare,
    RoutingTurn,
)
from realestate.leads.services import claim_lead, close_claim_windows, escalate_leads, register_enquiry
from realestate.leads.services.routing import route
from realestate.salespeople.models import Office, User
from realestate.tests.factories import LeadFactory, OfficeFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

THREADS = 50


def at_once(count: int, work: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """What each of ``count`` calls got, so many at a time and the first of them in the same moment."""
    threads = min(threads, count)
    barrier = Barrier(threads)

    def run(number: int) -> Any:
        try:
            if number < threads:
                barrier.wait(60)
            return work(number)
        except BusinessRuleError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(count)))


def team_of(office: Office, count: int) -> tuple[Any, list[User]]:
    team = TeamFactory(office=office)
    return team, [UserFactory(office=office, team=team, first_name=f"P{n}", last_name="") for n in range(count)]


def enquire(office: Office, number: int) -> Any:
    return register_enquiry(
        source="portal",
        channel="email",
        office=office,
        name=f"Cliente {number}",
        email=f"c{number}@example.com",
        phone="",
        message="Hola",
        external_id=f"E{number}",
    )


def test_of_five_hundred_claims_exactly_one_wins_and_the_others_read_who() -> None:
    office = OfficeFactory()
    User.objects.bulk_create(
        [User(email=f"p{n}@example.com", first_name=f"P{n}", office=office, password="!") for n in range(500)]
    )
    people = list(User.objects.filter(office=office))
    lead = LeadFactory(office=office)
    answers = at_once(500, lambda n: claim_lead(actor=people[n], lead=lead), threads=100)
    assert sum(isinstance(answer, Lead) for answer in answers) == 1
    name = str(Lead.objects.get().salesperson)
    assert sum(name in answer for answer in answers if isinstance(answer, str)) == 499
    assert Activity.objects.filter(kind="assignment").count() == 1


def test_of_many_links_pressed_at_once_exactly_one_takes_it() -> None:
    office = OfficeFactory()
    _team, people = team_of(office, 60)
    lead = LeadFactory(office=office)
    until = timezone.now() + timedelta(minutes=10)
    tokens = [new_token() for _ in people]
    for person, token in zip(people, tokens, strict=True):
        ClaimOffer.objects.create(lead=lead, user=person, token_hash=token_hash(token), expires_at=until)
    answers = at_once(60, lambda n: Client().post(f"/leads/claim/{tokens[n]}/").status_code)
    assert Counter(answers) == {200: 1, 410: 59}
    assert ClaimOffer.objects.filter(taken_at__isnull=False).count() == 1
    assert not ClaimOffer.objects.open().exists()


def test_turns_are_fair_when_many_leads_come_at_once() -> None:
    office = OfficeFactory()
    team, people = team_of(office, 7)
    RoutingRule.objects.create(office=office, outcome="team", team=team, is_active=True)
    at_once(80, lambda n: enquire(office, n), threads=20)
    counts = Counter(RoutingTurn.objects.values_list("salesperson", flat=True))
    assert sum(counts.values()) == 80
    assert len(counts) == len(people)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_weighted_turns_are_fair_when_many_leads_come_at_once() -> None:
    office = OfficeFactory()
    team, people = team_of(office, 3)
    rule = RoutingRule.objects.create(office=office, outcome="team", team=team, is_active=True)
    for person, weight in zip(people, (5, 3, 2), strict=True):
        RoutingShare.objects.create(rule=rule, salesperson=person, weight=weight)
    at_once(80, lambda n: enquire(office, n), threads=20)
    counts = Counter(RoutingTurn.objects.values_list("salesperson", flat=True))
    assert [counts[person.pk] for person in people] == [40, 24, 16]


def test_the_rules_lock_alone_keeps_turns_fair() -> None:
    """Enquiries wait for each other; leads whose claim window closed do not, and take turns all the same."""
    from django.db import transaction

    office = OfficeFactory()
    team, people = team_of(office, 4)
    RoutingRule.objects.create(office=office, outcome="team", team=team, is_active=True)

    def take(_number: int) -> str:
        with transaction.atomic():
            decision = route(office=office, source="web", portal="", language="", listing=None)
            assert decision.person is not None
            return decision.person.name

    counts = Counter(at_once(60, take, threads=30))
    assert set(counts.values()) == {15}
    assert len(counts) == len(people)


def test_two_schedules_at_once_take_each_step_once() -> None:
    office = OfficeFactory(opens_at="00:00", closes_at="00:00", working_days="1234567")
    person = UserFactory(office=office)
    ResponsePolicy.objects.create(office=office, is_on=True)
    leads = [LeadFactory(office=office, salesperson=person) for _ in range(10)]
    Lead.objects.update(escalate_at=timezone.now() - timedelta(minutes=1))
    assert sum(at_once(6, lambda _n: escalate_leads())) == len(leads)
    assert Escalation.objects.count() == len(leads)


def test_a_window_that_closes_while_somebody_claims_gives_it_to_one() -> None:
    office = OfficeFactory()
    team, people = team_of(office, 3)
    rule = RoutingRule.objects.create(office=office, outcome="claim", team=team, is_active=True)
    RoutingRule.objects.create(office=office, outcome="person", salesperson=people[2], position=2, is_active=True)
    for _ in range(5):
        lead = LeadFactory(office=office)
        past = timezone.now() - timedelta(seconds=1)
        ClaimOffer.objects.create(lead=lead, rule=rule, user=people[0], token_hash=new_token(), expires_at=past)

        def work(number: int, lead: Lead = lead) -> Any:
            return close_claim_windows() if number % 2 else claim_lead(actor=people[0], lead=lead)

        at_once(8, work)
        lead.refresh_from_db()
        assert lead.salesperson in (people[0], people[2])
        assert Activity.objects.filter(lead=lead, kind="assignment").exclude(data__has_key="unclaimed").count() == 1
