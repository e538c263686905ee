"""Reading the agenda."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from realestate.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser


class ViewingQuerySet(ScopedQuerySet["Viewing"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Their own and those of leads that are theirs; coordinators their offices'; managers all."""
        if not user.is_authenticated:
            return self.none()
        rows = self if user.can_see_blocked else self.filter(lead__contact__blocked_at__isnull=True)
        if user.reads_everything:
            return rows
        own = Q(salesperson=user) | Q(lead__salesperson=user)
        return rows.filter(own | Q(office__in=user.office_ids)) if user.is_coordinator else rows.filter(own)

    def between(self, start: datetime, end: datetime) -> Self:
        """Starting in the half-open range, by the hour."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")

    def scheduled(self) -> Self:
        return self.filter(status="scheduled")

    def awaiting_outcome(self, now: datetime) -> Self:
        """Over by the clock, but nobody has written how it went."""
        return self.scheduled().filter(ends_at__lt=now)

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Live viewings that share time with the range; one that ends as another begins does not."""
        return self.scheduled().filter(starts_at__lt=end, ends_at__gt=start)

    def for_rows(self) -> Self:
        return self.select_related("lead", "lead__contact", "listing", "salesperson")
