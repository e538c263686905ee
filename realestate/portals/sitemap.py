"""The sitemap: an index, a page of the agency's own pages, and pages of listings by blocks of their keys.

A block holds the listings whose keys lie between two fixed numbers, so that a page never moves when others come and
go, and each is found by key. 2,500 listings in two languages make 5,000 addresses at most.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.urls import reverse

from realestate.listings.models import Listing, Operation
from realestate.portals.seo import LANGUAGES, absolute, public_path

BLOCK = 2500
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
OWN_PAGES = ("search", "contact", "privacy")


def index() -> str:
    """Where the pages of the sitemap are, and when each changed last."""
    lines = [_entry("sitemap", absolute(reverse("portals:sitemap_pages")))]
    for block in Operation.objects.sitemap_blocks(BLOCK):
        address = absolute(reverse("portals:sitemap_block", args=[block["block"]]))
        lines.append(_entry("sitemap", address, block["changed_at"]))
    return f"{HEAD}<sitemapindex {NAMES}>\n{''.join(lines)}</sitemapindex>\n"


def own_pages() -> str:
    """The search, the contact form and the privacy notice, in each language."""
    return _urlset(
        line
        for name in OWN_PAGES
        for line in _both_languages([reverse(f"portals:{name}_{language}") for language in LANGUAGES])
    )


def block(number: int) -> str | None:
    """The listings of one block; nothing where none is on the public pages."""
    rows = list(Operation.objects.for_sitemap(number * BLOCK, number * BLOCK + BLOCK - 1))
    changes: dict[int, datetime] = {}
    for row in rows:
        changed = max(row["updated_at"], row["listing__updated_at"])
        changes[row["listing_id"]] = max(changed, changes.get(row["listing_id"], changed))
    if not changes:
        return None
    listings = {
        row["listing_id"]: Listing(
            reference=row["listing__reference"],
            property_type=row["listing__property_type"],
            zone=row["listing__zone"],
            town=row["listing__town"],
        )
        for row in rows
    }
    return _urlset(
        line
        for key, listing in listings.items()
        for line in _both_languages([public_path(listing, language) for language in LANGUAGES], changes[key])
    )


def _urlset(lines: Iterator[str]) -> str:
    return f'{HEAD}<urlset {NAMES} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(lines)}</urlset>\n'


def _both_languages(paths: Sequence[str], changed: datetime | None = None) -> Iterator[str]:
    addresses = [absolute(path) for path in paths]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
        for language, address in zip((*LANGUAGES, "x-default"), (*addresses, addresses[0]), strict=True)
    )
    for address in addresses:
        yield _entry("url", address, changed, links)


def _entry(tag: str, address: str, changed: datetime | None = None, more: str = "") -> str:
    when = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
    return f"<{tag}><loc>{escape(address)}</loc>{when}{more}</{tag}>\n"
