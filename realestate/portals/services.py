"""What arrives from outside becomes enquiries."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.contacts.models import Consent
from realestate.contacts.services import ConsentValues, record_consent
from realestate.core.errors import BusinessRuleError
from realestate.leads.choices import Channel, Source
from realestate.leads.models import Enquiry
from realestate.leads.services import register_enquiry
from realestate.listings.models import Listing
from realestate.portals.consents import COMMERCIAL_VERSION, ENQUIRY_VERSION
from realestate.salespeople.models import Office


@transaction.atomic
def receive_public_enquiry(*, values: dict[str, Any], language: str, listing: Listing | None) -> Enquiry:
    """An enquiry from our own pages: the listing's office, else the agency's first, and the consent's line."""
    office = listing.office if listing is not None else Office.objects.order_by("pk").first()
    if office is None:
        raise BusinessRuleError(_("This agency has no office yet."))
    enquiry = register_enquiry(
        source=Source.WEB,
        channel=Channel.FORM,
        office=office,
        name=values["name"],
        email=values.get("email", ""),
        phone=values.get("phone", ""),
        message=values.get("message", ""),
        listing=listing,
        payload={name: str(value) for name, value in values.items() if name != "website"},
        consent=_consent(Consent.Purpose.ENQUIRY, ENQUIRY_VERSION, language),
    )
    if values.get("wants_offers"):
        consent = _consent(Consent.Purpose.COMMERCIAL, COMMERCIAL_VERSION, language)
        record_consent(actor=None, contact=enquiry.lead.contact, consent=consent)
    return enquiry


def _consent(purpose: str, version: str, language: str) -> ConsentValues:
    return ConsentValues(
        text_version=version, language=language, channel="web", source="public_form", purpose=purpose, is_given=True
    )
