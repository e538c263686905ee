"""Routing in the database: gathers the facts, asks the pure rules, moves the round on and writes the ledger.

Runs where an enquiry is registered, in its transaction; no page ever waits for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from realestate.core.text import normalise
from realestate.core.worktime import is_open
from realestate.leads.choices import Outcome
from realestate.leads.models import Lead, RoutingRule, RoutingShare, RoutingTurn
from realestate.leads.routing import ABSENT, LEFT, OTHER_OFFICE, Decision, Facts, Person, Rule, decide
from realestate.listings.models import Listing
from realestate.salespeople.models import Absence, Office, User


@dataclass
class Roster:
    """The people whom an office's rules may name, and when each of them is away. Three queries, whoever asks."""

    office: Office
    people: dict[int, User]
    absences: dict[int, list[Absence]] = field(default_factory=dict)

    @classmethod
    def load(cls, office: Office, *, first: date, last: date, extra: Iterable[int] = ()) -> "Roster":
        """Everybody who belongs to the office and ``extra`` (keys), with their absences between the two days."""
        people = {person.pk: person for person in User.objects.who_may_be_asked(office, extra)}
        absences: dict[int, list[Absence]] = {}
        for absence in Absence.objects.of_people(people, first, last):
            absences.setdefault(absence.user_id, []).append(absence)
        return cls(office, people, absences)

    def person(self, pk: int, day: date, *, weight: int = 1, balance: int = 0) -> Person:
        user = self.people.get(pk)
        name = str(user) if user else str(pk)
        return Person(pk, name, self.why_not(user, day), weight, balance)

    def why_not(self, user: User | None, day: date) -> str:
        """Why this person cannot get a lead of this office on that day; empty when they can."""
        if user is None or not user.is_active or not user.sells:
            return LEFT
        offices = {user.office_id, *(other.pk for other in user.other_offices.all())}
        if self.office.pk not in offices:
            return OTHER_OFFICE
        away = self.absences.get(user.pk, [])
        return ABSENT if any(one.starts_on <= day <= one.ends_on for one in away) else ""

    def team(self, team_id: int | None) -> list[User]:
        """The team's people who sell, or the office's when no team is named; in a steady order."""
        people = [one for one in self.people.values() if one.sells and one.is_active]
        if team_id is not None:
            people = [one for one in people if one.team_id == team_id]
        else:
            people = [one for one in people if not one.is_manager]
        return sorted(people, key=lambda one: one.pk)


def default_weight(user: User | None) -> int:
    """One share each; managers take turns only where a rule gives them a share."""
    return 0 if user is not None and user.is_manager else 1


def day_of(office: Office, at: datetime) -> date:
    """The day on the office's own calendar."""
    return at.astimezone(ZoneInfo(office.time_zone)).date()


def facts_of(
    *,
    office: Office,
    roster: Roster,
    source: str,
    portal: str,
    language: str,
    listing: Listing | None,
    at: datetime,
) -> Facts:
    """What the rules may ask about an enquiry. ``listing`` is read with its operations."""
    agent = None
    if listing is not None and listing.salesperson_id is not None:
        agent = roster.person(listing.salesperson_id, day_of(office, at))
    offers = [one for one in listing.operations.all() if one.is_open] if listing is not None else []
    places = [listing.zone, listing.town] if listing is not None else []
    return Facts(
        source=source,
        portal=portal,
        offers=tuple((one.kind, one.price) for one in offers),
        property_type=listing.property_type if listing is not None else "",
        places=frozenset(normalise(place) for place in places if place),
        language=language,
        agent=agent,
        is_open=is_open(office.hours, at),
    )


def rules_of(
    roster: Roster,
    rows: Iterable[RoutingRule],
    day: date,
    *,
    balances: Mapping[int, Mapping[int, int]] | None = None,
    drafts: bool = False,
) -> list[Rule]:
    """The office's rules as the pure function wants them, numbered as its page shows them; ``drafts`` too if asked.

    ``balances`` (rule → person → balance) overrides the stored ones.
    """
    found = []
    for number, row in enumerate(rows, start=1):
        if not (row.is_active or drafts):
            continue
        shares = {share.salesperson_id: share for share in row.shares.all()}
        known = balances.get(row.pk, {}) if balances is not None else {}

        def person(pk: int, shares: Any = shares, known: Any = known) -> Person:
            share = shares.get(pk)
            balance = known.get(pk, share.balance if share else 0)
            weight = share.weight if share else default_weight(roster.people.get(pk))
            return roster.person(pk, day, weight=weight, balance=balance)

        people: list[Person] = []
        if row.outcome == Outcome.PERSON and row.salesperson_id:
            people = [roster.person(row.salesperson_id, day)]
        elif row.outcome in {Outcome.TEAM, Outcome.CLAIM}:
            people = [person(one.pk) for one in roster.team(row.team_id)]
        found.append(
            Rule(
                pk=row.pk,
                number=number,
                name=row.name,
                sources=frozenset(row.sources),
                portals=frozenset(row.portals),
                operations=frozenset(row.operations),
                property_types=frozenset(row.property_types),
                zones=frozenset(normalise(zone) for zone in row.zones),
                languages=frozenset(row.languages),
                price_from=row.price_from,
                price_to=row.price_to,
                agent=row.agent_id,
                agent_is=row.agent_is,
                hours=row.hours,
                outcome=row.outcome,
                people=tuple(people),
                window=row.window_minutes if row.outcome == Outcome.CLAIM else 0,
                conditions=row.conditions,
            )
        )
    return found


def route(
    *,
    office: Office,
    source: str,
    portal: str,
    language: str,
    listing: Listing | None,
    at: datetime | None = None,
    after: int = 0,
) -> Decision:
    """Who gets it, inside the caller's transaction: the office's rules are held until it ends, so turns are fair."""
    at = at or timezone.now()
    day = day_of(office, timezone.now())
    held = list(RoutingRule.objects.select_for_update().filter(office=office, is_active=True).order_by("pk"))
    agent = listing.salesperson_id if listing is not None else None
    roster = Roster.load(office, first=day, last=day, extra=[agent] if agent else [])
    rows = list(RoutingRule.objects.of_office(office)) if held else []
    rules = rules_of(roster, rows, day)
    facts = facts_of(
        office=office, roster=roster, source=source, portal=portal, language=language, listing=listing, at=at
    )
    decision = decide(facts, rules, after=after)
    if decision.rule is not None and decision.balances:
        keep_balances(decision)
    return decision


def keep_balances(decision: Decision) -> None:
    """Write what the round owes each person; the rule's row is held by the caller."""
    assert decision.rule is not None
    known = {share.salesperson_id: share for share in RoutingShare.objects.filter(rule=decision.rule.pk)}
    fresh = []
    for person, balance in decision.balances.items():
        share = known.get(person)
        if share is None:
            weight = next(one.weight for one in decision.rule.people if one.pk == person)
            fresh.append(RoutingShare(rule_id=decision.rule.pk, salesperson_id=person, weight=weight, balance=balance))
        elif share.balance != balance:
            share.balance = balance
            share.save(update_fields=["balance"])
    RoutingShare.objects.bulk_create(fresh)


def write_turn(*, lead: Lead, decision: Decision) -> RoutingTurn | None:
    """The ledger's line; nothing when there was nothing to decide."""
    if not decision.is_worth_telling:
        return None
    return RoutingTurn.objects.create(
        office_id=lead.office_id,
        lead=lead,
        rule_id=decision.rule.pk if decision.rule else None,
        salesperson_id=decision.person.pk if decision.person else None,
        outcome=decision.outcome,
        details=decision.as_details(),
    )
