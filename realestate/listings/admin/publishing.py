"""What managers decided about publish rules."""

from django.contrib import admin

from realestate.core.admin import ReadOnlyAdmin
from realestate.listings.models import RuleOverride, RuleSwitch


@admin.register(RuleSwitch)
class RuleSwitchAdmin(ReadOnlyAdmin):
    list_display = ("code", "office", "is_on", "reason", "updated_at")
    list_filter = ("is_on", "office")
    list_select_related = ("office",)
    search_fields = ("code", "reason")


@admin.register(RuleOverride)
class RuleOverrideAdmin(ReadOnlyAdmin):
    list_display = ("code", "operation", "channel", "reason", "actor", "at", "ended_at")
    list_filter = ("channel",)
    list_select_related = ("operation", "actor")
    search_fields = ("code", "reason", "operation__listing__reference")
