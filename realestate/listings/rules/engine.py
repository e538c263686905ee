"""Running the rules over an operation."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from realestate.listings.choices import Channel, Light
from realestate.listings.rules.base import WORST_FIRST, Facts, Rule, Severity, fix_url
from realestate.listings.rules.packs import blocking_rules_for, rules_for

if TYPE_CHECKING:
    from realestate.listings.models import Operation


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold for an operation on a channel, and where that is mended."""

    code: str
    severity: Severity
    text: str
    law: str = ""  # the reference of the law, empty for the agency's own rules
    fix: str = ""  # the address of the page and field that mends it
    is_overridden: bool = False
    is_office_matter: bool = False  # mended in the office's own data, which only managers change

    def __str__(self) -> str:
        return self.text

    @property
    def is_blocking(self) -> bool:
        """It keeps the operation in the house."""
        return self.severity != Severity.HINT and not self.is_overridden


def findings(operation: "Operation", channel: str = Channel.WEB, *, on: date | None = None) -> list[Finding]:
    """What does not hold on this day (today unless given), worst first; empty when all is well.

    Rules that the office has switched off are left out; an amber one that a manager has overridden is marked.
    """
    facts = Facts(operation, on)
    overridden = _overridden(facts, channel)
    broken = sorted(_broken(facts, channel, rules_for), key=lambda rule: WORST_FIRST[rule.severity])
    return [
        Finding(
            code=rule.code,
            severity=rule.severity,
            text=str(rule.text),
            law=rule.law,
            fix=fix_url(rule.fix, operation),
            is_overridden=rule.severity == Severity.AMBER and rule.code in overridden,
            is_office_matter=rule.fix == "office",
        )
        for rule in broken
    ]


def light(found: Iterable[Finding]) -> Light:
    """Red or amber when anything of that severity stands (and is not overridden), else green."""
    worst = {one.severity for one in found if not one.is_overridden}
    if Severity.RED in worst:
        return Light.RED
    return Light.AMBER if Severity.AMBER in worst else Light.GREEN


def light_of(operation: "Operation", channel: str = Channel.WEB, *, on: date | None = None) -> Light:
    """The light alone, for checking many: no words, no addresses."""
    facts = Facts(operation, on)
    overridden = _overridden(facts, channel)
    has_amber = False
    for rule in _broken(facts, channel, blocking_rules_for):
        if rule.severity == Severity.RED:
            return Light.RED
        has_amber |= rule.severity == Severity.AMBER and rule.code not in overridden
    return Light.AMBER if has_amber else Light.GREEN


def may_leave(operation: "Operation", channel: str) -> bool:
    """May this operation be shown to strangers on this channel now?"""
    return operation.is_public and light_of(operation, channel) == Light.GREEN


def blockers(facts: Facts, channel: str) -> list[Rule]:
    """The rules that keep it in the house, in the order of the packs; none when it may leave."""
    overridden = _overridden(facts, channel)
    return [
        rule
        for rule in _broken(facts, channel, blocking_rules_for)
        if rule.severity == Severity.RED or rule.code not in overridden
    ]


def _broken(facts: Facts, channel: str, asked: Callable[[str, str, str, str], tuple[Rule, ...]]) -> Iterator[Rule]:
    off = {switch.code for switch in facts.switches if not switch.is_on}
    for rule in asked(facts.office.country_rules, channel, facts.kind, facts.listing.property_type):
        if not rule.check(facts) and rule.code not in off:
            yield rule


def _overridden(facts: Facts, channel: str) -> set[str]:
    return {one.code for one in facts.overrides if one.ended_at is None and one.channel in ("", channel)}
