"""What managers decide about the publish rules: which are switched off, and which warnings are overridden."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.listings import choices
from realestate.listings.models.operation import Operation
from realestate.listings.querysets import RuleOverrideQuerySet
from realestate.salespeople.models import Office


class RuleSwitch(VersionedModel):
    """An office's choice about one publish rule: law changes, and courts suspend it, so each can be switched off."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.CASCADE, related_name="rule_switches")
    code = models.CharField(_("rule"), max_length=60)
    is_on = models.BooleanField(_("applies"), default=True)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("publish rule switch")
        verbose_name_plural = _("publish rule switches")
        ordering = ["office", "code"]
        constraints = [models.UniqueConstraint(fields=["office", "code"], name="ruleswitch_unique_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.office}"


class RuleOverride(models.Model):
    """A manager lets an operation out in spite of an amber rule; the reason stays. Never for red."""

    operation = models.ForeignKey(
        Operation, verbose_name=_("operation"), on_delete=models.CASCADE, related_name="rule_overrides"
    )
    code = models.CharField(_("rule"), max_length=60)
    channel = models.CharField(
        _("channel"), max_length=12, choices=choices.Channel, blank=True, help_text=_("Empty: every channel.")
    )
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("manager"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = RuleOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule override")
        verbose_name_plural = _("rule overrides")
        ordering = ["-id"]
        indexes = [models.Index(fields=["operation", "code"], name="ruleoverride_operation")]

    def __str__(self) -> str:
        return f"{self.code} {self.operation_id}"
