"""What the agency sees of an owner's room: links, proposals, and the viewings of which something can be told."""

from dataclasses import dataclass

from django.utils import translation

from realestate.agenda.models import Viewing
from realestate.contacts.models import Contact
from realestate.listings.models import Listing, Operation
from realestate.ownerroom.models import OwnerLink, PriceProposal, ReleasedFeedback
from realestate.ownerroom.owners import language_of, owners_of
from realestate.salespeople.models import User

SHOWN = 60  # viewings and links: the newest


@dataclass(frozen=True)
class Told:
    """A viewing that took place, and what the owner reads of it by now."""

    viewing: Viewing
    feedback: ReleasedFeedback | None

    @property
    def is_released(self) -> bool:
        return self.feedback is not None and self.feedback.is_released


@dataclass(frozen=True)
class LinkRow:
    """A link with what it is now: open, over, taken back, or of somebody who owns nothing any more."""

    link: OwnerLink
    state: str
    has_email: bool


@dataclass(frozen=True)
class Desk:
    links: list[LinkRow]
    without_link: list[Contact]
    proposals: list[PriceProposal]
    operations: list[Operation]
    told: list[Told]

    @property
    def open_links(self) -> list[LinkRow]:
        return [row for row in self.links if row.state == "open"]

    @property
    def open_proposals(self) -> list[PriceProposal]:
        return [one for one in self.proposals if one.is_open]

    @property
    def to_tell(self) -> int:
        """Viewings of which the owner reads nothing."""
        return sum(not one.is_released for one in self.told)


def desk_of(listing: Listing) -> Desk:
    """For whoever may see the owner's data of this listing; who came to a viewing is not in it."""
    links = [_row(link) for link in OwnerLink.objects.of_listing(listing).for_list()[:SHOWN]]
    have = {row.link.contact_id for row in links if row.state == "open"}
    feedback = {one.viewing_id: one for one in ReleasedFeedback.objects.of_listing(listing)}
    done = [one for one in Viewing.objects.of_listing(listing) if one.status == Viewing.Status.DONE]
    return Desk(
        links=links,
        without_link=[one for one in owners_of(listing) if one.pk not in have],
        proposals=list(PriceProposal.objects.of_listing(listing).for_list()[:SHOWN]),
        operations=list(Operation.objects.of_listing(listing).open()),
        told=[Told(one, feedback.get(one.pk)) for one in done[:SHOWN]],
    )


def suggested_words(viewing: Viewing, listing: Listing, user: User) -> str:
    """Where the words for the owner begin: the outcome in the owner's language, and what was noted.

    What a colleague noted about their own client is theirs: others begin with the outcome alone.
    """
    with translation.override(language_of(listing.owner) if listing.owner else "es"):
        outcome = str(viewing.get_outcome_display())
    notes = viewing.feedback.strip() if viewing.can_be_changed_by(user) else ""
    return ". ".join(part.rstrip(".") for part in (outcome, notes) if part) + ("." if outcome or notes else "")


def _row(link: OwnerLink) -> LinkRow:
    if link.revoked_at is not None:
        state = "revoked"
    elif not link.is_open:
        state = "expired"
    else:
        state = "open" if getattr(link, "still_owner", False) else "gone"
    return LinkRow(link, state, bool(link.contact.emails))
