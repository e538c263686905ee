"""Looking into an advertisement's words for what should, or should not, be there."""

import re

# Spanish numbers in their usual groups, and any number with a country code. Prices ("150.000 200.000") are not phones.
PHONE = re.compile(
    r"(?<![\d.,])[6789]\d{2}([ .-]?)\d{2,3}\1\d{2,3}(?:\1\d{2})?(?![\d]|[.,]\d)"
    r"|(?:\+|\b00)\d{1,3}[ .-]?\(?\d\)?(?:[ .-]?\d){6,}"
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,60}\.[a-z]{2}", re.IGNORECASE)
WEB = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
HTML = re.compile(r"</?[a-z][^<>]{0,200}>|&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE)
# The least that any such number is made of; looked for first, for it is found, or not, in a tenth of the time.
DIGITS = re.compile(r"\d(?:[ .()-]{0,3}\d){6}")
OCCUPIED = re.compile(
    r"\bocupad|okupa|sin posesi[oó]n|\bocupant|\boccupied|without possession|no possession|\boccup[eé]|besetzt|bezet"
)
REFERENCE_PRICE = re.compile(
    r"(?:[ií]ndice|precio|renta|[ií]ndex|preu|renda)s? de refer[eèé]ncia|reference (?:index|price|rent)"
)
LARGE_HOLDER = re.compile(r"gran(?:des)? tenedor|gran(?:s)? tenidor|large (?:property )?(?:holder|owner|landlord)")


def has_contact_details(text: str) -> bool:
    """A phone number, an e-mail or a web address."""
    if DIGITS.search(text) and PHONE.search(text):
        return True
    if "@" in text and EMAIL.search(text):
        return True
    return ("://" in text or "ww" in text.casefold()) and bool(WEB.search(text))


def has_html(text: str) -> bool:
    """A tag, or a character by its name or number."""
    return ("<" in text or "&" in text) and bool(HTML.search(text))


def is_shouting(title: str) -> bool:
    """Written in capitals throughout."""
    letters = [letter for letter in title if letter.isalpha()]
    return len(letters) > 8 and all(letter.isupper() for letter in letters)
