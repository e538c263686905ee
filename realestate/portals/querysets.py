"""Reading what portals get."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, Max, Q
from django.utils import timezone

from realestate.core.querysets import ScopedQuerySet
from realestate.core.tokens import token_hash
from realestate.listings.choices import PUBLIC_STATUSES

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.portals.models import FeedBuild, FeedDifference, FeedFetch, ImportBatch, PortalAccount, Publication

LEASE = timedelta(minutes=10)  # a build that died leaves its account locked for this long


class PortalAccountQuerySet(ScopedQuerySet["PortalAccount"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Everybody in the agency may know which portals there are; the pages are for managers."""
        return self if user.is_authenticated else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_token(self, token: str, format_code: str) -> "PortalAccount | None":
        """The account behind a feed's address; none for a wrong token, another format, or one switched off."""
        rows = self.active().select_related("served_build")
        return rows.filter(token_hash=token_hash(token), format=format_code).first()

    def for_list(self) -> Self:
        return self.select_related("served_build", "alarm_build").prefetch_related("offices").order_by("name", "pk")

    def covering(self, office_id: int) -> "list[PortalAccount]":
        """The active accounts that take this office's stock."""
        named = Q(offices=None) | Q(offices=office_id)
        return list(self.active().filter(named).distinct().order_by("name", "pk"))

    def claim(self, pk: int, mark: str) -> bool:
        """Lock an account for a build; false while another builds it. One UPDATE, so that one of two wins."""
        free = Q(building_since=None) | Q(building_since__lt=timezone.now() - LEASE)
        return bool(self.filter(free, pk=pk).update(building_since=timezone.now(), building_mark=mark))

    def holding(self, pk: int, mark: str) -> Self:
        """The account, if this build still holds its lock."""
        return self.filter(pk=pk, building_mark=mark)


class FeedBuildQuerySet(ScopedQuerySet["FeedBuild"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated and user.is_manager else self.none()

    def of(self, account: "PortalAccount") -> Self:
        return self.filter(account=account.pk)

    def served(self) -> Self:
        return self.filter(served_at__isnull=False)

    def seen_at(self, moment: datetime) -> "FeedBuild | None":
        """The feed that a portal got at this moment."""
        return self.served().filter(served_at__lte=moment).order_by("-served_at", "-pk").first()

    def with_files(self) -> Self:
        return self.exclude(file="")


class FeedDifferenceQuerySet(ScopedQuerySet["FeedDifference"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated and user.is_manager else self.none()

    def until(self, build: "FeedBuild") -> Self:
        """What all served feeds of the account did, up to this one."""
        rows: Self = self.filter(build__account=build.account_id, build__served_at__isnull=False)
        earlier = Q(build__served_at__lt=build.served_at) | Q(build__served_at=build.served_at, build__lte=build.pk)
        return rows.filter(earlier)

    def of_reference(self, reference: str) -> Self:
        return self.filter(reference=reference.strip().upper())

    def added_days(self, operation_ids: "list[int]") -> "dict[tuple[int, int], datetime]":
        """When each operation came into a portal's feed for the last time, by account and operation."""
        rows: Any = self.filter(operation__in=operation_ids, change="added").order_by()
        served = rows.values_list("build__account", "operation").annotate(at=Max("build__served_at"))
        return {(account, operation): at for account, operation, at in served if at is not None}

    def last_per_key(self) -> Self:
        """The newest difference of each exported key: together they are the state."""
        newest = self.order_by().values("key").annotate(newest=Max("pk")).values("newest")
        return self.model.objects.filter(pk__in=newest)  # type: ignore[return-value]


class PublicationQuerySet(ScopedQuerySet["Publication"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def of(self, account: "PortalAccount") -> Self:
        return self.filter(account=account.pk)

    def counts(self) -> "dict[tuple[int, str], int]":
        """How many stand in each state, per account."""
        rows: Any = self.order_by().values_list("account", "state").annotate(n=Count("pk"))
        return {(account, state): n for account, state, n in rows}

    def of_operations(self, operation_ids: "list[int]") -> Self:
        return self.filter(operation__in=operation_ids)

    def shown(self) -> Self:
        """At a portal that is served, or on the way there."""
        return self.filter(account__is_active=True, is_wanted=True, state__in=("published", "waiting"))

    def no_longer_offered(self, office_ids: "frozenset[int]") -> Self:
        """In the feed, or left out of it, though the operation is off the market or in an office that is not sent."""
        off = ~Q(operation__status__in=PUBLIC_STATUSES)
        if office_ids:
            off |= ~Q(listing__office__in=office_ids)
        return self.filter(off, state__in=("published", "excluded")).order_by("pk")

    def with_reason(self, code: str) -> Self:
        return self.filter(first_reason=code)

    def reason_counts(self) -> "list[tuple[str, int]]":
        """How many are left out for which first reason, most first."""
        rows: Any = self.filter(state="excluded").order_by().values_list("first_reason").annotate(n=Count("pk"))
        return list(rows.order_by("-n", "first_reason"))

    def for_rows(self) -> Self:
        return self.select_related("operation", "listing")


class FeedFetchQuerySet(ScopedQuerySet["FeedFetch"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated and user.is_manager else self.none()

    def of(self, account: "PortalAccount") -> Self:
        return self.filter(account=account.pk)


class ImportBatchQuerySet(ScopedQuerySet["ImportBatch"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Imports are the managers' business."""
        return self if user.is_authenticated and user.is_manager else self.none()

    def for_rows(self) -> Self:
        return self.select_related("office", "created_by")
