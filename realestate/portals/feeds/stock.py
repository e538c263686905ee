"""The stock on the market, some hundred operations at a time, with all that publish rules and formats read of it.

Photos are most of a feed (two hundred thousand for ten thousand listings), and most listings are as they were in the
last feed. So everything comes as plain tuples; objects under the names of the models' fields are made of them only for
what has to be looked at, which the stamp tells: a hash over all that was read.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.conf import settings
from django.db.models.functions import Left

import realestate
from realestate.core.dates import today
from realestate.listings.choices import EXCLUSIVE_MANDATES, MANDATE_IN_FORCE
from realestate.listings.models import Listing, ListingText, Mandate, Operation, Ownership, Photo, RuleOverride
from realestate.listings.rules import Facts
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from realestate.portals.models import PortalAccount

CHUNK = 1000
OF_OPERATION = (
    "id", "listing_id", "kind", "price", "currency", "price_on_request", "period", "status", "is_on_web",
)  # fmt: skip
UNREAD = frozenset({"notes", "search_text", "version", "created_at", "updated_at"})
OF_LISTING = tuple(field.attname for field in Listing._meta.concrete_fields if field.attname not in UNREAD)
OF_ACCOUNT = (
    "id", "name", "format", "languages", "photo_limit", "sends_reserved", "customer_code", "contact_email",
    "contact_phone",
)  # fmt: skip


class Plain:
    """An object with the values of a row under the names of its columns."""

    def __init__(self, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self.__dict__.update(zip(names, values, strict=True))


class Words(NamedTuple):
    """A text, as ``ListingText``."""

    language: str
    title: str
    description: str


class Shot(NamedTuple):
    """A photo, as ``Photo``."""

    original: str
    remote_url: str
    status: str
    kind: str
    token: str
    first_of_hash: str
    caption: str

    @property
    def edition(self) -> str:
        return self.first_of_hash


class Share(NamedTuple):
    """An owner's share, as ``Ownership``."""

    share: Decimal


class Override(NamedTuple):
    """A manager's word, as ``RuleOverride``."""

    code: str
    channel: str
    ended_at: datetime | None


class Terms(NamedTuple):
    """A mandate, as ``Mandate``."""

    kind: str
    status: str
    operation_kinds: Any
    price: Decimal | None
    currency: str
    fee_payer: str
    starts_on: date
    ends_on: date | None
    renews_months: int | None
    starts_at_once: bool
    revocable_until: date | None

    @property
    def is_in_force(self) -> bool:
        return self.status in MANDATE_IN_FORCE

    @property
    def is_exclusive(self) -> bool:
        return self.kind in EXCLUSIVE_MANDATES


class Parts(NamedTuple):
    """What hangs on a listing, as tuples."""

    texts: list[tuple[Any, ...]]
    photos: list[tuple[Any, ...]]
    mandates: list[tuple[Any, ...]]
    ownerships: list[tuple[Any, ...]]


@dataclass(slots=True)
class Source:
    """One operation and all that is read of it."""

    stock: "Stock"
    operation: tuple[Any, ...]
    listing: tuple[Any, ...]
    parts: Parts
    overrides: list[tuple[Any, ...]]

    @property
    def key(self) -> int:
        return cast(int, self.operation[0])

    def stamp(self, *more: Any) -> str:
        """Another one whenever anything changed that an entry, or the reasons against it, could depend on."""
        office_id = self.listing[OFFICE]
        read = (self.stock.office_base[office_id], self.operation, self.listing, tuple(self.parts), self.overrides)
        return digest(repr((*read, more)))

    def facts(self) -> Facts:
        """As the rules and formats look at it."""
        operation: Any = Plain(OF_OPERATION, self.operation)
        listing: Any = Plain(OF_LISTING, self.listing)
        operation.pk, operation.listing = operation.id, listing
        listing.pk, listing.office = listing.id, self.stock.offices[listing.office_id]
        return Facts.read_apart(
            operation,
            self.stock.day,
            all_texts=list(map(Words._make, self.parts.texts)),
            all_photos=list(map(Shot._make, self.parts.photos)),
            all_mandates=list(map(Terms._make, self.parts.mandates)),
            ownerships=list(map(Share._make, self.parts.ownerships)),
            overrides=list(map(Override._make, self.overrides)),
            switches=self.stock.switches[listing.office_id],
        )


