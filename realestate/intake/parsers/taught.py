"""Rules that a person taught: matching them, following them, and finding them in what was filled in."""

import re
from dataclasses import replace

from realestate.core.text import normalise
from realestate.intake.parsers import clean, generic
from realestate.intake.parsers.base import ParsedEnquiry, Rule
from realestate.intake.parsers.family import LIKE_REFERENCE, OUR_PAGE, reference_of
from realestate.intake.parsers.labels import Labelled, read_labels
from realestate.intake.parsers.message import Mail
from realestate.intake.parsers.words import language_of

# What a label may be besides a word of the text.
WHOLE = {"@reply.name", "@reply.email", "@sender.name", "@sender.email", "@subject", "@text"}
FIELDS = ("name", "email", "phone", "reference", "message")


def fits(rule: Rule, mail: Mail) -> bool:
    """Is this one of the mails that the rule was taught from?"""
    domain = mail.sender.partition("@")[2]
    wanted = rule.sender.lower()
    if wanted != mail.sender and wanted.lstrip("@") != domain:
        return False
    return not rule.subject or normalise(rule.subject) in normalise(mail.subject)


def follow(rule: Rule, mail: Mail) -> ParsedEnquiry | None:
    """The lead by the rule; nothing when nobody can be reached by it."""
    words = {word: field for word, field in rule.labels.items() if not word.startswith("@")}
    labelled = read_labels(mail.text, words)
    found = {field: labelled.get(field) for field in FIELDS if labelled.get(field)}
    for source, field in rule.labels.items():
        if source.startswith("@") and not found.get(field):
            found[field] = whole(source, field, mail)
    email = clean.email_in(found.get("email", ""))
    phone = clean.phone_in(found.get("phone", ""))
    if not (email or phone):
        return None
    reference = found.get("reference", "") or reference_of(Labelled({}, ""), {}, mail)
    message = found.get("message", "")
    return ParsedEnquiry(
        name=clean.name_of(found.get("name", "")),
        email=email,
        phone=phone,
        message=message,
        reference=reference.split(" ")[0],
        portal=rule.portal or generic.portal_of(mail),
        language=labelled.language or language_of(message or mail.text),
        other_references=tuple(LIKE_REFERENCE.findall(mail.subject)[:3]),
    )


def whole(source: str, field: str, mail: Mail) -> str:
    """The value of a whole part of the mail for a field."""
    parts = {
        "@reply.name": mail.reply_name,
        "@reply.email": mail.reply_to,
        "@sender.name": mail.sender_name,
        "@sender.email": mail.sender,
        "@subject": mail.subject,
        "@text": generic.guess(replace(mail, subject="")).message,
    }
    text = parts.get(source, "")
    if field == "phone":
        return clean.phone_in(text)
    if field == "email":
        return clean.email_in(text)
    if field == "reference":
        found = LIKE_REFERENCE.search(text) or OUR_PAGE.search(text)
        return found.group(1) if found else ""
    return text


def suggest(mail: Mail, filled: dict[str, str]) -> dict[str, str]:
    """Label → field: where in the mail each value that a person filled in stands."""
    found: dict[str, str] = {}
    lines = [line.strip() for line in mail.text.replace("\t", "\n").split("\n")]
    for field in FIELDS:
        value = filled.get(field, "").strip()
        if not value:
            continue
        label = _label_of(lines, field, value) or _whole_of(mail, field, value)
        if label and label not in found:
            found[label] = field
    return found


def _label_of(lines: list[str], field: str, value: str) -> str:
    wanted = _form(field, value)
    if not wanted:
        return ""
    for index, line in enumerate(lines):
        head, colon, tail = line.partition(":")
        if colon and 0 < len(head) <= 45 and _holds(field, tail, wanted):
            return normalise(head).strip(" .*_")
        if _holds(field, line, wanted):
            above = next((one for one in reversed(lines[max(0, index - 2) : index]) if one), "")
            if 0 < len(above) <= 45 and above.endswith(":"):
                return normalise(above).strip(" .:*_")
    return ""


def _whole_of(mail: Mail, field: str, value: str) -> str:
    wanted = _form(field, value)
    for source in ("@reply.name", "@reply.email", "@sender.name", "@sender.email", "@subject", "@text"):
        text = whole(source, field, mail)
        if text and (
            _form(field, text) == wanted
            or (source == "@text" and field == "message" and wanted[:60] in _form(field, text))
        ):
            return source
    return ""


def _form(field: str, value: str) -> str:
    """What is compared: digits of a phone, one case of an address, the beginning of a message."""
    if field == "phone":
        return re.sub(r"\D", "", value)[-9:]
    return normalise(value)[:200]


def _holds(field: str, text: str, wanted: str) -> bool:
    said = _form(field, text)
    if field == "message":
        return bool(said) and (wanted.startswith(said[:60]) and len(said) >= min(12, len(wanted)))
    return said == wanted
