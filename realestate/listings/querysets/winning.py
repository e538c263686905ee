"""Reading what stands around the stock: keys, prospects, developments."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from realestate.core.dates import today
from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise
from realestate.listings.choices import OPEN_PROSPECTS, KeyPlace

if TYPE_CHECKING:
    from datetime import datetime

    from realestate.core.querysets import AnyUser
    from realestate.listings.models import Development, KeySet, Prospect


class KeySetQuerySet(ScopedQuerySet["KeySet"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def of_reference(self, reference: str) -> Self:
        return self.filter(listing__reference=reference.upper())

    def for_list(self) -> Self:
        return self.select_related("listing__salesperson", "holder")

    def for_page(self) -> Self:
        """With the movements of each, newest first."""
        return self.select_related("holder").prefetch_related("movements__actor")

    def out(self) -> Self:
        """Not in the office, and known where."""
        return self.filter(place=KeyPlace.OUT)

    def overdue(self) -> Self:
        return self.out().filter(due_back_at__lt=timezone.now())

    def to_remind(self, before: "datetime", pk: int) -> Self:
        """This set, if it is overdue still and nobody was told since ``before``."""
        return self.overdue().filter(Q(reminded_at=None) | Q(reminded_at__lt=before), pk=pk)


class ProspectQuerySet(ScopedQuerySet["Prospect"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Those who read everything see all; others their own, and what nobody has yet in their offices."""
        if not user.is_authenticated:
            return self.none()
        if user.reads_everything:
            return self
        mine = Q(salesperson=user)
        offices = Q(office__in=user.office_ids)
        return self.filter(mine | offices if user.is_coordinator else mine | (offices & Q(salesperson=None)))

    def by_reference(self, reference: str) -> Self:
        return self.filter(reference=reference.upper())

    def for_rows(self) -> Self:
        return self.select_related("salesperson", "owner", "listing", "office")

    def open(self) -> Self:
        """Neither won nor lost."""
        return self.filter(status__in=OPEN_PROSPECTS)

    def closed(self) -> Self:
        return self.exclude(status__in=OPEN_PROSPECTS)

    def of_person(self, user: "AnyUser") -> Self:
        return self.filter(salesperson=user.pk)

    def due(self) -> Self:
        """Open, with a next step today or before."""
        return self.open().filter(next_step_on__lte=today())

    def at_number(self, town: str, street_number: str) -> Self:
        """In this town at this number, in whatever letters; the street is compared by whoever asks."""
        return self.filter(town__iexact=town.strip(), street_number__iexact=street_number.strip())

    def matching(self, text: str) -> Self:
        """The words somewhere in reference, place or owner's name."""
        rows = self
        for word in text.split()[:5]:
            fields = ("reference", "town", "zone", "street", "owner__first_name", "owner__last_name")
            named = Q(owner__search_text__contains=normalise(word))
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields), named))
        return rows


class DevelopmentQuerySet(ScopedQuerySet["Development"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def by_reference(self, reference: str) -> Self:
        return self.filter(reference=reference.upper())

    def for_rows(self) -> Self:
        """With office and developer, how many units there are, and what the cheapest and dearest free ones cost."""
        free = Q(units__operations__status="available", units__operations__kind="sale")
        priced = free & Q(units__operations__currency=F("office__currency"))  # no sums across currencies
        return self.select_related("office", "developer").annotate(
            unit_count=Count("units", distinct=True),
            free_count=Count("units", filter=free, distinct=True),
            price_from=Min("units__operations__price", filter=priced),
            price_to=Max("units__operations__price", filter=priced),
        )
