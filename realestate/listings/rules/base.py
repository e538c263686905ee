"""What a publish rule is, and the facts that it looks at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from realestate.core.dates import today
from realestate.listings import choices

if TYPE_CHECKING:
    from realestate.listings.models import (
        ListingText,
        Mandate,
        Operation,
        Ownership,
        Photo,
        RuleOverride,
        RuleSwitch,
    )


class Severity(StrEnum):
    """RED never leaves the house; AMBER leaves when a manager says why; HINT is advice."""

    RED = "red"
    AMBER = "amber"
    HINT = "hint"


WORST_FIRST = {Severity.RED: 0, Severity.AMBER: 1, Severity.HINT: 2}
DWELLINGS = frozenset(
    {"flat", "penthouse", "duplex", "studio", "detached", "terraced", "semi_detached", "country_house"}
)
FLATS = frozenset({"flat", "penthouse", "duplex", "studio"})
BUILT = frozenset(choices.PropertyType.values) - {"land", "other"}
RENTS = frozenset({"rent", "seasonal_rent", "rent_to_own"})
PORTALS = frozenset({choices.Channel.KYERO, choices.Channel.IDEALISTA, choices.Channel.BLM})
EMPTY: frozenset[str] = frozenset()


class Facts:
    """An operation on the day of the check, with what its rules ask for; each is worked out once, when first asked.

    It asks the database nothing when the operation comes from ``Operation.objects.for_rules()``.
    """

    def __init__(self, operation: "Operation", on: date | None = None) -> None:
        self.operation = operation
        self.listing = operation.listing
        self.office = operation.listing.office
        self.on = on or today()

    @classmethod
    def read_apart(cls, operation: "Operation", on: date, **parts: "Sequence[Any]") -> "Facts":
        """With what hangs on the listing (``all_photos``, ``all_texts``, ``all_mandates``, ``ownerships``,
        ``overrides``, ``switches``) as read for many listings at once, rows or plain values with the same names.
        """
        facts = cls(operation, on)
        facts.__dict__.update(parts)  # where cached properties keep their answers
        return facts

    @property
    def kind(self) -> str:
        return self.operation.kind

    @property
    def price(self) -> Decimal | None:
        return self.operation.price

    @cached_property
    def all_photos(self) -> "Sequence[Photo]":
        return list(self.listing.photos.all())

    @cached_property
    def all_texts(self) -> "Sequence[ListingText]":
        return list(self.listing.texts.all())

    @cached_property
    def all_mandates(self) -> "Sequence[Mandate]":
        return list(self.listing.mandates.all())

    @cached_property
    def ownerships(self) -> "Sequence[Ownership]":
        return list(self.listing.ownerships.all())

    @cached_property
    def overrides(self) -> "Sequence[RuleOverride]":
        """What managers have let out, and what they have taken back."""
        return list(self.operation.rule_overrides.all())

    @cached_property
    def switches(self) -> "Sequence[RuleSwitch]":
        """The rules that the office has switched."""
        return list(self.office.rule_switches.all())

    @cached_property
    def photos(self) -> "list[Photo]":
        """Those that can be read, or may turn out so."""
        return [photo for photo in self.all_photos if photo.status != "failed"]

    @cached_property
    def ready_photos(self) -> "list[Photo]":
        return [photo for photo in self.photos if photo.status == "ready"]

    @cached_property
    def texts(self) -> "list[ListingText]":
        """The languages that have a description."""
        return [text for text in self.all_texts if text.description.strip()]

    @cached_property
    def languages(self) -> frozenset[str]:
        return frozenset(text.language for text in self.texts)

    @cached_property
    def words(self) -> str:
        """All titles and descriptions, in small letters."""
        return "\n".join(f"{text.title}\n{text.description}" for text in self.all_texts).casefold()

    @cached_property
    def mandates(self) -> "list[Mandate]":
        """Those that let the agency offer this kind of operation, whatever their state."""
        return [one for one in self.all_mandates if self.kind in listed(one.operation_kinds)]

    @cached_property
    def in_force(self) -> "list[Mandate]":
        """Those that hold on this day: begun, not over, and past the days in which the owner may still revoke."""
        return [one for one in self.mandates if self._holds(one)]

    @cached_property
    def in_window(self) -> "list[Mandate]":
        """Signed, but the owner may still revoke and has not asked to begin at once."""
        return [one for one in self.mandates if one.status == "signed" and not self._holds(one)]

    @cached_property
    def features(self) -> list[str]:
        """Names of features, in the reader's language, and the free ones as they are."""
        free = [str(one) for one in listed(self.listing.free_features)]
        coded = [code for code in listed(self.listing.features) if isinstance(code, str)]
        labels = [str(choices.Feature(code).label) for code in coded if code in choices.Feature.values]
        return labels + free

    def _holds(self, mandate: "Mandate") -> bool:
        if mandate.starts_on > self.on or (mandate.ends_on is not None and mandate.ends_on < self.on):
            return False
        if mandate.status == "signed":
            window_is_over = mandate.revocable_until is not None and mandate.revocable_until < self.on
            return mandate.starts_at_once or window_is_over
        return mandate.is_in_force


def listed(value: Any) -> list[Any]:
    """A JSON list; whatever else was stored there counts as empty."""
    return value if isinstance(value, list) else []


@dataclass(frozen=True)
class Rule:
    """One thing that the law, a portal or the agency asks of an advertisement.

    ``check`` answers whether it holds. Empty ``channels``, ``kinds`` or ``types`` mean all of them.
    ``text`` says what is wrong, in the words of who has to mend it, and is translated when it is read.
    """

    code: str
    severity: Severity
    text: Any
    check: Callable[[Facts], bool]
    fix: str  # where it is mended: "price", "photos", "mandates", "owners", "office", or "field:<name>" of the form
    law: str = ""  # the reference of the law, empty for the agency's own rules and the portals'
    channels: frozenset[str] = EMPTY
    kinds: frozenset[str] = EMPTY
    types: frozenset[str] = EMPTY
    pack: str = field(default="", compare=False)

    def applies_to(self, channel: str, kind: str, property_type: str) -> bool:
        return (
            (not self.channels or channel in self.channels)
            and (not self.kinds or kind in self.kinds)
            and (not self.types or property_type in self.types)
        )

    def text_in(self, language: str) -> str:
        """What is wrong, in this language ("es", "en")."""
        with translation.override(language):
            return str(self.text)


def fix_url(target: str, operation: "Operation") -> str:
    """The page, and the field on it, where a finding is mended."""
    reference = operation.listing.reference
    if target == "price":
        return reverse("listings:set_price", args=[reference, operation.pk])
    if target.startswith("field:"):
        return f"{reverse('listings:update', args=[reference])}#id_{target.removeprefix('field:')}"
    if target == "office":
        return reverse("admin:salespeople_office_change", args=[operation.listing.office_id])
    try:
        return reverse(f"listings:{target}", args=[reference])
    except NoReverseMatch:  # a room that this installation does not have
        return reverse("listings:detail", args=[reference])


def in_pack(name: str, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules, each with the name of its pack."""
    return tuple(
        Rule(**{**{key: getattr(one, key) for key in Rule.__dataclass_fields__}, "pack": name}) for one in rules
    )
