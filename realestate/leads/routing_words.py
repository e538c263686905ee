"""Rules and decisions in words, in the reader's language: the ledger keeps codes, never sentences."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from realestate.core.money import format_money
from realestate.leads.choices import AgentIs, Outcome, Source, WhenOpen
from realestate.listings.choices import OperationKind, PropertyType

LANGUAGES: dict[str, Any] = {
    "es": "Español",
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "nl": "Nederlands",
    "it": "Italiano",
    "pt": "Português",
    "sv": "Svenska",
    "no": "Norsk",
    "da": "Dansk",
    "fi": "Suomi",
    "ru": "Русский",
    "ca": "Català",
    "ar": "العربية",
    "uk": "Українська",
    "pl": "Polski",
}

WHY_NOT: dict[str, Any] = {
    "absent": gettext_lazy("away"),
    "left": gettext_lazy("does not work here any more"),
    "other_office": gettext_lazy("belongs to another office"),
}

FAILED: dict[str, Any] = {
    "source": gettext_lazy("another source"),
    "portal": gettext_lazy("another portal"),
    "operation": gettext_lazy("another operation, or no listing asked about"),
    "property_type": gettext_lazy("another type, or no listing asked about"),
    "zone": gettext_lazy("another place, or no listing asked about"),
    "price": gettext_lazy("another price, or none known"),
    "language": gettext_lazy("another language"),
    "agent": gettext_lazy("another salesperson looks after the listing"),
    "agent_is": gettext_lazy("the listing's salesperson is not as the rule asks"),
    "hours": gettext_lazy("at another hour"),
    "nobody": gettext_lazy("nobody of it was there"),
}


def conditions_in_words(conditions: Mapping[str, Any]) -> list[str]:
    """“Portal”, “Sale”, “Murcia”: each condition that is not empty."""
    said = [
        _among(dict(Source.choices), conditions.get("sources")),
        ", ".join(conditions.get("portals") or []),
        _among(dict(OperationKind.choices), conditions.get("operations")),
        _among(dict(PropertyType.choices), conditions.get("property_types")),
        ", ".join(conditions.get("zones") or []),
        _price(conditions),
        _among(LANGUAGES, conditions.get("languages")),
    ]
    if agent := conditions.get("agent"):
        said.append(_("listing of %(name)s") % {"name": agent})
    if (agent_is := conditions.get("agent_is")) in AgentIs.values:
        said.append(_("the listing's salesperson is %(state)s") % {"state": AgentIs(agent_is).label})
    if (hours := conditions.get("hours")) in WhenOpen.values:
        said.append(str(WhenOpen(hours).label))
    return [words for words in said if words]


def rule_title(details: Mapping[str, Any]) -> str:
    """Its name, else its conditions, else that it fits always."""
    return str(details.get("name") or ", ".join(conditions_in_words(details.get("conditions") or {})) or _("any lead"))


def decision_in_words(details: Mapping[str, Any]) -> str:
    """“Rule 3: Portal, Sale, Murcia → Ana's turn”, for the timeline and the ledger."""
    target = _target(details)
    number = details.get("rule")
    if number is None:
        return _("No rule fitted → %(target)s") % {"target": target} if details.get("trace") else target
    return _("Rule %(number)d: %(rule)s → %(target)s") % {
        "number": number,
        "rule": rule_title(details),
        "target": target,
    }


def skipped_in_words(details: Mapping[str, Any]) -> str:
    """“Passed over: Bruno (away)”, or nothing."""
    people = [f"{name} ({WHY_NOT.get(why, why)})" for name, why in details.get("skipped") or []]
    return _("Passed over: %(people)s") % {"people": ", ".join(people)} if people else ""


def trace_in_words(details: Mapping[str, Any]) -> list[str]:
    """The rules that were tried before, each with what did not fit."""
    lines = []
    for number, name, why in details.get("trace") or []:
        reason = FAILED.get(why, why)
        if name:
            lines.append(_("Rule %(number)d (%(name)s): %(why)s") % {"number": number, "name": name, "why": reason})
        else:
            lines.append(_("Rule %(number)d: %(why)s") % {"number": number, "why": reason})
    return lines


def _target(details: Mapping[str, Any]) -> str:
    outcome, who = details.get("outcome"), {"name": details.get("who", "")}
    if outcome == Outcome.TEAM:
        return _("%(name)s's turn") % who
    if outcome == Outcome.AGENT:
        return _("%(name)s, who looks after the listing") % who
    if outcome == Outcome.PERSON:
        return str(who["name"])
    if outcome == Outcome.CLAIM:
        count = len(details.get("offered") or [])
        return ngettext(
            "offered to %(count)d person for %(minutes)d min",
            "offered to %(count)d people for %(minutes)d min",
            count,
        ) % {"count": count, "minutes": details.get("window", 0)}
    return _("the pool")


def _among(names: Mapping[str, Any], codes: Any) -> str:
    return " / ".join(str(names.get(code, code)) for code in codes or [])


def _price(conditions: Mapping[str, Any]) -> str:
    low, high = (_money(conditions.get(name), conditions.get("currency", "")) for name in ("price_from", "price_to"))
    if low and high:
        return f"{low} – {high}"
    if low:
        return _("from %(price)s") % {"price": low}
    return _("up to %(price)s") % {"price": high} if high else ""


def _money(amount: Any, currency: str) -> str:
    try:
        return format_money(Decimal(str(amount)), currency) if amount not in (None, "") and currency else ""
    except InvalidOperation:
        return ""
