"""Reading the agenda."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from realestate.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from realestate.agenda.models import Viewing
    from realestate.contacts.models import Contact
    from realestate.core.querysets import AnyUser
    from realestate.leads.models import Lead
    from realestate.listings.models import Listing


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

    def shown_by(self, user: "AnyUser") -> Self:
        return self.filter(salesperson_id=user.pk)

    def of_listing(self, listing: "Listing") -> Self:
        return self.filter(listing=listing).order_by("-starts_at", "-pk")

    def without_people(self) -> Self:
        """Days and states alone: for those who must not learn who came."""
        return self.only("listing", "starts_at", "ends_at", "status")

    def of_lead(self, lead: "Lead") -> Self:
        return self.filter(lead=lead).order_by("-starts_at", "-pk")

    def of_contact(self, contact: "Contact") -> Self:
        return self.filter(lead__contact=contact).order_by("-starts_at", "-pk")

    def for_detail(self) -> Self:
        """With all that a viewing's page shows."""
        return self.select_related(
            "lead", "lead__contact", "lead__office", "listing", "salesperson", "office"
        ).prefetch_related("lead__contact__points")

    def for_rows(self) -> Self:
        return self.select_related("lead", "lead__contact", "listing", "salesperson")
