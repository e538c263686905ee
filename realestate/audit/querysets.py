"""Reading the audit."""

from typing import TYPE_CHECKING, Self

from realestate.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from django.db import models

    from realestate.audit.models import AuditLine
    from realestate.core.querysets import AnyUser


class AuditLineQuerySet(ScopedQuerySet["AuditLine"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Managers, the data-protection officer and the auditor read the whole; others see lines through a record."""
        return self if user.is_authenticated and user.can_read_audit else self.none()

    def about(self, subject: "models.Model") -> Self:
        """The lines of one record that the caller was allowed to open, newest first, with who did it."""
        name = subject._meta.model_name or ""
        return self.filter(subject_type=name, subject_id=subject.pk).select_related("actor").order_by("-id")

    def unsealed(self) -> Self:
        return self.filter(sequence__isnull=True).order_by("id")

    def sealed(self) -> Self:
        return self.filter(sequence__isnull=False).order_by("sequence")
