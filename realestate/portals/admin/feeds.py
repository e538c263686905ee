"""Feeds in the back office: accounts are changed on their own pages, the rest is history."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.portals.models import FeedBuild, FeedDifference, FeedFetch, PortalAccount, Publication


@admin.register(PortalAccount)
class PortalAccountAdmin(ReadOnlyAdmin):
    exclude = ("token_hash", "token_encrypted", "building_mark")
    list_display = ("name", "format", "is_active", "built_at", "drop_guard_percent")
    list_filter = ("format", "is_active")
    search_fields = ("name",)
    export_fields = ("name", "format", "is_active", "built_at", "drop_guard_percent")


@admin.register(FeedBuild)
class FeedBuildAdmin(ReadOnlyAdmin):
    list_display = ("account", "built_at", "served_at", "listing_count", "excluded_count", "size", "seconds")
    list_filter = ("account",)
    list_select_related = ("account",)
    search_fields = ("account__name", "sha256")


@admin.register(FeedDifference)
class FeedDifferenceAdmin(ReadOnlyAdmin):
    list_display = ("build", "key", "change", "dated")
    list_filter = ("change",)
    list_select_related = ("build",)
    search_fields = ("reference",)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("account", "key", "state", "first_reason", "is_wanted", "changed_at")
    list_filter = ("account", "state", "is_wanted")
    list_select_related = ("account",)
    search_fields = ("key", "listing__reference")


@admin.register(FeedFetch)
class FeedFetchAdmin(ReadOnlyAdmin):
    list_display = ("account", "at", "status", "user_agent")
    list_filter = ("account", "status")
    list_select_related = ("account",)
    search_fields = ("user_agent", "account__name")
