"""The pure part of routing: conditions, turns, what is passed over."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from realestate.leads.routing import Facts, Person, Rule, decide, first_failure, next_turn
from realestate.leads.routing_words import decision_in_words, skipped_in_words, trace_in_words

ANA, BRUNO, CARLA = Person(1, "Ana"), Person(2, "Bruno"), Person(3, "Carla")
AWAY = Person(4, "Diego", why_not="absent")
FACTS = Facts(
    source="portal",
    portal="idealista",
    offers=(("sale", Decimal(200_000)), ("rent", Decimal(900))),
    property_type="flat",
    places=frozenset({"el carmen", "murcia"}),
    language="en",
    agent=CARLA,
    is_open=True,
)


def rule(**values: Any) -> Rule:
    return Rule(**{"pk": 1, "number": 1, "outcome": "person", "people": (ANA,), **values})


@pytest.mark.parametrize(
    "condition",
    [
        {"sources": frozenset({"portal", "web"})},
        {"portals": frozenset({"idealista"})},
        {"operations": frozenset({"rent"})},
        {"property_types": frozenset({"flat", "studio"})},
        {"zones": frozenset({"murcia"})},
        {"languages": frozenset({"en", "fr"})},
        {"price_from": Decimal(150_000)},
        {"price_to": Decimal(1_000)},
        {"operations": frozenset({"sale"}), "price_from": Decimal(200_000), "price_to": Decimal(200_000)},
        {"agent": 3},
        {"agent_is": "here"},
        {"hours": "inside"},
        {},
    ],
)
def test_a_condition_that_holds_lets_the_rule_decide(condition: dict[str, Any]) -> None:
    assert decide(FACTS, [rule(**condition)]).person == ANA


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ({"sources": frozenset({"web"})}, "source"),
        ({"portals": frozenset({"kyero"})}, "portal"),
        ({"operations": frozenset({"transfer"})}, "operation"),
        ({"property_types": frozenset({"land"})}, "property_type"),
        ({"zones": frozenset({"lorca"})}, "zone"),
        ({"languages": frozenset({"de"})}, "language"),
        ({"price_from": Decimal(300_000)}, "price"),
        ({"operations": frozenset({"rent"}), "price_from": Decimal(150_000)}, "price"),
        ({"agent": 1}, "agent"),
        ({"agent_is": "away"}, "agent_is"),
        ({"hours": "outside"}, "hours"),
    ],
)
def test_a_condition_that_fails_is_named_and_the_listings_salesperson_gets_it(
    condition: dict[str, Any], why: str
) -> None:
    decision = decide(FACTS, [rule(**condition)])
    assert (decision.person, decision.rule) == (CARLA, None)
    assert [step.why for step in decision.trace] == [why]


def test_what_a_listing_would_have_to_say_fails_without_one() -> None:
    nothing = Facts(source="phone")
    for condition in ({"operations": frozenset({"sale"})}, {"price_from": Decimal(1)}, {"zones": frozenset({"x"})}):
        assert first_failure(rule(**condition), nothing)


def test_without_rules_the_listings_salesperson_gets_it_and_nothing_is_told() -> None:
    decision = decide(FACTS, [])
    assert (decision.outcome, decision.person, decision.is_worth_telling) == ("agent", CARLA, False)


def test_without_rules_and_without_a_listing_it_goes_to_the_pool() -> None:
    assert decide(Facts(source="web"), []).outcome == "pool"


def test_a_listings_salesperson_who_is_away_is_passed_over() -> None:
    decision = decide(Facts(source="web", agent=AWAY), [])
    assert (decision.outcome, decision.skipped) == ("pool", (("Diego", "absent"),))


def test_a_rule_with_nobody_there_leaves_it_to_the_next() -> None:
    decision = decide(FACTS, [rule(people=(AWAY,)), rule(pk=2, number=2)])
    assert (decision.person, decision.rule and decision.rule.number) == (ANA, 2)
    assert [step.why for step in decision.trace] == ["nobody"]
    assert decision.skipped == (("Diego", "absent"),)


def test_first_to_claim_is_offered_to_who_is_there() -> None:
    decision = decide(FACTS, [rule(outcome="claim", people=(ANA, AWAY, BRUNO), window=10)])
    assert (decision.person, decision.offered) == (None, (ANA, BRUNO))


def test_after_a_claim_window_only_later_rules_are_asked() -> None:
    rules = [rule(outcome="claim", people=(ANA,)), rule(pk=2, number=2, people=(BRUNO,))]
    assert decide(FACTS, rules, after=1).person == BRUNO


def test_the_decision_reads_as_a_sentence() -> None:
    team = rule(
        number=3,
        outcome="team",
        people=(ANA, AWAY),
        sources=frozenset({"portal"}),
        conditions={"sources": ["portal"], "operations": ["sale"], "zones": ["Murcia"]},
    )
    details = decide(FACTS, [rule(portals=frozenset({"kyero"})), team]).as_details()
    with translation.override("en"):
        assert decision_in_words(details) == "Rule 3: Portal, Sale, Murcia → Ana's turn"
        assert skipped_in_words(details) == "Passed over: Diego (away)"
        assert trace_in_words(details) == ["Rule 1: another portal"]


def turns(people: list[Person], count: int) -> Counter[str]:
    """So many turns in a row, each going on where the last one stopped."""
    had: Counter[str] = Counter()
    balances: dict[int, int] = {}
    for _ in range(count):
        now = [Person(one.pk, one.name, one.why_not, one.weight, balances.get(one.pk, 0)) for one in people]
        chosen, after = next_turn(now)
        assert chosen is not None
        balances |= after
        had[chosen.name] += 1
    return had


@given(people=st.integers(1, 9), count=st.integers(1, 60))
def test_equal_shares_never_differ_by_more_than_one(people: int, count: int) -> None:
    had = turns([Person(n, str(n)) for n in range(people)], count)
    counts = [had[str(n)] for n in range(people)]
    assert max(counts) - min(counts) <= 1


@given(weights=st.lists(st.integers(1, 6), min_size=1, max_size=6), rounds=st.integers(1, 4))
def test_each_full_round_gives_everybody_exactly_their_weight(weights: list[int], rounds: int) -> None:
    people = [Person(n, str(n), weight=weight) for n, weight in enumerate(weights)]
    had = turns(people, sum(weights) * rounds)
    assert [had[str(n)] for n in range(len(weights))] == [weight * rounds for weight in weights]


@given(weights=st.lists(st.integers(1, 6), min_size=1, max_size=6), count=st.integers(1, 50))
def test_weighted_turns_stay_within_one_of_their_share(weights: list[int], count: int) -> None:
    people = [Person(n, str(n), weight=weight) for n, weight in enumerate(weights)]
    had = turns(people, count)
    for n, weight in enumerate(weights):
        assert abs(had[str(n)] - count * weight / sum(weights)) < len(weights)


def test_who_comes_back_is_not_flooded() -> None:
    people = [ANA, BRUNO]
    _chosen, balances = next_turn([ANA, Person(2, "Bruno", why_not="absent")])
    for _ in range(20):  # Bruno is on holiday
        now = [Person(1, "Ana", balance=balances.get(1, 0)), Person(2, "Bruno", why_not="absent")]
        _chosen, after = next_turn(now)
        balances |= after
    had = turns([Person(one.pk, one.name, balance=balances.get(one.pk, 0)) for one in people], 10)
    assert set(had.values()) == {5}


def test_nobody_there_is_nobody() -> None:
    assert next_turn([AWAY, Person(5, "Eva", weight=0)]) == (None, {})
