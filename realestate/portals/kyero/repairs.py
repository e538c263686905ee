"""Text that went through the wrong programs, put right without touching text that is right."""

import html
import re
import unicodedata
from collections.abc import Callable

import nh3

from realestate.portals.kyero.problems import Problems
from realestate.portals.kyero.types import DESCRIPTION_LENGTH

# The characters that the bytes 80–9F become when UTF-8 is read as Windows-1252 (as Latin-1: control characters).
WINDOWS = {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
CONTINUATION = {chr(byte): byte for byte in range(0x80, 0xC0)} | WINDOWS
MARKS = "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2039\u203a"  # they may stand after a word in capitals
NEXT = "[" + "".join(CONTINUATION) + "]"
CONTROL = "[\x80-\x9f" + "".join(char for char in WINDOWS if char not in MARKS) + "]"
# Pairs that right text of a Western language does not hold. Words in capitals that end in Ã or Â are let alone.
LATIN = re.compile(
    f"[ÃÂ]{CONTROL}"
    f"|(?<![A-Z])[ÃÂ][{MARKS}]|[ÃÂ][{MARKS}](?=[A-Za-zÃÂ])"
    "|(?<![A-Z][A-Z])Ã[\xa0-\xbf]|(?<![A-Z])Â[\xa0-\xbf]"
)
PUNCTUATION = re.compile(
    f"â[\x80-\x9f\u20ac\u201a\u201e\u2020\u02c6\u0153\u02dc\u2122]{NEXT}|ï»¿|ð[\x9f\u0178]{NEXT}{NEXT}"
)
# Only beside one of the above: alone they could be right.
EXTENDED = re.compile(f"[ÄÅ]{NEXT}")
CYRILLIC = re.compile(f"(?:[ÐÑ]{NEXT}){{2,}}")
CYRILLIC_LETTER = re.compile(f"[ÐÑ]{NEXT}")
SUSPICIOUS = re.compile("[ÃÂâïðÐÑ]")
# The second half was lost on the way, or became a space, a question mark or a replacement character. Between small
# letters only one letter of each language is possible.
LOST_QUOTE = re.compile("â€[\ufffd?]?(?=[\\s.,;:)!]|$)")
LOST = {
    "de": (re.compile("(?<=[a-zäöü])Ã[\ufffd?]?(?=[a-z]|\\b|$)"), "ß"),
    "es": (re.compile("(?<=[a-zñ])Ã[\ufffd?]?(?=[a-zñ]|\\b|$)"), "í"),
    **dict.fromkeys(("fr", "it", "ca"), (re.compile("(?<![A-Z])Ã(?:[ \ufffd?](?= ))?(?= )"), "à")),
}
MAX_ROUNDS = 3

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]"
)
WINDOWS_CONTROLS = {byte: char for char, byte in WINDOWS.items()}  # a control character of 80–9F is one of these
SPACES = re.compile(r"\s+")
SPACES_IN_LINE = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\n{3,}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|<!\[")
BREAK = re.compile(r"<(?:br|/?p|/?div|/?h[1-6]|/?ul|/?ol|/li|/?tr|/?table|hr)\b[^<>]*>", re.IGNORECASE)
ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def decoded(match: re.Match[str]) -> str:
    """The characters of one run as UTF-8, or the run as it was when it is none."""
    run = match.group()
    try:
        return bytes(CONTINUATION.get(char, ord(char)) for char in run).decode()
    except (UnicodeDecodeError, ValueError):
        return run


def fix_double_encoding(text: str, language: str = "") -> str:
    """``GrundstÃ¼ck`` → ``Grundstück``, however often it happened; right text stays as it is.

    >>> fix_double_encoding("rÃ©novÃ©e â€“ trÃ¨s proche")
    'rénovée – très proche'
    >>> fix_double_encoding("SÃO JOÃO, CAFÉ®, Ávila")
    'SÃO JOÃO, CAFÉ®, Ávila'
    """
    for _ in range(MAX_ROUNDS):
        if not SUSPICIOUS.search(text):
            return text
        fixed = PUNCTUATION.sub(decoded, LATIN.sub(decoded, text))
        if fixed != text:
            fixed = EXTENDED.sub(decoded, fixed)
        if language in {"", "ru"} and CYRILLIC.search(fixed):  # "Ñ¡" is right in Spanish
            fixed = CYRILLIC_LETTER.sub(decoded, fixed)
        if fixed == text:
            break
        text = fixed
    text = LOST_QUOTE.sub("\u201d", text)
    if language in LOST:
        pattern, letter = LOST[language]
        text = pattern.sub(letter, text)
    return text


def fix_text(text: str, problems: Problems, field: str, language: str = "") -> str:
    """Broken accents restored, invisible characters gone; one form for letters with accents."""
    if text.isascii() and not INVISIBLE.search(text):
        return text
    fixed = fix_double_encoding(text, language)
    if fixed != text:
        problems.repaired(field, text, "double_encoded")
    return unicodedata.normalize("NFC", INVISIBLE.sub("", fixed.translate(WINDOWS_CONTROLS)))


def strip_html(text: str) -> str:
    """HTML as plain text: paragraphs and list items on lines of their own.

    >>> strip_html("<p>Sol &amp; mar</p><ul><li>Piscina</li></ul>")
    '\\nSol & mar\\n\\n- Piscina\\n\\n'
    """
    for _ in range(MAX_ROUNDS):
        plain = text
        if TAG.search(plain):
            plain = ITEM.sub("- ", BREAK.sub("\n", plain))
            plain = html.unescape(nh3.clean(plain, tags=set(), strip_comments=True))
        plain = ENTITY.sub(lambda match: html.unescape(match.group()), plain)
        if plain == text:
            break
        text = plain
    return text


def cut(text: str, length: int) -> str:
    """The beginning of the text, ended at a word where one is near."""
    if len(text) <= length:
        return text
    head = text[: length - 1].rstrip()
    at_word = head.rfind(" ", max(0, length - 80))
    return (head[:at_word] if at_word > 0 else head).rstrip(" ,;.-") + "…"


def line(text: str, problems: Problems, field: str, length: int) -> str:
    """One line of plain text, not longer than its column."""
    return _fitted(text, problems, field, length, lambda plain: SPACES.sub(" ", plain).strip())


def paragraphs(text: str, problems: Problems, field: str, language: str, length: int = DESCRIPTION_LENGTH) -> str:
    """A longer plain text whose paragraphs stay apart."""
    return _fitted(text, problems, field, length, tidy_lines, language)


def tidy_lines(text: str) -> str:
    """Single spaces, no spaces at line ends, at most one blank line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = (SPACES_IN_LINE.sub(" ", part).strip() for part in text.split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _fitted(
    text: str, problems: Problems, field: str, length: int, tidy: Callable[[str], str], language: str = ""
) -> str:
    if not text:
        return ""
    plain = strip_html(text) if "<" in text or "&" in text else text
    if plain != text:
        problems.repaired(field, text, "html")
    plain = tidy(fix_text(plain, problems, field, language))
    if len(plain) > length:
        problems.warn(field, plain, "too_long")
        plain = cut(plain, length)
    return plain
