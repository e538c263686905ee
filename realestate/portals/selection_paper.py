"""A selection on paper: for each property its photo, price, facts and the way to its public page."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language

from realestate.documents.choices import DocumentKind
from realestate.listings.models import Operation, Photo, Selection, text_in
from realestate.listings.photos import picture_for_paper
from realestate.portals import seo
from realestate.portals.facts import price_words, public_facts
from realestate.salespeople.models import Office

PHOTO_WIDTH = 640
FACTS = 7
WORDS = 220


def paper_of(selection: Selection, operations: Sequence[Operation], office: Office, address: str) -> bytes:
    """The finished PDF in the active language; it holds nothing that the public pages do not show.

    ``address`` is the page of the selection, for the code that a telephone reads.
    """
    from realestate.documents.services import make_pdf  # loads the PDF library, which few processes need

    language = (get_language() or "es")[:2]
    agent = selection.created_by
    pictures: dict[str, bytes] = {}
    values: dict[str, Any] = {
        "agent": {
            "name": agent.get_full_name(),
            "phone": agent.phone.as_international if agent.phone else "",
            "email": agent.email,
        },
        "selection": {"title": selection.title, "client": "", "note": selection.message, "url": address},
        "items": [_item(operation, number, language, pictures) for number, operation in enumerate(operations, 1)],
    }
    return make_pdf(kind=DocumentKind.SELECTION, language=language, office=office, values=values, pictures=pictures)


def _item(operation: Operation, number: int, language: str, pictures: dict[str, bytes]) -> dict[str, str]:
    """One property in words; its photo joins ``pictures``."""
    listing = operation.listing
    covers: list[Photo] = listing.covers  # type: ignore[attr-defined] # read along by for_public_cards
    picture = picture_for_paper(covers[0], PHOTO_WIDTH) if covers else b""
    if picture:
        pictures[f"photo{number}"] = picture
    text = text_in(list(listing.texts.all()), language)
    facts = public_facts(listing, [operation])[1 : FACTS + 1]  # the first is the type, which the title says
    words = " ".join((text.description if text else "").split())
    return {
        "reference": listing.reference,
        "title": listing.headline,
        "place": ", ".join(part for part in (listing.zone, listing.town) if part),
        "price": price_words(operation),
        "facts": " · ".join(f"{fact.label}: {fact.value}" for fact in facts),
        "text": Truncator(words).chars(WORDS),
        "url": seo.absolute(seo.public_path(listing, language)),
        "picture": f"photo{number}" if picture else "",
    }
