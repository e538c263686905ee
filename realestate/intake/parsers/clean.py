"""Values as strangers send them, made fit to keep: no control characters, no half characters, no endless lengths."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_MESSAGE = 20_000
EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
PHONE = re.compile(r"(?<![\w/=.-])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,16}(?![\w=]|[.,]\d)")
SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
MACHINES = re.compile(r"^(?:no-?reply|no[._-]?responder|noresponder|do-?not-?reply|mailer|bounce|postmaster|"
    r"notifica\w*|"
                      r"info-?no-?reply|news\w*|daemon)", re.IGNORECASE)  # fmt: skip


def plain(value: object, limit: int = 250) -> str:
    """One line of text: whole characters only, single spaces, cut to ``limit``."""
    return SPACES.sub(" ", paragraphs(value, limit * 4).replace("\n", " ")).strip()[:limit]


def paragraphs(value: object, limit: int = LONGEST_MESSAGE, *, keep_cells: bool = False) -> str:
    """Text of several lines; never more than one empty line in a row. ``keep_cells`` leaves the tabs of a table."""
    text = str(value)[: limit * 2].encode("utf-8", "replace").decode("utf-8")
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C")
    if keep_cells:
        lines = ["\t".join(SPACES.sub(" ", cell).strip() for cell in line.split("\t")) for line in text.split("\n")]
    else:
        lines = [SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n" if keep_cells else None)[:limit]


def email_in(text: str) -> str:
    """The first e-mail address of a text, in lower case; empty when there is none."""
    found = EMAIL.search(text[:5000])
    return found.group().strip(".'").lower()[:254] if found else ""


def phone_in(text: str) -> str:
    """The first telephone number of a text as it was written; empty when there is none."""
    for found in PHONE.finditer(text[:5000]):
        digits = re.sub(r"\D", "", found.group())
        if 7 <= len(digits) <= 15:
            return found.group().strip()[:50]
    return ""


def name_of(text: str) -> str:
    """A person's name without quotes, titles and what surrounds it; empty when it cannot be one."""
    name = plain(text, 200).strip(" \"'«»“”<>,;:*_|.-")
    name = re.sub(
        r"^(?:sr\.?|sra\.?|d\.|dña\.?|don|doña|mr\.?|mrs\.?|ms\.?|herr|frau|m\.|mme)\s+", "", name, flags=re.IGNORECASE
    )
    if "@" in name or "http" in name.lower() or not any(char.isalpha() for char in name):
        return ""
    return name[:120]


def is_machine(address: str) -> bool:
    """An address that nobody reads: no answer goes there."""
    return bool(MACHINES.match(address.partition("@")[0]))


def moment(value: object, now: datetime) -> datetime | None:
    """A mail's or payload's own time in UTC; none when it cannot be, lies ahead, or is older than a year."""
    text = plain(value, 80)
    if not text:
        return None
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if found.tzinfo is None:
        return None  # in whose time zone? our own clock is nearer to the truth
    try:
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if found > now + timedelta(minutes=10) or found < now - timedelta(days=366):
        return None
    return min(found, now)
