"""What every format of a feed can do. A new one is a module with a class like these, and a line in the registry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from realestate.listings.choices import Language
from realestate.portals.feeds import clean
from realestate.portals.feeds.content import Item, Picture


class Weight(StrEnum):
    """REJECT: the portal would refuse the listing, so it is left out. CUT: it goes out with less. HINT: advice."""

    REJECT = "reject"
    CUT = "cut"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """What a format will reject or cut of a listing; ``values`` fill the words in ``feeds.words``."""

    code: str
    weight: Weight
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a format holds, in characters and pieces."""

    pictures: int
    feature_length: int
    features: int
    description_length: int
    price_digits: int


@dataclass(frozen=True, slots=True)
class Sender:
    """What of the account stands in the feed itself."""

    name: str
    customer_code: str
    picture_limit: int


class Format(Protocol):
    """Writes a feed as head, one entry per item, tail. An entry comes in two parts: the date stands between them.

    The fingerprint of an item is the hash of both parts, so the date changes exactly when something exported changes.
    """

    code: ClassVar[str]  # as in FeedFormat and in the channels of the publish rules
    content_type: ClassVar[str]
    extension: ClassVar[str]
    separator: ClassVar[str]  # between two entries
    limits: ClassVar[Limits]
    languages: ClassVar[tuple[str, ...]]  # those that it has a place for

    def head(self, sender: Sender) -> str: ...

    def entry(self, item: Item, sender: Sender) -> tuple[str, str]: ...

    def date(self, moment: datetime) -> str:
        """In UTC: the hour that the wall clock has twice in autumn must not give the same date twice."""
        ...

    def tail(self) -> str: ...

    def lint(self, item: Item, sender: Sender) -> list[LintFinding]: ...


ALL_LANGUAGES = tuple(sorted(Language.values))


def usable_pictures(item: Item, sender: Sender, limits: Limits) -> list[Picture]:
    """Those with an address that portals take, as many as go in."""
    good = [picture for picture in item.pictures if picture.is_usable]
    return good[: min(limits.pictures, sender.picture_limit)]


def short_features(texts: Iterable[str], limits: Limits) -> Iterator[str]:
    """Each once, cut at a word, as many as go in."""
    seen: set[str] = set()
    for text in texts:
        short = clean.cut_at_word(clean.line(text), limits.feature_length)
        name = short.casefold()
        if short and name not in seen:
            seen.add(name)
            yield short
            if len(seen) >= limits.features:
                return


def common_lint(item: Item, sender: Sender, limits: Limits) -> Iterator[LintFinding]:
    """What holds for all formats."""
    if item.property_type == "other":
        yield LintFinding("type", Weight.REJECT)
    if not item.town.strip():
        yield LintFinding("town", Weight.REJECT)
    if not any(clean.paragraphs(text) for text in item.descriptions.values()):
        yield LintFinding("description", Weight.REJECT)
    if item.price is not None and len(str(int(item.price.to_integral_value()))) > limits.price_digits:
        yield LintFinding("price_digits", Weight.REJECT, (("digits", limits.price_digits),))
    bad = sum(not picture.is_usable for picture in item.pictures)
    most = min(limits.pictures, sender.picture_limit)
    if len(item.pictures) == bad:
        yield LintFinding("pictures", Weight.REJECT)
    elif bad:
        yield LintFinding("picture_address", Weight.CUT, (("count", bad),))
    if len(item.pictures) - bad > most:
        yield LintFinding("picture_limit", Weight.CUT, (("count", len(item.pictures) - bad - most), ("limit", most)))
    for text in item.free_features:
        if len(clean.line(text)) > limits.feature_length:
            short = clean.cut_at_word(clean.line(text), limits.feature_length)
            yield LintFinding("feature_length", Weight.CUT, (("text", text), ("short", short)))
    count = len(item.features) + len(item.free_features)
    if count > limits.features:
        yield LintFinding("features", Weight.CUT, (("count", count - limits.features), ("limit", limits.features)))
    for language, text in item.descriptions.items():
        if len(text) > limits.description_length:
            values = (("language", language), ("limit", limits.description_length))
            yield LintFinding("description_length", Weight.CUT, values)
        if clean.MARKUP.search(text) and clean.paragraphs(text, astral=True) != text.strip():
            yield LintFinding("markup", Weight.CUT, (("language", language),))
        if item.named_street and len(item.named_street) > 4 and item.named_street.casefold() in text.casefold():
            yield LintFinding("names_street", Weight.HINT, (("language", language),))
    if item.latitude is None:
        yield LintFinding("no_place", Weight.HINT)
