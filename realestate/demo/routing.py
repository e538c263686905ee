"""How the demo's offices give out leads: rules, turns that were taken, hours, somebody away, lines under the bells."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from realestate.leads.choices import AgentIs, Outcome, WhenOpen
from realestate.leads.dry_run import dry_run
from realestate.leads.models import Lead, ResponsePolicy, RoutingRule, RoutingShare
from realestate.leads.services.routing import write_turn
from realestate.leads.services.telling import key_of
from realestate.salespeople.models import Absence, Holiday, Notification, Office, Team, User

TURNS = 15
# The days on which the whole country is closed, whatever the year.
HOLIDAYS = (
    (1, 1, "Año Nuevo"),
    (1, 6, "Epifanía del Señor"),
    (5, 1, "Fiesta del Trabajo"),
    (8, 15, "Asunción de la Virgen"),
    (10, 12, "Fiesta Nacional de España"),
    (11, 1, "Todos los Santos"),
    (12, 6, "Día de la Constitución"),
    (12, 8, "Inmaculada Concepción"),
    (12, 25, "Navidad"),
)


def give_out_leads(offices: list[Office], staff: dict[int, list[User]]) -> None:
    """After the stories: the last leads have a line in the ledger, the newest wait under somebody's bell."""
    for office in offices:
        team = Team.objects.filter(office=office).order_by("pk").first()
        people = staff[office.pk]
        if team is None or not people:
            continue
        _close_on_holidays(office)
        ResponsePolicy.objects.create(office=office, is_on=True)
        _write_rules(office, team, people)
        _fill_ledger(office)
        _ring_bells(office)
    someone = staff[offices[0].pk][-1]
    day = timezone.localdate() + timedelta(days=10)
    Absence.objects.create(
        user=someone, starts_on=day, ends_on=day + timedelta(days=6), note="Sus clientes los lleva el equipo"
    )


def _close_on_holidays(office: Office) -> None:
    this_year = timezone.localdate().year
    for year in (this_year, this_year + 1):
        Holiday.objects.bulk_create(
            [Holiday(office=office, day=date(year, month, day), name=name) for month, day, name in HOLIDAYS]
        )


def _write_rules(office: Office, team: Team, people: list[User]) -> None:
    rules = [
        RoutingRule(office=office, position=1, is_active=True, agent_is=AgentIs.HERE, outcome=Outcome.AGENT),
        RoutingRule(office=office, position=2, is_active=True, sources=["portal"], outcome=Outcome.TEAM, team=team),
        RoutingRule(
            office=office,
            position=3,
            name="De noche, quien primero lo coja",
            hours=WhenOpen.OUTSIDE,
            outcome=Outcome.CLAIM,
            team=team,
            window_minutes=20,
        ),
        RoutingRule(
            office=office,
            position=4,
            languages=["en"],
            price_from=300_000,
            operations=["sale"],
            outcome=Outcome.PERSON,
            salesperson=people[0],
        ),
    ]
    RoutingRule.objects.bulk_create(rules)
    by_turns = RoutingRule.objects.get(office=office, position=2)
    RoutingShare.objects.create(rule=by_turns, salesperson=people[0], weight=2)


def _fill_ledger(office: Office) -> None:
    """The turns as the rules would have given them; only those that went so are told."""
    boss = User.objects.managers().first()
    if boss is None:
        return
    told = [case for case in dry_run(user=boss, office=office, drafts=False).cases if case.is_same]
    for case in reversed(told[:TURNS]):
        turn = write_turn(lead=case.lead, decision=case.decision)
        if turn is not None:
            turn.at = case.lead.received_at
            turn.save(update_fields=["at"])


def _ring_bells(office: Office) -> None:
    waiting = Lead.objects.unanswered().filter(office=office).select_related("contact", "salesperson")
    lines = []
    for lead in waiting.order_by("-received_at")[:12]:
        if lead.salesperson is not None:
            lines.append(_line(lead.salesperson, Notification.Kind.LEAD, lead, lead.received_at))
        else:
            lines += [
                _line(to, Notification.Kind.POOL, lead, lead.received_at) for to in User.objects.coordinating(office.pk)
            ]
    Notification.objects.bulk_create(lines)


def _line(to: User, kind: str, lead: Lead, at: datetime) -> Notification:
    spanish = to.language == "es"
    if kind == Notification.Kind.LEAD:
        said = "%s ha preguntado y espera respuesta." if spanish else "%s has asked and is waiting for your answer."
    else:
        said = "Hay un lead en la bolsa: %s" if spanish else "A lead is in the pool: %s"
    return Notification(
        user=to,
        kind=kind,
        text=said % lead.contact.name,
        url=reverse("leads:detail", args=[lead.pk]),
        key=key_of(lead),
        at=at,
    )
