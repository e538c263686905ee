"""What one box finds: people, their leads, the stock; each kind apart, and only what the person may see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from realestate.contacts.models import Contact
from realestate.core.search import Found, find, parts
from realestate.leads.choices import CLOSED_STAGES
from realestate.leads.models import Lead
from realestate.listings.models import Listing

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser, ScopedQuerySet

SHOWN = 8
"""Rows of a kind in the window; the page shows more of them."""

HELD_AT_ONCE = 2000
"""So many of what was found are held against what the person may see in one question."""


@dataclass(frozen=True)
class Hit:
    """One row: what it is called, what tells it from another, where it leads."""

    title: str
    facts: list[str]
    url: str
    icon: str
    badge: str = ""


@dataclass(frozen=True)
class Group:
    """The rows of one kind; ``more`` says that there are others, ``all_url`` where they stand."""

    name: str
    hits: list[Hit]
    more: bool
    all_url: str = ""


@dataclass
class Results:
    typed: str
    groups: list[Group] = field(default_factory=list)
    is_whole: bool = True

    @property
    def is_empty(self) -> bool:
        return not self.groups


def search(user: "AnyUser", typed: str, *, shown: int = SHOWN) -> Results:
    """Everything that fits all the words, for this person."""
    results = Results(" ".join(typed.split())[:200])
    people, stock = find("contact", results.typed), find("listing", results.typed)
    contacts, more_contacts = _visible(Contact.objects.visible_to(user).for_rows(), people, shown)
    listings, more_listings = _visible(Listing.objects.visible_to(user), stock, shown)
    leads, more_leads = _leads_of(user, people, shown)
    results.is_whole = people.is_whole and stock.is_whole
    query = "?" + urlencode({"text": results.typed})
    for name, rows, more, hit, page in (
        (_("Listings"), listings, more_listings, _listing_hit, "listings:list"),
        (_("Contacts"), contacts, more_contacts, _contact_hit, "contacts:list"),
        (_("Leads"), leads, more_leads, _lead_hit, "leads:list"),
    ):
        make: Callable[[Any], Hit] = hit
        if rows:
            results.groups.append(Group(name, [make(row) for row in rows], more, reverse(page) + query))
    return results


def _visible(rows: "ScopedQuerySet[Any]", found: Found, shown: int) -> tuple[list[Any], bool]:
    """The best of what was found that stand in ``rows``, in the order of ``found``; and whether there are more."""
    keys: list[int] = []
    for part in parts(found.ids, HELD_AT_ONCE):
        may_see = set(rows.filter(pk__in=part).order_by().values_list("pk", flat=True))
        keys += [key for key in part if key in may_see]
        if len(keys) > shown:
            break
    place = {key: number for number, key in enumerate(keys[:shown])}
    return sorted(rows.filter(pk__in=place), key=lambda row: place[row.pk]), len(keys) > shown


def _leads_of(user: "AnyUser", people: Found, shown: int) -> tuple[list[Lead], bool]:
    """The people's cases, of the best people first: open ones before closed ones, the newest before the older."""
    is_closed = Case(When(stage__in=CLOSED_STAGES, then=Value(1)), default=Value(0))
    rows = Lead.objects.visible_to(user).for_rows().order_by(is_closed, "-received_at", "-pk")
    leads: list[Lead] = []
    for part in parts(people.ids, HELD_AT_ONCE):
        leads += rows.filter(contact__in=part)[: shown + 1 - len(leads)]
        if len(leads) > shown:
            break
    return leads[:shown], len(leads) > shown


def _contact_hit(contact: Contact) -> Hit:
    reached = [point.shown for point in contact.points.all()][:2]
    who = str(contact.salesperson) if contact.salesperson else ""
    facts = [fact for fact in (*reached, contact.town, who) if fact]
    badge = _("Company") if contact.kind == Contact.Kind.COMPANY else ""
    icon = "building" if badge else "person"
    return Hit(contact.name, facts, reverse("contacts:detail", args=[contact.pk]), icon, badge)


def _lead_hit(lead: Lead) -> Hit:
    about = lead.listing.reference if lead.listing else ""
    who = str(lead.salesperson) if lead.salesperson else _("In the pool")
    facts = [fact for fact in (lead.summary[:80], about, who) if fact]
    return Hit(lead.contact.name, facts, reverse("leads:detail", args=[lead.pk]), "inbox", lead.get_stage_display())


def _listing_hit(listing: Listing) -> Hit:
    facts = [fact for fact in (listing.headline, f"{listing.street} {listing.street_number}".strip()) if fact]
    return Hit(listing.reference, facts, listing.get_absolute_url(), "house")
