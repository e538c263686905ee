"""Reading leads, their next actions and timelines."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from realestate.core.dates import day_range, today
from realestate.core.querysets import ScopedQuerySet
from realestate.core.search import fitting
from realestate.leads.choices import CLOSED_STAGES, OPEN_STAGES

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.leads.models import Activity, Demand, Enquiry, Lead, NextAction
    from realestate.listings.models import Listing
    from realestate.salespeople.models import User


def lead_scope(user: "AnyUser", prefix: str = "") -> Q:
    """Which leads a user may see: theirs, or unassigned in their offices; coordinators their offices'; managers all.

    ``prefix`` leads from another model to the lead, as in ``"lead__"``.
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    blocked = Q() if user.can_see_blocked else Q(**{f"{prefix}contact__blocked_at__isnull": True})
    if user.reads_everything:
        return blocked
    own = Q(**{f"{prefix}salesperson": user})
    office = Q(**{f"{prefix}office__in": user.office_ids})
    if user.is_coordinator:
        return blocked & (own | office)
    return blocked & (own | (office & Q(**{f"{prefix}salesperson__isnull": True})))


class LeadQuerySet(ScopedQuerySet["Lead"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(lead_scope(user))

    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES)

    def unanswered(self) -> Self:
        """Open, and nobody has logged an outbound contact yet."""
        return self.open().filter(answered_at__isnull=True)

    def unassigned(self) -> Self:
        """In the pool."""
        return self.open().filter(salesperson__isnull=True)

    def without_next_action(self) -> Self:
        """Open leads that break the rule of the house."""
        return self.open().filter(~Exists(self._actions().filter(lead=OuterRef("pk"), done_at__isnull=True)))

    def closed(self) -> Self:
        return self.filter(stage__in=CLOSED_STAGES)

    def matching(self, text: str) -> Self:
        """Each word begins one of the contact's name or e-mail, or is a piece of a phone; accents do not matter."""
        return self.filter(fitting("contact", text, key="contact_id"))

    def about_listing(self, reference: str) -> Self:
        return self.filter(listing__reference__iexact=reference.strip())

    def in_office_of(self, user: "User") -> Self:
        return self.filter(office__in=user.office_ids)

    def taken_since(self, moment: datetime) -> Self:
        return self.filter(assigned_at__gte=moment, salesperson__isnull=False).select_related("salesperson")

    def find(self, pk: int) -> "Lead | None":
        return self.filter(pk=pk).first()

    def mine(self, user: "AnyUser") -> Self:
        return self.filter(salesperson_id=user.pk)

    def mine_or_pool(self, user: "User") -> Self:
        """Theirs, and the pool of their offices."""
        pool = Q(salesperson__isnull=True, office__in=user.office_ids)
        return self.filter(Q(salesperson_id=user.pk) | pool)

    def answered_fast_condition(self) -> Q:
        """Answered within five minutes of coming in, for a filtered count."""
        return Q(answered_at__isnull=False, answered_at__lt=F("received_at") + timedelta(minutes=5))

    def closed_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(closed_at__gte=start, closed_at__lt=end)

    def received_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(received_at__gte=start, received_at__lt=end)

    def directed_by(self, user: "User") -> Self:
        """Leads of the offices whose work this user gives out."""
        rows = self.visible_to(user)
        return rows if user.is_manager else rows.filter(office__in=user.office_ids)

    def for_board(self, since: datetime) -> Any:
        """What response times are counted from, newest first."""
        rows = self.filter(received_at__gte=since).order_by("-received_at", "-pk")
        return rows.values_list("salesperson", "answered_by", "answered_at", "answered_after", "received_at")

    def waiting_by_salesperson(self) -> "list[tuple[int | None, int]]":
        """How many leads without an answer each has, the pool under None."""
        rows = self.unanswered().order_by().values_list("salesperson").annotate(number=Count("pk"))
        return [(person, number) for person, number in rows]

    def with_next_due(self) -> Self:
        """``next_due_at`` and ``next_kind``: the earliest open action."""
        actions = self._actions().filter(lead=OuterRef("pk"), done_at__isnull=True).order_by("due_at", "pk")
        return self.annotate(
            next_due_at=Subquery(actions.values("due_at")[:1]), next_kind=Subquery(actions.values("kind")[:1])
        )

    def for_rows(self) -> Self:
        """With what a row shows."""
        return self.select_related("contact", "salesperson", "listing", "office").with_next_due()

    def for_detail(self) -> Self:
        return self.select_related("contact", "salesperson", "listing", "office").prefetch_related(
            "contact__points",
            Prefetch(
                "next_actions", queryset=self._actions().open().select_related("salesperson").order_by("due_at", "pk")
            ),
            "enquiries",
        )

    def _actions(self) -> "NextActionQuerySet":
        related: Any = self.model._meta.get_field("next_actions").related_model
        rows: NextActionQuerySet = related.objects.all()
        return rows


class EnquiryQuerySet(ScopedQuerySet["Enquiry"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(lead_scope(user, "lead__"))

    def about(self, listing: "Listing") -> Self:
        """Whoever asked about this listing."""
        return self.filter(listing=listing.pk)

    def received_between(self, start: datetime, end: datetime) -> Self:
        """Received in the half-open range."""
        return self.filter(received_at__gte=start, received_at__lt=end)


class DemandQuerySet(ScopedQuerySet["Demand"]):
    def visible_to(self, user: "AnyUser") -> Self:
        contacts: Any = self.model._meta.get_field("contact").related_model
        return self.filter(contact__in=contacts.objects.visible_to(user))

    def current(self) -> Self:
        """Switched on and not past its expiry."""
        return self.filter(is_active=True, expires_on__gte=today())


class NextActionQuerySet(ScopedQuerySet["NextAction"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(lead_scope(user, "lead__"))

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def of(self, user: "AnyUser") -> Self:
        """What this user has to do."""
        return self.filter(salesperson_id=user.pk)

    def overdue(self) -> Self:
        return self.open().filter(due_at__lt=timezone.now())

    def due_by_tonight(self) -> Self:
        """Overdue or due before midnight, oldest first."""
        return self.open().filter(due_at__lt=day_range(today())[1]).order_by("due_at", "pk")

    def other_than_viewings(self) -> Self:
        return self.exclude(kind="viewing")

    def for_rows(self) -> Self:
        return self.select_related("lead", "lead__contact", "salesperson")


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Lines of leads that the user may see, and lines of no lead about contacts that they may see."""
        contacts: Any = self.model._meta.get_field("contact").related_model
        alone = Q(lead__isnull=True) & (Q(contact__isnull=True) | Q(contact__in=contacts.objects.visible_to(user)))
        return self.filter(lead_scope(user, "lead__") & Q(lead__isnull=False) | alone)

    def of_lead(self, lead: "Lead") -> Self:
        return self.filter(lead=lead)

    def newest_first(self) -> Self:
        return self.select_related("actor").order_by("-at", "-pk")

    def outbound(self) -> Self:
        return self.filter(direction="out")
