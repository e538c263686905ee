"""Reading the stock."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Prefetch, Q

from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise
from realestate.core.tokens import token_hash
from realestate.listings.choices import MANDATE_IN_FORCE, OPEN_STATUSES, PUBLIC_STATUSES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from realestate.core.querysets import AnyUser
    from realestate.listings.models import (
        BulkEdit,
        Development,
        KeySet,
        Listing,
        ListingFile,
        ListingSource,
        Mandate,
        Operation,
        Photo,
        Prospect,
        Selection,
    )


class ListingQuerySet(ScopedQuerySet["Listing"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """The whole stock, for everybody in the agency; the owner's data is guarded on the row itself."""
        return self if user.is_authenticated else self.none()

    def public(self) -> Self:
        """What strangers may see: at least one operation on the market."""
        return self.filter(operations__status__in=PUBLIC_STATUSES).distinct()

    def matching(self, text: str) -> Self:
        """Each word somewhere in reference, place, type or text; accents and case do not matter."""
        rows = self
        for word in normalise(text).split()[:6]:
            rows = rows.filter(search_text__contains=word)
        return rows

    def with_reference(self, typed: str) -> Self:
        """Our reference, however it was typed, or the one it had at the source it was imported from."""
        sources: Any = self.model._meta.get_field("sources").related_model
        ours = self.model.objects.filter(reference=typed.strip().upper()).values_list("pk", flat=True)
        theirs = sources.objects.filter(external_reference=typed.strip()).values_list("listing_id", flat=True)
        return self.filter(pk__in=[*ours, *theirs[:50]])  # two looks into an index; an OR over the join reads it all

    def towns(self) -> "QuerySet[Listing, str]":
        """The names of the towns that the agency has stock in."""
        return self.order_by("town").values_list("town", flat=True).distinct()

    def by_reference(self, reference: str) -> Self:
        """References are kept in capitals."""
        return self.filter(reference=reference.upper())

    def at_address(self, address: str) -> "Listing | None":
        """The listing behind a public address "words-REFERENCE": the longest ending that is a reference of ours."""
        parts = address.split("-")
        endings = ["-".join(parts[start:]) for start in range(max(0, len(parts) - 8), len(parts))]
        found = self.for_detail().filter(reference__in=endings)
        return max(found, key=lambda listing: len(listing.reference), default=None)

    def for_detail(self) -> Self:
        """With all that the detail page shows."""
        return self.select_related("office", "salesperson").prefetch_related(
            "operations__price_changes__actor", "texts", "photos", "sources"
        )

    def for_form(self) -> Self:
        return self.select_related("office", "owner").prefetch_related("texts")


class OperationQuerySet(ScopedQuerySet["Operation"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper())

    def open(self) -> Self:
        """Still to be sold or let: drafts, on the market, reserved, under contract."""
        return self.filter(status__in=OPEN_STATUSES)

    def offered(self) -> Self:
        """Free to be proposed to somebody: available, not reserved."""
        return self.filter(status="available")

    def on_market(self) -> Self:
        return self.filter(status__in=PUBLIC_STATUSES)

    def on_web(self) -> Self:
        """What strangers see on the public pages."""
        return self.filter(is_on_web=True)

    def for_rules(self) -> Self:
        """With all that the publish rules look at."""
        return self.select_related("listing__office").prefetch_related(
            "rule_overrides",
            "listing__photos__texts",
            "listing__texts",
            "listing__mandates",
            "listing__ownerships",
            "listing__files",
            "listing__office__rule_switches",
        )

    def matching(self, text: str) -> Self:
        rows = self
        for word in normalise(text).split()[:6]:
            rows = rows.filter(listing__search_text__contains=word)
        return rows

    def with_reference(self, text: str) -> Self:
        """Of the listings with exactly this reference, ours or the one at the source they were imported from."""
        listings: Any = self.model._meta.get_field("listing").related_model
        return self.filter(listing__in=list(listings.objects.with_reference(text).values_list("pk", flat=True)))

    def for_rows(self) -> Self:
        """With what a card or table row shows: the listing, its salesperson and its photos' first.

        Prefetched, not joined: MySQL starts an inner join with ORDER BY … LIMIT at the wrong end.
        """
        photos: Any = self.model._meta.get_field("listing").related_model
        photo_model: Any = photos._meta.get_field("photos").related_model
        return self.prefetch_related(
            "listing__salesperson",
            Prefetch("listing__photos", queryset=photo_model.objects.filter(position=0), to_attr="covers"),
        )


class PhotoQuerySet(ScopedQuerySet["Photo"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper())

    def by_token(self, token: str) -> Self:
        return self.filter(token=token)

    def public(self) -> Self:
        """Photos that strangers may fetch: those of listings on the market."""
        return self.filter(listing__operations__status__in=PUBLIC_STATUSES).distinct()


class ListingSourceQuerySet(ScopedQuerySet["ListingSource"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()


class MandateQuerySet(ScopedQuerySet["Mandate"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """That there is a mandate is for everybody in the agency; its terms are guarded like the owner's data."""
        return self if user.is_authenticated else self.none()

    def in_force(self) -> Self:
        return self.filter(status__in=MANDATE_IN_FORCE)


class KeySetQuerySet(ScopedQuerySet["KeySet"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()


class ProspectQuerySet(ScopedQuerySet["Prospect"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Those who read everything see all; others their own, and what nobody has yet in their offices."""
        if not user.is_authenticated:
            return self.none()
        if user.reads_everything:
            return self
        mine = Q(salesperson=user)
        offices = Q(office__in=user.office_ids)
        return self.filter(mine | offices if user.is_coordinator else mine | (offices & Q(salesperson=None)))


class DevelopmentQuerySet(ScopedQuerySet["Development"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()


class ListingFileQuerySet(ScopedQuerySet["ListingFile"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Files for the whole agency; the private ones only of listings whose owner this person may see."""
        if not user.is_authenticated:
            return self.none()
        if user.reads_everything:
            return self
        agency = Q(visibility="agency")
        mine = Q(listing__salesperson=user)
        if user.is_coordinator:
            mine |= Q(listing__office__in=user.office_ids)
        return self.filter(agency | mine)


class BulkEditQuerySet(ScopedQuerySet["BulkEdit"]):
    def visible_to(self, user: "AnyUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        return self if user.is_manager else self.filter(actor=user)


class SelectionQuerySet(ScopedQuerySet["Selection"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own; those who read everything see all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.reads_everything else self.filter(created_by=user)

    def by_token(self, token: str) -> Self:
        return self.filter(token_hash=token_hash(token))
