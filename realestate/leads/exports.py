"""Leads as a file: what the columns are."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from realestate.leads.models import Lead
from realestate.leads.querysets import LeadQuerySet


def header() -> list[str]:
    return [
        _("Lead"),
        _("Contact"),
        _("Phones"),
        _("E-mails"),
        _("Stage"),
        _("Source"),
        _("Listing"),
        _("What they look for"),
        _("Salesperson"),
        _("Office"),
        _("Received"),
        _("First answered"),
        _("Next action due"),
        _("Closed"),
        _("Reason"),
    ]


def rows(leads: LeadQuerySet) -> Iterator[list[Any]]:
    """One line a lead, read in portions, in the language and time zone of whoever asks.

    The lines are made after the middleware has put those back, so each is made under them again.
    """
    return _rows(leads, translation.get_language() or "es", timezone.get_current_timezone())


def _rows(leads: LeadQuerySet, language: str, zone: Any) -> Iterator[list[Any]]:
    for lead in leads.prefetch_related("contact__points").iterator(chunk_size=500):
        with translation.override(language), timezone.override(zone):
            cells = cells_of(lead)
        yield cells


def cells_of(lead: Lead) -> list[Any]:
    return [
        lead.pk,
        lead.contact.name,
        " ".join(point.value for point in lead.contact.phones),
        " ".join(point.value for point in lead.contact.emails),
        lead.get_stage_display(),
        lead.get_source_display(),
        lead.listing.reference if lead.listing else "",
        lead.summary,
        str(lead.salesperson or ""),
        lead.office.name,
        _moment(lead.received_at),
        _moment(lead.answered_at),
        _moment(getattr(lead, "next_due_at", None)),
        _moment(lead.closed_at),
        lead.get_lost_reason_display() if lead.lost_reason else "",
    ]


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
