"""Leads in the back office. Stage and salesperson change by verbs only, so each change has its line."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from realestate.contacts.reassign import ReassignMixin
from realestate.core.admin import ReadOnlyAdmin
from realestate.core.text import normalise
from realestate.leads import services
from realestate.leads.models import (
    Activity,
    ClaimOffer,
    Demand,
    Enquiry,
    Escalation,
    Lead,
    NextAction,
    ResponsePolicy,
    RoutingRule,
    RoutingShare,
    RoutingTurn,
)
from realestate.salespeople.admin import AuditedAdmin
from realestate.salespeople.views import user_of


class ByContactMixin:
    """Search over the contact's normalised name, phone and e-mail."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        parent: Any = super()
        found: tuple[models.QuerySet[Any], bool] = parent.get_search_results(request, queryset, normalise(search_term))
        return found


@admin.register(Lead)
class LeadAdmin(ByContactMixin, ReassignMixin, AuditedAdmin):
    list_display = ("contact", "stage", "source", "salesperson", "office", "listing", "received_at", "answered_at")
    list_filter = ("stage", "source", "office", "salesperson")
    list_select_related = ("contact", "salesperson", "office", "listing")
    search_fields = ("contact__search_text", "listing__reference")
    autocomplete_fields = ("contact", "office")
    raw_id_fields = ("listing",)
    readonly_fields = (
        "stage",
        "salesperson",
        "received_at",
        "assigned_at",
        "answered_at",
        "stage_changed_at",
        "closed_at",
        "lost_reason",
        "offer_amount",
        "offer_currency",
        "version",
        "created_at",
        "updated_at",
    )
    ordering = ("-received_at", "-id")
    actions = ("reassign", "export_csv")
    export_fields: ClassVar[tuple[str, ...]] = (
        "pk",
        "contact",
        "stage",
        "source",
        "salesperson",
        "office",
        "listing",
        "summary",
        "received_at",
        "answered_at",
        "closed_at",
        "lost_reason",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leads begin with an enquiry or the quick add, which give them their first next action."""
        return False

    def hand_over(self, request: HttpRequest, row: Any, to: Any) -> None:
        services.assign_lead(actor=user_of(request), lead=row, to=to)


@admin.register(NextAction)
class NextActionAdmin(ByContactMixin, ReadOnlyAdmin):
    list_display = ("lead", "kind", "note", "due_at", "salesperson", "done_at")
    list_filter = ("kind", "salesperson", ("done_at", admin.EmptyFieldListFilter))
    list_select_related = ("lead__contact", "salesperson")
    search_fields = ("lead__contact__search_text",)
    ordering = ("-due_at", "-id")


@admin.register(Activity)
class ActivityAdmin(ByContactMixin, ReadOnlyAdmin):
    list_display = ("at", "kind", "direction", "contact", "listing", "actor")
    list_filter = ("kind", "direction", "actor")
    list_select_related = ("contact", "listing", "actor")
    search_fields = ("contact__search_text",)


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnlyAdmin):
    list_display = ("received_at", "source", "portal", "channel", "name", "email", "phone", "lead", "listing")
    list_filter = ("source", "channel")
    list_select_related = ("lead__contact", "listing")
    search_fields = ("name", "email", "phone", "external_id")


@admin.register(Demand)
class DemandAdmin(ByContactMixin, AuditedAdmin):
    list_display = ("contact", "operation", "price_max", "currency", "office", "is_active", "expires_on")
    list_filter = ("operation", "is_active", "office")
    list_select_related = ("contact", "office")
    search_fields = ("contact__search_text",)
    autocomplete_fields = ("contact", "lead", "office")
    date_hierarchy = "expires_on"
    readonly_fields = ("version", "created_at", "updated_at")


class RoutingShareInline(admin.TabularInline[RoutingShare, RoutingRule]):
    model = RoutingShare
    fields = ("salesperson", "weight", "balance")
    readonly_fields = ("salesperson", "balance")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RoutingRule)
class RoutingRuleAdmin(ReadOnlyAdmin):
    """Looked at here; made, moved and switched on the page of routing, which checks and audits."""

    list_display = ("__str__", "office", "position", "outcome", "salesperson", "team", "is_active")
    list_filter = ("office", "is_active", "outcome")
    list_select_related = ("office", "salesperson", "team")
    search_fields = ("name", "office__name")
    ordering = ("office", "position", "id")
    inlines = (RoutingShareInline,)


@admin.register(RoutingTurn)
class RoutingTurnAdmin(ByContactMixin, ReadOnlyAdmin):
    list_display = ("at", "lead", "outcome", "salesperson", "office")
    list_filter = ("outcome", "office", "salesperson")
    list_select_related = ("lead__contact", "salesperson", "office")
    search_fields = ("lead__contact__search_text",)


@admin.register(ClaimOffer)
class ClaimOfferAdmin(ByContactMixin, ReadOnlyAdmin):
    list_display = ("created_at", "lead", "user", "expires_at", "taken_at", "closed_at")
    list_filter = ("user", ("taken_at", admin.EmptyFieldListFilter))
    list_select_related = ("lead__contact", "user")
    search_fields = ("lead__contact__search_text",)


@admin.register(ResponsePolicy)
class ResponsePolicyAdmin(ReadOnlyAdmin):
    list_display = ("office", "is_on", "remind_after", "escalate_after", "release_after")
    list_select_related = ("office",)
    search_fields = ("office__name",)


@admin.register(Escalation)
class EscalationAdmin(ByContactMixin, ReadOnlyAdmin):
    list_display = ("at", "lead", "step", "salesperson", "waited")
    list_filter = ("step", "salesperson")
    list_select_related = ("lead__contact", "salesperson")
    search_fields = ("lead__contact__search_text",)
