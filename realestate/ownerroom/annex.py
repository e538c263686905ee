"""The annex to the mandate that says the new price: what is filled in, as words in the language of the room."""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.documents.choices import DocumentKind
from realestate.documents.kinds import Field, missing, register_kind
from realestate.listings.models import Listing, Mandate, Operation
from realestate.listings.papers import agent_values, amount_words, day, listing_values, percent
from realestate.ownerroom.models import PriceProposal
from realestate.ownerroom.owners import shares_of

APPROVAL = [
    Field("approval.name", _("who accepted, as they wrote it"), sample="Lucía Gómez Ruiz"),
    Field("approval.at", _("when it was accepted"), sample="24 de noviembre de 2026, 12:00"),
    Field("approval.address", _("network address of who accepted"), sample="192.0.2.7"),
]


def register() -> None:
    """The room fills in who accepted, and lays the paper out with that in place of lines to sign on."""
    register_kind(DocumentKind.PRICE_ANNEX, fields=APPROVAL, layout="documents/price_annex.html")


def annex_values(
    proposal: PriceProposal,
    contact: Contact,
    *,
    language: str,
    typed_name: str = "",
    address: str = "",
    at: datetime | None = None,
) -> dict[str, Any]:
    """All that the annex says. It names whoever accepts and those for whom they speak, and no other owner."""
    operation = proposal.operation
    listing = operation.listing
    at = at or timezone.now()
    with translation.override(language):
        after = amount_words(operation, proposal.to_price, proposal.currency)
        return {
            "listing": listing_values(listing, language=language, public=False),
            "operation": {"kind": operation.get_kind_display(), "price": after},
            "owners": _owners(listing, contact),
            "agent": agent_values(listing),
            "price": {
                "before": amount_words(operation, proposal.from_price, proposal.currency),
                "after": after,
                "from_date": day(timezone.localdate(at)),
            },
            "mandate": {"date": _mandate_day(listing, operation)},
            "approval": {
                "name": typed_name,
                "at": date_format(timezone.localtime(at), "DATETIME_FORMAT") if typed_name else "",
                "address": address,
            },
        }


def missing_for(proposal: PriceProposal, contact: Contact) -> list[str]:
    """What the agency has to fill in before this owner can accept."""
    values = annex_values(proposal, contact, language="es")
    return [str(one.label) for one in missing(DocumentKind.PRICE_ANNEX, values)]


def _owners(listing: Listing, contact: Contact) -> list[dict[str, str]]:
    rows = shares_of(listing, contact)
    if not rows:
        return [{"name": contact.name, "tax_id": contact.tax_id, "address": contact.address}]
    return [
        {
            "name": row.contact.name,
            "tax_id": row.contact.tax_id,
            "address": row.contact.address,
            "share": percent(row.share),
            "representative": row.representative.name if row.representative else "",
        }
        for row in rows
    ]


def _mandate_day(listing: Listing, operation: Operation) -> str:
    rows = Mandate.objects.in_force().of_reference(listing.reference)
    found = [one for one in rows if operation.kind in one.operation_kinds]
    signed = found[0].signed_at if found else None
    return day(timezone.localdate(signed)) if signed else ""
