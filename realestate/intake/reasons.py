"""Why a message waits for a person, or was refused, in words. Codes are stored, so that each reads their language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "automatic": _("A machine's answer: out of office, or a mail that could not be delivered."),
    "portal_without_lead": _(
        "From a portal, but no lead was found in it: an invoice, statistics, or a new kind of mail."
    ),
    "unknown_form": _("Nobody has taught yet how to read mails like this one."),
    "nobody": _("There is no telephone number and no e-mail address to answer to."),
    "bad_contact": _("The telephone number and the e-mail address are not valid."),
    "broken": _("Reading it went wrong. The message is whole; your administrator finds the error in the log."),
    "too_often": _("It was tried many times without success."),
    "empty": _("There was nothing in it."),
    "not_json": _("It was not JSON."),
    "not_an_object": _("It was no JSON object: one lead per message, please."),
    "too_large": _("It was larger than what is taken; only its beginning is kept."),
    "bad_signature": _("The signature was missing or wrong."),
    "by_hand": _("Somebody decided that it is no lead."),
}


def words(code: str) -> str:
    """What a stored reason says; words of a business rule are stored as they are."""
    return str(WORDS.get(code, code))
