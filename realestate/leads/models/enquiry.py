"""The inbound event."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.models import TimeStampedModel
from realestate.leads import choices
from realestate.leads.models.lead import Lead
from realestate.leads.querysets import EnquiryQuerySet
from realestate.listings.models import Listing


class Enquiry(TimeStampedModel):
    """The inbound event as it came, raw payload kept; a second one about an open case joins that lead."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="enquiries")
    source = models.CharField(_("source"), max_length=20, choices=choices.Source)
    portal = models.CharField(
        _("portal"), max_length=40, blank=True, help_text=_("Its code in lower case, for example idealista.")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=choices.Channel)
    external_id = models.CharField(  # noqa: DJ001 (null: several without an id do not collide in the constraint)
        _("id at the source"), max_length=190, null=True, blank=True
    )
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("listing asked about"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="enquiries",
    )
    name = models.CharField(_("name"), max_length=250, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    message = models.TextField(_("message"), blank=True)
    payload = models.JSONField(_("as it came"), default=dict)
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "portal", "external_id"], name="enquiry_unique_external_id")
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.name}"

    @property
    def payload_lines(self) -> list[tuple[str, Any]]:
        """The raw payload by name, whatever shape a portal sent it in."""
        payload: Any = self.payload
        if isinstance(payload, dict):
            return list(payload.items())
        return [("", payload)] if payload else []
