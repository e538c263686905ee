"""The one FilterSet of leads: the list and its export share it."""

from datetime import date
from typing import Any, cast

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.dates import day_range
from realestate.core.forms import DateInput, form_helper
from realestate.leads.choices import Source, Stage
from realestate.leads.models import Lead
from realestate.leads.querysets import LeadQuerySet
from realestate.salespeople.models import Office, User

SENSIBLE_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]


class State(models.TextChoices):
    """Which leads a list holds."""

    OPEN = "open", pgettext_lazy("leads", "Open")
    CLOSED = "closed", pgettext_lazy("leads", "Won or lost")
    ALL = "all", pgettext_lazy("leads", "All")


def people(request: HttpRequest | None) -> Any:
    return User.objects.visible_to(request.user).selling() if request else User.objects.none()


def offices(request: HttpRequest | None) -> Any:
    return Office.objects.visible_to(request.user) if request else Office.objects.none()


def _tick(label: Any, method: str) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class LeadFilterSet(filters.FilterSet):
    """Without a state or a stage it shows the open ones."""

    text = filters.CharFilter(label=_("Name, phone or e-mail"), method="by_text", max_length=100)
    state = filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("Open ones"), method="by_state")
    stage = filters.MultipleChoiceFilter(
        label=_("Stage"), choices=Stage.choices, widget=forms.SelectMultiple(attrs={"size": 3}), distinct=False
    )
    salesperson = filters.ModelChoiceFilter(
        label=_("Salesperson"), queryset=cast(Any, people), empty_label=_("Anybody")
    )
    source = filters.ChoiceFilter(label=_("Source"), choices=Source.choices, empty_label=_("Any source"))
    listing = filters.CharFilter(label=_("Listing reference"), method="by_listing", max_length=50)
    office = filters.ModelChoiceFilter(label=_("Office"), queryset=cast(Any, offices), empty_label=_("Any office"))
    received_from = filters.DateFilter(
        label=_("Received from"), method="by_first_day", widget=DateInput, validators=SENSIBLE_DAYS
    )
    received_to = filters.DateFilter(
        label=_("Received until"), method="by_last_day", widget=DateInput, validators=SENSIBLE_DAYS
    )
    unanswered = _tick(_("Not answered yet"), "by_unanswered")
    unassigned = _tick(_("In the pool"), "by_unassigned")
    without_action = _tick(_("No next action"), "by_without_action")

    class Meta:
        model = Lead
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        # Bound always: the rule about the state holds for an address without a query too.
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        cast(Any, self.form).helper = form_helper()

    def filter_queryset(self, queryset: Any) -> Any:
        rows: Any = super().filter_queryset(queryset)
        values = self.form.cleaned_data
        return rows if values.get("state") or values.get("stage") else rows.open()

    def by_text(self, queryset: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        return queryset.matching(value)

    def by_state(self, queryset: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        if value == State.ALL:
            return queryset
        return queryset.closed() if value == State.CLOSED else queryset.open()

    def by_listing(self, queryset: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        return queryset.about_listing(value)

    def by_first_day(self, queryset: LeadQuerySet, name: str, value: date) -> LeadQuerySet:
        return queryset.filter(received_at__gte=day_range(value)[0])

    def by_last_day(self, queryset: LeadQuerySet, name: str, value: date) -> LeadQuerySet:
        return queryset.filter(received_at__lt=day_range(value)[1])

    def by_unanswered(self, queryset: LeadQuerySet, name: str, value: bool) -> LeadQuerySet:
        return queryset.unanswered() if value else queryset

    def by_unassigned(self, queryset: LeadQuerySet, name: str, value: bool) -> LeadQuerySet:
        return queryset.unassigned() if value else queryset

    def by_without_action(self, queryset: LeadQuerySet, name: str, value: bool) -> LeadQuerySet:
        return queryset.without_next_action() if value else queryset
