"""What the reader hands out: clean values, what was wrong with them, and why a listing or a file was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from realestate.portals.kyero.reasons import reason_for


class Severity(StrEnum):
    """How much a person should care about a problem."""

    REPAIRED = "repaired"  # the meaning was clear, the value is right now
    WARNING = "warning"  # something was left out or is doubtful: look at it


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one field: what stood there and what was done about it."""

    field: str
    value: str
    code: str
    severity: Severity
    count: int = 1

    @property
    def reason(self) -> str:
        """The sentence for people, in the active language."""
        return reason_for(self.code)


@dataclass(frozen=True, slots=True)
class RejectedListing:
    """A listing that cannot be taken in; ``position`` counts from 1."""

    position: int
    external_reference: str
    field: str
    value: str
    code: str

    @property
    def reason(self) -> str:
        """The sentence for people, in the active language."""
        return reason_for(self.code)


@dataclass(frozen=True, slots=True)
class ParsedListing:
    """One listing of the feed in our own vocabulary; every value fits the database's columns.

    ``None`` and ``""`` mean that the feed does not say. ``property_type`` is one of the codes of the vocabulary, or
    ``OTHER_TYPE`` when the feed names none that we know: a neutral word instead of a guess.
    """

    position: int
    external_id: str
    external_reference: str
    source_date: datetime | None
    property_type: str
    operation: str
    period: str
    price: Decimal | None
    price_on_request: bool
    currency: str
    town: str
    province: str
    country: str
    location_detail: str
    latitude: Decimal | None
    longitude: Decimal | None
    bedrooms: int | None
    bathrooms: int | None
    has_pool: bool | None
    built_area: Decimal | None
    plot_area: Decimal | None
    energy_status: str
    energy_consumption: str
    energy_emissions: str
    energy_to_check: bool
    new_build: bool | None
    leasehold: bool | None
    part_ownership: bool | None
    catastral: str
    video_url: str
    virtual_tour_url: str
    email: str
    phone: str
    notes: str
    descriptions: Mapping[str, str] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    photo_urls: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class FeedError(Exception):
    """The file as a whole cannot be read (further); listings that were handed out before stay valid."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @property
    def reason(self) -> str:
        """The sentence for people, in the active language."""
        return reason_for(self.code)

    def __str__(self) -> str:
        return f"{self.reason} ({self.detail})" if self.detail else self.reason


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a feed is read: what a generous real one needs, and no more than memory can bear."""

    total_bytes: int = 256 * 1024 * 1024
    listings: int = 100_000
    depth: int = 32
    attributes: int = 32
    tag_bytes: int = 256 * 1024  # one tag, comment or instruction, which the XML parser must hold whole
    elements: int = 2_000  # in one listing
    listing_chars: int = 1_000_000  # in one listing
    text_chars: int = 100_000  # in one element


# What the database's columns hold. The importer and the tests compare with these.
ID_LENGTH = 50
REFERENCE_LENGTH = 50
TOWN_LENGTH = 100
PROVINCE_LENGTH = 100
LOCATION_DETAIL_LENGTH = 100
FEATURE_LENGTH = 100
DESCRIPTION_LENGTH = 20_000
URL_LENGTH = 500
NOTES_LENGTH = 2_000
EMAIL_LENGTH = 254
FEATURES_MAX = 100
PHOTOS_MAX = 50
PRICE_LIMIT = Decimal(10) ** 14
AREA_LIMIT = Decimal(10) ** 8
ROOMS_MAX = 200
VALUE_SHOWN = 200
