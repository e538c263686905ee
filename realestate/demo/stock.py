"""The demo's stock: the project's own feed through the real importer, then published, with drawn photos."""

import hashlib
import random
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from lxml import etree

from realestate.core.images import encode
from realestate.core.tokens import new_token
from realestate.demo.photos import SCENES, draw_photo
from realestate.listings.choices import Status
from realestate.listings.models import Listing, Operation, Photo, PriceChange
from realestate.portals.importer import import_feed
from realestate.salespeople.models import Office, User

FEED = Path(__file__).parent / "data" / "stock.xml"
SOURCE = "demo"
COASTAL = (
    "alcázares",
    "javier",
    "pedro",
    "manga",
    "mar menor",
    "pilar",
    "torrevieja",
    "orihuela",
    "cartagena",
    "unión",
)
PICTURES_A_SCENE = 5


def make_stock(
    *, offices: list[Office], staff: dict[int, list[User]], now: datetime, rng: random.Random
) -> list[Operation]:
    """Import, publish nearly all, give each a salesperson; returns the operations with their listings."""
    inland, coast = offices
    for office, feed in ((coast, _part(coastal=True)), (inland, _part(coastal=False))):
        import_feed(stream=feed, source=SOURCE, office=office)
    pictures = _draw()
    operations = list(Operation.objects.select_related("listing", "listing__office").order_by("pk"))
    photos: list[Photo] = []
    prices: list[PriceChange] = []
    for number, operation in enumerate(operations):
        listing = operation.listing
        if listing.salesperson_id is None:
            listing.salesperson = rng.choice(staff[listing.office_id])
            Listing.objects.filter(pk=listing.pk).update(
                salesperson=listing.salesperson, created_at=now - timedelta(days=rng.randint(95, 300))
            )
        photos += _photos(listing, pictures, rng)
        _publish(operation, number, now, rng, prices)
    Photo.objects.bulk_create(photos, batch_size=200)
    PriceChange.objects.bulk_create(prices, batch_size=200)
    return operations


def _part(*, coastal: bool) -> BytesIO:
    """The listings of one office, as a feed of its own."""
    tree = etree.parse(str(FEED), etree.XMLParser(resolve_entities=False, no_network=True))
    root = tree.getroot()
    for listing in root.findall("property"):
        town = (listing.findtext("town") or "").casefold()
        if any(name in town for name in COASTAL) != coastal:
            root.remove(listing)
    return BytesIO(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))


def _publish(operation: Operation, number: int, now: datetime, rng: random.Random, prices: list[PriceChange]) -> None:
    """Most are on the market for weeks, a few drafts and reservations; one in four has come down in price."""
    published = now - timedelta(days=rng.randint(3, 220), hours=rng.randint(0, 9))
    status = Status.DRAFT if number % 23 == 5 else Status.RESERVED if number % 19 == 7 else Status.AVAILABLE
    first = operation.price
    if first is not None and rng.random() < 0.25:
        step = Decimal(1000) if first > 10_000 else Decimal(10)
        first = (first * Decimal(rng.randint(103, 112)) / 100 / step).to_integral_value() * step
        dropped = published + (now - published) * rng.uniform(0.3, 0.9)
        prices.append(_step(operation, operation.price, dropped))  # rows stand in the order in which it happened
        operation.price_changes.update(price=first, at=published)
    else:
        operation.price_changes.update(at=published)
    Operation.objects.filter(pk=operation.pk).update(
        status=status,
        published_at=None if status == Status.DRAFT else published,
        original_price=first,
    )
    operation.refresh_from_db(fields=["status", "published_at", "original_price"])


def _step(operation: Operation, price: Decimal | None, at: datetime) -> PriceChange:
    return PriceChange(operation=operation, price=price, currency=operation.currency, at=at)


def _draw() -> dict[str, list[dict[str, bytes]]]:
    """A small album, drawn once; listings share its pictures."""
    album: dict[str, list[dict[str, bytes]]] = {}
    for scene in SCENES:
        for seed in range(PICTURES_A_SCENE):
            picture = draw_photo(scene, seed)
            full = encode(picture, kind="JPEG", quality=80)
            # As wide as the drawing: what feeds and social networks fetch costs no more than its bytes.
            files = {"original.jpg": full, "1280.jpg": full, "1920.jpg": full}
            for width in Photo.WIDTHS:
                files[f"{width}.webp"] = encode(picture, kind="WEBP", width=width, quality=70)
            album.setdefault(scene, []).append(files)
    return album


def _photos(listing: Listing, album: dict[str, list[dict[str, bytes]]], rng: random.Random) -> list[Photo]:
    """Outside first; land and garages have no kitchen."""
    listing.photos.all().delete()
    scenes = [scene for scene in SCENES if listing.has_bedrooms or scene in {"facade", "plan"}]
    if "pool" not in listing.features and "pool" in scenes:
        scenes.remove("pool")
    made = []
    for position, scene in enumerate(scenes):
        token = new_token()
        files = rng.choice(album[scene])
        sha256 = hashlib.sha256(files["1920.jpg"]).hexdigest()
        for name, content in files.items():
            folder = token if name == "original.jpg" else f"{token}/{sha256[:8]}"
            default_storage.save(f"photos/{folder}/{name}", ContentFile(content))
        made.append(
            Photo(
                listing=listing,
                token=token,
                position=position,
                original=f"photos/{token}/original.jpg",
                width=1280,
                height=960,
                status=Photo.Status.READY,
                sha256=sha256,
                prepared_at=timezone.now(),
            )
        )
    return made
