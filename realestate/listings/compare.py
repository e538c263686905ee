"""Two to six operations side by side: which facts, and where they differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from realestate.core.money import format_money
from realestate.core.templatetags.ui import area
from realestate.listings.history import days_on_market
from realestate.listings.models import Operation

FEWEST, MOST = 2, 6


@dataclass(frozen=True)
class ComparedFact:
    """One line of the comparison: a name and a value for each operation, and whether they are not all the same."""

    label: str
    values: Sequence[str]

    @property
    def is_different(self) -> bool:
        return len(set(self.values)) > 1


def compared(operations: Sequence[Operation]) -> list[ComparedFact]:
    """The facts that at least one of them has, in the order in which people ask."""
    facts = [ComparedFact(str(label), [said(one) for one in operations]) for label, said in _facts()]
    return [fact for fact in facts if any(fact.values)]


def price_of(operation: Operation) -> str:
    if operation.price is None:
        return _("Price on request") if operation.price_on_request else ""
    price = format_money(operation.price, operation.currency)
    return price if operation.period == "once" else f"{price} {operation.get_period_display().lower()}"


def price_per_metre(operation: Operation) -> str:
    """The price of a square metre built, whole units; nothing where one of the two is missing."""
    built = operation.listing.built_area
    if operation.price is None or not built:
        return ""
    try:
        return format_money((operation.price / built).quantize(Decimal(1)), operation.currency)
    except InvalidOperation:
        return ""


def _number(name: str) -> Callable[[Operation], str]:
    return lambda operation: "" if (value := getattr(operation.listing, name)) is None else str(value)


def _area(name: str) -> Callable[[Operation], str]:
    return lambda operation: area(getattr(operation.listing, name))


def _choice(name: str) -> Callable[[Operation], str]:
    return lambda operation: str(getattr(operation.listing, f"get_{name}_display")())


def _money(name: str) -> Callable[[Operation], str]:
    def said(operation: Operation) -> str:
        value = getattr(operation.listing, name)
        return "" if value is None else format_money(value, operation.currency)

    return said


def _energy(operation: Operation) -> str:
    listing = operation.listing
    letters = " / ".join(one for one in (listing.energy_consumption, listing.energy_emissions) if one)
    return " ".join(part for part in (listing.get_energy_status_display(), letters) if part)


def _days(operation: Operation) -> str:
    days = days_on_market(operation)
    return "" if days is None else str(days)


def _published(operation: Operation) -> str:
    return date_format(operation.published_at, "SHORT_DATE_FORMAT") if operation.published_at else ""


def _facts() -> list[tuple[Any, Callable[[Operation], str]]]:
    return [
        (pgettext("column", "Operation"), lambda one: one.get_kind_display()),
        (_("Status"), lambda one: one.get_status_display()),
        (_("Price"), price_of),
        (_("Price per m² built"), price_per_metre),
        (_("Type"), _choice("property_type")),
        (_("Town"), lambda one: one.listing.town),
        (_("Zone"), lambda one: one.listing.zone),
        (_("Built area"), _area("built_area")),
        (_("Usable area"), _area("usable_area")),
        (_("Plot area"), _area("plot_area")),
        (_("Terrace area"), _area("terrace_area")),
        (_("Bedrooms"), _number("bedrooms")),
        (_("Bathrooms"), _number("bathrooms")),
        (_("Half bathrooms"), _number("half_bathrooms")),
        (_("Floor"), lambda one: one.listing.floor),
        (_("Year built"), _number("year_built")),
        (_("Condition"), _choice("condition")),
        (_("Orientation"), _choice("orientation")),
        (_("Heating"), _choice("heating")),
        (_("Energy certificate"), _energy),
        (_("Community fee a month"), _money("community_fee")),
        (_("Property tax a year"), _money("property_tax")),
        (_("Features"), lambda one: ", ".join(sorted([*one.listing.feature_labels, *one.listing.free_features]))),
        (_("Days on the market"), _days),
        (_("Published"), _published),
        (_("Salesperson"), lambda one: str(one.listing.salesperson or "")),
    ]
