"""What an owner's page shows: one listing, what happened with it, and what there is to decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import number_format

from realestate.core.dates import today
from realestate.documents.models import Document
from realestate.listings.models import Listing, ListingFile, Operation
from realestate.listings.papers import amount_words
from realestate.ownerroom.activity import Activity, Appointment, activity_of
from realestate.ownerroom.models import OwnerLink, PriceProposal
from realestate.salespeople.models import Office, User

EVER = date(2000, 1, 1)
LATELY = 30  # days


@dataclass(frozen=True)
class Visit:
    """A viewing that took place, and what the agency lets the owner read of it."""

    appointment: Appointment
    text: str


@dataclass(frozen=True)
class Offer:
    """A proposal as the owner reads it: prices as words, where it is decided, and the annex if it is theirs to open."""

    proposal: PriceProposal
    before: str
    after: str
    percent: str
    url: str = ""
    annex_url: str = ""


@dataclass(frozen=True)
class Paper:
    """A document that the agency put into the room."""

    file: ListingFile
    url: str


@dataclass(frozen=True)
class Room:
    """All of it; finished words in the active language."""

    listing: Listing
    office: Office
    agent: User | None
    operations: list[Operation]
    activity: Activity
    is_lately: bool
    visits: list[Visit]
    open_offers: list[Offer]
    past_offers: list[Offer]
    papers: list[Paper]

    @property
    def is_on_web(self) -> bool:
        return any(one.is_on_web for one in self.operations)


def _nowhere(_name: str, *_more: str) -> str:
    return ""


def room_of(
    listing: Listing, link: OwnerLink | None, *, url: Callable[..., str] = _nowhere, lately: bool = False
) -> Room:
    """The room of a listing; without a link as the agency looks at it beforehand. A constant number of queries.

    ``url`` makes the addresses within the room, of a name and what stands in them.
    """
    since = today() - timedelta(days=LATELY) if lately else EVER
    activity = activity_of(listing=listing, since=since, until=today())
    offers = [offer_of(one, link, url) for one in PriceProposal.objects.of_listing(listing).for_room()]
    return Room(
        listing=listing,
        office=listing.office,
        agent=listing.salesperson if listing.salesperson and listing.salesperson.is_active else None,
        operations=list(Operation.objects.of_listing(listing)),
        activity=activity,
        is_lately=lately,
        visits=[Visit(one, one.told) for one in activity.viewings_done],
        open_offers=[one for one in offers if one.proposal.is_open],
        past_offers=[one for one in offers if one.proposal.state in ("approved", "declined")],
        papers=[
            Paper(one, url("document", one.document.token))
            for one in ListingFile.objects.for_owner().of_listing(listing).for_list()
        ],
    )


def offer_of(proposal: PriceProposal, link: OwnerLink | None, url: Callable[..., str] = _nowhere) -> Offer:
    """The annex names who accepted, so it opens for nobody else."""
    words = [
        amount_words(proposal.operation, amount, proposal.currency)
        for amount in (proposal.from_price, proposal.to_price)
    ]
    percent = ""
    if proposal.from_price:
        change = (proposal.difference * 100 / proposal.from_price).quantize(Decimal("0.1"))
        percent = f"{'+' if change > 0 else '−'}{number_format(abs(change), 1)} %"
    mine = link is not None and proposal.decided_by_contact_id == link.contact_id
    annex_url = url("annex", proposal.code) if mine and proposal.annex_id is not None else ""
    return Offer(proposal, words[0], words[1], percent, url("price", proposal.code), annex_url)


def proposal_in(link: OwnerLink, code: str) -> PriceProposal | None:
    """The proposal of this address, if it is about the link's own listing."""
    found = PriceProposal.objects.of_listing(link.listing).by_code(code).for_room().first()
    if found is not None:
        found.operation.listing = link.listing
    return found


def file_in(link: OwnerLink, token: str) -> Document | None:
    """A document that the agency put into the room of this listing."""
    rows = ListingFile.objects.for_owner().of_listing(link.listing).for_list()
    found = rows.filter(document__token=token).first()
    return found.document if found else None
