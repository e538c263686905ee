"""Contacts in the back office."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from realestate.contacts import services
from realestate.contacts.models import (
    Consent,
    Contact,
    ContactPoint,
    ContactRole,
    Likeness,
    LikenessKey,
    MergeChange,
    MergedContact,
    MergeRecord,
    Relation,
    WithdrawalLink,
)
from realestate.contacts.reassign import ReassignMixin
from realestate.core.admin import BaseAdmin, ReadOnlyAdmin
from realestate.core.text import normalise
from realestate.salespeople.views import user_of


class ContactPointInline(admin.TabularInline[ContactPoint, Contact]):
    """Looked at here; the contact's own page changes them, because there they are normalised."""

    model = ContactPoint
    fields = ("kind", "value", "label", "position")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ContactRoleInline(admin.TabularInline[ContactRole, Contact]):
    """Changed on the contact's own page, where a line of the audit is written."""

    model = ContactRole
    fields = ("role",)
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Contact)
class ContactAdmin(ReassignMixin, BaseAdmin):
    list_display = ("called", "kind", "town", "salesperson", "office", "created_at")
    list_filter = ("kind", "office", "salesperson", ("merged_into", admin.EmptyFieldListFilter))
    list_select_related = ("salesperson", "office")
    search_fields = ("search_text",)
    autocomplete_fields = ("salesperson", "office")
    readonly_fields = ("version", "created_at", "updated_at", "blocked_at", "merged_into", "compared_at")
    inlines = (ContactPointInline, ContactRoleInline)
    actions = ("reassign", "export_csv")
    export_fields: ClassVar[tuple[str, ...]] = (
        "pk",
        "name",
        "kind",
        "town",
        "language",
        "salesperson",
        "office",
        "created_at",
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One that was merged is a signpost: looked at, not written."""
        is_merged = obj is not None and obj.merged_into_id is not None
        return not is_merged and super().has_change_permission(request, obj)

    @admin.display(description=_("name"))
    def called(self, contact: Contact) -> str:
        return contact.name

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        """Through the service, so that the search text and the audit line are written."""
        values = {name: form.cleaned_data[name] for name in form.cleaned_data if name in services.FIELDS}
        if not change:
            made = services.create_contact(
                actor=user_of(request),
                office=obj.office,
                salesperson=obj.salesperson,
                values=values,
                phones=[],
                emails=[],
            )
            obj.pk, obj.version = made.pk, made.version
            obj._state.adding = False
            return
        services.update_contact(
            actor=user_of(request),
            contact=obj,
            values=values,
            phones=[point.value for point in obj.phones],
            emails=[point.value for point in obj.emails],
        )

    def hand_over(self, request: HttpRequest, row: Any, to: Any) -> None:
        services.reassign_contact(actor=user_of(request), contact=row, to=to)


@admin.register(ContactPoint)
class ContactPointAdmin(ReadOnlyAdmin):
    list_display = ("value", "kind", "contact")
    list_filter = ("kind",)
    list_select_related = ("contact",)
    search_fields = ("value",)


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("contact", "purpose", "is_given", "channel", "text_version", "source", "actor", "at")
    list_filter = ("purpose", "is_given", "channel")
    list_select_related = ("contact", "actor")
    search_fields = ("contact__search_text",)


@admin.register(WithdrawalLink)
class WithdrawalLinkAdmin(ReadOnlyAdmin):
    """That there is a link, and whether it was used; never the link itself."""

    list_display = ("contact", "purpose", "channel", "created_at", "used_at")
    list_filter = ("purpose", "channel")
    list_select_related = ("contact",)
    search_fields = ("contact__search_text",)
    exclude = ("nonce", "token_hash")
    export_fields = ("pk", "contact_id", "purpose", "channel", "created_at", "used_at")


@admin.register(Relation)
class RelationAdmin(ReadOnlyAdmin):
    list_display = ("contact", "kind", "other", "note", "created_at")
    list_filter = ("kind",)
    list_select_related = ("contact", "other")
    search_fields = ("contact__search_text", "other__search_text")


class MergedContactInline(admin.TabularInline[MergedContact, MergeRecord]):
    model = MergedContact
    fields = ("contact",)
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MergeChangeInline(admin.TabularInline[MergeChange, MergeRecord]):
    model = MergeChange
    fields = ("model", "keys", "before", "after", "unit")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(MergeRecord)
class MergeRecordAdmin(ReadOnlyAdmin):
    """What became one, what that changed, and whether it was taken back; undone on its own page."""

    list_display = ("survivor", "actor", "at", "undone_at", "undone_by")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    list_select_related = ("survivor", "actor", "undone_by")
    search_fields = ("survivor__search_text",)
    inlines = (MergedContactInline, MergeChangeInline)


@admin.register(Likeness)
class LikenessAdmin(ReadOnlyAdmin):
    list_display = ("first", "second", "score", "status", "decided_by", "decided_at", "created_at")
    list_filter = ("status",)
    list_select_related = ("first", "second", "decided_by")
    search_fields = ("first__search_text", "second__search_text")


@admin.register(LikenessKey)
class LikenessKeyAdmin(ReadOnlyAdmin):
    list_display = ("key", "contact")
    list_select_related = ("contact",)
    search_fields = ("key",)
