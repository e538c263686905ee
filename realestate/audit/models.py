"""Who changed what and when: append-only lines, sealed into a hash chain afterwards."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.audit.querysets import AuditLineQuerySet


class AuditLine(models.Model):
    """One fact of the record-keeping: who did what to which record, with the values before and after.

    Written in the transaction of the deed. ``sequence`` and ``hash`` come later from ``seal_audit``, in order, so the
    chain never makes two writers wait for each other.
    """

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="audit_lines",
    )
    action = models.CharField(_("action"), max_length=60)
    subject_type = models.CharField(_("record type"), max_length=40)
    subject_id = models.PositiveBigIntegerField(_("record"))
    subject_label = models.CharField(_("record name"), max_length=200)
    changes = models.JSONField(_("changes"), default=dict)
    sequence = models.PositiveBigIntegerField(_("sequence"), null=True, blank=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("seal"), max_length=64, blank=True)

    objects = AuditLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit lines")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="auditline_subject"),
            models.Index(fields=["action", "-at"], name="auditline_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"

    def content(self) -> str:
        """What the seal covers, in one canonical form."""
        values: dict[str, Any] = {
            "id": self.pk,
            "at": self.at.astimezone(UTC).isoformat(),
            "actor": self.actor_id,
            "action": self.action,
            "type": self.subject_type,
            "subject": self.subject_id,
            "label": self.subject_label,
            "changes": self.changes,
        }
        return json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))

    def seal(self, previous_hash: str) -> str:
        """SHA-256 over the line before and this line, hexadecimal."""
        return hashlib.sha256(f"{previous_hash}{self.content()}".encode()).hexdigest()
