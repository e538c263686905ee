"""An e-mail's bytes as headers and text. Real mails are broken in every way, so nothing here ever raises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from realestate.intake.parsers import clean
from realestate.intake.parsers.html import text_of

LONGEST_PART = 400_000
MOST_PARTS = 60
KEPT_HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "List-Unsubscribe", "Precedence")  # fmt: skip
QUOTE = re.compile(r"^(?:>\s?)+", re.MULTILINE)
FORWARD = re.compile(
    r"^[\s>*_-]*(?:forwarded message|mensaje reenviado|mensaje original|original message|weitergeleitete nachricht|"
    r"message transféré|message original|ursprüngliche nachricht|inicio del mensaje reenviado|begin forwarded message)"
    r"[\s:*_-]*$",
    re.IGNORECASE | re.MULTILINE,
)
LINES = re.IGNORECASE | re.MULTILINE
INNER = {
    name: re.compile(rf"^[*_>\s]*(?:{words})\s*:[*_\s]*(.{{{least},{most}}})$", LINES)
    for name, words, least, most in (
        ("from", "de|from|von|desde", 3, 200),
        ("subject", "asunto|subject|betreff|objet", 1, 300),
        ("date", "fecha|date|datum|enviado|sent|enviado el|gesendet", 3, 80),
        ("to", "para|to|an|à|cc", 0, 200),
        ("reply", "responder a|reply-to|reply to|antwort an|répondre à", 3, 200),
    )
}


@dataclass(frozen=True)
class Mail:
    """What parsers look at."""

    sender_name: str = ""
    sender: str = ""  # the address in lower case
    reply_name: str = ""
    reply_to: str = ""
    subject: str = ""
    text: str = ""
    links: tuple[str, ...] = ()
    message_id: str = ""
    date: str = ""
    is_automatic: bool = False  # an answer of a machine, a newsletter, a bounce
    is_forwarded: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def domains(self) -> tuple[str, ...]:
        return tuple(one.partition("@")[2] for one in (self.sender, self.reply_to) if "@" in one)


def read_mail(raw: bytes) -> Mail:
    """The mail; of one forwarded as an attachment, the one inside. What cannot be taken apart is plain text."""
    try:
        return _read(message_from_bytes(raw), 0)
    except Exception:  # the standard library promises not to raise, and does: null bytes in a charset, for one
        return Mail(text=clean.paragraphs(decode(raw[:LONGEST_PART], None), 60_000))


def _read(message: Message, depth: int) -> Mail:
    parts = list(_parts(message))
    inner = next((part for part in parts if part.get_content_type() == "message/rfc822"), None)
    if inner is not None and inner.is_multipart() and depth < 3:
        payload = inner.get_payload()
        first = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(first, Message):
            found = _read(first, depth + 1)
            own = clean.plain(header(message, "Message-ID"), 190).strip("<> ")
            return replace(found, is_forwarded=True, message_id=found.message_id or own)
    return _unwrapped(_mail(message, parts))


def _mail(message: Message, parts: list[Message]) -> Mail:
    texts: list[str] = []
    pages: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or _is_file(part):
            continue
        (texts if kind == "text/plain" else pages).append(_body(part))
    text = "\n".join(texts)
    links: list[str] = []
    if pages:
        page, links = text_of("\n".join(pages)[:LONGEST_PART])
        # Portals' text parts are often a stub ("your program cannot show this mail"): the fuller one is read.
        if len(page.strip()) > len(text.strip()) * 0.8 or len(text.strip()) < 60:
            text = page
    if not texts and not pages and not message.is_multipart():
        text = _body(message)
    links += re.findall(r"https?://[^\s<>\"')\]]{4,400}", text[:100_000])
    sender_name, sender = address(message, "From")
    reply_name, reply_to = address(message, "Reply-To")
    automatic = header(message, "Auto-Submitted").lower() not in ("", "no")
    bulk = header(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply")
    return Mail(
        sender_name=sender_name,
        sender=sender,
        reply_name=reply_name,
        reply_to=reply_to,
        subject=clean.plain(header(message, "Subject")),
        text=clean.paragraphs(text, 60_000, keep_cells=True),
        links=tuple(dict.fromkeys(links))[:200],
        message_id=clean.plain(header(message, "Message-ID"), 190).strip("<> "),
        date=header(message, "Date"),
        is_automatic=automatic or bulk or message.get_content_type() == "multipart/report",
        headers={name: clean.plain(header(message, name), 300) for name in KEPT_HEADERS if message.get(name)},
    )


def _unwrapped(mail: Mail) -> Mail:
    """Of a mail that somebody passed on, the one below, with the sender that it names."""
    start = FORWARD.search(mail.text)
    block = mail.text[start.end() :] if start else mail.text
    if not start:
        begins = INNER["from"].search(QUOTE.sub("", mail.text))
        is_passed_on = re.match(r"^\s*(?:rv|fwd?|re-?env|wg|tr|i)\s*:", mail.subject, re.IGNORECASE)
        if not (begins and is_passed_on and "@" in begins.group(1)):
            return mail
        block = QUOTE.sub("", mail.text)[begins.start() :]
    block = QUOTE.sub("", block)
    head, found = block[:2500], {}
    end = 0
    for name, pattern in INNER.items():
        match = pattern.search(head)
        if match:
            found[name] = clean.plain(match.group(1), 300)
            if match.start() < 900:
                end = max(end, match.end())
    if "from" not in found:
        return mail
    name, sender = _split(found["from"])
    reply_name, reply_to = _split(found.get("reply", ""))
    return replace(
        mail,
        sender_name=name,
        sender=sender,
        reply_name=reply_name,
        reply_to=reply_to,
        subject=found.get("subject", mail.subject),
        text=block[end:].strip(),
        date=found.get("date", mail.date),
        is_forwarded=True,
    )


def _split(text: str) -> tuple[str, str]:
    """(name, address) of ``Name <a@b.c>`` or ``Name [mailto:a@b.c]``."""
    email = clean.email_in(text)
    name = re.split(r"[<\[(]", text)[0] if email else text
    return clean.plain(name.replace(email, "").strip(" \"'*"), 150), email


def _parts(message: Message) -> Iterator[Message]:
    """The leaves, forwarded mails whole; bounded, since mails within mails are cheap to make."""
    waiting, count = [message], 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop(0)
        count += 1
        payload = part.get_payload() if part.is_multipart() else None
        if isinstance(payload, list) and part.get_content_type() != "message/rfc822":
            waiting = [one for one in payload if isinstance(one, Message)] + waiting
        else:
            yield part


def _is_file(part: Message) -> bool:
    return "attachment" in str(part.get("Content-Disposition", "")).lower()[:60]


def _body(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # a transfer encoding or a charset that lies
        return ""
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = part.get_content_charset()
    except Exception:
        charset = None
    return decode(payload[:LONGEST_PART], charset)


def decode(data: bytes, charset: str | None) -> str:
    """Text by the charset that is named, if that is true; else as UTF-8, else as Windows writes it."""
    for name in (charset, "utf-8", "cp1252"):
        if not name or name.lower() in ("iso-8859-1", "latin-1", "us-ascii"):
            continue  # what calls itself Latin-1 is nearly always Windows-1252, and sometimes UTF-8
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def header(message: Message, name: str) -> str:
    """A header in words, its encoded pieces decoded, whatever they claim."""
    try:
        raw = message.get(name)
    except Exception:
        return ""
    if raw is None:
        return ""
    try:
        pieces = decode_header(str(raw)[:4000])
    except Exception:
        return clean.plain(raw, 500)
    said = ""
    for piece, charset in pieces:
        said += decode(piece, charset) if isinstance(piece, bytes) else piece
    return clean.plain(said, 500)


def address(message: Message, name: str) -> tuple[str, str]:
    """(name, address) of a header; both empty when it holds none."""
    said = header(message, name)
    try:
        found = next((pair for pair in getaddresses([said]) if "@" in pair[1]), None) or parseaddr(said)
    except Exception:
        found = ("", "")
    if "@" in found[1]:
        return clean.plain(found[0], 150), clean.email_in(found[1])
    return _split(said)
