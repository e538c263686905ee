"""Reading links, released words and proposals."""

from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from realestate.core.querysets import ScopedQuerySet
from realestate.core.tokens import token_hash
from realestate.listings.models import Listing, Operation, Ownership, Photo

if TYPE_CHECKING:
    from realestate.agenda.models import Viewing
    from realestate.core.querysets import AnyUser
    from realestate.ownerroom.models import OwnerLink, PriceProposal, ReleasedFeedback


def guarded(user: "AnyUser", path: str) -> Q:
    """Rows about listings whose owner this person may see; ``path`` leads from the row to its listing."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.reads_everything:
        return Q()
    mine = Q(**{f"{path}__salesperson": user})
    return mine | Q(**{f"{path}__office__in": user.office_ids}) if user.is_coordinator else mine


class OwnerLinkQuerySet(ScopedQuerySet["OwnerLink"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(guarded(user, "listing"))

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper())

    def of_listing(self, listing: Listing) -> Self:
        return self.filter(listing=listing)

    def by_token(self, token: str) -> Self:
        return self.filter(token_hash=token_hash(token))

    def open(self) -> Self:
        """Neither over nor taken back; whoever owns nothing of the listing any more has none."""
        rows = self.filter(revoked_at=None, expires_at__gt=timezone.now(), contact__blocked_at=None)
        return rows.with_owner().filter(still_owner=True)

    def with_owner(self) -> Self:
        """``still_owner``: the contact owns a part of the listing, or speaks for somebody who does."""
        owns = Q(contact=OuterRef("contact")) | Q(representative=OuterRef("contact"))
        shares = Ownership.objects.filter(owns, listing=OuterRef("listing"))
        still = When(Q(listing__owner=F("contact")) | Q(Exists(shares)), then=Value(True))
        return self.annotate(still_owner=Case(still, default=Value(False), output_field=BooleanField()))

    def for_room(self) -> Self:
        """With all that the owner's page says of the listing itself; ``cover`` is the token of its first photo."""
        stored = Photo.objects.filter(listing=OuterRef("listing"), kind="photo").exclude(original="")
        return (
            self.with_owner()
            .select_related("contact", "listing__office", "listing__salesperson")
            .annotate(cover=stored.order_by("position", "pk").values("token")[:1])
        )

    def for_list(self) -> Self:
        return self.with_owner().select_related("contact", "created_by", "listing").prefetch_related("contact__points")


class ReleasedFeedbackQuerySet(ScopedQuerySet["ReleasedFeedback"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(guarded(user, "viewing__listing"))

    def of_reference(self, reference: str) -> Self:
        return self.filter(viewing__listing__reference=reference.upper())

    def of_listing(self, listing: Listing) -> Self:
        return self.filter(viewing__listing=listing)

    def released(self) -> Self:
        return self.filter(withdrawn_at=None)

    def of_viewing(self, viewing: "Viewing") -> Self:
        return self.filter(viewing=viewing)

    def newest_first(self) -> Self:
        return self.select_related("viewing").order_by("-viewing__starts_at", "-pk")


class PriceProposalQuerySet(ScopedQuerySet["PriceProposal"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(guarded(user, "operation__listing"))

    def of_reference(self, reference: str) -> Self:
        return self.filter(operation__listing__reference=reference.upper())

    def of_listing(self, listing: Listing) -> Self:
        return self.filter(operation__listing=listing)

    def by_code(self, code: str) -> Self:
        return self.filter(code=code)

    def open_on(self, operation: Operation) -> Self:
        """Those that nobody has decided or taken back; they may be past their day all the same."""
        return self.filter(slot=operation.pk)

    def for_list(self) -> Self:
        return self.select_related("operation", "proposed_by", "decided_by_contact", "annex")

    def for_room(self) -> Self:
        """Without the people of it."""
        return self.select_related("operation")
