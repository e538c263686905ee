"""The intake in the back office: doors are changed on their own pages, messages are looked at."""

from django.contrib import admin

from realestate.core.admin import BaseAdmin, ReadOnlyAdmin
from realestate.intake.models import InboundKey, InboundMessage, LeadImport, Mailbox, SourceCost, TaughtRule


@admin.register(InboundKey)
class InboundKeyAdmin(ReadOnlyAdmin):
    exclude = ("key_hash", "key_encrypted", "previous_hash", "secret_encrypted", "previous_secret_encrypted")
    list_display = ("name", "office", "portal", "shape", "is_active", "issued_at", "previous_until")
    list_filter = ("is_active", "shape", "office")
    list_select_related = ("office",)
    search_fields = ("name", "portal")
    export_fields = ("name", "office", "portal", "shape", "is_active", "issued_at", "previous_until")


@admin.register(Mailbox)
class MailboxAdmin(ReadOnlyAdmin):
    exclude = ("password_encrypted", "busy_mark")
    list_display = ("name", "office", "host", "folder", "is_active", "succeeded_at", "failures", "last_error")
    list_filter = ("is_active", "office")
    list_select_related = ("office",)
    search_fields = ("name", "host", "username")
    export_fields = ("name", "office", "host", "folder", "is_active", "succeeded_at", "failures", "last_error")


@admin.register(InboundMessage)
class InboundMessageAdmin(ReadOnlyAdmin):
    """The bytes are read on the message's own page."""

    exclude = ("raw",)
    list_display = ("__str__", "kind", "portal", "state", "office", "sender", "received_at", "attempts", "error")
    list_filter = ("state", "kind", "portal", "office")
    list_select_related = ("office",)
    search_fields = ("sender", "subject", "external_id")
    export_fields = ("id", "kind", "portal", "state", "office", "sender", "subject", "received_at", "error")


@admin.register(TaughtRule)
class TaughtRuleAdmin(BaseAdmin):
    list_display = ("sender", "subject", "office", "is_active", "uses", "last_used_at", "created_by")
    list_filter = ("is_active", "office")
    list_select_related = ("office", "created_by")
    search_fields = ("sender", "subject")
    raw_id_fields = ("created_by",)


@admin.register(SourceCost)
class SourceCostAdmin(BaseAdmin):
    list_display = ("month", "source", "portal", "office", "amount", "currency")
    list_filter = ("source", "office")
    list_select_related = ("office",)
    search_fields = ("portal",)
    date_hierarchy = "month"


@admin.register(LeadImport)
class LeadImportAdmin(ReadOnlyAdmin):
    exclude = ("content",)
    list_display = ("filename", "office", "state", "row_count", "created_by", "created_at")
    list_filter = ("state", "office")
    list_select_related = ("office", "created_by")
    search_fields = ("filename",)
    export_fields = ("filename", "office", "state", "row_count", "created_by", "created_at")
