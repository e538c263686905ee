"""Everybody else's forms: labels in Spanish, English, French or German; and the guess when there are none."""

import re

from realestate.intake.parsers import clean
from realestate.intake.parsers.base import ParsedEnquiry
from realestate.intake.parsers.family import (
    LIKE_REFERENCE,
    Block,
    kind_of,
    others_of,
    page_of,
    reference_of,
)
from realestate.intake.parsers.labels import END, read_labels
from realestate.intake.parsers.message import Mail
from realestate.intake.parsers.words import language_of

# Portals without a module of their own, by the word in their domain; their mails have plain labels.
NAMES = (
    "yaencontre", "milanuncios", "spainhouses", "aplaceinthesun", "rightmove", "green-acres", "idomia", "trovimap",
    "resales-online", "enalquiler", "easybroker", "tokkobroker", "inmuebles24", "zonaprop",
)  # fmt: skip


def portal_of(mail: Mail) -> str:
    parts = {part for domain in mail.domains for part in domain.split(".")[:-1]}
    return next((name for name in NAMES if name in parts), "")


def read(mail: Mail) -> ParsedEnquiry | None:
    """A form's mail: somebody who can be reached behind a label, and one thing more. Never a machine's answer."""
    labelled = read_labels(mail.text)
    email, phone = clean.email_in(labelled.get("email")), clean.phone_in(labelled.get("phone"))
    more = [one for one in (labelled.name, labelled.get("message"), labelled.get("reference")) if one]
    if mail.is_automatic or not (email or phone) or not more:
        return None
    message = labelled.get("message")
    return ParsedEnquiry(
        name=clean.name_of(labelled.name),
        email=email,
        phone=phone,
        message=message,
        reference=reference_of(labelled, {}, mail),
        portal=portal_of(mail),
        external_id=labelled.get("external_id"),
        url=page_of(mail, None),
        language=labelled.language or language_of(message or mail.text),
        kind=kind_of(labelled),
        price=labelled.get("price"),
        wishes=labelled.get("wishes"),
        other_references=tuple(others_of(labelled, mail, None)),
    )


def guess(mail: Mail) -> ParsedEnquiry:
    """What a person would probably fill in: the writer, the first number, what looks like a reference, their words."""
    labelled = read_labels(mail.text)
    block = Block.of(mail.text, None)
    writer = mail.reply_to or mail.sender
    own = "" if clean.is_machine(writer) else writer
    words = _own_words(mail.text)
    return ParsedEnquiry(
        name=clean.name_of(labelled.name) or clean.name_of(mail.reply_name or mail.sender_name),
        email=clean.email_in(labelled.get("email")) or own or block.email,
        phone=clean.phone_in(labelled.get("phone")) or block.phone or clean.phone_in(words),
        message=labelled.get("message") or words,
        reference=reference_of(labelled, {}, mail),
        portal=portal_of(mail),
        url=page_of(mail, None),
        language=labelled.language or language_of(words),
        other_references=tuple([*others_of(labelled, mail, None), *LIKE_REFERENCE.findall(words)[:4]][:6]),
    )


def _own_words(text: str) -> str:
    """What was written now, without what is quoted below it."""
    lines: list[str] = []
    for line in text.split("\n"):
        if re.match(r"^\s*>|^(?:el|on|le|am) .{5,120}(?:escribió|wrote|a écrit|schrieb)", line, re.IGNORECASE):
            break
        if END.match(line.strip()) and lines:
            break
        lines.append(line)
    return clean.paragraphs("\n".join(lines), 8000)
