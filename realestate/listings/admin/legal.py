"""Legal information and terms in the back office; they change on the listing's own pages."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import LegalFacts, OperationTerms


@admin.register(LegalFacts)
class LegalFactsAdmin(ReadOnlyAdmin):
    list_display = ("listing", "registry_office", "registry_number", "has_charges", "updated_at")
    list_filter = ("has_charges", "is_protected_housing", "listing__office")
    list_select_related = ("listing",)
    search_fields = ("listing__reference", "registry_number", "registry_code")


@admin.register(OperationTerms)
class OperationTermsAdmin(ReadOnlyAdmin):
    list_display = ("operation", "updated_at")
    list_select_related = ("operation",)
    search_fields = ("operation__listing__reference",)
