"""Prospects and developments in the back office."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import Development, Prospect


@admin.register(Prospect)
class ProspectAdmin(ReadOnlyAdmin):
    list_display = ("reference", "property_type", "town", "status", "salesperson", "office", "listing")
    list_filter = ("status", "office", "property_type")
    list_select_related = ("salesperson", "office", "listing")
    search_fields = ("reference", "town", "street")


@admin.register(Development)
class DevelopmentAdmin(ReadOnlyAdmin):
    list_display = ("reference", "name", "town", "office", "delivery_on")
    list_filter = ("office",)
    list_select_related = ("office",)
    search_fields = ("reference", "name", "town")
