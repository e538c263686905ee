"""Reading photos and files."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Exists,
    OuterRef,
    Q,
)

from realestate.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from realestate.core.querysets import AnyUser
    from realestate.listings.models import (
        Listing,
        ListingFile,
        Photo,
    )
    from realestate.salespeople.models import Office


class PhotoQuerySet(ScopedQuerySet["Photo"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper())

    def remote(self) -> Self:
        """Those that still lie at their source."""
        return self.filter(original="").exclude(remote_url="")

    def of_import(self, batch_id: int) -> Self:
        """Of the listings that this import wrote."""
        return self.filter(listing__imports__batch=batch_id)

    def of_source(self, source: str, office: "Office") -> Self:
        return self.filter(listing__sources__source=source, listing__office=office)

    def by_token(self, token: str) -> Self:
        return self.filter(token=token)

    def public(self) -> Self:
        """Photos that strangers may fetch: those of listings with something on the public pages."""
        operations: Any = (
            self.model._meta.get_field("listing").related_model._meta.get_field("operations").related_model
        )
        return self.filter(Exists(operations.objects.on_web().filter(listing=OuterRef("listing"))))

    def for_page(self) -> Self:
        """With what the photos' page shows: the words in each language, and the photo that one looks like."""
        return self.select_related("looks_like__listing").prefetch_related("texts")

    def at(self, position: int) -> "Photo | None":
        """The one in this place of the listing's order."""
        return self.filter(position=position).first()

    def with_band(self, name: str, values: "Iterable[int]") -> "QuerySet[Photo, tuple[int, str, int]]":
        """(key, fingerprint, listing's key) of the photos with one of these values in a part of the fingerprint."""
        return (
            self.filter(**{f"{name}__in": list(values)}).order_by("-pk").values_list("pk", "fingerprint", "listing_id")
        )

    def to_prepare(self) -> Self:
        """Stored photos whose files are not those that this release makes."""
        return self.exclude(original="").filter(sha256="")

    def to_download(self) -> Self:
        """Photos that are still at their source."""
        return self.filter(original="").exclude(remote_url="")


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

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper())

    def of_listing(self, listing: "Listing") -> Self:
        return self.filter(listing=listing)

    def of_kind(self, kind: str) -> Self:
        """Of one kind of document, newest first."""
        return self.filter(document__kind=kind).order_by("-pk")

    def expiring(self, until: "date") -> Self:
        """With a last day up to this one, past ones too."""
        return self.filter(expires_on__lte=until)

    def for_owner(self) -> Self:
        """Those that the agency shows to the owner in their room."""
        return self.filter(visibility="owner")

    def for_list(self) -> Self:
        """With all that a row shows."""
        return self.select_related("document__created_by", "listing")
