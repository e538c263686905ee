"""Documents in the back office: managers edit the templates; files and signatures are looked at."""

from django.contrib import admin

from realestate.core.admin import BaseAdmin, ReadOnlyAdmin
from realestate.documents.models import Document, DocumentTemplate, SignatureRequest


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(BaseAdmin):
    list_display = ("title", "kind", "language", "office", "is_active", "updated_at")
    list_filter = ("kind", "language", "is_active", "office")
    list_select_related = ("office",)
    search_fields = ("title",)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "office", "size", "created_by", "created_at")
    list_filter = ("kind", "office")
    list_select_related = ("office", "created_by")
    search_fields = ("title", "sha256")
    exclude = ("file",)


@admin.register(SignatureRequest)
class SignatureRequestAdmin(ReadOnlyAdmin):
    list_display = ("document", "signer_name", "status", "expires_at", "signed_at")
    list_filter = ("status",)
    list_select_related = ("document",)
    search_fields = ("signer_name", "signer_email")
    exclude = ("token_hash", "code_hash", "drawing")
