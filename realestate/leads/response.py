"""The accountability board: who got how many leads, how fast they were answered, and which were lost to the pool.

Only a logged outbound contact counts as an answer, and times are working time.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from realestate.leads.models import Escalation, Lead
from realestate.leads.models.lead import minutes_in_words
from realestate.salespeople.models import Office, User

IN_5, IN_30 = 5 * 60, 30 * 60
# More rows than a busy agency has in ninety days; beyond it the newest count.
AT_MOST = 50_000


@dataclass
class Line:
    """One salesperson, or everybody (``person`` None)."""

    person: User | None
    got: int = 0
    answered: int = 0
    in_5: int = 0
    in_30: int = 0
    lost: int = 0
    waiting: int = 0
    seconds: list[int] = field(default_factory=list)

    def add_answer(self, seconds: int) -> None:
        self.answered += 1
        self.in_5 += seconds <= IN_5
        self.in_30 += seconds <= IN_30
        self.seconds.append(seconds)

    @property
    def median_words(self) -> str:
        return minutes_in_words(int(median(self.seconds) // 60)) if self.seconds else ""

    @property
    def percent_5(self) -> int | None:
        """Of all that they got: what was never answered was not answered in time either."""
        return round(100 * self.in_5 / self.got) if self.got else None

    @property
    def percent_30(self) -> int | None:
        return round(100 * self.in_30 / self.got) if self.got else None


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    total: Line
    in_pool: int


def board(*, user: User, office: Office | None, days: int) -> Board:
    """Leads of the last ``days`` days; ``waiting`` are all without an answer now, however old. Four queries."""
    since = timezone.now() - timedelta(days=days)
    leads = Lead.objects.directed_by(user)
    escalations = Escalation.objects.visible_to(user).lost_since(since)
    if office is not None:
        leads, escalations = leads.filter(office=office), escalations.filter(lead__office=office)
    lines: dict[int, Line] = {}
    total = Line(None)

    def line(pk: int) -> Line:
        return lines.setdefault(pk, Line(None))

    for row in leads.for_board(since)[:AT_MOST]:
        _count(row, line, total)
    for pk, number in escalations.counts_by_salesperson().items():
        line(pk).lost += number
        line(pk).got += number  # they had it, and have it no more
        total.lost += number
    in_pool = 0
    for person, number in leads.waiting_by_salesperson():
        if person is None:
            in_pool = number
        else:
            line(person).waiting += number
        total.waiting += number
    people = User.objects.visible_to(user).in_bulk(list(lines))
    for pk, one in lines.items():
        one.person = people.get(pk)
    order = sorted(
        (one for one in lines.values() if one.person), key=lambda one: (-one.waiting, -one.got, str(one.person))
    )
    return Board(order, total, in_pool)


def _count(row: tuple[Any, ...], line: Any, total: Line) -> None:
    """One lead: it counts for who has it, its answer for who gave it."""
    salesperson, answered_by, answered_at, answered_after, received_at = row
    total.got += 1
    owner = salesperson or answered_by
    if owner is not None:
        line(owner).got += 1
    if answered_at is None:
        return
    seconds = answered_after if answered_after is not None else _wall(received_at, answered_at)
    total.add_answer(seconds)
    if owner is not None:
        line(answered_by or owner).add_answer(seconds)


def _wall(received_at: datetime, answered_at: datetime) -> int:
    """Leads from before there were office hours."""
    return max(0, int((answered_at - received_at).total_seconds()))
