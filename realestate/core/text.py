"""Text that is compared or searched is normalised on write: MySQL says 'José' = 'jose', SQLite does not."""

import re
import unicodedata

SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Casefolded, without accents, single spaces: the form that ``search_text`` columns hold.

    >>> normalise("  Ático  en la CALLE Peñón ")
    'atico en la calle penon'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return SPACES.sub(" ", plain.casefold()).strip()


def search_text(*parts: object, limit: int = 1000) -> str:
    """One normalised column from many values, empty ones left out."""
    return normalise(" ".join(str(part) for part in parts if part))[:limit]


def normalise_email(address: str) -> str:
    """E-mail addresses are compared in lower case throughout."""
    return address.strip().lower()
