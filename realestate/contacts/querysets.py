"""Reading contacts."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q

from realestate.contacts.phones import TAIL, tail_of
from realestate.core.querysets import ScopedQuerySet
from realestate.core.search import fitting

if TYPE_CHECKING:
    from collections.abc import Collection

    from realestate.contacts.models import (
        Consent,
        Contact,
        ContactPoint,
        ContactRole,
        Likeness,
        MergeRecord,
        Relation,
        WithdrawalLink,
    )
    from realestate.core.querysets import AnyUser


class ContactQuerySet(ScopedQuerySet["Contact"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Theirs, unassigned in their office, or of a lead that they may see or a listing that is theirs.

        Coordinators see their offices' contacts; managers, the data-protection officer and the auditor all. What is
        blocked for data protection is for the data-protection officer alone. What became part of another contact is
        nowhere: its old address leads to that one.
        """
        if not user.is_authenticated:
            return self.none()
        live = self.filter(merged_into__isnull=True)
        rows = live if user.can_see_blocked else live.filter(blocked_at__isnull=True)
        if user.reads_everything:
            return rows
        own = Q(salesperson=user) | self._linked("leads", "contact", user) | self._owns_listing_of(user)
        if user.is_coordinator:
            return rows.filter(own | Q(office__in=user.office_ids))
        return rows.filter(own | Q(salesperson__isnull=True, office__in=user.office_ids))

    def _linked(self, relation: str, name: str, user: "AnyUser") -> Q:
        """Contacts behind rows of a higher room that the user may see; the room is named, never imported."""
        related: Any = self.model._meta.get_field(relation).related_model
        return Q(Exists(related.objects.visible_to(user).filter(**{name: OuterRef("pk")})))

    def _owns_listing_of(self, user: "AnyUser") -> Q:
        related: Any = self.model._meta.get_field("owned_listings").related_model
        ownerships: Any = self.model._meta.get_field("ownerships").related_model
        shares = ownerships.objects.filter(listing__salesperson=user)
        return (
            Q(Exists(related.objects.filter(owner=OuterRef("pk"), salesperson=user)))
            | Q(Exists(shares.filter(contact=OuterRef("pk"))))
            | Q(Exists(shares.filter(representative=OuterRef("pk"))))
        )

    def matching(self, text: str) -> Self:
        """Each word begins one of name, company, town or e-mail, or is a piece of a phone, in whatever letters."""
        return self.filter(fitting("contact", text))

    def with_points(self) -> Self:
        return self.prefetch_related("points")

    def not_blocked(self) -> Self:
        """Without those that are held back for data protection: nothing new is written about them."""
        return self.filter(blocked_at__isnull=True)

    def for_rows(self) -> Self:
        """With what a row shows."""
        return self.select_related("office", "salesperson").prefetch_related("points")

    def but(self, contact: "Contact") -> Self:
        return self.exclude(pk=contact.pk)

    def find(self, pk: int) -> "Contact | None":
        return self.filter(pk=pk).first()

    def survivor_of(self, pk: int) -> "Contact | None":
        """The contact that a merged one became part of; None when it was never merged or may not be seen."""
        return self.filter(absorbed__pk=pk).first()

    def due_for_comparison(self) -> Self:
        """New or changed since they were last compared, oldest first."""
        rows = self.filter(compared_at__isnull=True, merged_into__isnull=True, blocked_at__isnull=True)
        return rows.order_by("compared_at", "pk")


class ContactPointQuerySet(ScopedQuerySet["ContactPoint"]):
    def visible_to(self, user: "AnyUser") -> Self:
        contacts: Any = self.model._meta.get_field("contact").related_model
        return self.filter(contact__in=contacts.objects.visible_to(user))

    def same_as(self, phones: "Collection[str]", emails: "Collection[str]") -> Self:
        """Points of contacts that are not blocked with one of these values, or with a phone's last nine digits."""
        tails = [tail for tail in map(tail_of, phones) if len(tail) == TAIL]
        same = Q(kind="email", value__in=list(emails)) | Q(kind="phone", value__in=list(phones)) | Q(tail__in=tails)
        rows = self.filter(same, contact__blocked_at__isnull=True, contact__merged_into__isnull=True)
        return rows.select_related("contact__salesperson", "contact__office").order_by("contact_id", "pk")


