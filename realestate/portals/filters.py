"""What strangers may search by. Nothing here looks at a column that the public page hides."""

from typing import Any, cast

import django_filters as filters
from django import forms
from django.core.cache import cache
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from realestate.core.forms import form_helper
from realestate.core.text import normalise
from realestate.listings.choices import Feature, OperationKind, PropertyType
from realestate.listings.models import Listing, Operation
from realestate.listings.querysets import OperationQuerySet

PLACES_KEPT = 60  # seconds
MOST_PLACES = 3000


def _number(field_name: str, lookup: str, label: Any) -> filters.NumberFilter:
    widget = forms.NumberInput(attrs={"min": 0, "inputmode": "numeric", "step": "any"})
    return filters.NumberFilter(
        field_name=field_name, lookup_expr=lookup, label=label, widget=widget, min_value=0, max_value=10**14
    )


def places() -> list[tuple[str, str]]:
    """(town, zone) of what is on the public pages, at most a minute old."""

    def read() -> list[tuple[str, str]]:
        return list(Listing.objects.places_on_web()[:MOST_PLACES])

    return cast("list[tuple[str, str]]", cache.get_or_set("public-places", read, PLACES_KEPT))


class PublicFilterSet(filters.FilterSet):
    """The filters of the public search. What cannot be understood is told beside its field and left out."""

    kind = filters.ChoiceFilter(label=_("Operation"), choices=OperationKind.choices, empty_label=_("Any operation"))
    place = filters.CharFilter(
        label=_("Town, zone or reference"),
        method="by_place",
        max_length=100,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    price_from = _number("price", "gte", _("Price from"))
    price_to = _number("price", "lte", _("Price to"))
    bedrooms_from = _number("listing__bedrooms", "gte", _("Bedrooms from"))
    area_from = _number("listing__built_area", "gte", _("Built area from, m²"))
    type = filters.MultipleChoiceFilter(
        field_name="listing__property_type",
        label=_("Type"),
        choices=PropertyType.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    features = filters.MultipleChoiceFilter(
        label=_("Features"),
        choices=Feature.choices,
        widget=forms.CheckboxSelectMultiple,
        method="by_features",
        distinct=False,
    )

    class Meta:
        model = Operation
        fields: list[str] = []

    found_place = ""
    """The town or zone as it is written in the stock, when the words mean exactly one."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        cast(Any, self.form).helper = form_helper()

    def by_place(self, queryset: OperationQuerySet, name: str, value: str) -> OperationQuerySet:
        wanted = normalise(value)
        if not wanted:
            return queryset
        exact = self._named(lambda words: words == wanted)
        towns, zones = exact if any(exact) else self._named(lambda words: wanted in words)
        names = {*towns, *zones}
        if not names:
            return queryset.of_reference(value.strip())
        if len(names) == 1:
            self.found_place = next(iter(names))
        return queryset.in_places(towns, zones)

    def _named(self, fits: Any) -> tuple[set[str], set[str]]:
        """Towns, and zones, whose normalised names fit."""
        towns = {town for town, _zone in self.places if fits(normalise(town))}
        zones = {zone for _town, zone in self.places if zone and fits(normalise(zone))}
        return towns, zones

    def by_features(self, queryset: OperationQuerySet, name: str, value: list[str]) -> OperationQuerySet:
        return queryset.with_features(value) if value else queryset

    @property
    def places(self) -> list[tuple[str, str]]:
        if not hasattr(self, "_places"):
            self._places = places()
        return self._places

    @property
    def suggestions(self) -> list[str]:
        """Names for the place's field: towns first, then zones."""
        towns = sorted({town for town, _zone in self.places})
        zones = sorted({zone for _town, zone in self.places if zone} - set(towns))
        return [*towns, *zones][:500]
