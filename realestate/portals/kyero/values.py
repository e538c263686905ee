"""Single values of the feed: text in, clean value out, problems noted on the way. Nothing here raises."""

import re
import unicodedata
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from hashlib import sha256

import phonenumbers
from stdnum.es import referenciacatastral
from stdnum.exceptions import ValidationError

from realestate.core.text import normalise
from realestate.portals.kyero import vocabulary as words
from realestate.portals.kyero.problems import Problems
from realestate.portals.kyero.repairs import line
from realestate.portals.kyero.types import AREA_LIMIT, EMAIL_LENGTH, PRICE_LIMIT, PROVINCE_LENGTH, ROOMS_MAX

NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,'’]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d+(?:[.,]\d+)?")
PLAIN_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,6})?")
DASHES = re.compile(r"[-–—_.\s]*")
DIGITS_MAX = 24
CENT = Decimal("0.01")
MILLIONTH = Decimal("0.000001")
SQUARE_METRES = re.compile(r"\s*(?:m2|m²|mts2?|mtrs?|metros?|m|sqm|sq\.? ?m|qm)?\.?\s*", re.IGNORECASE)
SQUARE_FEET = re.compile(r"\s*(?:sq\.? ?ft|ft2|ft²|square feet)\.?\s*", re.IGNORECASE)
HECTARES = re.compile(r"\s*(?:ha|hectares?|hectareas?|hectáreas?)\.?\s*", re.IGNORECASE)
UNITS = ((SQUARE_FEET, Decimal("0.09290304")), (HECTARES, Decimal(10_000)))
LOW_SALE_PRICE = Decimal(1_000)
PRICE_WORDS = re.compile(r"[\s€£$]*|\b(?:eur|euros?|gbp|usd)\b", re.IGNORECASE)
SMALL_WORDS = frozenset(("de", "del", "la", "las", "el", "los", "y", "i", "en", "d", "a"))
ROMAN = re.compile(r"[ivx]{2,4}", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
DATE_FORMS = (
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
)
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
LETTER = re.compile(r"(?:^|\b)([A-G])(?:\b|$)", re.IGNORECASE)


def plain(text: str) -> str:
    """Full-width and other digits as ASCII, odd spaces and minus signs as the usual ones."""
    text = unicodedata.normalize("NFKC", text[:500]).replace("\u2212", "-")
    return " ".join(text.split())


def read_number(text: str) -> Decimal | None:
    """A number as people write it: ``1.250,50``, ``1,250.50``, ``95 000``; one mark before three digits groups them."""
    digits = text.replace(" ", "").replace("'", "").replace("\u2019", "")
    if len(digits) > DIGITS_MAX:
        return None
    marks = [char for char in digits if char in ".,"]
    if marks:
        last = max(digits.rfind("."), digits.rfind(","))
        decimals = len(digits) - last - 1
        groups = (len(marks) > 1 and len(set(marks)) == 1) or (len(set(marks)) == 1 and decimals == 3 and last <= 3)
        if groups:
            digits = digits.replace(marks[0], "")
        else:
            digits = digits[:last].replace(".", "").replace(",", "") + "." + digits[last + 1 :]
    return Decimal(digits) if PLAIN_NUMBER.fullmatch(digits) else None


def is_plain(text: str, amount: Decimal) -> bool:
    """Digits with a decimal point at most, and meant that way (``1.200`` is not: it is twelve hundred)."""
    return bool(PLAIN_NUMBER.fullmatch(text)) and Decimal(text) == amount


def key(text: str, problems: Problems, field: str, length: int) -> str:
    """An id or reference; one that is too long becomes a shorter one that stays the same and unique."""
    value = line(text, Problems(), field, 10_000)
    if len(value) <= length:
        return value
    problems.repaired(field, value, "shortened_key")
    mark = sha256(value.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{value[: length - 17]}-{mark}"


def date(text: str, problems: Problems) -> datetime | None:
    """The moment of the last change, as the clock of the agency said it."""
    value = plain(text)
    if not value:
        return None
    for form in ("%Y-%m-%d %H:%M:%S", *DATE_FORMS):
        try:
            moment = datetime.strptime(value[:19], form)
        except ValueError:
            continue
        if 1990 <= moment.year <= 2100:
            if form != "%Y-%m-%d %H:%M:%S":
                problems.repaired("date", text, "date_form")
            return moment
    problems.warn("date", text, "bad_date")
    return None


def price(text: str, problems: Problems) -> Decimal | None:
    """The price, or nothing: then it is on request."""
    value = plain(text)
    if normalise(value).strip(" .") in words.ON_REQUEST:
        return None
    if DASHES.fullmatch(value) or value in ("0", "0.00", "0,00"):
        problems.warn("price", text, "no_price")
        return None
    found = NUMBER.findall(value)
    amount = read_number(found[0]) if len(found) == 1 and len(value) < 60 else None
    if amount is not None and amount == 0:
        problems.warn("price", text, "no_price")
        return None
    if (amount is None and len(value) > DIGITS_MAX and value.isdigit()) or (
        amount is not None and amount >= PRICE_LIMIT
    ):
        problems.warn("price", text, "price_too_big")
        return None
    if amount is None or "-" in value or "%" in value:
        problems.warn("price", text, "bad_price")
        return None
    if not is_plain(value, amount):
        problems.repaired("price", text, "price_form")
    amount = amount.quantize(CENT, ROUND_HALF_UP)
    return amount if 0 < amount < PRICE_LIMIT else None


def operation(text: str, amount: Decimal | None, problems: Problems) -> tuple[str, str]:
    """(operation, period of the price)."""
    value = normalise(plain(text)).replace("_", " ").replace("-", " ")
    known = words.OPERATIONS.get(value)
    if known is None:
        problems.warn("price_freq", text, "bad_operation" if value else "no_operation")
        known = ("sale", "")
    if known[0] == "sale" and amount is not None and amount < LOW_SALE_PRICE:
        problems.warn("price", str(amount), "low_price")
    return known


def currency(text: str, default: str, problems: Problems) -> str:
    value = plain(text).lower()
    if not value:
        return default
    if value not in words.CURRENCIES:
        problems.warn("currency", text, "bad_currency")
    return words.CURRENCIES.get(value, default)


def property_type(text: str, problems: Problems) -> str:
    """Our code for a type; the longest known words decide when it is said in a sentence."""
    value = re.sub(r"[^\w]+|_", " ", normalise(plain(text))).strip()
    if not value:
        problems.warn("type", text, "no_type")
        return words.OTHER_TYPE
    if value in words.TYPE_WORDS:
        return words.TYPE_WORDS[value]
    if value.removesuffix("s") in words.TYPE_WORDS:
        return words.TYPE_WORDS[value.removesuffix("s")]
    for known in sorted(words.TYPE_WORDS, key=len, reverse=True):
        if f" {known} " in f" {value} ":
            problems.repaired("type", text, "type_guessed")
            return words.TYPE_WORDS[known]
    problems.warn("type", text, "bad_type")
    return words.OTHER_TYPE


def area(text: str, field: str, problems: Problems) -> tuple[Decimal | None, str]:
    """(square metres or nothing, what else the text says: ``50 + 75 terrace`` → 50 and ``75 m² terrace``)."""
    value = plain(text)
    if not value or value == "0":
        return None, ""
    if DASHES.fullmatch(value) or not any(char.isdigit() for char in value):
        problems.repaired(field, text, "no_number")
        return None, ""
    main, _, extra = value.partition("+")
    match = NUMBER.match(main.strip())
    amount = read_number(match.group()) if match else None
    unit = main.strip()[match.end() :] if match else ""
    if amount is None:
        problems.warn(field, text, "number_too_big" if value.isdigit() else "bad_number")
        return None, ""
    factor = next((factor for pattern, factor in UNITS if unit and pattern.fullmatch(unit)), None)
    if factor is not None:
        problems.repaired(field, text, "area_unit")
        amount *= factor
    elif unit and not SQUARE_METRES.fullmatch(unit):
        if any(char.isdigit() for char in unit.replace("m2", "").replace("m²", "")):
            problems.warn(field, text, "bad_number")
            return None, ""
        problems.repaired(field, text, "number_form")
    elif extra.strip():
        problems.repaired(field, text, "area_with_extra")
    elif not is_plain(value, amount):
        problems.repaired(field, text, "number_form")
    if amount >= AREA_LIMIT:
        problems.warn(field, text, "number_too_big")
        return None, ""
    amount = amount.quantize(CENT, ROUND_HALF_UP)
    return (amount if 0 < amount < AREA_LIMIT else None), extra_area(extra.strip())


def extra_area(text: str) -> str:
    """``75 terrace`` as a feature: ``75 m² terrace``; nothing when it is only a number."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(?:m2|m²)?\s*(\D{3,60})", text)
    return f"{match.group(1)} m² {match.group(2).strip()}" if match and WORD.search(match.group(2)) else ""


def rooms(text: str, field: str, problems: Problems) -> int | None:
    """A count of rooms; 0 and empty mean that nobody said it."""
    value = plain(text)
    if not value or value == "0":
        return None
    match = re.match(r"(\d{1,9})(.*)", value)
    if not match or not match.group(1).isascii():
        problems.warn(field, text, "no_number" if DASHES.fullmatch(value) else "bad_number")
        return None
    count = int(match.group(1))
    if count > ROOMS_MAX:
        problems.warn(field, text, "number_too_big")
        return None
    rest = match.group(2).strip()
    if re.match(r"[.,]0*[1-9]", rest):
        problems.repaired(field, text, "half_rooms")
    elif rest and not re.fullmatch(r"[.,]0*", rest):
        problems.repaired(field, text, "number_form")
    return count or None


def flag(text: str, field: str, problems: Problems) -> bool | None:
    value = normalise(plain(text))
    if value in words.YES:
        return True
    if value in words.NO:
        return False
    if value and not DASHES.fullmatch(value):
        problems.warn(field, text, "bad_flag")
    return None


def country(text: str, default: str, problems: Problems) -> str:
    value = normalise(plain(text)).strip(" .")
    if not value:
        return default
    if value not in words.COUNTRIES:
        problems.warn("country", text, "bad_country")
    return words.COUNTRIES.get(value, default)


def place(text: str, field: str, length: int, problems: Problems) -> str:
    """A place name; one that is all in capitals (or all small) gets ordinary ones."""
    value = line(text, problems, field, length)
    if not WORD.search(value):
        return ""
    if len(value) > 3 and (value.isupper() or value.islower()):
        problems.repaired(field, text, "case")
        value = title(value)[:length]
    return value


def title(text: str) -> str:
    """``PILAR DE LA HORADADA II`` → ``Pilar de la Horadada II``."""

    def one(match: re.Match[str]) -> str:
        word = match.group().lower()
        if match.start() and word in SMALL_WORDS:
            return word
        return word.upper() if ROMAN.fullmatch(word) and match.start() else word[:1].upper() + word[1:]

    return WORD.sub(one, text)


def province(text: str, country_code: str, problems: Problems) -> str:
    """The official name in Spain; elsewhere as it stands."""
    quiet = Problems()
    value = place(text, "province", PROVINCE_LENGTH, quiet)
    name = normalise(value)
    if not value or country_code != "ES" or name in words.PROVINCE_BY_NAME:
        for problem in quiet.as_tuple():
            problems.repaired("province", problem.value, problem.code)
        return words.PROVINCE_BY_NAME.get(name, value) if country_code == "ES" else value
    if name in words.PROVINCE_SPELLINGS:
        problems.repaired("province", text, "province_spelling")
        return words.PROVINCE_SPELLINGS[name]
    if name in words.PROVINCE_OF_TOWN:
        problems.repaired("province", text, "province_from_town")
        return words.PROVINCE_OF_TOWN[name]
    problems.warn("province", text, "bad_province")
    return value


def degrees(text: str) -> Decimal | None:
    value = plain(text).replace(",", ".").replace(" ", "").rstrip("°")
    if not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{0,30})?", value):
        return None
    try:
        return Decimal(value).quantize(MILLIONTH)
    except InvalidOperation:  # pragma: no cover - the pattern allows no such number
        return None


def coordinates(
    latitude: str, longitude: str, country_code: str, problems: Problems
) -> tuple[Decimal | None, Decimal | None]:
    """Both or none; 0/0 means unknown, swapped ones are turned round, ones in another country are left out."""
    nothing = (None, None)
    shown = f"{latitude} / {longitude}"
    empty = [DASHES.fullmatch(plain(text)) is not None for text in (latitude, longitude)]
    if all(empty):
        return nothing
    if any(empty):
        problems.warn("location", shown, "half_coordinates")
        return nothing
    north, east = degrees(latitude), degrees(longitude)
    if north is None or east is None:
        problems.warn("location", shown, "bad_coordinates")
        return nothing
    if north == 0 and east == 0:
        return nothing
    if is_inside(north, east, country_code):
        return north, east
    if country_code in words.BOXES and is_inside(east, north, country_code):
        problems.repaired("location", shown, "coordinates_swapped")
        return east, north
    problems.warn("location", shown, "coordinates_outside")
    return nothing


def is_inside(north: Decimal, east: Decimal, country_code: str) -> bool:
    south, top, west, right = words.BOXES.get(country_code, (Decimal(-90), Decimal(90), Decimal(-180), Decimal(180)))
    return south <= north <= top and west <= east <= right


def energy_letter(text: str, field: str, problems: Problems) -> tuple[str, str]:
    """(letter, status): status is ``available``, ``in_process``, ``exempt`` or nothing."""
    value = plain(text)
    name = normalise(value).strip(" .")
    if not value or DASHES.fullmatch(value):
        return "", ""
    if name in words.IN_PROCESS:
        return "", "in_process"
    if name in words.EXEMPT:
        return "", "exempt"
    if len(value) == 1 and value.upper() in "ABCDEFG":
        return value.upper(), "available"
    found = {letter.upper() for letter in LETTER.findall(value)} if len(value) < 40 else set()
    if len(found) == 1:
        problems.repaired(field, text, "energy_form")
        return found.pop(), "available"
    problems.warn(field, text, "bad_energy")
    return "", ""


def email(text: str, problems: Problems) -> str:
    value = plain(text).removeprefix("mailto:").strip(" <>;,.").lower()
    if not value:
        return ""
    if len(value) <= EMAIL_LENGTH and EMAIL.fullmatch(value) and ".." not in value:
        return value
    problems.warn("email", text, "bad_email")
    return ""


def phone(text: str, country_code: str, problems: Problems) -> str:
    """E.164, or nothing."""
    value = plain(text)
    if DASHES.fullmatch(value):
        return ""
    try:
        number = phonenumbers.parse(value[:60], country_code)
    except phonenumbers.NumberParseException:
        problems.warn("contact_number", text, "bad_phone")
        return ""
    if not phonenumbers.is_possible_number(number):
        problems.warn("contact_number", text, "bad_phone")
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def catastral(text: str, problems: Problems) -> str:
    value = plain(text)
    if DASHES.fullmatch(value):
        return ""
    try:
        return str(referenciacatastral.validate(value))
    except (ValidationError, ValueError, IndexError, KeyError):
        problems.warn("catastral", text, "bad_catastral")
        return ""