class ConsentQuerySet(ScopedQuerySet["Consent"]):
    def visible_to(self, user: "AnyUser") -> Self:
        contacts: Any = self.model._meta.get_field("contact").related_model
        return self.filter(contact__in=contacts.objects.visible_to(user))

    def in_order(self) -> Self:
        """As they were said: the last one decides."""
        return self.select_related("actor").order_by("at", "pk")


class WithdrawalLinkQuerySet(ScopedQuerySet["WithdrawalLink"]):
    def visible_to(self, user: "AnyUser") -> Self:
        contacts: Any = self.model._meta.get_field("contact").related_model
        return self.filter(contact__in=contacts.objects.visible_to(user))

    def for_token(self, token_hash: str) -> Self:
        return self.filter(token_hash=token_hash).select_related("contact__office", "contact__merged_into__office")


class ContactRoleQuerySet(ScopedQuerySet["ContactRole"]):
    def visible_to(self, user: "AnyUser") -> Self:
        contacts: Any = self.model._meta.get_field("contact").related_model
        return self.filter(contact__in=contacts.objects.visible_to(user))


class RelationQuerySet(ScopedQuerySet["Relation"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Both sides must be: a tie would tell of somebody else's contact."""
        seen: Any = self.model._meta.get_field("contact").related_model
        rows = seen.objects.visible_to(user)
        return self.filter(contact__in=rows, other__in=rows)

    def of(self, contact: "Contact") -> Self:
        """From either side."""
        return self.filter(Q(contact=contact) | Q(other=contact)).select_related("contact", "other").order_by("pk")


class MergeRecordQuerySet(ScopedQuerySet["MergeRecord"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Those of contacts that the user may see."""
        contacts: Any = self.model._meta.get_field("survivor").related_model
        return self.filter(survivor__in=contacts.objects.visible_to(user))

    def for_page(self) -> Self:
        return self.select_related("survivor__office", "survivor__salesperson", "actor", "undone_by").prefetch_related(
            "merged__contact"
        )

    def standing(self) -> Self:
        """Those that nobody has undone."""
        return self.filter(undone_at__isnull=True)


class LikenessQuerySet(ScopedQuerySet["Likeness"]):
    REACH = 5000  # of the queue, so many of the likest pairs are looked through for those that somebody may see
    SHOWN = 400

    def within_reach(self, user: "AnyUser") -> Self:
        """Those that the user may see, of the likest of these rows.

        In steps, because joining the pairs with the contacts' visibility makes MySQL sort all of them: the keys in the
        index's order, then which contacts are seen, then the few rows.
        """
        rows = list(self.order_by("-score", "-pk").values_list("pk", "first_id", "second_id")[: self.REACH])
        contacts: Any = self.model._meta.get_field("first").related_model
        sides = {side for _pk, *both in rows for side in both}
        seen = set(contacts.objects.visible_to(user).filter(pk__in=sides).values_list("pk", flat=True))
        keys = [pk for pk, first, second in rows if first in seen and second in seen]
        return self.filter(pk__in=keys[: self.SHOWN])

    def visible_to(self, user: "AnyUser") -> Self:
        """Pairs of which the user may see both."""
        contacts: Any = self.model._meta.get_field("first").related_model
        seen = contacts.objects.visible_to(user)
        return self.filter(first__in=seen, second__in=seen)

    def open(self) -> Self:
        return self.filter(status="open")

    def different(self) -> Self:
        """Those of which somebody said that they are two people."""
        return self.filter(status="different")

    def of(self, contact: "Contact") -> Self:
        return self.filter(Q(first=contact) | Q(second=contact))

    def for_rows(self) -> Self:
        people = ("first__office", "first__salesperson", "second__office", "second__salesperson")
        return self.select_related(*people).prefetch_related("first__points", "second__points")
