"""The stock's one FilterSet: the list, its export and whatever else lists operations share it."""

from typing import Any, NamedTuple, cast

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.forms import form_helper
from realestate.core.text import normalise
from realestate.listings import geo
from realestate.listings.choices import Light, OperationKind, PropertyType, Status
from realestate.listings.models import Development, Listing, Operation
from realestate.listings.querysets import OperationQuerySet
from realestate.salespeople.models import User

ANY_STATUS = "any"
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
DEFAULT_KM = 10.0


def people(request: HttpRequest | None) -> Any:
    return User.objects.visible_to(request.user).selling() if request else User.objects.none()


def developments(request: HttpRequest | None) -> Any:
    return Development.objects.visible_to(request.user).order_by("name") if request else Development.objects.none()


class BoxField(forms.CharField):
    """ "south,west,north,east": the part of the map that somebody looked at."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return geo.read_box(typed) if typed else None


class PolygonField(forms.CharField):
    """ "latitude,longitude;…": the corners of an area that somebody drew."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return geo.read_polygon(typed) if typed else None


class PlaceField(forms.CharField):
    """A point as "latitude,longitude", or a town of the stock, which stands for the middle of its listings."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        if any(letter.isalpha() for letter in typed):
            centre = Listing.objects.centre_of(typed)
            if centre is None:
                raise ValidationError(_("There is no listing with coordinates in this town."), code="place")
            return NamedPoint(*centre, typed.strip())
        return NamedPoint(*geo.read_point(typed), typed)


class NamedPoint(NamedTuple):
    """Where somebody wants to be near to, and how they said it."""

    latitude: float
    longitude: float
    name: str

    def __str__(self) -> str:
        return self.name


class BoxFilter(filters.Filter):
    field_class = BoxField


class PolygonFilter(filters.Filter):
    field_class = PolygonField


class PlaceFilter(filters.Filter):
    field_class = PlaceField


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
    web = filters.ChoiceFilter(
        label=_("On the public pages"), choices=YES_NO, empty_label=_("Yes or no"), method="by_web"
    )
    light = filters.ChoiceFilter(
        field_name="web_light",
        label=_("Publish rules"),
        choices=Light.choices,
        empty_label=pgettext_lazy("light", "Any"),
    )
    mandate = filters.ChoiceFilter(
        label=_("Mandate"),
        choices=[
            ("in_force", pgettext_lazy("mandate", "In force")),
            ("ending", _("Ends within 30 days")),
            ("none", pgettext_lazy("mandate", "None in force")),
        ],
        empty_label=_("With or without"),
        method="by_mandate",
    )
    development = filters.ModelChoiceFilter(
        field_name="listing__development",
        label=_("Development"),
        queryset=cast(Any, developments),
        empty_label=_("Any"),
    )
    located = filters.ChoiceFilter(
        label=_("On the map"), choices=YES_NO, empty_label=_("Yes or no"), method="by_located"
    )
    near = PlaceFilter(
        label=_("Near a town or a point"),
        method="by_near",
        max_length=100,
        help_text=_("A town of the stock, or latitude and longitude: 37.98,-1.13"),
        widget=forms.TextInput(attrs={"list": "towns", "autocomplete": "off"}),
    )
    km = filters.NumberFilter(
        label=_("Within, km"),
        method="by_km",
        min_value=0.1,
        max_value=geo.MAX_KM,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal", "placeholder": str(int(DEFAULT_KM))}),
    )
    bbox = BoxFilter(label=pgettext_lazy("place", "Area"), method="by_area", max_length=120, widget=forms.HiddenInput)
    area = PolygonFilter(
        label=pgettext_lazy("place", "Area"), method="by_area", max_length=2000, widget=forms.HiddenInput
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

    def by_web(self, queryset: OperationQuerySet, name: str, value: str) -> OperationQuerySet:
        return queryset.filter(is_on_web=value == "yes")

    def by_mandate(self, queryset: OperationQuerySet, name: str, value: str) -> OperationQuerySet:
        return queryset.with_mandate(value)

    def by_located(self, queryset: OperationQuerySet, name: str, value: str) -> OperationQuerySet:
        return queryset.located(yes=value == "yes")

    def by_near(self, queryset: OperationQuerySet, name: str, value: NamedPoint) -> OperationQuerySet:
        km = float(self.form.cleaned_data.get("km") or DEFAULT_KM)
        return queryset.in_area(geo.Circle(value.latitude, value.longitude, km))

    def by_km(self, queryset: OperationQuerySet, name: str, value: Any) -> OperationQuerySet:
        return queryset  # says how near "near" is

    def by_area(self, queryset: OperationQuerySet, name: str, value: geo.Area) -> OperationQuerySet:
        return queryset.in_area(value)

    def by_mine(self, queryset: OperationQuerySet, name: str, value: bool) -> OperationQuerySet:
        return queryset.filter(listing__salesperson=self.request.user.pk) if value and self.request else queryset

    @property
    def towns(self) -> list[str]:
        """The towns of the stock, for the suggestions."""
        if not hasattr(self, "_towns"):
            self._towns = list(Listing.objects.towns()[:1000])
        return self._towns
