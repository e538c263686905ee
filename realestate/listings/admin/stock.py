"""The stock in the back office; statuses and prices change by their verbs only, on the listing's own page."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from realestate.contacts.reassign import ReassignMixin
from realestate.core.admin import BaseAdmin, ReadOnlyAdmin
from realestate.core.errors import BusinessRuleError
from realestate.core.text import normalise
from realestate.listings import services
from realestate.listings.models import Listing, ListingSource, ListingText, Operation, Photo, PriceChange
from realestate.salespeople.models import User
from realestate.salespeople.views import user_of


class LookInline(admin.TabularInline[Any, Any]):
    """Rows to look at; the listing's own page changes them."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OperationInline(LookInline):
    model = Operation
    fields = ("kind", "status", "price", "currency", "period", "published_at", "closed_at", "close_price")


class TextInline(LookInline):
    model = ListingText
    fields = ("language", "title")


class PhotoInline(LookInline):
    model = Photo
    fields = ("position", "caption", "status", "width", "height", "remote_url")


class SourceInline(LookInline):
    model = ListingSource
    fields = ("source", "external_id", "external_reference", "last_seen_at", "missing_since")


class PriceChangeInline(LookInline):
    model = PriceChange
    fields = ("at", "price", "currency", "price_on_request", "actor")
    show_change_link = False


class NormalisedSearch(BaseAdmin):
    """Finds by the search text, which holds no accents and no capitals."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))


@admin.register(Listing)
class ListingAdmin(ReassignMixin, NormalisedSearch):
    list_display = ("reference", "property_type", "town", "zone", "salesperson", "office", "updated_at")
    list_filter = ("property_type", "office", "salesperson", "energy_status", "is_new_build")
    list_select_related = ("salesperson", "office")
    search_fields = ("search_text",)
    autocomplete_fields = ("office", "salesperson", "owner")
    readonly_fields = ("reference", "version", "created_at", "updated_at")
    inlines = (OperationInline, TextInline, PhotoInline, SourceInline)
    actions = ("reassign", "export_csv")
    export_fields: ClassVar[tuple[str, ...]] = (
        "reference",
        "property_type",
        "town",
        "zone",
        "built_area",
        "bedrooms",
        "bathrooms",
        "salesperson",
        "office",
        "created_at",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The office is chosen once: the reference is made from it. Several owners change on their own page."""
        if obj is None:
            return self.readonly_fields
        several = obj.ownerships.count() > 1
        return (*self.readonly_fields, "office", "owner") if several else (*self.readonly_fields, "office")

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A rule that says no while saving (a second owner came in meanwhile) is a message, and nothing is written."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except BusinessRuleError as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Listing, form: Any, change: bool) -> None:
        """Through the services, so that reference, search text and audit line are written."""
        values = {name: value for name, value in form.cleaned_data.items() if name in services.LISTING_FIELDS}
        if change:
            done = services.update_listing(actor=user_of(request), listing=obj, values=values)
        else:
            done = services.create_listing(actor=user_of(request), office=obj.office, values=values)
        obj.pk, obj.reference, obj.version = done.pk, done.reference, done.version
        obj._state.adding = False

    def hand_over(self, request: HttpRequest, row: Any, to: User) -> None:
        services.reassign_listing(actor=user_of(request), listing=row, salesperson=to)


@admin.register(Operation)
class OperationAdmin(NormalisedSearch):
    list_display = ("listing", "kind", "status", "price", "currency", "published_at", "updated_at")
    list_filter = ("status", "kind", "currency", "listing__office")
    list_select_related = ("listing",)
    search_fields = ("listing__search_text",)
    inlines = (PriceChangeInline,)
    export_fields: ClassVar[tuple[str, ...]] = (
        "listing",
        "kind",
        "status",
        "price",
        "currency",
        "period",
        "published_at",
        "closed_at",
        "close_price",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Verbs change it, on the listing's own page; here it is read."""
        return False


@admin.register(PriceChange)
class PriceChangeAdmin(ReadOnlyAdmin):
    list_display = ("operation", "price", "currency", "price_on_request", "at", "actor")
    list_filter = ("currency", "price_on_request")
    list_select_related = ("operation", "actor")
    search_fields = ("operation__listing__reference",)


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    list_display = ("listing", "position", "status", "width", "height", "created_at")
    list_filter = ("status",)
    list_select_related = ("listing",)
    search_fields = ("listing__reference",)


@admin.register(ListingText)
class ListingTextAdmin(ReadOnlyAdmin):
    list_display = ("listing", "language", "title", "updated_at")
    list_filter = ("language",)
    list_select_related = ("listing",)
    search_fields = ("title", "listing__reference")


@admin.register(ListingSource)
class ListingSourceAdmin(ReadOnlyAdmin):
    list_display = ("listing", "source", "external_id", "external_reference", "last_seen_at", "missing_since")
    list_filter = ("source", ("missing_since", admin.EmptyFieldListFilter))
    list_select_related = ("listing",)
    search_fields = ("external_reference", "external_id", "listing__reference")
