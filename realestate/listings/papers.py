"""What documents about a listing say: the merge fields filled in, as finished words in the document's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from realestate.contacts.models import Contact
from realestate.core.money import format_money
from realestate.listings.choices import EnergyStatus, FeeKind, OperationKind
from realestate.listings.models import LegalFacts, Listing, Mandate, Operation, text_in

Values = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """What a document is made from: its merge fields as words, and its pictures by name."""

    values: Values
    pictures: dict[str, bytes] = field(default_factory=dict)


def mandate_paper(mandate: Mandate, *, language: str) -> Paper:
    """The mandate ("nota de encargo") ready to be made."""
    return Paper(mandate_values(mandate, language=language))


def day(value: date | None) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""


def area(value: Decimal | None) -> str:
    return f"{number_format(value.normalize() if value % 1 else value.quantize(Decimal(1)))} m²" if value else ""


def percent(value: Decimal) -> str:
    return f"{number_format(value.normalize() if value % 1 else value.quantize(Decimal(1)))} %"


def listing_values(listing: Listing, *, language: str, public: bool) -> Values:
    """The listing's own part; ``public`` leaves out what strangers must not see."""
    text = text_in(list(listing.texts.all()), language)
    values: Values = {
        "reference": listing.reference,
        "title": (text.title if text else "") or str(listing.headline),
        "type": listing.get_property_type_display(),
        "address": listing.public_address,
        "place": ", ".join(part for part in (listing.town, listing.zone) if part),
        "description": text.description if text else "",
        "url": public_url(listing, language),
        "built_area": area(listing.built_area),
        "usable_area": area(listing.usable_area),
        "year_built": str(listing.year_built or ""),
    }
    if not public:
        values |= {
            "full_address": listing.address,
            "cadastral_reference": listing.cadastral_reference,
            "registry": registry_words(legal_facts_of(listing)),
        }
    return values


def legal_facts_of(listing: Listing) -> LegalFacts:
    """The listing's legal information; nothing of it known when nobody has written it."""
    found: LegalFacts | None = getattr(listing, "legal_facts", None)
    return found or LegalFacts(listing=listing)


def registry_words(facts: LegalFacts) -> str:
    """How the land register finds it: "Registro n.º 2 de Murcia, property 12345, CRU 30001000123456"."""
    number = _("property %(number)s") % {"number": facts.registry_number} if facts.registry_number else ""
    code = f"CRU {facts.registry_code}" if facts.registry_code else ""
    return ", ".join(part for part in (facts.registry_office, number, code) if part)


def public_url(listing: Listing, language: str) -> str:
    """The address of the public page; the room that serves it lies above, so it is asked by name."""
    with translation.override(language):
        try:
            path = reverse(f"portals:listing_{language}", args=[listing.address_slug])
        except NoReverseMatch:
            return ""
    return f"{settings.BASE_URL}{path}"


def figure(value: Decimal | None) -> str:
    return number_format(value) if value is not None else ""


def energy_values(listing: Listing) -> Values:
    has_label = listing.energy_status == EnergyStatus.AVAILABLE
    return {
        "status": "" if listing.energy_status == EnergyStatus.MISSING else listing.get_energy_status_display(),
        "consumption": listing.energy_consumption if has_label else "",
        "emissions": listing.energy_emissions if has_label else "",
        "consumption_value": figure(listing.energy_consumption_value) if has_label else "",
        "emissions_value": figure(listing.energy_emissions_value) if has_label else "",
        "expires": day(listing.energy_expires_on),
    }


def owner_values(listing: Listing) -> list[Values]:
    rows = listing.ownerships.all()
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


def agent_values(listing: Listing) -> Values:
    person = listing.salesperson
    if person is None:
        return {"name": "", "phone": "", "email": ""}
    return {
        "name": person.get_full_name(),
        "phone": person.phone.as_international if person.phone else "",
        "email": person.email,
    }


def price_words(operation: Operation) -> str:
    """What strangers read: "250.000 €", "900 € per month", or that it is on request; empty while nobody set a price."""
    return _("Price on request") if operation.price_on_request else asked_price(operation)


def asked_price(operation: Operation) -> str:
    """The price itself, for those who may know it though it is told on request only; empty without one."""
    return amount_words(operation, operation.price)


