"""Everything that leaves the house without a sign-in, for the leak test. What a new address shows is added here.

Each output gets the listing and gives the bytes that a stranger can read because of it. ``COVERS`` says which
addresses each one looks at; the leak test fails when an address of this room is looked at by none.
"""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.test import Client
from django.urls import reverse

from realestate.listings.models import Listing, Operation, Photo
from realestate.listings.services import create_selection
from realestate.portals.feeds.building import build_feed
from realestate.portals.feeds.formats import FORMATS
from realestate.portals.feeds.overview import address_of
from realestate.portals.models import PortalAccount
from realestate.portals.seo import public_path
from realestate.portals.sitemap import BLOCK
from realestate.portals.tests.feeds import portal

Output = Callable[[Listing], Iterator[bytes]]

OUTPUTS: list[Output] = []
COVERS: set[str] = set()


def output(*names: str) -> Callable[[Output], Output]:
    """Count this among the outputs; ``names`` are the addresses that it looks at."""

    def add(function: Output) -> Output:
        OUTPUTS.append(function)
        COVERS.update(names)
        return function

    return add


def read(path: str, status: int = 200) -> bytes:
    """The page and its headers, as a stranger gets them."""
    response = Client().get(path)
    assert response.status_code == status, (path, response.status_code)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    return body + str(response.headers).encode()


@output("search_es", "search_en")
def search(listing: Listing) -> Iterator[bytes]:
    for language in ("es", "en"):
        path = reverse(f"portals:search_{language}")
        for query in ("", "?sort=price", "?kind=sale&features=pool", f"?place={listing.reference}"):
            yield read(path + query)


@output("listing_es", "listing_en")
def listing_pages(listing: Listing) -> Iterator[bytes]:
    """HTML, JSON-LD, OpenGraph and all else in it; the redirect to the right words too."""
    for language in ("es", "en"):
        yield read(public_path(listing, language))
        yield read(reverse(f"portals:listing_{language}", args=[f"x-{listing.reference}"]), 301)


@output("contact_es", "contact_en", "thanks_es", "thanks_en", "privacy_es", "privacy_en")
def own_pages(listing: Listing) -> Iterator[bytes]:
    for name in ("contact", "thanks", "privacy"):
        for language in ("es", "en"):
            yield read(reverse(f"portals:{name}_{language}"))


@output("sitemap", "sitemap_pages", "sitemap_block", "robots")
def for_robots(listing: Listing) -> Iterator[bytes]:
    for name in ("sitemap", "sitemap_pages", "robots"):
        yield read(reverse(f"portals:{name}"))
    yield read(reverse("portals:sitemap_block", args=[listing.pk // BLOCK]))


@output()
def pictures(listing: Listing) -> Iterator[bytes]:
    for photo in listing.photos.all():
        for width in Photo.WIDTHS:
            for extension in ("webp", "jpg"):
                yield read(photo.url(width, extension))


@output()
def after_withdrawal(listing: Listing) -> Iterator[bytes]:
    """The page that says "gone", for a moment; then all is as it was."""
    was = list(listing.operations.values_list("pk", "status"))
    listing.operations.update(status="withdrawn")
    for language in ("es", "en"):
        yield read(public_path(listing, language), 410)
    for key, status in was:
        Operation.objects.filter(pk=key).update(status=status)


@output("feed")
def feeds(listing: Listing) -> Iterator[bytes]:
    """The files that each kind of portal fetches, plain and packed."""
    for code in FORMATS:
        account = PortalAccount.objects.filter(format=code).first() or portal(code)
        build_feed(account_id=account.pk)
        path = address_of(account).removeprefix(settings.BASE_URL)
        yield read(path)
        packed = Client().get(path, headers={"Accept-Encoding": "gzip"})
        yield b"".join(packed.streaming_content) if packed.streaming else packed.content  # type: ignore[arg-type]


def _words_of(**values: Any) -> bytes:
    """All that the PDF is made of, but the pictures."""
    values.pop("pictures", None)
    return repr(values).encode()


@output("selection_es", "selection_en", "selection_pdf_es", "selection_pdf_en")
def selections(listing: Listing) -> Iterator[bytes]:
    """What a client with a link sees, and the words of its PDF before they are typeset."""
    assert listing.salesperson is not None
    chosen = list(listing.operations.all())
    made = create_selection(actor=listing.salesperson, title="Para usted", operations=chosen, language="es")
    for language in ("es", "en"):
        yield read(reverse(f"portals:selection_{language}", args=[made.token]))
        with patch("realestate.documents.services.make_pdf", side_effect=_words_of):
            yield read(reverse(f"portals:selection_pdf_{language}", args=[made.token]))
