"""What is to be done about a lead."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.leads import choices
from realestate.leads.models.lead import Lead
from realestate.leads.querysets import NextActionQuerySet


class NextAction(VersionedModel):
    """What is to be done about a lead, and when; no open lead is without one."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.CASCADE, related_name="next_actions")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next_actions",
    )
    kind = models.CharField(_("what"), max_length=10, choices=choices.ActionKind, default=choices.ActionKind.CALL)
    due_at = models.DateTimeField(_("due"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    viewing_id = models.PositiveBigIntegerField(_("viewing"), null=True, blank=True, editable=False, db_index=True)

    objects = NextActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("next action")
        verbose_name_plural = _("next actions")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["lead", "done_at", "due_at"], name="nextaction_lead"),
            models.Index(fields=["salesperson", "done_at", "due_at"], name="nextaction_salesperson"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note}".strip()

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()
