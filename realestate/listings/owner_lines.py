"""All owners of a listing as its page shows them: share, who speaks for them, and how far the reader may go."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from realestate.contacts.models import Contact
from realestate.listings.models import Listing, Ownership

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser


@dataclass(frozen=True)
class Person:
    """A contact, and whether its page is open to the reader."""

    contact: Contact
    has_page: bool


@dataclass(frozen=True)
class OwnerLine:
    """One owner; ``is_main`` is the one whom the agency deals with."""

    ownership: Ownership
    owner: Person
    representative: Person | None
    is_main: bool


def owner_lines(user: "AnyUser", listing: Listing) -> list[OwnerLine]:
    """Owners whose data this person may see, in their order; a constant number of queries."""
    rows = list(Ownership.objects.visible_to(user).of_listing(listing).for_page())
    people = {row.contact_id for row in rows} | {row.representative_id for row in rows if row.representative_id}
    open_pages = set(Contact.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True))
    return [
        OwnerLine(
            ownership=row,
            owner=Person(row.contact, row.contact_id in open_pages),
            representative=_spokesperson(user, row, open_pages),
            is_main=row.contact_id == listing.owner_id,
        )
        for row in rows
    ]


def _spokesperson(user: "AnyUser", row: Ownership, open_pages: set[int]) -> Person | None:
    """Who represents an owner, unless blocked for data protection."""
    person = row.representative
    if person is None or (person.blocked_at and not (user.is_authenticated and user.can_see_blocked)):
        return None
    return Person(person, person.pk in open_pages)
