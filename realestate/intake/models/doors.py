"""The doors: a secret address for each sender, and the mailboxes that portals write to."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core import secrets
from realestate.core.dates import today
from realestate.core.models import VersionedModel
from realestate.intake.choices import Shape
from realestate.intake.querysets import InboundKeyQuerySet, MailboxQuerySet
from realestate.leads.choices import Source
from realestate.salespeople.models import Office

HOOK_ADDRESS = "intake.hook"  # what the keys are encrypted for
HOOK_SECRET = "intake.hmac"  # noqa: S105 (a purpose, not a secret)
MAILBOX_PURPOSE = "intake.mailbox"

portal_code = RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Lower-case letters, digits, dots and hyphens only."))


class InboundKey(VersionedModel):
    """A sender's own address for its leads. Whoever knows it may send, so it can be changed without a gap: the old
    one goes on working until a stated time."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        on_delete=models.PROTECT,
        related_name="inbound_keys",
        help_text=_("Gets the leads that name no listing of ours."),
    )
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.PORTAL)
    portal = models.CharField(
        _("portal"),
        max_length=40,
        blank=True,
        validators=[portal_code],
        help_text=_("Its code in lower case, for example idealista."),
    )
    shape = models.CharField(_("how it writes"), max_length=12, choices=Shape, default=Shape.AUTO)
    is_active = models.BooleanField(_("active"), default=True)

    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    key_encrypted = models.TextField(editable=False)
    issued_at = models.DateTimeField(_("address issued"), default=timezone.now, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    previous_until = models.DateTimeField(_("the former address works until"), null=True, blank=True, editable=False)
    secret_encrypted = models.TextField(blank=True, editable=False)
    previous_secret_encrypted = models.TextField(blank=True, editable=False)

    objects = InboundKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intake:key", args=[self.pk])

    @property
    def key(self) -> str:
        """The secret part of the address; empty when the installation's key has changed since."""
        return secrets.decrypt(self.key_encrypted, purpose=HOOK_ADDRESS)

    @property
    def signs(self) -> bool:
        """Must each message carry a signature?"""
        return bool(self.secret_encrypted)

    @property
    def secret(self) -> str:
        """What the sender signs with."""
        return secrets.decrypt(self.secret_encrypted, purpose=HOOK_SECRET) if self.secret_encrypted else ""

    @property
    def former_works(self) -> bool:
        return self.previous_until is not None and self.previous_until > timezone.now()

    @property
    def good_secrets(self) -> list[str]:
        """The secrets that a signature may be made with now."""
        found = [self.secret]
        if self.previous_secret_encrypted and self.former_works:
            found.append(secrets.decrypt(self.previous_secret_encrypted, purpose=HOOK_SECRET))
        return [one for one in found if one]


class Mailbox(VersionedModel):
    """A mailbox that portals write to, read over IMAP with TLS. Nothing is ever deleted in it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        on_delete=models.PROTECT,
        related_name="mailboxes",
        help_text=_("Gets the leads that name no listing of ours."),
    )
    host = models.CharField(
        _("server"), max_length=200, validators=[RegexValidator(r"^[A-Za-z0-9.:-]+$", _("A host name only."))]
    )
    port = models.PositiveIntegerField(
        _("port"), default=993, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    username = models.CharField(_("user name"), max_length=200)
    password_encrypted = models.TextField(editable=False)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    certificate = models.TextField(
        _("certificate of the server"),
        blank=True,
        help_text=_("Only for a server of your own whose certificate nobody else vouches for: its PEM text."),
    )
    marks_seen = models.BooleanField(_("marks what it has read as read"), default=True)
    starts_on = models.DateField(
        _("mails from this day on"), default=today, help_text=_("Older ones stay where they are, unread by the CRM.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    uid_validity = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    last_uid = models.PositiveBigIntegerField(_("last mail read"), default=0, editable=False)
    checked_at = models.DateTimeField(_("last tried"), null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField(_("last success"), null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    busy_since = models.DateTimeField(null=True, blank=True, editable=False)
    busy_mark = models.CharField(max_length=32, blank=True, editable=False)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("intake", "mailbox")
        verbose_name_plural = pgettext_lazy("intake", "mailboxes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def password(self) -> str:
        """Empty when the installation's key has changed since: then it must be typed again."""
        return secrets.decrypt(self.password_encrypted, purpose=MAILBOX_PURPOSE)
