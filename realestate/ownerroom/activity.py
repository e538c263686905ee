"""What an owner may know of their property: figures and days. Nobody's name, words or address is in here, ever.

Both the owner's page and the report on paper say it; so all of it is finished words in the active language.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from realestate.agenda.models import Viewing
from realestate.core.dates import day_range
from realestate.core.money import format_money
from realestate.leads.choices import Source
from realestate.leads.models import Enquiry
from realestate.listings.history import days_on_market, price_steps
from realestate.listings.models import Listing, Operation
from realestate.listings.papers import amount_words
from realestate.ownerroom.models import ReleasedFeedback
from realestate.portals.choices import PublicationState
from realestate.portals.models import FeedDifference, Publication


@dataclass(frozen=True)
class SourceCount:
    """How many asked, and from where, in words."""

    source: str
    count: int


@dataclass(frozen=True)
class Appointment:
    """A viewing without whoever came: when, what it is and how it stands, in words. ``viewing`` is its key.

    ``told`` is what the agency has released of it for the owner; empty while it has not.
    """

    viewing: int
    when: datetime
    kind: str
    state: str
    told: str = ""


@dataclass(frozen=True)
class Place:
    """Where it is advertised; ``since`` is None while the portal has not been given it."""

    name: str
    operation: str
    state: str
    since: date | None


@dataclass(frozen=True)
class PriceLine:
    """One price of one operation; ``days`` on the market at it, None when it was over before it was published.

    ``change`` is the difference from the one before with its sign, empty without one.
    """

    operation: str
    price: str
    since: date
    days: int | None
    change: str = ""
    is_now: bool = False
    amount: Decimal | None = None


@dataclass(frozen=True)
class Activity:
    """What happened between two days, both included, and how things stand now.

    The period limits ``enquiries`` and ``viewings_done`` alone: prices, portals and what is to come are of today.
    """

    since: date
    until: date
    enquiries: int = 0
    enquiries_by_source: list[SourceCount] = field(default_factory=list)
    viewings_done: list[Appointment] = field(default_factory=list)
    viewings_coming: list[Appointment] = field(default_factory=list)
    on_portals: list[Place] = field(default_factory=list)
    price_steps: list[PriceLine] = field(default_factory=list)
    days_on_market: int | None = None


def activity_of(*, listing: Listing, since: date, until: date) -> Activity:
    """The figures of a listing, in the active language; the same number of queries however much has happened."""
    begin, end = day_range(since)[0], day_range(until)[1]
    operations = list(Operation.objects.of_listing(listing).with_prices())
    sources = Counter(Enquiry.objects.about(listing).received_between(begin, end).values_list("source", "portal"))
    viewings = list(Viewing.objects.of_listing(listing).without_people())
    told = {one.viewing_id: one.text for one in ReleasedFeedback.objects.released().of_listing(listing)}
    now = timezone.now()
    done = [one for one in viewings if one.status == Viewing.Status.DONE and begin <= one.starts_at < end]
    coming = [one for one in viewings if one.is_scheduled and one.starts_at >= now]
    return Activity(
        since=since,
        until=until,
        enquiries=sum(sources.values()),
        enquiries_by_source=[SourceCount(_source_words(*key), count) for key, count in sources.most_common()],
        viewings_done=[_appointment(one, told.get(one.pk, "")) for one in done],
        viewings_coming=[_appointment(one) for one in reversed(coming)],
        on_portals=[*_on_web(operations), *_at_portals(operations)],
        price_steps=[line for operation in operations for line in _prices(operation)],
        days_on_market=_days(operations),
    )


def _source_words(code: str, portal: str) -> str:
    """The portal by its name where it is known, else the kind of source."""
    if portal:
        return portal.capitalize()
    return str(Source(code).label) if code in Source.values else str(Source.OTHER.label)


def _appointment(viewing: Viewing, told: str = "") -> Appointment:
    kind = pgettext("appointment", "Viewing")
    state = viewing.get_status_display()
    return Appointment(viewing.pk, timezone.localtime(viewing.starts_at), kind, state, told)


def _on_web(operations: Iterable[Operation]) -> Iterator[Place]:
    for one in operations:
        if one.is_on_web:
            since = timezone.localdate(one.published_at) if one.published_at else None
            state = str(PublicationState.PUBLISHED.label)
            yield Place(_("The agency's web site"), one.get_kind_display(), state, since)


def _at_portals(operations: Iterable[Operation]) -> Iterator[Place]:
    """What portals have of it, or get with the next feed; that one refuses it is the agency's affair."""
    offered = {one.pk: one for one in operations if one.is_public}
    rows = list(Publication.objects.of_operations(list(offered)).shown().select_related("account"))
    added = FeedDifference.objects.added_days([row.operation_id for row in rows])
    for row in sorted(rows, key=lambda one: (one.account.name, one.pk)):
        is_there = row.state == PublicationState.PUBLISHED
        at = added.get((row.account_id, row.operation_id)) if is_there else None
        operation = offered[row.operation_id].get_kind_display()
        yield Place(row.account.name, operation, row.get_state_display(), timezone.localdate(at) if at else None)


def _prices(operation: Operation) -> Iterator[PriceLine]:
    """Newest first. The owner reads the amount even where strangers must ask for it."""
    for number, step in enumerate(price_steps(operation.price_changes.all(), operation)):
        words = amount_words(operation, step.price, step.currency) or _("Without a price")
        change = ""
        if step.difference:
            sign = "+" if step.difference > 0 else "−"
            change = f"{sign}{format_money(abs(step.difference), step.currency)}"
        yield PriceLine(
            operation=operation.get_kind_display(),
            price=words,
            since=timezone.localdate(step.at),
            days=step.days,
            change=change,
            is_now=number == 0,
            amount=step.price,
        )


def _days(operations: Iterable[Operation]) -> int | None:
    """Of whatever has been on the market longest, of what is still open; else of what was."""
    rows = list(operations)
    open_ones = [one for one in rows if one.is_open] or rows
    known = [days for one in open_ones if (days := days_on_market(one)) is not None]
    return max(known, default=None)
