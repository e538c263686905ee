"""The agenda in the back office."""

from django.contrib import admin

from realestate.agenda.models import Viewing
from realestate.core.admin import ReadOnlyAdmin


@admin.register(Viewing)
class ViewingAdmin(ReadOnlyAdmin):
    """Viewings are booked, moved and ended on their own pages, which keep the lead's next action true."""

    list_display = ("starts_at", "listing", "lead", "salesperson", "office", "status", "outcome")
    list_filter = ("status", "outcome", "office")
    list_select_related = ("listing", "lead__contact", "salesperson", "office")
    search_fields = ("listing__reference", "lead__contact__search_text")
    ordering = ("-starts_at", "-id")
    export_fields = (
        "starts_at",
        "ends_at",
        "listing",
        "lead",
        "salesperson",
        "office",
        "status",
        "outcome",
        "feedback",
    )
