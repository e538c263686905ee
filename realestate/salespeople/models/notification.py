"""What people are told in the page, and how they want to be told by mail."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.salespeople.models.people import User
from realestate.salespeople.querysets import NotificationQuerySet, NotificationSettingsQuerySet


class Notification(models.Model):
    """One line under the bell, written with the event that it tells of; its words are in its reader's language."""

    class Kind(models.TextChoices):
        LEAD = "lead", _("A lead of mine")
        OFFER = "offer", _("A lead that I may claim")
        REMINDER = "reminder", _("A lead of mine waits for an answer")
        ESCALATION = "escalation", _("A lead of my office waits for an answer")
        POOL = "pool", _("A lead is in the pool")
        OTHER = "other", _("Something else")

    user = models.ForeignKey(User, verbose_name=_("for"), on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    text = models.CharField(_("text"), max_length=300)
    url = models.CharField(_("where it leads"), max_length=300, blank=True)
    key = models.CharField(_("what it is about"), max_length=60, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "read_at", "at"], name="notification_unread"),
            models.Index(fields=["user", "-at", "-id"], name="notification_list"),
            models.Index(fields=["key", "kind"], name="notification_key"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def icon(self) -> str:
        kinds: dict[str, str] = {
            "lead": "inbox",
            "offer": "lightning",
            "reminder": "clock",
            "escalation": "exclamation-triangle",
            "pool": "people",
        }
        return kinds.get(self.kind, "bell")


def no_kinds() -> list[Any]:
    return []


class NotificationSettings(VersionedModel):
    """Of which kinds somebody wants no mail, and the hours in which mails wait. Without a row: all mails, at once."""

    user = models.OneToOneField(
        User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="notification_settings"
    )
    no_email = models.JSONField(_("no mail about"), default=no_kinds, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    objects = NotificationSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")

    def __str__(self) -> str:
        return str(self.user)
