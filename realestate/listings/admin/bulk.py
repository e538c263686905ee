"""Bulk edits in the back office: what was set at once, and by whom."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import BulkEdit


@admin.register(BulkEdit)
class BulkEditAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "undone_at")
    list_select_related = ("actor",)
    search_fields = ("actor__email",)
