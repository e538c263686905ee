"""People and offices in the back office."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from realestate.audit.services import difference, record, snapshot
from realestate.core.admin import BaseAdmin, ReadOnlyAdmin
from realestate.salespeople import services
from realestate.salespeople.models import (
    Absence,
    Holiday,
    Invitation,
    Notification,
    NotificationSettings,
    Office,
    Team,
    User,
)
from realestate.salespeople.views import user_of

# Packages register these; people, addresses and sessions are managed by our own pages.
for model in (Group, EmailAddress, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class AuditedAdmin(BaseAdmin):
    """Saves leave an audit line, as everywhere else."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = snapshot(type(obj)._default_manager.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        verb = "updated" if change else "created"
        changes = difference(before, obj) if change else snapshot(obj)
        changes.pop("password", None)
        record(actor=user_of(request), action=f"{obj._meta.model_name}.{verb}", subject=obj, changes=changes)


@admin.register(Office)
class OfficeAdmin(AuditedAdmin):
    list_display = ("name", "code", "phone", "currency", "time_zone")
    list_filter = ("country_rules",)
    search_fields = ("name", "code")
    fieldsets = (
        (None, {"fields": ("code", "name", "phone", "email", "website", "address")}),
        (_("Office hours"), {"fields": ("opens_at", "closes_at", "working_days")}),
        (_("In contracts"), {"fields": ("legal_name", "tax_id", "registration_number")}),
        (_("Stock"), {"fields": ("reference_pattern", "currency", "watermark")}),
        (_("Country"), {"fields": ("country", "country_rules", "time_zone")}),
    )


@admin.register(Team)
class TeamAdmin(AuditedAdmin):
    list_display = ("name", "office")
    list_filter = ("office",)
    list_select_related = ("office",)
    search_fields = ("name",)
    autocomplete_fields = ("office",)


class UserAdminForm(forms.ModelForm[User]):
    """An account as a manager edits it; passwords are set by their owner through a link."""

    class Meta:
        model = User
        fields = (
            "email",
            "first_name",
            "last_name",
            "role",
            "office",
            "other_offices",
            "team",
            "phone",
            "language",
            "colour",
            "is_active",
        )


@admin.register(User)
class UserAdmin(AuditedAdmin):
    form = UserAdminForm
    list_display = ("__str__", "email", "role", "office", "team", "is_active", "last_login")
    list_filter = ("role", "office", "is_active")
    list_select_related = ("office", "team")
    search_fields = ("email", "first_name", "last_name")
    autocomplete_fields = ("office", "other_offices", "team")
    actions = ("export_csv", "invite_again", "end_sessions")
    export_fields = ("email", "first_name", "last_name", "role", "office", "phone", "is_active")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account has no password: its owner gets an invitation."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            services.send_invitation(user=obj, invited_by=user_of(request))
        if not obj.is_active:
            services.end_sessions(obj)

    @admin.action(description=_("Send the invitation again"))
    def invite_again(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        for user in queryset:
            services.send_invitation(user=user, invited_by=user_of(request))
        count = len(queryset)
        said = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count)
        messages.success(request, said % {"count": count})

    @admin.action(description=_("Sign out everywhere"))
    def end_sessions(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        for user in queryset:
            services.end_sessions(user)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("user", "invited_by", "created_at", "expires_at", "accepted_at")
    list_select_related = ("user", "invited_by")
    search_fields = ("user__email",)


@admin.register(Holiday)
class HolidayAdmin(AuditedAdmin):
    list_display = ("day", "name", "office")
    list_filter = ("office",)
    list_select_related = ("office",)
    search_fields = ("name", "office__name")
    autocomplete_fields = ("office",)
    date_hierarchy = "day"


@admin.register(Absence)
class AbsenceAdmin(AuditedAdmin):
    list_display = ("user", "starts_on", "ends_on", "note")
    list_filter = ("user__office",)
    list_select_related = ("user",)
    search_fields = ("user__first_name", "user__last_name", "user__email")
    autocomplete_fields = ("user",)
    date_hierarchy = "starts_on"


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "kind", "text", "read_at")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("text", "user__email")


@admin.register(NotificationSettings)
class NotificationSettingsAdmin(ReadOnlyAdmin):
    list_display = ("user", "no_email", "quiet_from", "quiet_until")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__first_name", "user__last_name")
