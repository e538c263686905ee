"""The keys of a listing: which sets there are, who holds them and when they are due back."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.listings import choices
from realestate.listings.models.listing import Listing
from realestate.listings.querysets import KeySetQuerySet


class KeySet(VersionedModel):
    """One set of keys. Only ``services.keys`` moves it, so that somebody always answers for it."""

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="key_sets")
    label = models.CharField(_("label"), max_length=40, help_text=_("What is written on the tag."))
    description = models.CharField(_("what it opens"), max_length=200, blank=True)
    place = models.CharField(_("where it is"), max_length=6, choices=choices.KeyPlace, default=choices.KeyPlace.OFFICE)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague who has it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="key_sets",
    )
    holder_name = models.CharField(_("somebody else who has it"), max_length=120, blank=True)
    due_back_at = models.DateTimeField(_("due back"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last reminder"), null=True, blank=True, editable=False)

    objects = KeySetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of keys")
        verbose_name_plural = _("sets of keys")
        ordering = ["label", "id"]
        indexes = [models.Index(fields=["place", "due_back_at"], name="keyset_due")]
        constraints = [models.UniqueConstraint(fields=["listing", "label"], name="keyset_unique_label")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_overdue(self) -> bool:
        return self.place == choices.KeyPlace.OUT and self.due_back_at is not None and self.due_back_at < timezone.now()

    @property
    def with_whom(self) -> str:
        return str(self.holder) if self.holder else self.holder_name


class KeyMovement(models.Model):
    """A set of keys went from one hand to another; never changed afterwards."""

    key_set = models.ForeignKey(
        KeySet, verbose_name=_("set of keys"), on_delete=models.CASCADE, related_name="movements"
    )
    place = models.CharField(_("where to"), max_length=6, choices=choices.KeyPlace)
    holder_name = models.CharField(_("to whom"), max_length=120, blank=True)
    due_back_at = models.DateTimeField(_("due back"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("movement of keys")
        verbose_name_plural = _("movements of keys")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_place_display()} {self.holder_name}".strip()
