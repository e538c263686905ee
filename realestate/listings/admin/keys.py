"""Keys in the back office."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import KeyMovement, KeySet


@admin.register(KeySet)
class KeySetAdmin(ReadOnlyAdmin):
    list_display = ("label", "listing", "place", "holder", "holder_name", "due_back_at")
    list_filter = ("place",)
    list_select_related = ("listing", "holder")
    search_fields = ("label", "listing__reference", "holder_name")


@admin.register(KeyMovement)
class KeyMovementAdmin(ReadOnlyAdmin):
    list_display = ("key_set", "place", "holder_name", "due_back_at", "at", "actor")
    list_filter = ("place",)
    list_select_related = ("key_set", "actor")
    search_fields = ("key_set__label", "holder_name")
