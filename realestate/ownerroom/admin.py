"""The room in the back office: looked at only. Links are taken back on the listing's own page; the rest is evidence."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.ownerroom.models import OwnerLink, PriceProposal, ReleasedFeedback


@admin.register(OwnerLink)
class OwnerLinkAdmin(ReadOnlyAdmin):
    list_display = ("listing", "contact", "language", "expires_at", "revoked_at", "last_seen_at", "visits")
    list_filter = ("language", "listing__office")
    list_select_related = ("listing", "contact")
    search_fields = ("listing__reference", "contact__search_text")
    exclude = ("nonce", "token_hash")


@admin.register(ReleasedFeedback)
class ReleasedFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("viewing", "text", "released_by", "released_at", "withdrawn_at")
    list_select_related = ("viewing__listing", "released_by")
    search_fields = ("viewing__listing__reference", "text")


@admin.register(PriceProposal)
class PriceProposalAdmin(ReadOnlyAdmin):
    list_display = ("operation", "from_price", "to_price", "currency", "status", "proposed_by", "decided_at")
    list_filter = ("status", "currency", "operation__listing__office")
    list_select_related = ("operation__listing", "proposed_by")
    search_fields = ("operation__listing__reference", "typed_name")
    exclude = ("code", "slot")
