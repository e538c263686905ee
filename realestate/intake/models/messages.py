"""Every message whole as it came, and what became of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.intake.choices import Field, ImportState, Kind, State, portal_name
from realestate.intake.models.doors import InboundKey, Mailbox
from realestate.intake.querysets import InboundMessageQuerySet, LeadImportQuerySet, TaughtRuleQuerySet
from realestate.leads.choices import Source
from realestate.leads.models import Enquiry
from realestate.salespeople.models import Office


class TaughtRule(TimeStampedModel):
    """What a person showed the machine once: in mails like that one, what stands behind this word is that field."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="taught_rules")
    kind = models.CharField(_("door"), max_length=10, choices=Kind, default=Kind.MAIL)
    sender = models.CharField(
        _("sender"), max_length=254, help_text=_("A whole e-mail address, or a domain: all its addresses.")
    )
    subject = models.CharField(
        _("words in the subject"), max_length=120, blank=True, help_text=_("Empty: whatever the subject.")
    )
    labels = models.JSONField(_("what stands where"), default=dict)
    portal = models.CharField(_("portal"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    uses = models.PositiveIntegerField(_("used"), default=0, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("taught by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TaughtRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("taught rule")
        verbose_name_plural = _("taught rules")
        ordering = ["-id"]
        indexes = [models.Index(fields=["office", "is_active"], name="taughtrule_in_force")]

    def __str__(self) -> str:
        return f"{self.sender} {self.subject}".strip()

    @property
    def labels_in_words(self) -> list[str]:
        """ "llamale al → Phone": what stands where, for its list."""
        names = dict(Field.choices)
        return [f"{label} → {names.get(field, field)}" for label, field in self.labels.items()]


class LeadImport(VersionedModel):
    """A file of leads from another program: looked at first, then each row is a message of its own."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="lead_imports")
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.OTHER)
    portal = models.CharField(_("portal"), max_length=40, blank=True)
    filename = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(_("columns"), default=list)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("imported by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = LeadImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead import")
        verbose_name_plural = _("lead imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("intake:import", args=[self.pk])


class InboundMessage(TimeStampedModel):
    """One message, its bytes kept as they came. It ends as a lead, as known already, in quarantine, or refused;
    it is never deleted."""

    kind = models.CharField(_("door"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RECEIVED)
    office = models.ForeignKey(
        Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="inbound_messages"
    )
    key = models.ForeignKey(
        InboundKey,
        verbose_name=_("webhook"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    mailbox = models.ForeignKey(
        Mailbox,
        verbose_name=pgettext_lazy("intake", "mailbox"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    lead_import = models.ForeignKey(
        LeadImport,
        verbose_name=_("lead import"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.PORTAL)
    portal = models.CharField(_("portal"), max_length=40, blank=True)
    external_id = models.CharField(_("id at the source"), max_length=190, blank=True, db_index=True)
    raw = models.BinaryField()
    size = models.PositiveIntegerField(_("size, bytes"), default=0)
    is_cut = models.BooleanField(_("longer than what is kept"), default=False)
    sha256 = models.CharField(max_length=64)
    headers = models.JSONField(_("headers"), default=dict)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    guess = models.JSONField(_("what was read"), default=dict)
    error = models.CharField(_("why not"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    processed_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    rule = models.ForeignKey(
        TaughtRule,
        verbose_name=_("taught rule"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
    )
    enquiry = models.ForeignKey(
        Enquiry,
        verbose_name=_("enquiry"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="inbound_messages",
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dealt with by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = InboundMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbound message")
        verbose_name_plural = _("inbound messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "office", "-id"], name="inbound_state_office"),
            models.Index(fields=["sha256", "kind"], name="inbound_sha256"),
            models.Index(fields=["state", "received_at"], name="inbound_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender or f"{self.get_kind_display()} {self.received_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("intake:message", args=[self.pk])

    @property
    def bytes(self) -> bytes:
        """As it came; MySQL and SQLite hand a binary column out differently."""
        raw: Any = self.raw
        return bytes(raw)

    @property
    def portal_name(self) -> str:
        return portal_name(self.portal)

    @property
    def is_open(self) -> bool:
        """Does it wait for a person?"""
        return self.state == State.QUARANTINED
