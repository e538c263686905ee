"""Writing the rules: managers only, each change with its audit line, an order without gaps."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.core.errors import BusinessRuleError
from realestate.leads.choices import Outcome
from realestate.leads.models import ResponsePolicy, RoutingRule, RoutingShare
from realestate.leads.services.routing import default_weight
from realestate.salespeople.models import Office, User


@transaction.atomic
def save_rule(*, actor: User, rule: RoutingRule, weights: Mapping[int, int] | None = None) -> RoutingRule:
    """A new rule at the end of its office's list, switched off; or a change. ``weights`` are person → share of turns.

    A change of the team or of the weights starts a new round: everybody begins even.
    """
    _check(actor)
    _check_outcome(rule)
    before = snapshot(RoutingRule.objects.get(pk=rule.pk)) if rule.pk else {}
    if not rule.pk:
        rule.position = len(_hold_office(rule.office)) + 1
    rule.save()
    changes: dict[str, Any] = difference(before, rule) if before else snapshot(rule)
    changed_weights = _save_weights(rule, weights) if weights is not None else {}
    if "team_id" in changes or "outcome" in changes or changed_weights:
        RoutingShare.objects.filter(rule=rule).update(balance=0)
    if changed_weights:
        changes["weights"] = changed_weights
    record(actor=actor, action="routing_rule.saved", subject=rule, changes=changes)
    return rule


@transaction.atomic
def switch_rule(*, actor: User, rule: RoutingRule, is_active: bool) -> RoutingRule:
    """On or off; a switched-off rule is a draft that the dry run can try."""
    _check(actor)
    rule = RoutingRule.objects.select_for_update().get(pk=rule.pk)
    if rule.is_active == is_active:
        return rule
    if is_active:
        _check_outcome(rule)
    rule.is_active = is_active
    rule.save()
    record(actor=actor, action="routing_rule.switched", subject=rule, changes={"is_active": [not is_active, is_active]})
    return rule


@transaction.atomic
def move_rule(*, actor: User, rule: RoutingRule, up: bool) -> RoutingRule:
    """One place earlier or later; at the end it stays where it is."""
    _check(actor)
    rows = _hold_office(rule.office)
    place = next(n for n, row in enumerate(rows) if row.pk == rule.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return rows[place]
    rows[place], rows[other] = rows[other], rows[place]
    _renumber(rows)
    record(actor=actor, action="routing_rule.moved", subject=rule, changes={"position": [place + 1, other + 1]})
    return rows[other]


@transaction.atomic
def delete_rule(*, actor: User, rule: RoutingRule) -> None:
    """Gone; the ledger keeps what it decided, in words of its own."""
    _check(actor)
    office = rule.office
    _hold_office(office)
    record(actor=actor, action="routing_rule.deleted", subject=rule, changes=snapshot(rule))
    RoutingRule.objects.get(pk=rule.pk).delete()
    _renumber(_hold_office(office))


@transaction.atomic
def save_policy(*, actor: User, policy: ResponsePolicy, hours: Mapping[str, object]) -> ResponsePolicy:
    """What is done about unanswered leads; ``hours`` are the columns of the office's working time."""
    _check(actor)
    steps = [one for one in (policy.remind_after, policy.escalate_after, policy.release_after) if one is not None]
    if steps != sorted(set(steps)):
        raise BusinessRuleError(_("Each step comes later than the one before."))
    before = snapshot(ResponsePolicy.objects.get(pk=policy.pk)) if policy.pk else {}
    policy.save()
    changes = difference(before, policy) if before else snapshot(policy)
    record(actor=actor, action="response_policy.saved", subject=policy, changes=changes)
    office = Office.objects.select_for_update().get(pk=policy.office_id)
    known = snapshot(office)
    for name, value in hours.items():
        setattr(office, name, value)
    if changed := difference(known, office):
        office.save()
        record(actor=actor, action="office.updated", subject=office, changes=changed)
    return policy


def policy_of(office: Office) -> ResponsePolicy:
    """The office's policy, or a new one that is not saved yet."""
    return ResponsePolicy.objects.filter(office=office).first() or ResponsePolicy(office=office)


def _check(actor: User) -> None:
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers change how leads are given out."))


def _check_outcome(rule: RoutingRule) -> None:
    if rule.outcome == Outcome.PERSON and rule.salesperson is None:
        raise BusinessRuleError(_("Say to which salesperson the leads go."))
    if rule.outcome == Outcome.TEAM and rule.team is None:
        raise BusinessRuleError(_("Say to which team the leads go."))
    if rule.team is not None and rule.team.office_id != rule.office_id:
        raise BusinessRuleError(_("This team belongs to another office."))
    if rule.price_from is not None and rule.price_to is not None and rule.price_to < rule.price_from:
        raise BusinessRuleError(_("The upper price cannot be less than the lower."))


def _hold_office(office: Office) -> list[RoutingRule]:
    """The office's rules in order. The office's row is held, so that two who move rules do not mix their orders."""
    Office.objects.select_for_update().get(pk=office.pk)
    return list(RoutingRule.objects.filter(office=office).order_by("position", "pk"))


def _save_weights(rule: RoutingRule, weights: Mapping[int, int]) -> dict[str, list[int]]:
    known = {share.salesperson_id: share for share in RoutingShare.objects.select_for_update().filter(rule=rule)}
    people = User.objects.in_bulk(list(weights))
    changed: dict[str, list[int]] = {}
    for person, weight in weights.items():
        share = known.get(person)
        before = share.weight if share else default_weight(people.get(person))
        if before == weight:
            continue
        changed[str(person)] = [before, weight]
        if share is None:
            RoutingShare.objects.create(rule=rule, salesperson_id=person, weight=weight)
        else:
            share.weight = weight
            share.save(update_fields=["weight"])
    return changed


def _renumber(rows: list[RoutingRule]) -> None:
    """Positions from one, without gaps; a move is no edit, so the version stays."""
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            RoutingRule.objects.filter(pk=row.pk).update(position=position)
