"""Who may enter the room of a listing."""

from django.utils.translation import gettext as _

from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.listings.models import Listing, Ownership
from realestate.listings.services import may_write_owners
from realestate.salespeople.models import User


def check_may_lead(actor: User | None, listing: Listing) -> None:
    """Whoever makes links, tells of viewings or proposes prices may change the listing and see whose it is.

    Without an actor it is the house itself, as in the demo.
    """
    if actor is not None and not may_write_owners(actor, listing):
        raise BusinessRuleError(_("You may not change this listing."))


def owners_of(listing: Listing) -> list[Contact]:
    """Its owners and those who speak for them, whom the agency deals with first; nobody who is blocked."""
    rows = Ownership.objects.of_listing(listing).for_page()
    found = {one.pk: one for row in rows for one in (row.contact, row.representative) if one is not None}
    if listing.owner_id not in found and listing.owner is not None:
        found[listing.owner.pk] = listing.owner
    people = [person for person in found.values() if person.blocked_at is None]
    return sorted(people, key=lambda person: person.pk != listing.owner_id)


def shares_of(listing: Listing, contact: Contact) -> list[Ownership]:
    """The parts that somebody owns or speaks for: what they say, they say for these."""
    rows = Ownership.objects.of_listing(listing).for_page()
    return [row for row in rows if contact.pk in (row.contact_id, row.representative_id)]


def language_of(contact: Contact) -> str:
    """In which of the room's languages somebody reads."""
    return "es" if contact.language.startswith("es") else "en"


def email_of(contact: Contact) -> str:
    """Where mail for them goes; empty when there is none."""
    return contact.emails[0].value if contact.emails else ""
