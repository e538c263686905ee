"""Small feeds for the tests, written field by field."""

from io import BytesIO
from xml.sax.saxutils import escape

from realestate.portals.kyero import ParsedListing, RejectedListing, read_feed

HEAD = '<?xml version="1.0" encoding="UTF-8"?><root><kyero><feed_version>3</feed_version></kyero>'

GOOD: dict[str, str] = {
    "id": "A1",
    "date": "2026-03-04 10:20:30",
    "ref": "REF-1",
    "price": "95000",
    "currency": "EUR",
    "price_freq": "sale",
    "part_ownership": "0",
    "leasehold": "0",
    "new_build": "0",
    "type": "Apartment",
    "town": "Torrevieja",
    "province": "Alicante",
    "location": "<latitude>37.978</latitude><longitude>-0.682</longitude>",
    "location_detail": "La Mata",
    "beds": "2",
    "baths": "1",
    "pool": "1",
    "surface_area": "<built>70</built><plot>0</plot>",
    "energy_rating": "<consumption>D</consumption><emissions>E</emissions>",
    "url": "<en>https://agency.example/en/1</en>",
    "desc": "<en>A bright flat near the sea.</en><es>Un piso luminoso cerca del mar.</es>",
    "features": "<feature>Sea views</feature><feature>Lift</feature>",
    "images": '<image id="1"><url>https://agency.example/1.jpg</url></image>',
}


def listing_xml(**fields: str | None) -> str:
    """A good ``<property>`` with some fields put otherwise (raw XML), or left out with ``None``."""
    values = {**GOOD, **fields}
    return (
        "<property>"
        + "".join(f"<{tag}>{raw}</{tag}>" for tag, raw in values.items() if raw is not None)
        + "</property>"
    )


def feed(*listings: str) -> bytes:
    return (HEAD + "".join(listings) + "</root>").encode()


def read(data: bytes) -> list[ParsedListing | RejectedListing]:
    return list(read_feed(BytesIO(data)))


def one(**fields: str | None) -> ParsedListing:
    """The only listing of a feed, whose fields are put otherwise (raw XML)."""
    (result,) = read(feed(listing_xml(**fields)))
    assert isinstance(result, ParsedListing)
    return result


def text(value: str) -> str:
    return escape(value)


def codes(listing: ParsedListing) -> list[str]:
    return [problem.code for problem in listing.problems]
