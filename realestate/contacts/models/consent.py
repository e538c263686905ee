"""What a contact agreed to: a ledger by purpose and channel, and the links that take it back."""

import hmac
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models.contact import Contact
from realestate.contacts.querysets import ConsentQuerySet, WithdrawalLinkQuerySet
from realestate.core.tokens import token_hash


class Consent(models.Model):
    """One line of the consent ledger: what was agreed or withdrawn, in which words, when and where. Never changed."""

    class Purpose(models.TextChoices):
        ENQUIRY = "enquiry", _("Answer this enquiry")
        COMMERCIAL = "commercial", _("Send offers")
        SURVEY = "survey", _("Ask how it went")
        PARTNERS = "partners", _("Pass on to banks and insurers")

    class Channel(models.TextChoices):
        ANY = "any", _("Every channel")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")
        WHATSAPP = "whatsapp", _("WhatsApp")
        SMS = "sms", _("SMS")
        POST = "post", _("Post")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents", verbose_name=_("contact"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    # By which way the agency may write. A line from a form that named none (its own code stands here) holds for all.
    channel = models.CharField(_("channel"), max_length=20)
    is_given = models.BooleanField(_("given"), help_text=_("Off: withdrawn."))
    text_version = models.CharField(_("text version"), max_length=20)
    language = models.CharField(_("language"), max_length=5)
    source = models.CharField(_("source"), max_length=100)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written down by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("time"), default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["contact", "purpose", "-at"], name="consent_contact")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.text_version}"

    @property
    def channel_label(self) -> str:
        """The channel in words; what came from a form that named none holds for every one."""
        return str(dict(self.Channel.choices).get(self.channel, self.Channel.ANY.label))

    @property
    def source_label(self) -> str:
        """The agent's own words, or where a machine took it."""
        known = {"public_form": _("Form on our web page"), "unsubscribe": _("Link in a mail")}
        return str(known.get(self.source, self.source))


def new_nonce() -> str:
    """32 hex characters that, with the secret key of the house, make the link."""
    return secrets.token_hex(16)


class WithdrawalLink(models.Model):
    """The address with which a contact takes a consent back, one for each purpose and channel, in every such mail.

    The token is worked out from ``nonce`` and the secret key; the database holds only its hash.
    """

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="withdrawal_links", verbose_name=_("contact")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Consent.Purpose)
    channel = models.CharField(_("channel"), max_length=20, choices=Consent.Channel)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = WithdrawalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal link")
        verbose_name_plural = _("withdrawal links")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "purpose", "channel"], name="withdrawallink_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.get_channel_display()})"

    @property
    def token(self) -> str:
        """The secret of the link; empty when the house's key has changed since: then a new one is made."""
        token = self.make_token(self.nonce)
        return token if hmac.compare_digest(token_hash(token), self.token_hash) else ""

    @staticmethod
    def make_token(nonce: str) -> str:
        return salted_hmac("contacts.withdrawal", nonce, algorithm="sha256").hexdigest()
