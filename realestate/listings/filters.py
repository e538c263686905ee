"""The stock's one FilterSet: the list, its export and whatever else lists operations share it."""

from typing import Any, cast

import django_filters as filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.forms import form_helper
from realestate.core.text import normalise
from realestate.listings.choices import OperationKind, PropertyType, Status
from realestate.listings.models import Listing, Operation
from realestate.listings.querysets import OperationQuerySet
from realestate.salespeople.models import User

ANY_STATUS = "any"


def people(request: HttpRequest | None) -> Any:
    return User.objects.visible_to(request.user).selling() if request else User.objects.none()


def _number(field_name: str, lookup: str, label: Any, **attrs: Any) -> filters.NumberFilter:
    widget = forms.NumberInput(attrs={"min": 0, "inputmode": "numeric", **attrs})
    return filters.NumberFilter(
        field_name=field_name, lookup_expr=lookup, label=label, widget=widget, min_value=0, max_value=10**14
    )


class OperationFilterSet(filters.FilterSet):
    """Without a status it shows what is still to be sold or let; an exact reference is found whatever its status."""

    text = filters.CharFilter(label=_("Reference or words"), method="by_text", max_length=100)
    kind = filters.ChoiceFilter(label=_("Operation"), choices=OperationKind.choices, empty_label=_("Any operation"))
    type = filters.MultipleChoiceFilter(
        field_name="listing__property_type",
        label=_("Type"),
        choices=PropertyType.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    place = filters.CharFilter(
        label=_("Zone or town"),
        method="by_place",
        max_length=100,
        widget=forms.TextInput(attrs={"list": "towns", "autocomplete": "off"}),
    )
    price_from = _number("price", "gte", _("Price from"), step="any")
    price_to = _number("price", "lte", _("Price to"), step="any")
    area_from = _number("listing__built_area", "gte", _("Built area from, m²"), step="any")
    bedrooms_from = _number("listing__bedrooms", "gte", _("Bedrooms from"))
    bathrooms_from = _number("listing__bathrooms", "gte", _("Bathrooms from"))
    status = filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[*Status.choices, (ANY_STATUS, pgettext_lazy("status", "Any"))],
        widget=forms.CheckboxSelectMultiple,
        method="by_status",
        distinct=False,
    )
    salesperson = filters.ModelChoiceFilter(
        field_name="listing__salesperson", label=_("Salesperson"), queryset=cast(Any, people), empty_label=_("Anybody")
    )
    mine = filters.BooleanFilter(label=_("Only mine"), method="by_mine", widget=forms.CheckboxInput)

    class Meta:
        model = Operation
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        # Bound always: the rule about the status holds for an address without a query too.
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        cast(Any, self.form).helper = form_helper()

    def filter_queryset(self, queryset: Any) -> Any:
        rows: Any = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("status") or self.found_reference:
            return rows
        return rows.open()

    found_reference = False

    def by_text(self, queryset: OperationQuerySet, name: str, value: str) -> OperationQuerySet:
        exact = queryset.with_reference(value) if value.strip() else queryset.none()
        if exact.exists():
            self.found_reference = True
            return exact
        return queryset.matching(value)

    def by_place(self, queryset: OperationQuerySet, name: str, value: str) -> OperationQuerySet:
        wanted = normalise(value)
        towns = [town for town in self.towns if wanted in normalise(town)]
        return queryset.filter(Q(listing__town__in=towns) | Q(listing__zone__icontains=value.strip()))

    def by_status(self, queryset: OperationQuerySet, name: str, value: list[str]) -> OperationQuerySet:
        return queryset.filter(status__in=value) if value and ANY_STATUS not in value else queryset

    def by_mine(self, queryset: OperationQuerySet, name: str, value: bool) -> OperationQuerySet:
        return queryset.filter(listing__salesperson=self.request.user.pk) if value and self.request else queryset

    @property
    def towns(self) -> list[str]:
        """The towns of the stock, for the suggestions."""
        if not hasattr(self, "_towns"):
            self._towns = list(Listing.objects.towns()[:1000])
        return self._towns
