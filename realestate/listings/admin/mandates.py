"""Owners and mandates in the back office; they change on the listing's own pages."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import Mandate, Ownership


@admin.register(Mandate)
class MandateAdmin(ReadOnlyAdmin):
    list_display = ("reference", "listing", "kind", "status", "starts_on", "ends_on")
    list_filter = ("status", "kind", "listing__office")
    list_select_related = ("listing",)
    search_fields = ("reference", "listing__reference")
    date_hierarchy = "starts_on"


@admin.register(Ownership)
class OwnershipAdmin(ReadOnlyAdmin):
    list_display = ("listing", "contact", "share", "representative")
    list_select_related = ("listing", "contact", "representative")
    search_fields = ("listing__reference", "contact__search_text")
