"""The audit in the back office: read, searched, never touched."""

from django.contrib import admin

from realestate.audit.models import AuditLine
from realestate.core.admin import ReadOnlyAdmin


@admin.register(AuditLine)
class AuditLineAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "subject_type", "subject_label", "sequence")
    list_filter = ("subject_type",)
    list_select_related = ("actor",)
    search_fields = ("action", "subject_label")
    ordering = ("-id",)
