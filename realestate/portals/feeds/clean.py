"""Texts as portals can bear them: no HTML, no control characters, nothing that XML 1.0 forbids."""

import re
import unicodedata
from functools import lru_cache

from realestate.portals.kyero.repairs import strip_html, tidy_lines

# Control characters but for tab and line end, soft hyphens and marks that nobody sees, halves of pairs, non-characters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
ASTRAL = re.compile("[\U00010000-\U0010ffff\ufe00-\ufe0f]")
MARKUP = re.compile(r"[<&]")


@lru_cache(256)  # a listing's texts are asked for several times in a row
def paragraphs(text: str, *, astral: bool = False) -> str:
    """A longer plain text whose paragraphs stay apart; emoji and the like only where ``astral`` is true.

    >>> paragraphs("<p>Sol &amp; mar</p>\\x07<p>Piscina \U0001f3ca</p>")
    'Sol & mar\\n\\nPiscina'
    """
    if not text:
        return ""
    # Twice: what hides markup ("<\x00b>") may be gone only after the first time.
    for _attempt in range(2):
        before = text
        if MARKUP.search(text):
            text = strip_html(text)
        if may_be_forbidden(text):
            text = FORBIDDEN.sub("", text)
        if not astral and has_astral(text):
            text = ASTRAL.sub("", text)
        if text == before:
            break
    return unicodedata.normalize("NFC", tidy_lines(text))


@lru_cache(4_096)  # towns, zones and features: few words, again and again
def line(text: str, *, astral: bool = False) -> str:
    """One line of plain text, for what is short."""
    return " ".join(paragraphs(text, astral=astral).split()) if text else ""


def cut_at_word(text: str, length: int) -> str:
    """At most ``length`` characters, ended between words where there is a gap.

    >>> cut_at_word("Large glazed terrace with a view of the sea", 35)
    'Large glazed terrace with a view of'
    """
    if len(text) <= length:
        return text
    head = text[:length]
    if not text[length].isspace():
        gap = head.rfind(" ")
        head = head[:gap] if gap > 0 else head
    return head.rstrip(" ,;.-/(")


def may_be_forbidden(text: str) -> bool:
    """A quick answer for the many that are clean: what is forbidden cannot be printed, but for two signs that can."""
    return not text.replace("\n", "").isprintable() or "\ufffc" in text or "\ufffd" in text


def has_astral(text: str) -> bool:
    """Does it hold characters that a format without emoji drops?"""
    return not text.isascii() and ASTRAL.search(text) is not None
