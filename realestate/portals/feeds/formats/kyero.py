"""Kyero v3, the common feed of the portals: one ``<property>`` per operation, nodes in the order of the format."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar
from xml.sax.saxutils import escape

from realestate.portals.feeds import clean
from realestate.portals.feeds.content import Item
from realestate.portals.feeds.formats.base import (
    ALL_LANGUAGES,
    Limits,
    LintFinding,
    Sender,
    Weight,
    common_lint,
    short_features,
    usable_pictures,
)

TYPES = {
    "flat": "Apartment", "penthouse": "Penthouse", "duplex": "Duplex", "studio": "Studio", "detached": "Villa",
    "terraced": "Town house", "semi_detached": "Semi detached villa", "country_house": "Country house",
    "retail": "Commercial property", "office": "Office", "warehouse": "Warehouse", "garage": "Garage",
    "storage": "Storage room", "land": "Land", "building": "Building",
}  # fmt: skip
COUNTRIES = {
    "ES": "Spain", "PT": "Portugal", "FR": "France", "IT": "Italy", "AD": "Andorra", "GI": "Gibraltar", "CY": "Cyprus",
    "GR": "Greece", "MX": "Mexico", "AR": "Argentina", "CO": "Colombia", "CL": "Chile", "PE": "Peru", "UY": "Uruguay",
    "EC": "Ecuador",
}  # fmt: skip
CURRENCIES = frozenset({"EUR", "GBP", "USD"})
URL_LENGTH = 255
PLACE_LENGTH = 50
# Where the code itself is not what people say; our own reader must know each (a test asks it).
FEATURE_WORDS = {"accessible": "Step-free access", "solar": "Solar panels"}
NO_LETTER = frozenset({"in_process", "exempt"})


class Kyero:
    """The format of domain notes §3; the reader in ``portals.kyero`` reads it back without loss."""

    code: ClassVar[str] = "kyero"
    content_type: ClassVar[str] = "application/xml; charset=utf-8"
    extension: ClassVar[str] = "xml"
    separator: ClassVar[str] = "\n"
    limits: ClassVar[Limits] = Limits(50, 35, 100, 20_000, 8)
    languages: ClassVar[tuple[str, ...]] = ALL_LANGUAGES

    def head(self, sender: Sender) -> str:
        return '<?xml version="1.0" encoding="UTF-8"?>\n<root>\n<kyero><feed_version>3</feed_version></kyero>\n'

    def tail(self) -> str:
        return "\n</root>\n"

    def date(self, moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    def entry(self, item: Item, sender: Sender) -> tuple[str, str]:
        head = f"<property>\n<id>{escape(item.key)}</id>\n<date>"
        return head, "</date>\n" + "".join(self._nodes(item, sender)) + "</property>"

    def lint(self, item: Item, sender: Sender) -> list[LintFinding]:
        found = list(common_lint(item, sender, self.limits))
        if price_freq(item) is None:
            found.append(LintFinding("operation", Weight.REJECT))
        if item.currency not in CURRENCIES and item.price is not None:
            found.append(LintFinding("currency", Weight.REJECT, (("currency", item.currency),)))
        if not item.province.strip():
            found.append(LintFinding("province", Weight.REJECT))
        if len(clean.line(item.zone)) > PLACE_LENGTH:
            found.append(LintFinding("zone_length", Weight.CUT, (("limit", PLACE_LENGTH),)))
        if any(clean.has_astral(text) for text in item.descriptions.values()):
            found.append(LintFinding("emoji", Weight.CUT))
        if max(len(item.video_url), len(item.virtual_tour_url)) > URL_LENGTH:
            found.append(LintFinding("url_length", Weight.CUT, (("limit", URL_LENGTH),)))
        if item.price is not None and item.price != item.price.to_integral_value():
            found.append(LintFinding("price_cents", Weight.CUT))
        return found

    def _nodes(self, item: Item, sender: Sender) -> Iterator[str]:
        yield node("ref", item.reference)
        price = "x" if item.price is None else whole(item.price) or "x"
        yield f"<price>{price}</price>\n"
        if item.currency in CURRENCIES:
            yield f"<currency>{item.currency}</currency>\n"
        yield f"<price_freq>{price_freq(item) or 'sale'}</price_freq>\n"
        yield f"<new_build>{int(item.is_new_build)}</new_build>\n"
        yield f"<type>{TYPES.get(item.property_type, 'Apartment')}</type>\n"
        yield node("town", clean.line(item.town)) + node("province", clean.line(item.province))
        yield node("country", COUNTRIES.get(item.country, item.country))
        if item.latitude is not None and item.longitude is not None:
            yield (
                f"<location><latitude>{plain(item.latitude)}</latitude>"
                f"<longitude>{plain(item.longitude)}</longitude></location>\n"
            )
        yield node("location_detail", clean.cut_at_word(clean.line(item.zone), PLACE_LENGTH))
        yield f"<beds>{item.bedrooms or 0}</beds>\n<baths>{item.bathrooms or 0}</baths>\n"
        if "pool" in item.features:
            yield "<pool>1</pool>\n"
        built, plot = whole(item.built_area), whole(item.plot_area)
        if built or plot:
            yield f"<surface_area>{tag('built', built)}{tag('plot', plot)}</surface_area>\n"
        yield energy(item)
        yield group("url", {code: url for code, url in item.urls.items() if len(url) <= URL_LENGTH})
        yield from (
            node(name, url)
            for name, url in (("video_url", item.video_url), ("virtual_tour_url", item.virtual_tour_url))
            if len(url) <= URL_LENGTH
        )
        yield node("catastral", item.cadastral_reference)
        texts = {
            code: clean.paragraphs(text)[: self.limits.description_length] for code, text in item.descriptions.items()
        }
        yield group("desc", texts)
        features = [tag("feature", text) for text in short_features(feature_words(item), self.limits)]
        if features:
            yield f"<features>{''.join(features)}</features>\n"
        pictures = usable_pictures(item, sender, self.limits)
        urls = escape("\n".join(picture.url for picture in pictures)).split("\n") if pictures else []
        images = [f'<image id="{number}"><url>{url}</url></image>' for number, url in enumerate(urls, 1)]
        yield f"<images>{''.join(images)}</images>\n"
        yield node("email", item.email) + node("contact_number", item.phone)


def price_freq(item: Item) -> str | None:
    """``sale`` or ``month``; none for what the format cannot say (weeks, transfers, rent to own)."""
    if item.kind == "sale":
        return "sale"
    return "month" if item.kind in ("rent", "seasonal_rent") and item.period == "month" else None


def feature_words(item: Item) -> Iterator[str]:
    """English words for what we have codes for, so that every portal knows them; then the agency's own."""
    if item.is_reserved:
        yield "Reserved"
    for code in item.features:
        yield FEATURE_WORDS.get(code) or code.replace("_", " ").capitalize()
    yield from item.free_features


def energy(item: Item) -> str:
    """Letters, or X where there is none yet or need be none; nothing at all when nobody knows."""
    if item.energy_status in NO_LETTER:
        consumption = emissions = "X"
    elif item.energy_status == "available":
        consumption, emissions = item.energy_consumption, item.energy_emissions
    else:
        return ""
    inner = tag("consumption", consumption) + tag("emissions", emissions)
    return f"<energy_rating>{inner}</energy_rating>\n" if inner else ""


def whole(amount: Decimal | None) -> str:
    """Whole digits, half up; empty for nothing and for nought."""
    if amount is None:
        return ""
    rounded = int(amount.quantize(Decimal(1), ROUND_HALF_UP))
    return str(rounded) if rounded else ""


def plain(number: Decimal) -> str:
    """Degrees without an exponent and without needless noughts."""
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def node(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>\n" if text else ""


def group(name: str, by_language: dict[str, str]) -> str:
    """The texts by language, languages in their order."""
    inner = "".join(tag(code, by_language[code]) for code in ALL_LANGUAGES if by_language.get(code))
    return f"<{name}>{inner}</{name}>\n" if inner else ""
