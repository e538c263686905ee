"""Reading rules, the ledger, offers and escalations."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

from realestate.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.leads.models import ClaimOffer, Escalation, ResponsePolicy, RoutingRule, RoutingTurn
    from realestate.salespeople.models import Office


def run_by(user: "AnyUser", path: str = "office") -> models.Q:
    """Rows of the offices that this user directs: all for managers, their own for coordinators, none for others."""
    if not user.is_authenticated or not user.directs:
        return models.Q(pk__in=[])
    return models.Q() if user.is_manager else models.Q(**{f"{path}__in": user.office_ids})


class RoutingRuleQuerySet(ScopedQuerySet["RoutingRule"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(run_by(user))

    def of_office(self, office: "Office") -> Self:
        """In the order in which they are tried, with what trying them needs."""
        rows = self.filter(office=office).order_by("position", "pk")
        return rows.select_related("office", "agent", "salesperson", "team").prefetch_related("shares")

    def active(self) -> Self:
        return self.filter(is_active=True)


class RoutingTurnQuerySet(ScopedQuerySet["RoutingTurn"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(run_by(user))

    def of_office(self, office: "Office") -> Self:
        return self.filter(office=office)

    def for_ledger(self) -> Self:
        return self.select_related("lead__contact", "salesperson", "office")


class ClaimOfferQuerySet(ScopedQuerySet["ClaimOffer"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def for_token(self, token_hash: str) -> Self:
        return self.filter(token_hash=token_hash).select_related(
            "lead__contact", "lead__salesperson", "lead__listing", "lead__office", "user__office"
        )

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def overdue(self) -> Self:
        """The window is over and nobody took the lead."""
        return self.open().filter(expires_at__lte=timezone.now())


class ResponsePolicyQuerySet(ScopedQuerySet["ResponsePolicy"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(run_by(user))

    def in_force(self, office_id: int) -> "ResponsePolicy | None":
        return self.filter(office=office_id, is_on=True).first()


class EscalationQuerySet(ScopedQuerySet["Escalation"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(run_by(user, "lead__office"))

    def lost_since(self, moment: datetime) -> Self:
        """Leads that went back to the pool because their salesperson did not answer."""
        return self.filter(step="pool", at__gte=moment)

    def counts_by_salesperson(self) -> dict[int, int]:
        rows: Any = self.order_by().values_list("salesperson").annotate(number=models.Count("lead", distinct=True))
        return {person: number for person, number in rows if person is not None}
