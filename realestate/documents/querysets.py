"""Which document rows there are."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from realestate.core.querysets import ScopedQuerySet
from realestate.documents.choices import SignatureStatus

if TYPE_CHECKING:
    from realestate.contacts.models import Contact
    from realestate.core.querysets import AnyUser
    from realestate.documents.models import DocumentTemplate, SignatureRequest
    from realestate.salespeople.models import Office

OPEN = (SignatureStatus.WAITING, SignatureStatus.OPENED)


class DocumentTemplateQuerySet(models.QuerySet["DocumentTemplate"]):
    """The agency's own words."""

    def in_force(self, kind: str, language: str, office: "Office | None") -> "DocumentTemplate | None":
        """The office's own template of a kind, else the agency's, else None."""
        rows = self.filter(Q(office=office) | Q(office=None), kind=kind, language=language, is_active=True)
        return max(rows, key=lambda row: (row.office_id is not None, row.pk), default=None)

    def in_force_by_kind(self, language: str, office: "Office | None") -> "dict[str, DocumentTemplate]":
        """Every kind's template in force, by one query; kinds without one are not in it."""
        rows = self.filter(Q(office=office) | Q(office=None), language=language, is_active=True)
        return {row.kind: row for row in sorted(rows, key=lambda row: (row.office_id is not None, row.pk))}

    def like(self, kind: str, language: str, office: "Office | None") -> Self:
        """Those for the same place; the database cannot keep two without an office apart."""
        return self.filter(kind=kind, language=language, office=office)


class SignatureRequestQuerySet(ScopedQuerySet["SignatureRequest"]):
    """Requests to sign."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Those that they sent; coordinators see their offices', managers and those who check see all."""
        if not user.is_authenticated:
            return self.none()
        if user.reads_everything:
            return self
        own = Q(requested_by=user)
        return self.filter(own | Q(document__office__in=user.office_ids) if user.is_coordinator else own)

    def open(self) -> Self:
        """Those that may still be signed."""
        return self.filter(status__in=OPEN, expires_at__gt=timezone.now())

    def overdue(self) -> Self:
        """Those whose time is over and whose status does not say so yet."""
        return self.filter(status__in=OPEN, expires_at__lte=timezone.now())

    def signed(self) -> Self:
        """Those that were signed, with what was signed."""
        return self.filter(status=SignatureStatus.SIGNED).select_related("document__office", "evidence")

    def of_contact(self, contact: "Contact") -> Self:
        """What this person was asked to sign, newest first."""
        return self.filter(contact=contact).order_by("-pk")

    def with_document(self) -> Self:
        return self.select_related("document", "document__office", "evidence", "requested_by")
