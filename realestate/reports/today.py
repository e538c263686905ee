"""The figures of the first page: one function each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from realestate.agenda.models import Viewing
from realestate.core.dates import day_range, month_range, today
from realestate.leads.models import Lead, NextAction
from realestate.salespeople.models import User

PANEL_ROWS = 30


@dataclass(frozen=True)
class Panel:
    """Rows of a panel, and whether there are more than it shows."""

    rows: list[Any]
    has_more: bool

    @property
    def count(self) -> str:
        """ "7", or "30+" when the panel is cut: counting all would cost more than it tells."""
        return f"{len(self.rows)}+" if self.has_more else str(len(self.rows))


@dataclass(frozen=True)
class Month:
    """A month in one line."""

    received: int
    answered: int
    answered_fast: int
    viewings: int
    won: int
    lost: int

    @property
    def fast_percent(self) -> int | None:
        """Share of the month's leads answered within five minutes, in percent; None without leads."""
        return round(100 * self.answered_fast / self.received) if self.received else None


def _panel(queryset: Any) -> Panel:
    rows = list(queryset[: PANEL_ROWS + 1])
    return Panel(rows[:PANEL_ROWS], len(rows) > PANEL_ROWS)


def unanswered(user: User, *, everybody: bool) -> Panel:
    """Leads nobody has answered, longest wait first: one's own and the pool of one's offices, or all that one sees."""
    leads = Lead.objects.visible_to(user).unanswered().for_rows().order_by("received_at", "pk")
    return _panel(leads if everybody else leads.mine_or_pool(user))


def actions(user: User, *, everybody: bool) -> Panel:
    """Overdue and due before midnight, viewings apart (they have a panel of their own)."""
    rows = NextAction.objects.visible_to(user).due_by_tonight().other_than_viewings().for_rows()
    return _panel(rows if everybody else rows.of(user))


def viewings(user: User, *, everybody: bool) -> Panel:
    """Today's viewings by the hour."""
    rows = Viewing.objects.visible_to(user).between(*day_range(today())).for_rows()
    return _panel(rows if everybody else rows.shown_by(user))


def loose_ends(user: User, *, everybody: bool) -> Panel:
    """Open leads without a next action, which the house does not allow: imports and departures leave some."""
    leads = Lead.objects.visible_to(user).without_next_action().for_rows().order_by("received_at", "pk")
    return _panel(leads if everybody else leads.mine_or_pool(user))


def month(user: User, *, everybody: bool) -> Month:
    """This calendar month in the office's time: three queries."""
    start, end = month_range(today())
    leads = Lead.objects.visible_to(user)
    shown = Viewing.objects.visible_to(user).between(start, end).order_by()
    if not everybody:
        leads, shown = leads.mine(user), shown.shown_by(user)
    received = leads.received_between(start, end).aggregate(
        received=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        fast=Count("pk", filter=Lead.objects.answered_fast_condition()),
    )
    closed = leads.closed_between(start, end).aggregate(
        won=Count("pk", filter=Q(stage="won")), lost=Count("pk", filter=Q(stage="lost"))
    )
    return Month(
        received=received["received"],
        answered=received["answered"],
        answered_fast=received["fast"],
        viewings=shown.count(),
        won=closed["won"],
        lost=closed["lost"],
    )
