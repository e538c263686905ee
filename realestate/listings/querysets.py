"""Reading the stock."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Avg,
    Case,
    Count,
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
from realestate.core.tokens import token_hash
from realestate.listings.choices import MANDATE_IN_FORCE, OPEN_STATUSES, PUBLIC_STATUSES
from realestate.listings.geo import KM_PER_DEGREE, Circle, Polygon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from realestate.core.querysets import AnyUser
    from realestate.listings.geo import Area
    from realestate.listings.models import (
        BulkEdit,
        Development,
        Listing,
        ListingFile,
        ListingSource,
        Mandate,
        Operation,
        Ownership,
        Photo,
        RuleOverride,
        Selection,
    )
    from realestate.salespeople.models import Office


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

    def at_address(self, address: str) -> "list[Operation]":
        """The operations behind a public address "words-REFERENCE": of the longest ending that is a reference of ours.

        With all that the publish rules look at, and so with all that a public page shows.
        """
        parts = address.upper().split("-")
        endings = ["-".join(parts[start:]) for start in range(max(0, len(parts) - 8), len(parts))]
        found = list(self.for_rules().filter(listing__reference__in=endings).order_by("id"))
        longest = max((len(one.listing.reference) for one in found), default=0)
        return [one for one in found if len(one.listing.reference) == longest]

    def may_be_on_web(self) -> Self:
        """On the market, or on the public pages still: those whose being there is to be worked out anew."""
        return self.filter(Q(status__in=PUBLIC_STATUSES) | Q(is_on_web=True))

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
        operations: Any = self.model._meta.get_field("listing").related_model._meta.get_field("operations").related_model
        return self.filter(Exists(operations.objects.on_web().filter(listing=OuterRef("listing"))))

    def for_page(self) -> Self:
        """With what the photos' page shows: the words in each language, and the photo that one looks like."""
        return self.select_related("looks_like__listing").prefetch_related("texts")

    def at(self, position: int) -> "Photo | None":
        """The one in this place of the listing's order."""
        return self.filter(position=position).first()

    def with_band(self, name: str, values: "Iterable[int]") -> "QuerySet[Photo, tuple[int, str, int]]":
        """(key, fingerprint, listing's key) of the photos with one of these values in a part of the fingerprint."""
        return self.filter(**{f"{name}__in": list(values)}).order_by("-pk").values_list("pk", "fingerprint", "listing_id")

    def to_prepare(self) -> Self:
        """Stored photos whose files are not those that this release makes."""
        return self.exclude(original="").filter(sha256="")

    def to_download(self) -> Self:
        """Photos that are still at their source."""
        return self.filter(original="").exclude(remote_url="")


class ListingSourceQuerySet(ScopedQuerySet["ListingSource"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()


class MandateQuerySet(ScopedQuerySet["Mandate"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """That there is a mandate is for everybody in the agency; its terms are guarded like the owner's data."""
        return self if user.is_authenticated else self.none()

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
        return self.select_related(
            "listing__office", "listing__salesperson", "document", "previous"
        ).prefetch_related("document__signature_requests")


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

    def of_contact(self, contact: int) -> Self:
        """What somebody owns or answers for."""
        return self.filter(Q(contact=contact) | Q(representative=contact))

    def for_page(self) -> Self:
        return self.select_related("contact", "representative", "listing").prefetch_related("contact__points")


class RuleOverrideQuerySet(ScopedQuerySet["RuleOverride"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Why something went out in spite of a rule is no secret inside the agency."""
        return self if user.is_authenticated else self.none()

    def of_reference(self, reference: str) -> Self:
        return self.filter(operation__listing__reference=reference.upper())

    def standing_for(self, listing: "Listing") -> Self:
        """Those of a listing that have not been taken back, with who decided."""
        return self.filter(operation__listing=listing, ended_at=None).select_related("actor").order_by("pk")


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

    def expiring(self, until: "date") -> Self:
        """With a last day up to this one, past ones too."""
        return self.filter(expires_on__lte=until)

    def for_list(self) -> Self:
        """With all that a row shows."""
        return self.select_related("document__created_by", "listing")


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

    def for_list(self) -> Self:
        return self.select_related("contact", "created_by").annotate(size=Count("items"))
