"""Imports made in the browser: what was read, what it did to each listing, and how to take it back."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.models import TimeStampedModel
from realestate.listings.models import Listing
from realestate.portals.querysets import ImportBatchQuerySet
from realestate.salespeople.models import Office


class ImportBatch(TimeStampedModel):
    """One feed on its way into an office's stock: read for a preview first, then imported, and reversible.

    ``heartbeat_at`` moves while a worker is at it, so that a second worker leaves it alone and one that died is seen.
    """

    class Status(models.TextChoices):
        CHECKING = "checking", pgettext_lazy("import", "Being read")
        CHECKED = "checked", pgettext_lazy("import", "Ready to be imported")
        IMPORTING = "importing", pgettext_lazy("import", "Being imported")
        DONE = "done", pgettext_lazy("import", "Imported")
        FAILED = "failed", pgettext_lazy("import", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")
        UNDOING = "undoing", pgettext_lazy("import", "Being undone")
        UNDONE = "undone", pgettext_lazy("import", "Undone")

    WORKING = frozenset({Status.CHECKING, Status.IMPORTING, Status.UNDOING})

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="imports")
    source = models.CharField(_("name of the source"), max_length=60)
    url = models.URLField(_("address of the feed"), max_length=500, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    file = models.FileField(_("file"), upload_to="imports/", max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size, bytes"), default=0)
    withdraws_missing = models.BooleanField(_("withdraws what is missing"), default=False)
    downloads_photos = models.BooleanField(_("downloads the photos"), default=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CHECKING)
    counts = models.JSONField(_("counts"), default=dict)  # created, updated, unchanged, rejected, missing, withdrawn
    lines = models.JSONField(_("lines of the report"), default=list)
    untold = models.PositiveIntegerField(_("lines not kept"), default=0)
    expected = models.PositiveIntegerField(_("listings in the feed"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="imports"
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("portals:import", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.status in self.WORKING

    @property
    def read(self) -> int:
        """Listings read so far."""
        return sum(int(self.counts.get(name, 0)) for name in ("created", "updated", "unchanged", "rejected"))

    @property
    def undone_so_far(self) -> int:
        """Listings that are as they were before, or stay because people have worked on them."""
        return int(self.counts.get("undone", 0)) + int(self.counts.get("left", 0))

    @property
    def percent(self) -> int:
        """How far the work that goes on has come."""
        if self.status == self.Status.UNDOING:
            return min(100, self.undone_so_far * 100 // max(int(self.counts.get("to_undo", 0)), 1))
        return min(100, self.read * 100 // self.expected) if self.expected else 0


class ImportedListing(models.Model):
    """What an import did to one listing, and how that listing stood before and right after."""

    class Action(models.TextChoices):
        CREATED = "created", pgettext_lazy("import", "Created")
        UPDATED = "updated", pgettext_lazy("import", "Updated")
        WITHDRAWN = "withdrawn", pgettext_lazy("import", "Withdrawn")

    batch = models.ForeignKey(ImportBatch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="rows")
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("listing"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="imports",
    )
    reference = models.CharField(_("reference"), max_length=50)
    action = models.CharField(_("what was done"), max_length=10, choices=Action)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    is_undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("imported listing")
        verbose_name_plural = _("imported listings")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "listing"], name="importedlisting_unique")]

    def __str__(self) -> str:
        return f"{self.reference} {self.action}"
