"""A listing with an owner who has a link, and what stands in their room."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from realestate.agenda.models import Viewing
from realestate.contacts.models import Contact
from realestate.listings.models import Listing, Operation, Ownership
from realestate.ownerroom.models import OwnerLink, PriceProposal, ReleasedFeedback
from realestate.ownerroom.services import make_link, propose_price
from realestate.salespeople.models import User
from realestate.tests import factories


def owned_operation(salesperson: User, **values: Any) -> Operation:
    """A listing of this person's on the market, whose owner can be reached and named in an annex."""
    values = {"listing__office": salesperson.office, "listing__salesperson": salesperson, **values}
    operation = factories.lawful_operation(**values)
    owner = operation.listing.owner
    assert owner is not None
    name_owner(owner)
    return operation


def name_owner(owner: Contact, email: str = "lucia@example.com", tax_id: str = "12345678Z") -> Contact:
    Contact.objects.filter(pk=owner.pk).update(tax_id=tax_id)
    if not owner.points.exists():
        factories.ContactPointFactory(contact=owner, value=email)
    owner.refresh_from_db()
    return owner


def owner_link(operation: Operation, contact: Contact | None = None, **values: Any) -> OwnerLink:
    """A link that opens."""
    listing = operation.listing
    person = contact or listing.owner
    assert person is not None
    return make_link(actor=None, listing=listing, contact=person, **values)


def second_owner(listing: Listing, **values: Any) -> Contact:
    """Another owner, of a half."""
    Ownership.objects.filter(listing=listing).update(share=Decimal(50))
    values = {"first_name": "Baltasar", "last_name": "Quintanilla", **values}
    contact = factories.ContactFactory(office=listing.office, tax_id="87654321X", **values)
    factories.ContactPointFactory(contact=contact, value="baltasar@example.com")
    Ownership.objects.create(listing=listing, contact=contact, share=Decimal(50), position=1)
    return contact


def proposal(operation: Operation, price: Any = 140_000, **values: Any) -> PriceProposal:
    return propose_price(actor=None, operation=operation, price=Decimal(price), **values)


def viewing_done(operation: Operation, days_ago: int = 3, **values: Any) -> Viewing:
    listing = operation.listing
    starts = timezone.now() - timedelta(days=days_ago)
    values = {
        "status": "done",
        "outcome": "interested",
        "feedback": "Les gusta la terraza",
        "salesperson": listing.salesperson,
        **values,
    }
    viewing: Viewing = factories.ViewingFactory(
        office=listing.office,
        listing=listing,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=45),
        **values,
    )
    return viewing


def told(viewing: Viewing, text: str = "Gusta la terraza.") -> ReleasedFeedback:
    return ReleasedFeedback.objects.create(viewing=viewing, text=text)
