"""Contacts in the back office."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from realestate.contacts import services
from realestate.contacts.models import Consent, Contact, ContactPoint
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


@admin.register(Contact)
class ContactAdmin(ReassignMixin, BaseAdmin):
    list_display = ("called", "kind", "town", "salesperson", "office", "created_at")
    list_filter = ("kind", "office", "salesperson")
    list_select_related = ("salesperson", "office")
    search_fields = ("search_text",)
    autocomplete_fields = ("salesperson", "office")
    readonly_fields = ("version", "created_at", "updated_at", "blocked_at")
    inlines = (ContactPointInline,)
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
    list_display = ("contact", "purpose", "is_given", "channel", "text_version", "source", "at")
    list_filter = ("purpose", "is_given", "channel")
    list_select_related = ("contact",)
    search_fields = ("contact__search_text",)
