"""Some operations put together for somebody: a page behind a secret link, and a PDF."""

import hmac
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.models import TimeStampedModel
from realestate.core.tokens import token_hash
from realestate.listings.models.operation import Operation
from realestate.listings.querysets import SelectionQuerySet

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]


def new_nonce() -> str:
    """32 hex characters that, with the secret key of the house, make the link."""
    return secrets.token_hex(16)


class Selection(TimeStampedModel):
    """Operations that somebody chose to show to a client, in order, until a day.

    The link's token is worked out from ``nonce`` and the secret key whenever its maker asks for it; the database
    holds only the hash, so a copy of the database opens nothing.
    """

    title = models.CharField(_("title"), max_length=120)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="es")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="selections",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="selections"
    )
    operations = models.ManyToManyField(
        Operation, verbose_name=_("operations"), through="SelectionItem", related_name="selections"
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    opened_count = models.PositiveIntegerField(_("times opened"), default=0)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        ordering = ["-id"]
        indexes = [models.Index(fields=["created_by", "id"], name="selection_maker")]

    def __str__(self) -> str:
        return self.title

    @property
    def token(self) -> str:
        """The secret of the link; empty when the house's key has changed since: then a new link is needed."""
        token = self.make_token(self.nonce)
        return token if hmac.compare_digest(token_hash(token), self.token_hash) else ""

    @staticmethod
    def make_token(nonce: str) -> str:
        return salted_hmac("listings.selection", nonce, algorithm="sha256").hexdigest()

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def can_be_edited_by(self, user: "AnyUser") -> bool:
        """Whoever made it, and managers."""
        return bool(user.is_authenticated and user.sells and (user.is_manager or self.created_by_id == user.pk))


class SelectionItem(models.Model):
    """One operation of a selection, in its place."""

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="items")
    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="selection_items")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("operation of a selection")
        verbose_name_plural = _("operations of selections")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["selection", "operation"], name="selectionitem_unique")]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.operation_id}"
