"""What the managers' pages show of an account: its address, counts that add up, feeds and visits."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from realestate.portals.choices import PublicationState
from realestate.portals.feeds.formats import FORMATS
from realestate.portals.feeds.history import counts_of, is_provable
from realestate.portals.feeds.words import reason_label, say
from realestate.portals.models import FeedBuild, FeedDifference, FeedFetch, PortalAccount, Publication

LAST = 12
PAGE = 50


@dataclass(frozen=True)
class Summary:
    """An account in a line. ``available`` = ``published`` + ``excluded``, always."""

    account: PortalAccount
    available: int
    eligible: int
    published: int
    excluded: int


@dataclass(frozen=True)
class ReasonCount:
    """Why so many are left out."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Left:
    """One operation at the portal, with its reasons in words."""

    publication: Publication
    reasons: list[str]


def summary(account: PortalAccount) -> Summary:
    """As the served feed counted."""
    build = account.served_build
    if build is None:
        return Summary(account, 0, 0, 0, 0)
    return Summary(account, build.available, build.eligible, build.listing_count, build.excluded_count)


def summaries(accounts: list[PortalAccount]) -> list[Summary]:
    return [summary(account) for account in accounts]


def address_of(account: PortalAccount) -> str:
    """The whole address for the portal; empty when the installation's key has changed: then re-issue it."""
    token = account.token
    if not token:
        return ""
    extension = FORMATS[account.format].extension
    return settings.BASE_URL.rstrip("/") + reverse("portals:feed", args=[account.format, token, extension])


def page_of(account: PortalAccount) -> dict[str, Any]:
    """What the account's page shows."""
    builds = list(FeedBuild.objects.of(account).select_related("served_by").order_by("-pk")[:LAST])
    return {
        "summary": summary(account),
        "address": address_of(account),
        "reasons": reasons_of(account),
        "builds": with_counts(builds),
        "fetches": FeedFetch.objects.of(account).order_by("-pk")[:LAST],
        "alarm": account.alarm_build,
    }


def reasons_of(account: PortalAccount) -> list[ReasonCount]:
    """The first reason of everything that is left out; their counts add up to ``excluded``."""
    rows = Publication.objects.of(account).reason_counts()
    return [ReasonCount(code, reason_label(code), count) for code, count in rows]


def with_counts(builds: list[FeedBuild]) -> list[tuple[FeedBuild, dict[str, int]]]:
    """Each feed with how many it added, changed, took out and left out."""
    rows = FeedDifference.objects.filter(build__in=[one.pk for one in builds]).order_by()
    found: dict[int, list[tuple[str, int]]] = {}
    for pk, change, count in rows.values_list("build", "change").annotate(n=Count("pk")):
        found.setdefault(pk, []).append((change, count))
    return [(build, counts_of(found.get(build.pk, []))) for build in builds]


def rows_of(account: PortalAccount, *, state: str, reason: str, cursor: str) -> dict[str, Any]:
    """A page of the operations in one state; an unknown state means those that are left out."""
    if state not in PublicationState.values:
        state = PublicationState.EXCLUDED
    rows = Publication.objects.of(account).filter(state=state).for_rows()
    if reason:
        rows = rows.with_reason(reason)
    after = (int(cursor),) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None
    found = list(rows.by_key(("pk",), after)[: PAGE + 1])
    return {
        "state": state,
        "states": PublicationState.choices,
        "reason": reason,
        "reason_label": reason_label(reason) if reason else "",
        "rows": [Left(row, say(row.reasons)) for row in found[:PAGE]],
        "next_cursor": str(found[PAGE - 1].pk) if len(found) > PAGE else "",
    }


def history_of(account: PortalAccount, build: FeedBuild | None) -> dict[str, Any]:
    """The feed that was seen, what it changed, and the feeds around it."""
    around = FeedBuild.objects.of(account).select_related("served_by").order_by("-pk")
    if build is not None:
        around = around.filter(pk__lte=build.pk)
    changes = list(FeedDifference.objects.filter(build=build).order_by("pk")[:PAGE]) if build is not None else []
    return {
        "builds": with_counts(list(around[:LAST])),
        "is_proven": is_provable(build) if build is not None else False,
        "changes": [(row, say(row.reasons)) for row in changes],
    }
