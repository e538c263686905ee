"""Reading what is offered."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Abs, Cast, Floor

from realestate.core.dates import today
from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise
from realestate.listings.choices import OPEN_STATUSES, PUBLIC_STATUSES
from realestate.listings.geo import KM_PER_DEGREE, Circle, Polygon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from realestate.core.querysets import AnyUser
    from realestate.listings.geo import Area
    from realestate.listings.models import Listing, Operation


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

    def at_address(self, address: str) -> "list[Operation]":
        """The operations behind a public address "words-REFERENCE": of the longest ending that is a reference of ours.

        With all that the publish rules look at, and so with all that a public page shows.
        """
        parts = address.upper().split("-")
        endings = ["-".join(parts[start:]) for start in range(max(0, len(parts) - 8), len(parts))]
        found = list(self.for_rules().filter(listing__reference__in=endings).order_by("id"))
        longest = max((len(one.listing.reference) for one in found), default=0)
        return [one for one in found if len(one.listing.reference) == longest]

    def to_be_judged(self) -> Self:
        """Open, or on the public pages still: those of which the publish rules have something to say."""
        return self.filter(Q(status__in=OPEN_STATUSES) | Q(is_on_web=True))

    def in_places(self, towns: "Iterable[str]", zones: "Iterable[str]") -> Self:
        """In one of these towns, or in a zone of one of these names."""
        return self.filter(Q(listing__town__in=list(towns)) | Q(listing__zone__in=list(zones)))

    def with_features(self, codes: "Iterable[str]") -> Self:
        """With every one of these features."""
        rows: Self = self.annotate(feature_list=Cast("listing__features", TextField()))
        for code in codes:
            rows = rows.filter(feature_list__contains=f'"{code}"')
        return rows

    def similar_to(self, operation: "Operation") -> Self:
        """On the public pages, of the same kind, in the same town, a quarter dearer or cheaper at most."""
        listing = operation.listing
        rows = self.on_web().filter(kind=operation.kind, listing__town=listing.town).exclude(listing=listing.pk)
        other_type = Case(When(listing__property_type=listing.property_type, then=0), default=1)
        if operation.price is None:
            return rows.order_by(other_type, "-published_at", "-id")
        margin = operation.price / 4
        rows = rows.filter(
            currency=operation.currency, price__range=(operation.price - margin, operation.price + margin)
        )
        return rows.order_by(other_type, Abs(F("price") - operation.price), "-id")

    def for_public_cards(self) -> Self:
        """With what a card on the public pages shows: the listing, and its cover with the words for it.

        Prefetched, not joined: MySQL starts an inner join with ORDER BY … LIMIT at the wrong end.
        """
        listings: Any = self.model._meta.get_field("listing").related_model
        photos: Any = listings._meta.get_field("photos").related_model
        shown = listings.objects.defer("notes", "search_text", "cadastral_reference")
        covers = photos.objects.filter(position=0).prefetch_related("texts")
        return self.prefetch_related(
            Prefetch("listing", queryset=shown), Prefetch("listing__photos", queryset=covers, to_attr="covers")
        )

    def count_up_to(self, limit: int) -> int:
        """How many there are, one more than ``limit`` at most: nobody needs to know more, and counting all costs."""
        return self.order_by()[: limit + 1].count()

    def for_sitemap(self, first: int, last: int) -> "QuerySet[Operation, Any]":
        """What the sitemap tells of the listings with these keys."""
        names = ("listing_id", "updated_at", "listing__updated_at", "listing__reference")
        words = ("listing__property_type", "listing__zone", "listing__town")
        rows = self.on_web().filter(listing__gte=first, listing__lte=last).order_by("listing_id")
        found: QuerySet[Operation, Any] = rows.values(*names, *words)
        return found

    def sitemap_blocks(self, size: int) -> "QuerySet[Operation, Any]":
        """Blocks of ``size`` keys of listings with something to show, each with its last change."""
        rows = self.on_web().annotate(block=Floor(F("listing_id") / Value(float(size)), output_field=IntegerField()))
        blocks: QuerySet[Operation, Any] = rows.values("block").annotate(changed_at=Max("updated_at")).order_by("block")
        return blocks

    def in_area(self, area: "Area") -> Self:
        """Those whose listing lies inside; without coordinates it lies nowhere.

        The index on the coordinates finds the box around the area, then SQL asks the exact question of what is in it.
        """
        if isinstance(area, Polygon):
            return self.filter(area.box.condition()).alias(crossings=area.crossings()).filter(crossings=1)
        if isinstance(area, Circle):
            boxed = self.filter(area.box.condition()).alias(square=area.square())
            return boxed.filter(square__lte=(area.km / KM_PER_DEGREE) ** 2)
        return self.filter(area.condition())

    def once_published(self) -> Self:
        """Those that have been on the market."""
        return self.filter(published_at__isnull=False)

    def for_points(self) -> Self:
        """With what a point on a map says, and no more: a map may show two thousand."""
        of_listing = ("reference", "property_type", "zone", "town", "latitude", "longitude")
        of_operation = ("price", "currency", "price_on_request", "kind", "status")
        return self.select_related("listing").only(*of_operation, *(f"listing__{name}" for name in of_listing))

    def in_order_of(self, keys: "Sequence[int]") -> "list[Operation]":
        """These operations with what a row shows, in the order of their keys."""
        found = {operation.pk: operation for operation in self.filter(pk__in=keys).for_rows()}
        return [found[key] for key in keys if key in found]

    def chosen(self, keys: "Sequence[int]") -> "list[Operation]":
        """These operations with listing, salesperson, office and photos, in the order in which they were chosen."""
        rows = self.select_related("listing__salesperson", "listing__office").prefetch_related("listing__photos__texts")
        found = {operation.pk: operation for operation in rows.filter(pk__in=keys)}
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    def of_selection(self, selection: int) -> Self:
        """The operations that somebody chose, in their order."""
        return self.filter(selection_items__selection=selection).order_by("selection_items__position")

    def not_owned_by(self, contact: int) -> Self:
        """Without the listings of which this contact owns a share."""
        listings: Any = self.model._meta.get_field("listing").related_model
        ownerships: Any = listings._meta.get_field("ownerships").related_model
        owned = ownerships.objects.filter(listing=OuterRef("listing"), contact=contact)
        return self.exclude(Exists(owned))

    def with_keys(self, keys: "Sequence[int]") -> Self:
        return self.filter(pk__in=keys)

    def for_bulk(self) -> Self:
        """With what a preview of many changes reads, in the order in which they are written."""
        return self.for_rules().select_related("listing__office", "listing__salesperson").order_by("listing_id", "pk")

    def located(self, *, yes: bool = True) -> Self:
        """Those whose listing has coordinates, or those that no map can show."""
        return self.filter(listing__latitude__isnull=not yes)

    def with_mandate(self, state: str) -> Self:
        """By the mandate of the listing: "in_force", "ending" (30 days or less to go) or "none" in force."""
        listings: Any = self.model._meta.get_field("listing").related_model
        mandates: Any = listings._meta.get_field("mandates").related_model
        in_force = mandates.objects.in_force().filter(listing=OuterRef("listing"))
        if state == "none":
            return self.exclude(Exists(in_force))
        if state == "ending":
            return self.filter(Exists(in_force.filter(ends_on__lte=today() + timedelta(days=30))))
        return self.filter(Exists(in_force))

    def of_listing(self, listing: "Listing") -> Self:
        return self.filter(listing=listing.pk)

    def with_prices(self) -> Self:
        """With the history of their prices, oldest operation first."""
        return self.prefetch_related("price_changes__actor").order_by("pk")

    def for_papers(self) -> Self:
        """With what any paper says of it: facts, words, photos, owners, terms, and what the publish rules look at."""
        return (
            self.for_rules()
            .select_related("listing__salesperson", "listing__legal_facts", "terms")
            .prefetch_related("price_changes", "listing__ownerships__contact", "listing__ownerships__representative")
        )

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
