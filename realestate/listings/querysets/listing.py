"""Reading listings and where they came from."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Avg,
)

from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise
from realestate.listings.choices import PUBLIC_STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from realestate.core.querysets import AnyUser
    from realestate.listings.models import (
        Development,
        Listing,
        ListingSource,
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
        """Our reference, however it was typed, the one at the source it came from, or the one it had as a prospect."""
        sources: Any = self.model._meta.get_field("sources").related_model
        ours = self.model.objects.filter(reference=typed.strip().upper()).values_list("pk", flat=True)
        theirs = sources.objects.filter(external_reference=typed.strip()).values_list("listing_id", flat=True)
        won = self.model.objects.filter(prospect__reference=typed.strip().upper()).values_list("pk", flat=True)
        return self.filter(pk__in=[*ours, *theirs[:50], *won])  # three looks into an index, no OR

    def towns(self) -> "QuerySet[Listing, str]":
        """The names of the towns that the agency has stock in."""
        return self.order_by("town").values_list("town", flat=True).distinct()

    def centre_of(self, town: str) -> tuple[float, float] | None:
        """The middle of the listings of a town that have coordinates; None when none has."""
        wanted = normalise(town)
        names = [name for name in self.towns()[:1000] if normalise(name) == wanted]
        found = self.filter(town__in=names, latitude__isnull=False).aggregate(y=Avg("latitude"), x=Avg("longitude"))
        return None if found["y"] is None else (float(found["y"]), float(found["x"]))

    def at_number(self, town: str, street_number: str) -> Self:
        """In this town at this number, in whatever letters; the street is compared by whoever asks."""
        return self.filter(town__iexact=town.strip(), street_number__iexact=street_number.strip())

    def units_of(self, development: "Development") -> Self:
        """The listings of a development in the order of their units, with what is offered of each."""
        return self.filter(development=development).order_by("unit", "pk").prefetch_related("operations")

    def by_reference(self, reference: str) -> Self:
        """References are kept in capitals."""
        return self.filter(reference=reference.upper())

    def at_address(self, address: str) -> "Listing | None":
        """The listing behind a public address "words-REFERENCE": the longest ending that is a reference of ours."""
        parts = address.split("-")
        endings = ["-".join(parts[start:]) for start in range(max(0, len(parts) - 8), len(parts))]
        found = self.for_detail().filter(reference__in=endings)
        return max(found, key=lambda listing: len(listing.reference), default=None)

    def places_on_web(self) -> "QuerySet[Listing, tuple[str, str]]":
        """(town, zone) of what strangers see, each once."""
        operations: Any = self.model._meta.get_field("operations").related_model
        shown = operations.objects.on_web().values("listing_id")
        return self.filter(pk__in=shown).order_by("town", "zone").values_list("town", "zone").distinct()

    def for_detail(self) -> Self:
        """With all that the detail page shows."""
        return self.select_related("office", "salesperson", "development", "prospect").prefetch_related(
            "operations__price_changes__actor",
            "operations__rule_overrides",
            "texts",
            "photos__texts",
            "sources",
            "mandates",
            "ownerships",
            "files",
            "office__rule_switches",
        )

    def with_keys(self, keys: "Sequence[int]") -> Self:
        return self.filter(pk__in=keys)

    def of_operations(self, keys: "Sequence[int]") -> Self:
        """The listings of these operations, each once."""
        operations: Any = self.model._meta.get_field("operations").related_model
        return self.filter(pk__in=operations.objects.filter(pk__in=keys).values("listing_id"))

    def for_mandates(self) -> Self:
        """With what decides whether a mandate can be noted."""
        return self.select_related("office", "salesperson").prefetch_related(
            "operations", "mandates", "ownerships__contact"
        )

    def for_form(self) -> Self:
        return self.select_related("office", "owner").prefetch_related("texts")


class ListingSourceQuerySet(ScopedQuerySet["ListingSource"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()
