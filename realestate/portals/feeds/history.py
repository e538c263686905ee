"""What a portal saw at a moment, and why a listing was not in it: read from the stored differences."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from realestate.listings.models import Listing, Operation
from realestate.portals.choices import Change
from realestate.portals.feeds.building import state_hash
from realestate.portals.feeds.words import say
from realestate.portals.models import FeedBuild, FeedDifference, PortalAccount

IN_FEED = frozenset({Change.ADDED, Change.CHANGED})


@dataclass(frozen=True)
class Seen:
    """One exported id of a listing at that moment."""

    key: str
    is_in: bool
    since: datetime  # the feed that said so first was served then
    dated: datetime | None
    reasons: list[str]
    steps: list[FeedDifference]


@dataclass(frozen=True)
class Answer:
    """What the portal saw; ``seen`` is empty when the question names no listing, or one that no feed ever met."""

    at: datetime
    reference: str
    build: FeedBuild | None
    seen: list[Seen] = field(default_factory=list)
    unknown: str = ""  # why no feed up to then had met the listing


def answer(*, account: PortalAccount, at: datetime, reference: str = "") -> Answer:
    """The feed that the portal got at this moment and, when asked, one listing's place in it."""
    reference = reference.strip().upper()
    build = FeedBuild.objects.of(account).seen_at(at)
    if build is None or not reference:
        return Answer(at, reference, build)
    rows = FeedDifference.objects.until(build).of_reference(reference).select_related("build").order_by("pk")
    by_key: dict[str, list[FeedDifference]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    seen = [_seen(key, steps) for key, steps in by_key.items()]
    unknown = "" if seen else _why_unknown(account, at, reference)
    return Answer(at, reference, build, seen, unknown)


def _seen(key: str, steps: list[FeedDifference]) -> Seen:
    last = steps[-1]
    is_in = last.change in IN_FEED
    first = last
    for step in reversed(steps):
        if (step.change in IN_FEED) != is_in:
            break
        first = step
    since = (first if is_in else last).build.served_at
    assert since is not None
    return Seen(key, is_in, since, last.dated, say(last.reasons), steps[::-1][:20])


def _why_unknown(account: PortalAccount, at: datetime, reference: str) -> str:
    listing = Listing.objects.by_reference(reference).prefetch_related("operations").first()
    if listing is None:
        return _("There is no listing with this reference.")
    if listing.created_at > at:
        return _("It was entered here only later.")
    if not account.covers(listing.office_id):
        return _("Its office does not use this account.")
    operations: list[Operation] = list(listing.operations.all())
    if not operations:
        return _("Nothing was offered of it.")
    published = [one.published_at for one in operations if one.published_at is not None]
    if not published or min(published) > at:
        return _("It was not on offer yet: no operation of it had been published.")
    return _("It was not on offer: no feed up to then had met it.")


def state_of(build: FeedBuild) -> list[tuple[str, str]]:
    """(id, hash) of everything in a served feed, put together from the differences alone."""
    rows = FeedDifference.objects.until(build).last_per_key()
    return [(key, sha) for key, sha, change in rows.values_list("key", "payload_sha256", "change") if change in IN_FEED]


def is_provable(build: FeedBuild) -> bool:
    """Do the stored differences still add up to the hash of the feed?"""
    return state_hash(state_of(build)) == build.state_sha256


def counts_of(changes: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many of each change, nought included."""
    found = dict(changes)
    return {change: found.get(change, 0) for change in Change.values}
