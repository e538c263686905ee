"""Selections in the back office: what was shown to whom, until when, and how often it was opened."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import Selection, SelectionItem


class SelectionItemInline(admin.TabularInline[SelectionItem, Selection]):
    model = SelectionItem
    extra = 0
    can_delete = False
    fields = readonly_fields = ("position", "operation")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("operation")


@admin.register(Selection)
class SelectionAdmin(ReadOnlyAdmin):
    list_display = ("title", "contact", "created_by", "created_at", "expires_at", "revoked_at", "opened_count")
    list_select_related = ("contact", "created_by")
    search_fields = ("title", "created_by__email")
    exclude = ("nonce", "token_hash")
    export_fields = ("title", "contact", "created_by", "created_at", "expires_at", "revoked_at", "opened_count")
    inlines = (SelectionItemInline,)
