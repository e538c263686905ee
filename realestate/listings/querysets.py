"""Reading the stock."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Prefetch

from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise
from realestate.listings.choices import OPEN_STATUSES, PUBLIC_STATUSES

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser


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

    def for_detail(self) -> Self:
        """With all that the detail page shows."""
        return self.select_related("office", "salesperson", "owner").prefetch_related(
            "operations", "texts", "photos", "sources"
        )


class OperationQuerySet(ScopedQuerySet["Operation"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def open(self) -> Self:
        """Still to be sold or let: drafts, on the market, reserved, under contract."""
        return self.filter(status__in=OPEN_STATUSES)

    def on_market(self) -> Self:
        return self.filter(status__in=PUBLIC_STATUSES)

    def matching(self, text: str) -> Self:
        rows = self
        for word in normalise(text).split()[:6]:
            rows = rows.filter(listing__search_text__contains=word)
        return rows

    def for_rows(self) -> Self:
        """With what a card or table row shows: the listing, its salesperson and its photos' first."""
        photos: Any = self.model._meta.get_field("listing").related_model
        photo_model: Any = photos._meta.get_field("photos").related_model
        return self.select_related("listing", "listing__salesperson").prefetch_related(
            Prefetch("listing__photos", queryset=photo_model.objects.filter(position=0), to_attr="covers")
        )


class PhotoQuerySet(ScopedQuerySet["Photo"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def public(self) -> Self:
        """Photos that strangers may fetch: those of listings on the market."""
        return self.filter(listing__operations__status__in=PUBLIC_STATUSES).distinct()


class ListingSourceQuerySet(ScopedQuerySet["ListingSource"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()
