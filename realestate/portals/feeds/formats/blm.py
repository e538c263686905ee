"""BLM v3, the format of British portals that agencies on the coast sell to: fields end in ^, records in ~.

One line a record; both marks are kept out of every text, and so is what is not in the basic plane.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from realestate.portals.feeds import clean
from realestate.portals.feeds.content import Item
from realestate.portals.feeds.formats.base import (
    Limits,
    LintFinding,
    Sender,
    Weight,
    common_lint,
    short_features,
    usable_pictures,
)
from realestate.portals.feeds.formats.kyero import COUNTRIES, feature_words, plain, whole

FIELD_END, RECORD_END = "^", "~"
MARKS = str.maketrans({FIELD_END: "-", RECORD_END: "-", "\n": " ", "\r": " ", "\t": " "})
SUMMARY_LENGTH = 300
FEATURES, PICTURES = 10, 50
SUB_TYPES = {
    "flat": 28, "penthouse": 29, "duplex": 30, "studio": 9, "detached": 27, "terraced": 1, "semi_detached": 3,
    "country_house": 43, "retail": 19, "office": 178, "warehouse": 187, "garage": 25, "storage": 184, "land": 20,
    "building": 80,
}  # fmt: skip
AVAILABLE, RESERVED, LET_AGREED = 0, 4, 5
RESALE, LETTINGS = 1, 2
PRICED, ON_REQUEST = 0, 1
LET_FREQUENCY = {"week": 0, "month": 1, "day": 4}
BEFORE_DATE = ("AGENT_REF", "BRANCH_ID")
AFTER_DATE = (
    "STATUS_ID", "PRICE", "PRICE_QUALIFIER", "CURRENCY", "TRANS_TYPE_ID", "LET_RENT_FREQUENCY", "PROP_SUB_ID",
    "NEW_HOME_FLAG", "BEDROOMS", "BATHROOMS", "ADDRESS_2", "TOWN", "COUNTY", "POSTCODE1", "POSTCODE2", "COUNTRY",
    "DISPLAY_ADDRESS", "LATITUDE", "LONGITUDE", "AREA_SQ_METRES", "PLOT_SQ_METRES", "ENERGY_RATING", "PUBLISHED_FLAG",
    "SUMMARY", "DESCRIPTION",
    *(f"FEATURE{place}" for place in range(1, FEATURES + 1)),
    *(f"MEDIA_IMAGE_{place:02}" for place in range(PICTURES)),
    *(f"MEDIA_IMAGE_TEXT_{place:02}" for place in range(PICTURES)),
    "MEDIA_VIRTUAL_TOUR_00",
)  # fmt: skip
LANGUAGES = ("en", "es")


class Blm:
    """English text where there is one, else Spanish."""

    code: ClassVar[str] = "blm"
    content_type: ClassVar[str] = "text/plain; charset=utf-8"
    extension: ClassVar[str] = "blm"
    separator: ClassVar[str] = "\r\n"
    limits: ClassVar[Limits] = Limits(PICTURES, 200, FEATURES, 32_000, 10)
    languages: ClassVar[tuple[str, ...]] = LANGUAGES

    def head(self, sender: Sender) -> str:
        names = "".join(f"{name}{FIELD_END}" for name in (*BEFORE_DATE, "UPDATE_DATE", *AFTER_DATE))
        return (
            f"#HEADER#\r\nVersion : 3\r\nEOF : '{FIELD_END}'\r\nEOR : '{RECORD_END}'\r\n\r\n"
            f"#DEFINITION#\r\n{names}{RECORD_END}\r\n\r\n#DATA#\r\n"
        )

    def tail(self) -> str:
        return "\r\n#END#\r\n"

    def date(self, moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    def entry(self, item: Item, sender: Sender) -> tuple[str, str]:
        head = f"{flat(item.key)}{FIELD_END}{flat(sender.customer_code)}{FIELD_END}"
        fields = dict(self._fields(item, sender))
        return head, FIELD_END + "".join(f"{fields.get(name, '')}{FIELD_END}" for name in AFTER_DATE) + RECORD_END

    def lint(self, item: Item, sender: Sender) -> list[LintFinding]:
        found = list(common_lint(item, sender, self.limits))
        if item.kind not in ("sale", "rent", "seasonal_rent"):
            found.append(LintFinding("operation", Weight.REJECT))
        if not sender.customer_code:
            found.append(LintFinding("customer_code", Weight.REJECT))
        if any(clean.has_astral(text) for text in item.descriptions.values()):
            found.append(LintFinding("emoji", Weight.CUT))
        if "en" not in item.descriptions:
            found.append(LintFinding("no_english", Weight.HINT))
        return found

    def _fields(self, item: Item, sender: Sender) -> Iterator[tuple[str, str]]:
        is_let = item.kind != "sale"
        reserved = LET_AGREED if is_let else RESERVED
        yield "STATUS_ID", str(reserved if item.is_reserved else AVAILABLE)
        yield "PRICE", "" if item.price is None else whole(item.price)
        yield "PRICE_QUALIFIER", str(ON_REQUEST if item.price is None else PRICED)
        yield "CURRENCY", item.currency
        yield "TRANS_TYPE_ID", str(LETTINGS if is_let else RESALE)
        yield "LET_RENT_FREQUENCY", str(LET_FREQUENCY.get(item.period, 1)) if is_let else ""
        yield "PROP_SUB_ID", str(SUB_TYPES.get(item.property_type, 0))
        yield "NEW_HOME_FLAG", "Y" if item.is_new_build else "N"
        yield "BEDROOMS", str(item.bedrooms or 0)
        yield "BATHROOMS", str(item.bathrooms or 0)
        yield "ADDRESS_2", flat(item.zone)
        yield "TOWN", flat(item.town)
        yield "COUNTY", flat(item.province)
        yield "POSTCODE1", flat(item.postal_code)
        yield "COUNTRY", COUNTRIES.get(item.country, item.country)
        yield "DISPLAY_ADDRESS", flat(", ".join(part for part in (item.street, item.zone, item.town) if part))
        yield "LATITUDE", "" if item.latitude is None else plain(item.latitude)
        yield "LONGITUDE", "" if item.longitude is None else plain(item.longitude)
        yield "AREA_SQ_METRES", whole(item.built_area)
        yield "PLOT_SQ_METRES", whole(item.plot_area)
        yield "ENERGY_RATING", item.energy_consumption
        yield "PUBLISHED_FLAG", "1"
        body = next((item.descriptions[code] for code in LANGUAGES if item.descriptions.get(code)), "")
        described = clean.paragraphs(body)[: self.limits.description_length]
        yield "SUMMARY", flat(clean.cut_at_word(" ".join(described.split()), SUMMARY_LENGTH))
        yield "DESCRIPTION", described.translate(MARKS)
        for place, text in enumerate(short_features(feature_words(item), self.limits), 1):
            yield f"FEATURE{place}", text.translate(MARKS)
        for place, picture in enumerate(usable_pictures(item, sender, self.limits)):
            yield f"MEDIA_IMAGE_{place:02}", address(picture.url)
            yield f"MEDIA_IMAGE_TEXT_{place:02}", flat(picture.caption)
        yield "MEDIA_VIRTUAL_TOUR_00", address(item.virtual_tour_url)


def flat(text: str) -> str:
    """One line without the format's own marks."""
    return clean.line(text).translate(MARKS)


def address(url: str) -> str:
    """A web address may hold the marks: they are encoded, not replaced."""
    return url.replace(FIELD_END, "%5E").replace(RECORD_END, "%7E")
