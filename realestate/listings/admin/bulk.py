"""Bulk edits in the back office: what was set at once, by whom, and whether it was taken back."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import BulkEdit


@admin.register(BulkEdit)
class BulkEditAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "listing_count", "skipped_count", "undone_at", "undone_by")
    list_select_related = ("actor", "undone_by")
    search_fields = ("actor__email",)
    exclude = ("key",)

    @admin.display(description=_("changed"))
    def listing_count(self, edit: BulkEdit) -> int:
        return len(edit.rows)

    @admin.display(description=_("not changed"))
    def skipped_count(self, edit: BulkEdit) -> int:
        return len(edit.skipped)
