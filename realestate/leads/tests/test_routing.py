"""Routing where enquiries are registered: who gets them, what the timeline and the ledger say."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.leads.dry_run import dry_run
from realestate.leads.models import Activity, ClaimOffer, Enquiry, Lead, RoutingRule, RoutingTurn
from realestate.leads.services import (
    close_claim_windows,
    delete_rule,
    move_rule,
    register_enquiry,
    save_rule,
    switch_rule,
)
from realestate.salespeople.models import Absence, Notification, Office, User
from realestate.tests.factories import ListingFactory, OperationFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def enquire(office: Office, **values: Any) -> Enquiry:
    number = Enquiry.objects.count()
    asked: dict[str, Any] = {
        "source": "portal",
        "portal": "idealista",
        "channel": "email",
        "name": f"Cliente {number}",
        "email": f"c{number}@example.com",
        "phone": "",
        "message": "Hola",
    }
    return register_enquiry(office=office, **{**asked, **values})


def rule(office: Office, **values: Any) -> RoutingRule:
    position = RoutingRule.objects.filter(office=office).count() + 1
    return RoutingRule.objects.create(**{"office": office, "position": position, "is_active": True, **values})


@pytest.fixture
def team(salesperson: User, colleague: User, office: Office) -> Any:
    team = TeamFactory(office=office, name="Centro")
    for person in (salesperson, colleague):
        person.team = team
        person.save()
    return team


def away(user: User) -> Absence:
    today = timezone.localdate()
    return Absence.objects.create(user=user, starts_on=today, ends_on=today + timedelta(days=3))


def test_without_rules_nothing_but_the_enquiry_stands_in_the_timeline(office: Office, salesperson: User) -> None:
    lead = enquire(office, listing=ListingFactory(office=office, salesperson=salesperson)).lead
    assert lead.salesperson == salesperson
    assert [line.kind for line in Activity.objects.filter(lead=lead)] == ["enquiry"]
    assert not RoutingTurn.objects.exists()


def test_a_listings_salesperson_who_is_away_is_passed_over(office: Office, salesperson: User) -> None:
    away(salesperson)
    lead = enquire(office, listing=ListingFactory(office=office, salesperson=salesperson)).lead
    assert lead.salesperson is None
    with translation.override("en"):
        line = Activity.objects.get(lead=lead, kind="assignment")
        assert line.words == "the pool. Passed over: Ana Pérez (away)"


def test_a_rule_gives_it_to_the_team_by_turns(office: Office, salesperson: User, colleague: User, team: Any) -> None:
    rule(office, outcome="team", team=team, sources=["portal"], operations=["sale"], zones=["Múrcia"])
    listing = ListingFactory(office=office, town="Murcia")
    OperationFactory(listing=listing)
    got = [enquire(office, listing=listing).lead.salesperson for _ in range(4)]
    assert got == [salesperson, colleague, salesperson, colleague]
    with translation.override("en"):
        line = Activity.objects.filter(kind="assignment").order_by("pk").first()
        assert line is not None
        assert line.words == "Rule 1: Portal, Sale, Múrcia → Ana Pérez's turn"
    assert RoutingTurn.objects.count() == 4
    assert Notification.objects.filter(user=salesperson, kind="lead").count() == 2


def test_shares_are_kept(office: Office, salesperson: User, colleague: User, team: Any, manager: User) -> None:
    made = rule(office, outcome="team", team=team)
    save_rule(actor=manager, rule=made, weights={salesperson.pk: 3, colleague.pk: 1})
    got = [enquire(office).lead.salesperson for _ in range(8)]
    assert (got.count(salesperson), got.count(colleague)) == (6, 2)


def test_a_caller_who_names_the_salesperson_is_obeyed(office: Office, colleague: User, team: Any) -> None:
    rule(office, outcome="team", team=team)
    assert enquire(office, salesperson=colleague).lead.salesperson == colleague
    assert not RoutingTurn.objects.exists()


def test_a_second_enquiry_of_an_open_case_takes_no_turn(office: Office, team: Any) -> None:
    rule(office, outcome="team", team=team)
    first = enquire(office, email="igual@example.com").lead
    second = enquire(office, email="igual@example.com").lead
    assert first.pk == second.pk
    assert RoutingTurn.objects.count() == 1


def test_a_draft_decides_nothing(office: Office, team: Any) -> None:
    rule(office, outcome="team", team=team, is_active=False)
    assert enquire(office).lead.salesperson is None


def test_the_language_they_asked_in_counts(office: Office, salesperson: User) -> None:
    rule(office, outcome="person", salesperson=salesperson, languages=["de"])
    assert enquire(office, payload={"language": "de-AT"}).lead.salesperson == salesperson
    assert enquire(office).lead.salesperson is None


class TestFirstToClaim:
    def test_everybody_of_the_team_is_offered_it_without_phone_or_mail(
        self, office: Office, salesperson: User, team: Any
    ) -> None:
        rule(office, outcome="claim", team=team, window_minutes=15)
        lead = enquire(office, phone="612345678", message="Busco piso").lead
        assert lead.salesperson is None
        assert ClaimOffer.objects.filter(lead=lead).count() == 2
        mail = OutgoingEmail.objects.get(recipient=salesperson.email)
        assert "/leads/claim/" in mail.body_text
        assert "612" not in mail.body_text + mail.body_html
        assert Notification.objects.filter(kind="offer").count() == 2

    def test_when_the_time_is_over_the_next_rule_is_asked(self, office: Office, colleague: User, team: Any) -> None:
        rule(office, outcome="claim", team=team)
        rule(office, outcome="person", salesperson=colleague)
        lead = enquire(office).lead
        ClaimOffer.objects.update(expires_at=timezone.now())
        assert (close_claim_windows(), close_claim_windows()) == (1, 0)
        lead.refresh_from_db()
        assert lead.salesperson == colleague
        assert not Notification.objects.unread().filter(kind="offer").exists()

    def test_it_may_stay_in_the_pool(self, office: Office, colleague: User, coordinator: User, team: Any) -> None:
        rule(office, outcome="claim", team=team, if_unclaimed="pool")
        rule(office, outcome="person", salesperson=colleague)
        lead = enquire(office).lead
        ClaimOffer.objects.update(expires_at=timezone.now())
        close_claim_windows()
        lead.refresh_from_db()
        assert lead.salesperson is None
        assert Notification.objects.filter(user=coordinator, kind="pool").exists()


class TestDryRun:
    def test_it_tells_who_would_have_had_the_last_leads_and_changes_nothing(
        self, office: Office, salesperson: User, colleague: User, manager: User, team: Any
    ) -> None:
        for _ in range(4):
            enquire(office)
        made = rule(office, outcome="team", team=team, is_active=False)
        run = dry_run(user=manager, office=office, drafts=True)
        assert dict(run.shares) == {str(salesperson): 2, str(colleague): 2}
        assert len(run.cases) == 4 and not any(case.is_same for case in run.cases)
        assert not made.shares.exists() and not RoutingTurn.objects.exists()
        assert set(Lead.objects.values_list("salesperson", flat=True)) == {None}

    def test_without_drafts_only_what_is_switched_on_counts(self, office: Office, manager: User, team: Any) -> None:
        enquire(office)
        rule(office, outcome="team", team=team, is_active=False)
        assert dry_run(user=manager, office=office, drafts=False).shares == [("", 1)]

    def test_it_costs_the_same_for_one_lead_and_for_fifty(
        self, office: Office, manager: User, team: Any, django_assert_max_num_queries: Any
    ) -> None:
        rule(office, outcome="team", team=team)
        for number in range(50):
            person = UserFactory(office=office)
            listing = ListingFactory(office=office, salesperson=person, reference=f"R-{number}")
            OperationFactory(listing=listing)
            enquire(office, listing=listing)
        fresh = Office.objects.get(pk=office.pk)
        with django_assert_max_num_queries(10):
            assert len(dry_run(user=manager, office=fresh, drafts=True).cases) == 50


class TestOrder:
    def test_rules_move_up_and_down_without_gaps(self, office: Office, manager: User) -> None:
        one, two, three = (rule(office, name=name, outcome="pool") for name in "abc")
        move_rule(actor=manager, rule=three, up=True)
        move_rule(actor=manager, rule=one, up=True)
        move_rule(actor=manager, rule=one, up=False)
        names = list(RoutingRule.objects.of_office(office).values_list("name", "position"))
        assert names == [("c", 1), ("a", 2), ("b", 3)]
        delete_rule(actor=manager, rule=one)
        assert list(RoutingRule.objects.of_office(office).values_list("position", flat=True)) == [1, 2]
        assert two.pk

    def test_only_managers_write_rules(self, office: Office, coordinator: User) -> None:
        made = rule(office, outcome="pool")
        with pytest.raises(BusinessRuleError):
            switch_rule(actor=coordinator, rule=made, is_active=False)

    def test_another_offices_team_is_refused(self, office: Office, other_office: Office, manager: User) -> None:
        foreign = RoutingRule(office=office, outcome="team", team=TeamFactory(office=other_office))
        with pytest.raises(BusinessRuleError):
            save_rule(actor=manager, rule=foreign)
