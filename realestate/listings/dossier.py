"""The papers that only the parties read: the information before buying or renting, and the annex of a new price."""

from datetime import date
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from realestate.core.money import format_money
from realestate.listings.choices import CertificateStatus, Feature, YesNo
from realestate.listings.fields import fields_of
from realestate.listings.models import LegalFacts, Listing, Operation, OperationTerms, PriceChange
from realestate.listings.papers import (
    Values,
    agent_values,
    amount_words,
    asked_price,
    day,
    energy_values,
    legal_facts_of,
    listing_values,
    owner_values,
    percent,
)


def is_home(listing: Listing) -> bool:
    """The law speaks of homes: of what has a certificate of habitability."""
    return "habitability_status" in fields_of(listing.property_type)


def dossier_values(operation: Operation, *, language: str) -> Values:
    """All that Ley 12/2023, art. 31 lets a buyer or tenant read before paying anything, as finished words."""
    listing = operation.listing
    with translation.override(language):
        facts = legal_facts_of(listing)
        return {
            "listing": listing_values(listing, language=language, public=False),
            "operation": {"kind": operation.get_kind_display(), "price": asked_price(operation)},
            "agent": agent_values(listing),
            "energy": energy_values(listing),
            "seller": {"name": _sellers(listing)},
            "terms": _terms(operation, language),
            "legal": _legal(listing, facts, language),
        }


def annex_values(
    operation: Operation,
    *,
    language: str,
    before: Decimal | None = None,
    after: Decimal | None = None,
    from_date: date | None = None,
) -> Values:
    """The annex by which the owners change the price; without amounts, of the last change of it."""
    listing = operation.listing
    with translation.override(language):
        if after is None:
            before, after, from_date = _last_change(operation)
        mandate = next((one for one in listing.mandates.all() if one.is_in_force), None)
        signed = mandate.signed_at if mandate else None
        return {
            "listing": listing_values(listing, language=language, public=False),
            "operation": {"kind": operation.get_kind_display(), "price": asked_price(operation)},
            "owners": owner_values(listing),
            "agent": agent_values(listing),
            "mandate": {"date": day(timezone.localdate(signed) if signed else None)},
            "price": {
                "before": amount_words(operation, before),
                "after": amount_words(operation, after),
                "from_date": day(from_date),
            },
        }


def _last_change(operation: Operation) -> tuple[Decimal | None, Decimal | None, date | None]:
    """The two newest prices in the currency of today, and when the newer one began; nothing without two."""
    steps: list[PriceChange] = sorted(operation.price_changes.all(), key=lambda one: one.pk, reverse=True)
    known = [one for one in steps if one.price is not None and one.currency == operation.currency]
    if len(known) < 2:
        return None, None, None
    return known[1].price, known[0].price, timezone.localdate(known[0].at)


def _sellers(listing: Listing) -> str:
    """Every owner by name, with whoever acts for them."""
    names = []
    for row in owner_values(listing):
        by = row["representative"]
        said = _("%(name)s, represented by %(by)s") % {"name": row["name"], "by": by} if by else row["name"]
        names.append(said)
    return "; ".join(names)


def _terms(operation: Operation, language: str) -> Values:
    found: OperationTerms | None = getattr(operation, "terms", None)
    terms = found or OperationTerms(operation=operation)
    return {name: terms.said(name, language) for name in OperationTerms.WORDS}


def _legal(listing: Listing, facts: LegalFacts, language: str) -> Values:
    def said(name: str) -> str:
        return facts.said(name, language)

    currency = listing.office.currency
    return {
        "habitability": _habitability(listing),
        "occupancy": listing.get_occupancy_display(),
        "charges": _answer(facts.has_charges, _("Free of charges and burdens"), _("With charges"), said("charges")),
        "charges_on": day(facts.registry_checked_on),
        "share": percent(facts.common_share) if facts.common_share is not None else "",
        "community_fee": _("%(amount)s a month") % {"amount": format_money(listing.community_fee, currency)}
        if listing.community_fee is not None
        else "",
        "property_tax": _("%(amount)s a year") % {"amount": format_money(listing.property_tax, currency)}
        if listing.property_tax is not None
        else "",
        "reforms": said("reforms"),
        "services": said("services"),
        "accessibility": _accessibility(listing, said("accessibility")),
        "protection": _answer(
            facts.is_protected_housing, _("It is not protected housing"), _("Protected housing"), said("protection")
        ),
        "heritage": _answer(facts.is_heritage, _("No architectural protection"), _("Protected building"), ""),
        "asbestos": _answer(facts.has_asbestos, _("None has been found"), _("It has been found"), ""),
        "flood": _answer(facts.is_flood_zone, _("Not liable to flooding"), _("Area liable to flooding"), ""),
        "stressed_zone": _answer(facts.is_stressed_zone, _("Not in a stressed market"), _("In a stressed market"), ""),
        "last_rent": _("%(amount)s a month") % {"amount": format_money(facts.last_rent, currency)}
        if facts.last_rent is not None
        else "",
        "other": said("other"),
    }


def _answer(value: str, no: str, yes: str, detail: str) -> str:
    """ "No" and "yes" in words, with the detail behind; the detail alone is an answer too."""
    words = {YesNo.NO: no, YesNo.YES: yes}.get(YesNo(value)) if value else ""
    return ". ".join(part.rstrip(".") for part in (words, detail) if part)


def _habitability(listing: Listing) -> str:
    status = listing.habitability_status
    if status in ("", CertificateStatus.MISSING):
        return ""
    number = pgettext("certificate", "no. %(number)s") % {"number": listing.habitability_number}
    until = _("valid until %(day)s") % {"day": day(listing.habitability_expires_on)}
    parts = [
        listing.get_habitability_status_display(),
        number if listing.habitability_number else "",
        until if listing.habitability_expires_on else "",
    ]
    return ", ".join(part for part in parts if part)


def _accessibility(listing: Listing, written: str) -> str:
    """What somebody wrote, else what the features say; that nothing is known of a lift is no answer."""
    if written:
        return written
    known = [str(Feature(code).label) for code in (Feature.LIFT, Feature.ACCESSIBLE) if code in listing.features]
    return ", ".join(known)
