"""Reading owners, mandates and what managers decided about rules."""

from typing import TYPE_CHECKING, Self

from django.db.models import (
    Q,
)

from realestate.core.querysets import ScopedQuerySet
from realestate.listings.choices import MANDATE_IN_FORCE

if TYPE_CHECKING:
    from realestate.contacts.models import Contact
    from realestate.core.querysets import AnyUser
    from realestate.listings.models import (
        Listing,
        Mandate,
        Ownership,
        RuleOverride,
    )


class OwnershipQuerySet(ScopedQuerySet["Ownership"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Of listings whose owners this person may see; without contacts that are blocked for data protection."""
        if not user.is_authenticated:
            return self.none()
        rows = self if user.can_see_blocked else self.filter(contact__blocked_at__isnull=True)
        if user.reads_everything:
            return rows
        mine = Q(listing__salesperson=user)
        if user.is_coordinator:
            mine |= Q(listing__office__in=user.office_ids)
        return rows.filter(mine)

    def of_listing(self, listing: "Listing") -> Self:
        return self.filter(listing=listing)

    def for_page(self) -> Self:
        return self.select_related("contact", "representative", "listing").prefetch_related(
            "contact__points", "representative__points"
        )

    def about(self, contact: "Contact") -> Self:
        """What this contact owns a part of, or speaks for, last listing first; with what a row shows."""
        rows = self.filter(Q(contact=contact) | Q(representative=contact))
        return (
            rows.select_related("contact", "listing")
            .prefetch_related("listing__operations")
            .order_by("-listing", "position", "pk")
        )


class MandateQuerySet(ScopedQuerySet["Mandate"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """That there is a mandate is for everybody in the agency; its terms are guarded like the owner's data."""
        return self if user.is_authenticated else self.none()

    def with_document(self) -> Self:
        return self.exclude(document=None)

    def in_force(self) -> Self:
        return self.filter(status__in=MANDATE_IN_FORCE)

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper())

    def for_list(self) -> Self:
        """With what a row shows."""
        return self.select_related("listing__office", "listing__salesperson", "previous")

    def to_advance(self) -> Self:
        """Those on which time works."""
        return self.filter(Q(status="signed") | Q(status__in=MANDATE_IN_FORCE, ends_on__isnull=False)).order_by("pk")

    def terms_visible_to(self, user: "AnyUser") -> Self:
        """Those whose terms this person may read: as with the owner's data."""
        if not user.is_authenticated:
            return self.none()
        if user.reads_everything:
            return self
        mine = Q(listing__salesperson=user)
        return self.filter(mine | Q(listing__office__in=user.office_ids) if user.is_coordinator else mine)

    def ending(self) -> Self:
        return self.filter(status="expiring")

    def for_rows(self) -> Self:
        return self.select_related("listing__salesperson")

    def for_detail(self) -> Self:
        return self.select_related("listing__office", "listing__salesperson", "document", "previous").prefetch_related(
            "document__signature_requests"
        )


class RuleOverrideQuerySet(ScopedQuerySet["RuleOverride"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Why something went out in spite of a rule is no secret inside the agency."""
        return self if user.is_authenticated else self.none()

    def of_reference(self, reference: str) -> Self:
        return self.filter(operation__listing__reference=reference.upper())

    def standing_for(self, listing: "Listing") -> Self:
        """Those of a listing that have not been taken back, with who decided."""
        return self.filter(operation__listing=listing, ended_at=None).select_related("actor").order_by("pk")
