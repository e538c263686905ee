"""The stock as a file: what the columns are."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from realestate.listings.models import Operation
from realestate.listings.querysets import OperationQuerySet


def header() -> list[str]:
    return [
        _("Reference"),
        pgettext("column", "Operation"),
        _("Status"),
        _("Type"),
        _("Town"),
        _("Zone"),
        _("Price"),
        _("Currency"),
        pgettext("column", "Price for"),
        _("Built area"),
        _("Plot area"),
        _("Bedrooms"),
        _("Bathrooms"),
        _("Salesperson"),
        _("Published"),
        _("Last changed"),
    ]


def rows(operations: OperationQuerySet) -> Iterator[list[Any]]:
    """One line an operation, read in portions, in the language and time zone of whoever asks.

    The lines are made after the middleware has put those back, so each is made under them again.
    """
    language, zone = translation.get_language() or "es", timezone.get_current_timezone()
    return _rows(operations, language, zone)


def _rows(operations: OperationQuerySet, language: str, zone: Any) -> Iterator[list[Any]]:
    for operation in operations.iterator(chunk_size=500):
        with translation.override(language), timezone.override(zone):
            cells = cells_of(operation)
        yield cells


def cells_of(operation: Operation) -> list[Any]:
    listing = operation.listing
    return [
        listing.reference,
        operation.get_kind_display(),
        operation.get_status_display(),
        listing.get_property_type_display(),
        listing.town,
        listing.zone,
        operation.price,
        operation.currency,
        operation.get_period_display(),
        listing.built_area,
        listing.plot_area,
        listing.bedrooms,
        listing.bathrooms,
        str(listing.salesperson or ""),
        timezone.localtime(operation.published_at).date() if operation.published_at else "",
        timezone.localtime(operation.updated_at).date(),
    ]
