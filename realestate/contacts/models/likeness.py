"""Contacts that may be the same person: what to look them up by, and the pairs that somebody should look at."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models.contact import Contact
from realestate.contacts.querysets import LikenessQuerySet


class LikenessKey(models.Model):
    """A word under which a contact is compared: only those that share one are looked at side by side."""

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="likeness_keys", verbose_name=_("contact")
    )
    key = models.CharField(_("compared under"), max_length=80)

    class Meta:
        verbose_name = _("comparison key")
        verbose_name_plural = _("comparison keys")
        constraints = [models.UniqueConstraint(fields=["key", "contact"], name="likenesskey_unique")]

    def __str__(self) -> str:
        return self.key


class Likeness(models.Model):
    """Two contacts that look alike; somebody says whether they are the same, and that is remembered."""

    class Status(models.TextChoices):
        OPEN = "open", _("To look at")
        DIFFERENT = "different", _("Not the same")
        SAME = "same", _("Merged")

    class Reason(models.TextChoices):
        NAME = "name", _("the same name")
        CLOSE = "close", _("a similar name")
        TOWN = "town", _("the same town")
        PHONE = "phone", _("the same phone")
        EMAIL = "email", _("the same e-mail")

    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="likenesses", verbose_name=_("one"))
    second = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="likenesses_back", verbose_name=_("the other")
    )
    score = models.PositiveSmallIntegerField(_("likeness"), help_text=_("From 0 to 100."))
    reasons = models.JSONField(_("reasons"), default=list)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("found"), default=timezone.now, editable=False)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "-id"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="likeness_unique")]
        indexes = [models.Index(fields=["status", "-score", "-id"], name="likeness_queue")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @property
    def reason_labels(self) -> list[str]:
        words = dict(self.Reason.choices)
        return [str(words.get(code, code)) for code in self.reasons]
