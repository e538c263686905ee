"""A message as its page shows it: text only, bounded, escaped by the template."""

import json
from dataclasses import dataclass

from realestate.intake.choices import Kind
from realestate.intake.models import InboundMessage
from realestate.intake.parsers import clean, read_mail
from realestate.intake.parsers.message import decode

LONGEST = 30_000


@dataclass(frozen=True)
class Shown:
    """The headers that matter and the text a person reads; pictures, links and scripts are not there at all."""

    headers: list[tuple[str, str]]
    text: str
    is_cut: bool


def shown(message: InboundMessage) -> Shown:
    """What a person needs to complete it."""
    if message.kind == Kind.MAIL:
        mail = read_mail(message.bytes)
        text = mail.text.replace("\t", "  ")
        headers = [(name, value) for name, value in mail.headers.items() if name not in ("To", "Message-ID")]
    else:
        text = _pretty(message.bytes)
        headers = list(message.headers.items())
    return Shown(headers, text[:LONGEST], message.is_cut or len(text) > LONGEST)


def _pretty(body: bytes) -> str:
    try:
        return clean.paragraphs(json.dumps(json.loads(body), ensure_ascii=False, indent=1), LONGEST + 1)
    except (ValueError, RecursionError):
        return clean.paragraphs(decode(body, "utf-8"), LONGEST + 1)