OFFICE = OF_LISTING.index("office_id")


class Stock:
    """What is on the market in an account's offices, on this day."""

    def __init__(self, account: "PortalAccount") -> None:
        offices = Office.objects.prefetch_related("rule_switches")
        if account.office_ids:
            offices = offices.filter(pk__in=account.office_ids)
        self.day = today()
        self.offices = {office.pk: office for office in offices}
        self.switches = {pk: list(office.rule_switches.all()) for pk, office in self.offices.items()}
        base = (code_digest(), str(self.day), settings.BASE_URL, values_of(account, OF_ACCOUNT))
        self.office_base = {pk: digest(repr((base, self._office_base(one)))) for pk, one in self.offices.items()}

    def chunks(self) -> Iterator[list[Source]]:
        """All of it by key: memory stays flat and no cursor stays open."""
        rows = Operation.objects.on_market().filter(listing__office__in=list(self.offices)).order_by("pk")
        names = (*OF_OPERATION, *(f"listing__{name}" for name in OF_LISTING))
        last = 0
        while chunk := list(rows.filter(pk__gt=last).values_list(*names)[:CHUNK]):
            yield self._with_parts(chunk)
            last = chunk[-1][0]

    def _with_parts(self, chunk: list[tuple[Any, ...]]) -> list[Source]:
        listings = list({values[1] for values in chunk})
        texts = grouped(ListingText.objects.filter(listing__in=listings).order_by("pk"), Words)
        photos = Photo.objects.filter(listing__in=listings).annotate(first_of_hash=Left("sha256", 8))
        pictures = grouped(photos.order_by("listing_id", "position", "pk"), Shot)
        mandates = grouped(Mandate.objects.filter(listing__in=listings).order_by("pk"), Terms)
        ownerships = grouped(Ownership.objects.filter(listing__in=listings).order_by("pk"), Share)
        keys = [values[0] for values in chunk]
        overrides = grouped(RuleOverride.objects.filter(operation__in=keys).order_by("pk"), Override, "operation_id")
        found = []
        for values in chunk:
            key, pk = values[0], values[1]
            parts = Parts(texts[pk], pictures[pk], mandates[pk], ownerships[pk])
            operation, listing = values[: len(OF_OPERATION)], values[len(OF_OPERATION) :]
            found.append(Source(self, operation, listing, parts, overrides[key]))
        return found

    def _office_base(self, office: Office) -> tuple[Any, ...]:
        names = tuple(field.attname for field in Office._meta.concrete_fields)
        switched = [(switch.code, switch.is_on) for switch in self.switches[office.pk]]
        return (values_of(office, names), switched)


def grouped(rows: "QuerySet[Any, Any]", kind: Any, by: str = "listing_id") -> dict[int, list[tuple[Any, ...]]]:
    """The columns of this kind, by what the rows hang on."""
    found: dict[int, list[Any]] = defaultdict(list)
    for values in rows.values_list(*kind._fields, by):
        found[values[-1]].append(values[:-1])
    return found


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def values_of(row: Any, names: tuple[str, ...]) -> str:
    return repr([str(getattr(row, name)) for name in names])


@cache
def code_digest() -> str:
    """A hash over our own code and words: a new release looks at everything anew."""
    found = hashlib.blake2b(digest_size=16)
    root = Path(realestate.__file__).parent
    for path in sorted((*root.rglob("*.py"), *root.rglob("*.mo"))):
        if "tests" not in path.parts:
            found.update(path.read_bytes())
    return found.hexdigest()
