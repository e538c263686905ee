"""The one FilterSet of prospects."""

from typing import Any, cast

import django_filters as filters
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.forms import form_helper
from realestate.listings.choices import ProspectStatus
from realestate.listings.models import Prospect
from realestate.listings.querysets import ProspectQuerySet
from realestate.salespeople.models import User

STATES = [("closed", pgettext_lazy("prospects", "Won or lost")), ("all", pgettext_lazy("prospects", "All"))]


def people(request: HttpRequest | None) -> Any:
    return User.objects.visible_to(request.user).selling() if request else User.objects.none()


class ProspectFilterSet(filters.FilterSet):
    """Without a state or a status it shows the open ones."""

    text = filters.CharFilter(label=_("Reference, place or owner"), method="by_text", max_length=100)
    state = filters.ChoiceFilter(
        label=_("Open or closed"), choices=STATES, empty_label=_("Open ones"), method="by_state"
    )
    status = filters.ChoiceFilter(label=_("Status"), choices=ProspectStatus.choices, empty_label=_("Any"))
    salesperson = filters.ModelChoiceFilter(
        label=_("Salesperson"), queryset=cast(Any, people), empty_label=_("Anybody")
    )
    mine = filters.BooleanFilter(label=_("Only mine"), method="by_mine", widget=forms.CheckboxInput)
    due = filters.BooleanFilter(label=_("Next step is due"), method="by_due", widget=forms.CheckboxInput)

    class Meta:
        model = Prospect
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        cast(Any, self.form).helper = form_helper()

    def filter_queryset(self, queryset: Any) -> Any:
        rows: Any = super().filter_queryset(queryset)
        values = self.form.cleaned_data
        return rows if values.get("state") or values.get("status") else rows.open()

    def by_text(self, queryset: ProspectQuerySet, name: str, value: str) -> ProspectQuerySet:
        return queryset.matching(value)

    def by_state(self, queryset: ProspectQuerySet, name: str, value: str) -> ProspectQuerySet:
        return queryset.closed() if value == "closed" else queryset

    def by_mine(self, queryset: ProspectQuerySet, name: str, value: bool) -> ProspectQuerySet:
        return queryset.of_person(self.request.user) if value and self.request else queryset

    def by_due(self, queryset: ProspectQuerySet, name: str, value: bool) -> ProspectQuerySet:
        return queryset.due() if value else queryset
