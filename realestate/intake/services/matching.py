"""Which listing a stranger means."""

from realestate.intake.parsers import ParsedEnquiry
from realestate.intake.parsers.family import OUR_PAGE
from realestate.listings.models import Listing, ListingSource
from realestate.portals.models import Publication

SAME = 3  # so many listings that fit are looked at; more mean that the word says nothing


def listing_for(enquiry: ParsedEnquiry, office_id: int) -> Listing | None:
    """By our own page, our reference or the imported one, the id in a feed, or the id at the source it came from."""
    page = OUR_PAGE.search(enquiry.url + "?")
    if page:
        found = Listing.objects.at_address(page.group(1))
        if found is not None:
            return found
    for reference in enquiry.references:
        rows = Listing.objects.with_reference(reference).select_related("office", "salesperson")[:SAME]
        found = _one(list(rows), office_id) or _by_feed(reference, office_id) or _by_source(reference, office_id)
        if found is not None:
            return found
    return None


def _by_feed(key: str, office_id: int) -> Listing | None:
    """The id that our own feed gave it: a rental's ends in a letter of its own."""
    rows = Publication.objects.filter(key=key.strip().upper()).select_related("listing__office", "listing__salesperson")
    return _one([row.listing for row in rows[:SAME]], office_id)


def _by_source(key: str, office_id: int) -> Listing | None:
    rows = ListingSource.objects.filter(external_id=key.strip()[:100])
    return _one(
        [row.listing for row in rows.select_related("listing__office", "listing__salesperson")[:SAME]], office_id
    )


def _one(found: list[Listing], office_id: int) -> Listing | None:
    """The only one that fits; of several the only one of this office."""
    rows = list({row.pk: row for row in found}.values())
    if len(rows) > 1:
        rows = [row for row in rows if row.office_id == office_id]
    return rows[0] if len(rows) == 1 else None
