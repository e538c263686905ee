"""What each source brought and cost: enquiries, leads, viewings, deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from realestate.agenda.models import Viewing
from realestate.core.dates import add_months, month_range, today
from realestate.core.money import format_money
from realestate.intake.choices import portal_name
from realestate.intake.models import SourceCost
from realestate.leads.choices import Source, Stage
from realestate.leads.models import Enquiry
from realestate.salespeople.models import User

REACHED = (Stage.VIEWING, Stage.OFFER, Stage.RESERVED, Stage.UNDER_CONTRACT, Stage.WON)
PERIODS = (1, 3, 12)


@dataclass(frozen=True)
class SourceFigures:
    """One line: a source or portal in a period. Amounts in ``currency``; none when two currencies were written."""

    source: str
    portal: str
    enquiries: int = 0
    leads: int = 0
    viewings: int = 0
    won: int = 0
    cost: Decimal | None = None
    currency: str = ""
    several_currencies: bool = False

    @property
    def name(self) -> str:
        return portal_name(self.portal) or str(Source(self.source).label)

    def per(self, count: int) -> str:
        """The cost of one of ``count``; empty when that cannot be said."""
        if self.cost is None or not count:
            return ""
        return format_money((self.cost / count).quantize(Decimal("0.01")), self.currency)

    @property
    def per_lead(self) -> str:
        return self.per(self.leads)

    @property
    def per_viewing(self) -> str:
        return self.per(self.viewings)

    @property
    def per_won(self) -> str:
        return self.per(self.won)

    @property
    def to_viewing(self) -> int | None:
        """Per cent of its leads that came to a viewing."""
        return round(100 * self.viewings / self.leads) if self.leads else None

    @property
    def to_won(self) -> int | None:
        return round(100 * self.won / self.leads) if self.leads else None


def figures(user: User, *, months: int) -> list[SourceFigures]:
    """The sources of the calendar months up to this one, most leads first. Two queries, whatever the number."""
    last = today().replace(day=1)
    first = add_months(last, 1 - months)
    start, _end = month_range(first)
    _start, end = month_range(last)
    seen = Exists(Viewing.objects.filter(lead=OuterRef("lead_id")))
    rows: Any = Enquiry.objects.visible_to(user).filter(received_at__gte=start, received_at__lt=end)
    rows = rows.order_by().values("source", "portal")
    rows = rows.annotate(
        enquiries=Count("pk"),
        leads=Count("lead", distinct=True),
        viewings=Count("lead", distinct=True, filter=Q(lead__stage__in=REACHED) | Q(seen)),
        won=Count("lead", distinct=True, filter=Q(lead__stage=Stage.WON)),
    )
    costs = costs_of(SourceCost.objects.visible_to(user).between(first, last))
    found = {(row["source"], row["portal"]): row for row in rows}
    lines = []
    for key in {**found, **costs}:
        counted = {name: value for name, value in found.get(key, {}).items() if name not in ("source", "portal")}
        sums = costs.get(key, {})
        single = next(iter(sums.items())) if len(sums) == 1 else ("", None)
        lines.append(
            SourceFigures(
                source=key[0], portal=key[1], **counted, currency=single[0], cost=single[1],
                several_currencies=len(sums) > 1,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (-line.leads, line.name))


def costs_of(rows: Any) -> dict[tuple[str, str], dict[str, Decimal]]:
    """(source, portal) → currency → sum."""
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in rows:
        sums = found.setdefault((row.source, row.portal), {})
        sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
    return found


def period(text: str) -> int:
    return int(text) if text.isdigit() and int(text) in PERIODS else PERIODS[1]


def recent_costs(user: User) -> Sequence[SourceCost]:
    """The costs written last, for the page below the figures."""
    return list(SourceCost.objects.visible_to(user).filter(month__gte=_a_year_ago()).for_list()[:60])


def _a_year_ago() -> date:
    return add_months(today().replace(day=1), -12)
