"""What the publish rules say of a listing, arranged for reading: an operation by channel, a point by rule."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from realestate.listings.choices import Channel, Light
from realestate.listings.models import Operation, RuleOverride, RuleSwitch
from realestate.listings.rules import Finding, Rule, Severity, findings, light, light_of, pack
from realestate.salespeople.models import Office


@dataclass(frozen=True)
class ChannelLight:
    """Whether an operation may go out on a channel."""

    channel: Channel
    light: Light


@dataclass
class Point:
    """A rule that does not hold, and on which channels."""

    finding: Finding
    channels: list[Channel] = field(default_factory=list)  # where it stands
    let_through: list[Channel] = field(default_factory=list)  # where a manager has overridden it

    @property
    def can_be_overridden(self) -> bool:
        return self.finding.severity == Severity.AMBER and bool(self.channels)

    @property
    def is_everywhere(self) -> bool:
        return len(self.channels) + len(self.let_through) == len(Channel)


@dataclass(frozen=True)
class Board:
    """An operation with its lights, what has to be mended, and what managers have let through."""

    operation: Operation
    lights: list[ChannelLight]
    points: list[Point]
    overrides: list[RuleOverride]

    @property
    def standing(self) -> list[Point]:
        """What keeps it in the house on some channel."""
        return [point for point in self.points if point.finding.severity != Severity.HINT and point.channels]


def board_of(operation: Operation, overrides: Iterable[RuleOverride] = ()) -> Board:
    """One operation, from ``Operation.objects.for_rules()``; ``overrides`` are the standing ones of its listing."""
    lights: list[ChannelLight] = []
    points: dict[str, Point] = {}
    for channel in Channel:
        found = findings(operation, channel)
        lights.append(ChannelLight(channel, light(found)))
        for finding in found:
            point = points.setdefault(finding.code, Point(finding))
            (point.let_through if finding.is_overridden else point.channels).append(channel)
    order = list(Severity)
    return Board(
        operation=operation,
        lights=lights,
        points=sorted(points.values(), key=lambda point: order.index(point.finding.severity)),
        overrides=[one for one in overrides if one.operation_id == operation.pk],
    )


def lights_of(operation: Operation) -> list[ChannelLight]:
    """The lights alone."""
    return [ChannelLight(channel, light_of(operation, channel)) for channel in Channel]


@dataclass(frozen=True)
class SwitchedRule:
    """A rule of an office, and what a manager has decided about it."""

    rule: Rule
    switch: RuleSwitch | None

    @property
    def is_on(self) -> bool:
        return self.switch is None or self.switch.is_on

    @property
    def channels(self) -> list[Channel]:
        """Where it is asked for; empty where on all."""
        return [channel for channel in Channel if channel in self.rule.channels]


@dataclass(frozen=True)
class RuleBook:
    """An office's rules."""

    office: Office
    pack: str
    rules: list[SwitchedRule]


def rule_book(office: Office, switches: Iterable[RuleSwitch]) -> RuleBook:
    """All rules that an office follows, those of its country or region first."""
    decided = {switch.code: switch for switch in switches}
    rules = sorted(pack(office.country_rules).values(), key=lambda rule: rule.pack == "common")
    return RuleBook(office, office.country_rules, [SwitchedRule(rule, decided.get(rule.code)) for rule in rules])
