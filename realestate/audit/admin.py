"""The audit in the back office: read, searched, never touched."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from realestate.audit.models import AuditLine
from realestate.audit.services import difference, record, snapshot
from realestate.core.admin import BaseAdmin, ReadOnlyAdmin
from realestate.core.models import ExchangeRate


@admin.register(AuditLine)
class AuditLineAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "subject_type", "subject_label", "sequence")
    list_filter = ("subject_type",)
    list_select_related = ("actor",)
    search_fields = ("action", "subject_label")
    ordering = ("-id",)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(BaseAdmin):
    """Managers keep the rates; a price in another currency shows beside its own only where there is one.

    Registered here and not in core, which knows no audit: each change leaves a line.
    """

    list_display = ("__str__", "on", "source")
    list_filter = ("currency", "to_currency")
    search_fields = ("currency", "to_currency", "source")
    date_hierarchy = "on"

    def save_model(self, request: HttpRequest, obj: ExchangeRate, form: Any, change: bool) -> None:
        user: Any = request.user
        if not change:
            super().save_model(request, obj, form, change)
            values = snapshot(obj, ["rate", "on", "source"])
            record(actor=user, action="exchange_rate.added", subject=obj, changes=values)
            return
        # Of the fields that were typed only: as text 17.5 is not 17.50000000.
        before = snapshot(ExchangeRate.objects.get(pk=obj.pk), form.changed_data) if form.changed_data else {}
        super().save_model(request, obj, form, change)
        if changes := difference(before, obj):
            record(actor=user, action="exchange_rate.changed", subject=obj, changes=changes)
