"""Changes to many listings at once, kept so that they can be undone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.listings.querysets import BulkEditQuerySet


class BulkEdit(models.Model):
    """One change to many listings: what was set, and what stood there before in each row."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="bulk_edits"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    # One a preview, so that it is applied only once; nothing where there was no preview.
    key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    changes = models.JSONField(_("changes"), default=dict)  # field → new value
    rows = models.JSONField(_("rows"), default=list)  # one a listing: see services.bulk.WrittenRow
    skipped = models.JSONField(_("not changed"), default=list)  # [{"reference", "reason"}]
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("undone by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    not_undone = models.JSONField(_("not undone"), default=list)  # [{"reference", "reason"}]

    objects = BulkEditQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {len(self.rows)}"
