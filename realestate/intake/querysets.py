"""Reading what came in."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from realestate.core.querysets import ScopedQuerySet
from realestate.core.tokens import token_hash
from realestate.intake.choices import State

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.intake.models import InboundKey, InboundMessage, LeadImport, Mailbox, SourceCost, TaughtRule

LEASE = timedelta(minutes=15)  # a fetch that died leaves its mailbox locked for this long
SAME_WITHIN = timedelta(hours=24)  # the very same text again within a day is the sender trying again


class _ManagersQuerySet(ScopedQuerySet[Any]):
    """What only managers set up."""

    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated and user.is_manager else self.none()


class InboundKeyQuerySet(_ManagersQuerySet):
    def opened_by(self, key: str) -> "InboundKey | None":
        """The door behind a key; the one before the last change opens too until its time is over."""
        digest = token_hash(key)
        rows = self.filter(is_active=True).select_related("office")
        current: InboundKey | None = rows.filter(key_hash=digest).first()
        if current is not None:
            return current
        former: InboundKey | None = rows.filter(previous_hash=digest, previous_until__gt=timezone.now()).first()
        return former

    def for_list(self) -> Self:
        return self.select_related("office").order_by("name", "pk")


class InboundMessageQuerySet(ScopedQuerySet["InboundMessage"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """For who gives out the work of its office; whoever reads everything sees all, but no blocked person's."""
        if not user.is_authenticated or not (user.directs or user.reads_everything):
            return self.none()
        rows = self
        if not user.can_see_blocked:
            rows = rows.exclude(enquiry__lead__contact__blocked_at__isnull=False)
        return rows if user.reads_everything else rows.filter(office__in=user.office_ids)

    def for_rows(self) -> Self:
        return self.select_related("office", "enquiry__lead__contact").defer("raw")

    def in_state(self, state: str) -> Self:
        return self.filter(state=state)

    def waiting_longer_than(self, wait: timedelta) -> Self:
        """Not read yet though their task should have run."""
        return self.filter(state=State.RECEIVED, received_at__lt=timezone.now() - wait).order_by("pk")

    def quarantined(self) -> Self:
        return self.filter(state=State.QUARANTINED)

    def count_up_to(self, limit: int) -> int:
        """How many, without counting a whole table."""
        return len(self.order_by().values_list("pk")[:limit])

    def same_text(self, message: "InboundMessage") -> Self:
        """The very same bytes through the same door within a day, this one included."""
        rows = self.filter(sha256=message.sha256, kind=message.kind, office=message.office_id, key=message.key_id)
        around = (message.received_at - SAME_WITHIN, message.received_at + SAME_WITHIN)
        return rows.filter(received_at__range=around).order_by("pk")

    def kept_already(self, sha256: str, office_id: int) -> bool:
        """Is this very mail in the books of the office?"""
        return self.filter(sha256=sha256, office=office_id, kind="mail").exists()

    def others_of(self, message: "InboundMessage") -> Self:
        """Other messages that became the same enquiry."""
        return self.filter(enquiry=message.enquiry_id).exclude(pk=message.pk)

    def of_import(self, batch: "LeadImport") -> Self:
        return self.filter(lead_import=batch)

    def through(self, key: "InboundKey") -> Self:
        """What came by a webhook, the newest first."""
        return self.filter(key=key).order_by("-pk")

    def counts_by_state(self) -> "dict[str, int]":
        rows: Any = self.order_by().values_list("state").annotate(n=Count("pk"))
        return dict(rows)

    def last_by_key(self) -> "dict[int, datetime]":
        """When something came through each door for the last time."""
        rows: Any = self.filter(key__isnull=False).order_by().values_list("key").annotate(at=Max("received_at"))
        return dict(rows)


class MailboxQuerySet(_ManagersQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def for_list(self) -> Self:
        return self.select_related("office").order_by("name", "pk")

    def claim(self, pk: int, mark: str) -> bool:
        """Lock a mailbox for one fetch; false while another reads it. One UPDATE, so that one of two wins."""
        free = Q(busy_since=None) | Q(busy_since__lt=timezone.now() - LEASE)
        return bool(self.filter(free, pk=pk).update(busy_since=timezone.now(), busy_mark=mark))

    def release(self, pk: int, mark: str, **values: Any) -> bool:
        """End a fetch, if it still holds the lock."""
        return bool(self.filter(pk=pk, busy_mark=mark).update(busy_since=None, busy_mark="", **values))

    def advance(self, pk: int, mark: str, uid_validity: int, uid: int) -> bool:
        """Remember how far the mailbox is read; false when somebody else has taken over meanwhile."""
        rows = self.filter(pk=pk, busy_mark=mark)
        return bool(rows.update(uid_validity=uid_validity, last_uid=uid, busy_since=timezone.now()))


class TaughtRuleQuerySet(ScopedQuerySet["TaughtRule"]):
    def visible_to(self, user: "AnyUser") -> Self:
        if not user.is_authenticated or not user.directs:
            return self.none()
        return self if user.is_manager else self.filter(office__in=user.office_ids)

    def in_force_for(self, office_id: int) -> Self:
        """The newest first: what was taught last is meant to correct what was taught before."""
        return self.filter(is_active=True, office=office_id).order_by("-pk")

    def count_use(self, pk: int) -> None:
        self.filter(pk=pk).update(uses=F("uses") + 1, last_used_at=timezone.now())

    def for_list(self) -> Self:
        return self.select_related("office", "created_by").order_by("-pk")


class SourceCostQuerySet(_ManagersQuerySet):
    def between(self, first: Any, last: Any) -> Self:
        """Of the months from ``first`` to ``last``, both included."""
        rows: Self = self.filter(month__gte=first, month__lte=last)
        return rows

    def for_list(self) -> Self:
        return self.select_related("office").order_by("-month", "source", "portal", "pk")


class LeadImportQuerySet(_ManagersQuerySet):
    def for_rows(self) -> Self:
        return self.select_related("office", "created_by").defer("content")


if TYPE_CHECKING:
    _KINDS = (InboundKey, Mailbox, TaughtRule, SourceCost, LeadImport)
