"""Documents kept with listings."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import ListingFile, PhotoText


@admin.register(ListingFile)
class ListingFileAdmin(ReadOnlyAdmin):
    list_display = ("document", "listing", "category", "visibility", "expires_on", "created_at")
    list_filter = ("category", "visibility", ("expires_on", admin.DateFieldListFilter))
    date_hierarchy = "expires_on"
    list_select_related = ("document", "listing")
    search_fields = ("document__title", "listing__reference")


@admin.register(PhotoText)
class PhotoTextAdmin(ReadOnlyAdmin):
    list_display = ("photo", "language", "text")
    list_filter = ("language",)
    list_select_related = ("photo",)
    search_fields = ("text", "photo__listing__reference")
