"""What merging contacts changed, kept so that it can be taken back."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models.contact import Contact
from realestate.contacts.querysets import MergeRecordQuerySet

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser


class MergeRecord(models.Model):
    """Contacts became one: who did it, who stayed, and until when it can be undone."""

    UNDO_FOR: ClassVar[timedelta] = timedelta(days=30)

    survivor = models.ForeignKey(
        Contact, verbose_name=_("contact that stays"), on_delete=models.CASCADE, related_name="merges"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # What could not be put back, in words, as the one who undid it was told.
    conflicts = models.JSONField(_("left as it was"), default=list, blank=True)

    objects = MergeRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of contacts")
        verbose_name_plural = _("merges of contacts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["survivor", "undone_at", "id"], name="mergerecord_survivor")]

    def __str__(self) -> str:
        return f"{self.survivor}"

    @property
    def undo_until(self) -> datetime:
        return self.at + self.UNDO_FOR

    @property
    def is_undoable(self) -> bool:
        """Not undone yet, and not older than thirty days."""
        return self.undone_at is None and timezone.now() < self.undo_until

    def can_be_undone_by(self, user: "AnyUser") -> bool:
        """Whoever did it while they may still edit the contact, and whoever may merge it."""
        if not user.is_authenticated or not self.survivor.can_be_edited_by(user):
            return False
        return self.actor_id == user.pk or self.survivor.can_be_merged_by(user)


class MergedContact(models.Model):
    """One of those that became part of another."""

    merge = models.ForeignKey(MergeRecord, on_delete=models.CASCADE, related_name="merged")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merged_in")

    class Meta:
        verbose_name = _("merged contact")
        verbose_name_plural = _("merged contacts")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["merge", "contact"], name="mergedcontact_unique")]

    def __str__(self) -> str:
        return str(self.contact)


class MergeChange(models.Model):
    """Rows of one table that the merge changed alike: their keys, the columns before and after.

    ``after`` is empty for a row that was taken out; ``before`` then holds all of it. Changes that share a ``unit`` are
    put back together or not at all.
    """

    merge = models.ForeignKey(MergeRecord, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(_("record type"), max_length=60)
    keys = models.JSONField(_("records"), default=list)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    unit = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("change of a merge")
        verbose_name_plural = _("changes of merges")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.model} {len(self.keys)}"

    @property
    def is_removal(self) -> bool:
        return not self.after
