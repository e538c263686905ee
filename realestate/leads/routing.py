"""Who gets a new lead: facts and rules in, a decision with its reasons out. Nothing here reads or writes a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from realestate.leads.choices import AgentIs, Outcome, WhenOpen

ABSENT, LEFT, OTHER_OFFICE = "absent", "left", "other_office"
NOBODY = "nobody"


@dataclass(frozen=True)
class Person:
    """Somebody who might get the lead; ``why_not`` says why they cannot, ``balance`` what the round owes them."""

    pk: int
    name: str
    why_not: str = ""
    weight: int = 1
    balance: int = 0


@dataclass(frozen=True)
class Facts:
    """What is known of an enquiry when it comes. ``offers`` are the (operation, price) of the listing asked about."""

    source: str
    portal: str = ""
    offers: tuple[tuple[str, Decimal | None], ...] = ()
    property_type: str = ""
    places: frozenset[str] = frozenset()
    language: str = ""
    agent: Person | None = None
    is_open: bool = True


@dataclass(frozen=True)
class Rule:
    """A rule as it stood when it was tried; empty conditions hold always."""

    pk: int
    number: int
    name: str = ""
    sources: frozenset[str] = frozenset()
    portals: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()
    property_types: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    agent: int | None = None
    agent_is: str = ""
    hours: str = ""
    outcome: str = Outcome.POOL
    people: tuple[Person, ...] = ()
    window: int = 0
    conditions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A rule that was tried and did not fit: the first condition that failed, or that nobody of it was there."""

    number: int
    name: str
    why: str


@dataclass(frozen=True)
class Decision:
    """To whom, by which rule (none: the house's default), who was passed over and why, and which rules did not fit.

    ``offered`` are the people who may claim it; ``balances`` what the round owes each person after this turn.
    """

    outcome: str
    rule: Rule | None = None
    person: Person | None = None
    offered: tuple[Person, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    trace: tuple[Step, ...] = ()
    balances: dict[int, int] = field(default_factory=dict)

    @property
    def is_worth_telling(self) -> bool:
        """Without rules and with everybody there, nothing was decided that anybody needs to read."""
        return bool(self.rule or self.trace or self.skipped)

    def as_details(self) -> dict[str, Any]:
        """As the ledger and the timeline keep it."""
        rule = self.rule
        return {
            "outcome": self.outcome,
            "rule": rule.number if rule else None,
            "name": rule.name if rule else "",
            "conditions": rule.conditions if rule else {},
            "who": self.person.name if self.person else "",
            "offered": [person.name for person in self.offered],
            "window": rule.window if rule else 0,
            "weights": {person.name: person.weight for person in rule.people} if rule else {},
            "skipped": [list(one) for one in self.skipped],
            "trace": [[step.number, step.name, step.why] for step in self.trace],
        }


def decide(facts: Facts, rules: Sequence[Rule], *, after: int = 0) -> Decision:
    """The first rule beyond number ``after`` that fits and has somebody to give the lead to.

    Where none does, the listing's salesperson gets it, as if there were no rules; is there none, it goes to the pool.
    """
    trace: list[Step] = []
    skipped: list[tuple[str, str]] = []
    for rule in rules:
        if rule.number <= after:
            continue
        why = first_failure(rule, facts)
        if not why:
            decision = _try(rule, facts, skipped)
            if decision is not None:
                return _with(decision, trace, skipped)
            why = NOBODY
        trace.append(Step(rule.number, rule.name, why))
    agent = facts.agent
    if agent is not None and not agent.why_not:
        return _with(Decision(Outcome.AGENT, person=agent), trace, skipped)
    if agent is not None:
        _skip(agent, skipped)
    return _with(Decision(Outcome.POOL), trace, skipped)


def first_failure(rule: Rule, facts: Facts) -> str:
    """The first condition that does not hold, by name; empty when the rule fits."""
    has_price = rule.price_from is not None or rule.price_to is not None
    kinds = [offer for offer in facts.offers if not rule.operations or offer[0] in rule.operations]
    agent = facts.agent
    is_here = agent is not None and not agent.why_not
    checks = (
        ("source", not rule.sources or facts.source in rule.sources),
        ("portal", not rule.portals or facts.portal in rule.portals),
        ("operation", not rule.operations or bool(kinds)),
        ("property_type", not rule.property_types or facts.property_type in rule.property_types),
        ("zone", not rule.zones or bool(rule.zones & facts.places)),
        ("price", not has_price or any(_in_range(rule, price) for _kind, price in kinds)),
        ("language", not rule.languages or facts.language in rule.languages),
        ("agent", rule.agent is None or (agent is not None and agent.pk == rule.agent)),
        ("agent_is", not rule.agent_is or (rule.agent_is == AgentIs.HERE) == is_here),
        ("hours", not rule.hours or (rule.hours == WhenOpen.INSIDE) == facts.is_open),
    )
    return next((name for name, holds in checks if not holds), "")


def next_turn(people: Sequence[Person]) -> tuple[Person | None, dict[int, int]]:
    """Whose turn it is, and the balances afterwards, by smooth weighted turns.

    With W the sum of the weights of who is there, any W turns in a row give each person exactly their weight; equal
    weights therefore never differ by more than one. Who is away keeps their balance: nobody returns to a flood.
    """
    there = [person for person in people if not person.why_not and person.weight > 0]
    if not there:
        return None, {}
    total = sum(person.weight for person in there)
    grown = {person.pk: person.balance + person.weight for person in there}
    chosen = max(there, key=lambda person: (grown[person.pk], -person.pk))
    grown[chosen.pk] -= total
    return chosen, grown


def _try(rule: Rule, facts: Facts, skipped: list[tuple[str, str]]) -> Decision | None:
    if rule.outcome == Outcome.POOL:
        return Decision(Outcome.POOL, rule=rule)
    people = rule.people
    if rule.outcome == Outcome.AGENT:
        people = (facts.agent,) if facts.agent else ()
    for person in people:
        if person.why_not:
            _skip(person, skipped)
    if rule.outcome == Outcome.TEAM:
        chosen, balances = next_turn(people)
        return Decision(rule.outcome, rule=rule, person=chosen, balances=balances) if chosen else None
    there = tuple(person for person in people if not person.why_not and person.weight > 0)
    if not there:
        return None
    if rule.outcome == Outcome.CLAIM:
        return Decision(rule.outcome, rule=rule, offered=there)
    return Decision(rule.outcome, rule=rule, person=there[0])


def _skip(person: Person, skipped: list[tuple[str, str]]) -> None:
    line = (person.name, person.why_not)
    if line not in skipped:
        skipped.append(line)


def _with(decision: Decision, trace: list[Step], skipped: list[tuple[str, str]]) -> Decision:
    return Decision(
        outcome=decision.outcome,
        rule=decision.rule,
        person=decision.person,
        offered=decision.offered,
        skipped=tuple(skipped),
        trace=tuple(trace),
        balances=decision.balances,
    )


def _in_range(rule: Rule, price: Decimal | None) -> bool:
    if price is None:
        return False
    return (rule.price_from is None or price >= rule.price_from) and (rule.price_to is None or price <= rule.price_to)
