"""The one FilterSet of contacts."""

from typing import Any, cast

import django_filters as filters
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact, ContactRole
from realestate.contacts.querysets import ContactQuerySet
from realestate.contacts.relations import has_role
from realestate.core.forms import form_helper
from realestate.salespeople.models import Office, User


def people(request: HttpRequest | None) -> Any:
    return User.objects.visible_to(request.user).selling() if request else User.objects.none()


def offices(request: HttpRequest | None) -> Any:
    return Office.objects.visible_to(request.user) if request else Office.objects.none()


class ContactFilterSet(filters.FilterSet):
    text = filters.CharFilter(label=_("Name, phone, e-mail or town"), method="by_text", max_length=100)
    kind = filters.ChoiceFilter(label=_("Person or company"), choices=Contact.Kind.choices, empty_label=_("Both"))
    role = filters.ChoiceFilter(
        label=_("Role"), choices=ContactRole.Role.choices, empty_label=_("Any role"), method="by_role"
    )
    salesperson = filters.ModelChoiceFilter(
        label=_("Salesperson"), queryset=cast(Any, people), empty_label=_("Anybody")
    )
    office = filters.ModelChoiceFilter(label=_("Office"), queryset=cast(Any, offices), empty_label=_("Any office"))

    class Meta:
        model = Contact
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        cast(Any, self.form).helper = form_helper()

    def by_text(self, queryset: ContactQuerySet, name: str, value: str) -> ContactQuerySet:
        return queryset.matching(value)

    def by_role(self, queryset: ContactQuerySet, name: str, value: str) -> ContactQuerySet:
        return queryset.filter(has_role(value))
