"""Reading contacts."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q

from realestate.contacts.phones import TAIL, tail_of
from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise

if TYPE_CHECKING:
    from collections.abc import Collection

    from realestate.contacts.models import Consent, Contact, ContactPoint
    from realestate.core.querysets import AnyUser


class ContactQuerySet(ScopedQuerySet["Contact"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Theirs, unassigned in their office, or of a lead that they may see or a listing that is theirs.

        Coordinators see their offices' contacts; managers, the data-protection officer and the auditor all. What is
        blocked for data protection is for the data-protection officer alone.
        """
        if not user.is_authenticated:
            return self.none()
        rows = self if user.can_see_blocked else self.filter(blocked_at__isnull=True)
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
        """Each word somewhere in name, company, town, e-mail or phone; accents and case do not matter."""
        rows = self
        for word in normalise(text).split()[:6]:
            rows = rows.filter(search_text__contains=word)
        return rows

    def with_points(self) -> Self:
        return self.prefetch_related("points")

    def not_blocked(self) -> Self:
        """Without those that are held back for data protection: nothing new is written about them."""
        return self.filter(blocked_at__isnull=True)

    def for_rows(self) -> Self:
        """With what a row shows."""
        return self.select_related("office", "salesperson").prefetch_related("points")


class ContactPointQuerySet(ScopedQuerySet["ContactPoint"]):
    def visible_to(self, user: "AnyUser") -> Self:
        contacts: Any = self.model._meta.get_field("contact").related_model
        return self.filter(contact__in=contacts.objects.visible_to(user))

    def same_as(self, phones: "Collection[str]", emails: "Collection[str]") -> Self:
        """Points of contacts that are not blocked with one of these values, or with a phone's last nine digits."""
        tails = [tail for tail in map(tail_of, phones) if len(tail) == TAIL]
        same = Q(kind="email", value__in=list(emails)) | Q(kind="phone", value__in=list(phones)) | Q(tail__in=tails)
        rows = self.filter(same, contact__blocked_at__isnull=True)
        return rows.select_related("contact__salesperson", "contact__office").order_by("contact_id", "pk")


class ConsentQuerySet(ScopedQuerySet["Consent"]):
    def visible_to(self, user: "AnyUser") -> Self:
        contacts: Any = self.model._meta.get_field("contact").related_model
        return self.filter(contact__in=contacts.objects.visible_to(user))
