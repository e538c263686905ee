"""The reasons of the feeds in words for people. Codes are stored; the words are those of the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from realestate.listings.choices import Language, Status
from realestate.listings.rules import pack
from realestate.listings.rules.packs import LAYERS

RULE = "rule."
FORMAT = "format."
STATUS = "status."


def words_for(code: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence for a code of ours; a code from a later release stands as it is."""
    known = {
        "not_wanted": _("Somebody here has switched this portal off for it."),
        "office": _("Its office does not use this account."),
        "reserved": _("It is reserved, and this account takes none that are."),
        "no_operation": _("The operation no longer exists."),
        "format.type": _("The type of property is not known."),
        "format.town": _("There is no town."),
        "format.province": _("There is no province."),
        "format.description": _("There is no description in a language that this portal gets."),
        "format.price_digits": _("The price has more than %(digits)s digits."),
        "format.pictures": _("There is no photo that the portal could fetch."),
        "format.operation": _("This portal does not take this kind of operation or period."),
        "format.currency": _("The portal does not take prices in %(currency)s."),
        "format.built_area": _("The built area is missing."),
        "format.customer_code": _("The account has no number at the portal, which the format asks for."),
        "format.picture_address": _("Photos whose address does not end in .jpg or the like are left out: %(count)s."),
        "format.picture_limit": _("Only the first %(limit)s photos are sent, %(count)s are left out."),
        "format.feature_length": _("The feature “%(text)s” is cut to “%(short)s”."),
        "format.features": _("Only %(limit)s features are sent."),
        "format.description_length": _("The description in %(language)s is cut to %(limit)s characters."),
        "format.markup": _("The description in %(language)s holds HTML, which is taken out."),
        "format.names_street": _("The description in %(language)s names the street, which is not to be shown."),
        "format.no_place": _("It will not be on the portal's map: there are no coordinates that may be shown."),
        "format.zone_length": _("The zone is cut to %(limit)s characters."),
        "format.emoji": _("Emoji in the description are taken out."),
        "format.url_length": _("A web address of more than %(limit)s characters is left out."),
        "format.price_cents": _("The price is rounded to whole units."),
        "format.no_postal_code": _("It goes out without a postal code, as its address is not public."),
        "format.no_english": _("There is no English text; the Spanish one is sent."),
    }
    if code.startswith(STATUS):
        status = code.removeprefix(STATUS)
        label = Status(status).label if status in Status.values else status
        return _("It was not on offer: %(status)s.") % {"status": str(label).lower()}
    text = known.get(code, code)
    filled = dict(values or {})
    if filled.get("language") in Language.values:
        filled["language"] = str(Language(filled["language"]).label).lower()
    return text % filled if filled and "%(" in text else text


def say(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Stored reasons in words. Those of publish rules keep the words of their day, in both languages."""
    language = (get_language() or "es")[:2]
    return [
        str(reason.get(language) or reason.get("es") or words_for(str(reason["code"]), reason.get("values")))
        for reason in reasons
    ]


def reason_label(code: str) -> str:
    """A first reason as a heading of a list, where no listing's own values are known."""
    if code.startswith(RULE):
        rule = code.removeprefix(RULE)
        known = (str(rules[rule].text) for rules in map(pack, LAYERS) if rule in rules)
        return next(known, "") or pgettext("publish rule", "Publish rule “%(code)s”") % {"code": rule}
    bare = {"format.price_digits": _("The price is too long for the format."),
            "format.currency": _("The portal does not take the currency.")}  # fmt: skip
    return bare.get(code) or words_for(code)