def amount_words(operation: Operation, amount: Decimal | None, currency: str = "") -> str:
    """Any price of the operation, with its period: "250.000 €" or "900 € per month"; empty without one."""
    if amount is None:
        return ""
    words = format_money(amount, currency or operation.currency)
    return words if operation.period == "once" else f"{words} {operation.get_period_display().lower()}"


def mandate_values(mandate: Mandate, *, language: str) -> Values:
    """All that the mandate's document ("nota de encargo") says."""
    listing = mandate.listing
    with translation.override(language):
        kinds = ", ".join(str(OperationKind(kind).label) for kind in mandate.operation_kinds)
        price = format_money(mandate.price, mandate.currency) if mandate.price is not None else ""
        return {
            "listing": listing_values(listing, language=language, public=False),
            "operation": {"kind": kinds, "price": price},
            "owners": owner_values(listing),
            "agent": agent_values(listing),
            "energy": energy_values(listing),
            "mandate": _terms(mandate),
        }


def _terms(mandate: Mandate) -> Values:
    return {
        "kind": mandate.get_kind_display(),
        "is_exclusive": "1" if mandate.is_exclusive else "",
        "starts": day(mandate.starts_on),
        "ends": day(mandate.ends_on) or _("until it is revoked"),
        "fee": fee_words(mandate),
        "fee_minimum": format_money(mandate.fee_minimum, mandate.currency) if mandate.fee_minimum else "",
        "fee_payer": mandate.get_fee_payer_display(),
        "vat": _("VAT of %(rate)s not included") % {"rate": percent(mandate.vat_rate)},
        "renewal": _("It renews by itself for %(months)d months.") % {"months": mandate.renews_months}
        if mandate.renews_months
        else _("It does not renew by itself."),
        "signed_away": "1" if _may_be_withdrawn(mandate) else "",
        "withdraw_until": _withdraw_until(mandate),
    }


def _may_be_withdrawn(mandate: Mandate) -> bool:
    """By law, within the days after signing: a consumer (or an owner not known yet) who signs away from the office."""
    if mandate.signed_at is not None:
        return mandate.revocable_until is not None
    kinds = [row.contact.kind for row in mandate.listing.ownerships.select_related("contact")]
    return mandate.is_off_premises and (not kinds or Contact.Kind.PERSON in kinds)


def _withdraw_until(mandate: Mandate) -> str:
    """The last day for it; before anybody has signed, how it is counted (RDL 1/2007, art. 104)."""
    if not _may_be_withdrawn(mandate):
        return ""
    return day(mandate.revocable_until) or pgettext("withdrawal until", "the fourteenth calendar day after signing")


def fee_words(mandate: Mandate) -> str:
    """The fee as the owner reads it."""
    if mandate.fee_kind == FeeKind.FIXED:
        return format_money(mandate.fee_value, mandate.currency)
    if mandate.fee_kind == FeeKind.MONTHS:
        value = number_format(mandate.fee_value.normalize())
        return _("%(count)s months of rent") % {"count": value}
    return pgettext("fee", "%(percent)s of the price") % {"percent": percent(mandate.fee_value)}


def advertisement_values(operation: Operation, *, language: str) -> Values:
    """Brochure and window card: only what strangers may see."""
    listing = operation.listing
    with translation.override(language):
        return {
            "listing": listing_values(listing, language=language, public=True),
            "operation": {"kind": operation.get_kind_display(), "price": price_words(operation)},
            "agent": agent_values(listing),
            "energy": energy_values(listing),
            "facts": _facts(listing),
            "features": [{"name": label} for label in [*listing.feature_labels, *listing.free_features]],
        }


def _facts(listing: Listing) -> list[Values]:
    pairs: Mapping[str, str] = {
        _("Built area"): area(listing.built_area),
        _("Usable area"): area(listing.usable_area),
        _("Plot area"): area(listing.plot_area),
        _("Bedrooms"): str(listing.bedrooms or ""),
        _("Bathrooms"): str(listing.bathrooms or ""),
        _("Year built"): str(listing.year_built or ""),
    }
    return [{"label": label, "value": value} for label, value in pairs.items() if value]
