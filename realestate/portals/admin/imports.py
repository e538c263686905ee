"""Imports in the back office, to look at."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.portals.models import ImportBatch, ImportedListing


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("source", "office", "status", "created_by", "created_at", "finished_at", "undone_at")
    list_filter = ("status", "office")
    list_select_related = ("office", "created_by")
    search_fields = ("source", "name")
    exclude = ("file",)


@admin.register(ImportedListing)
class ImportedListingAdmin(ReadOnlyAdmin):
    list_display = ("reference", "action", "batch", "is_undone")
    list_filter = ("action", "is_undone")
    list_select_related = ("batch",)
    search_fields = ("reference",)
