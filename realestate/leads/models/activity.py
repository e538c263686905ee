"""The timeline."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from realestate.contacts.models import Contact
from realestate.core.money import format_money
from realestate.leads import choices
from realestate.leads.models.lead import Lead
from realestate.leads.querysets import ActivityQuerySet
from realestate.leads.routing_words import decision_in_words, skipped_in_words
from realestate.listings.models import Listing


class Activity(models.Model):
    """One line of the timeline: what happened, with whom, about which listing. Never changed afterwards."""

    lead = models.ForeignKey(
        Lead, verbose_name=_("lead"), null=True, blank=True, on_delete=models.CASCADE, related_name="activities"
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), null=True, blank=True, on_delete=models.CASCADE, related_name="activities"
    )
    listing = models.ForeignKey(
        Listing, verbose_name=_("listing"), null=True, blank=True, on_delete=models.SET_NULL, related_name="activities"
    )
    viewing_id = models.PositiveBigIntegerField(_("viewing"), null=True, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=choices.ActivityKind)
    direction = models.CharField(
        _("direction"), max_length=8, choices=choices.Direction, default=choices.Direction.INTERNAL
    )
    body = models.TextField(_("text"), blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
    )
    at = models.DateTimeField(_("time"), default=timezone.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["lead", "-at"], name="activity_lead"),
            models.Index(fields=["contact", "-at"], name="activity_contact"),
            models.Index(fields=["listing", "-at"], name="activity_listing"),
            models.Index(fields=["actor", "-at"], name="activity_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def title(self) -> str:
        """What the line says first: the kind, which way it went, and the details."""
        kind = self.get_kind_display()
        if self.kind in choices.CONTACT_KINDS and self.direction != choices.Direction.INTERNAL:
            kind = _now("%(kind)s, %(direction)s") % {"kind": kind, "direction": self.get_direction_display().lower()}
        return _now("%(kind)s: %(words)s") % {"kind": kind, "words": self.words} if self.words else kind

    @property
    def text(self) -> str:
        return self.body

    @property
    def who(self) -> str:
        return str(self.actor) if self.actor else ""

    @property
    def url(self) -> str:
        """Where the line leads: a viewing has a page of its own."""
        return reverse("agenda:detail", args=[self.viewing_id]) if self.viewing_id else ""

    @property
    def words(self) -> str:
        """The line in the reader's language: stage and assignment lines are told from their details."""
        data: dict[str, Any] = self.data
        if self.kind == choices.ActivityKind.STAGE and "to" in data:
            names = dict(choices.Stage.choices)
            said = _now("%(old)s → %(new)s") % {
                "old": names.get(data.get("from", ""), ""),
                "new": names.get(data["to"], data["to"]),
            }
            reason = dict(choices.LostReason.choices).get(data.get("reason", ""))
            return f"{said}: {reason}" if reason else said
        if self.kind == choices.ActivityKind.ASSIGNMENT:
            if "routing" in data:
                parts = [decision_in_words(data["routing"]), skipped_in_words(data["routing"])]
                return ". ".join(part for part in parts if part)
            if data.get("unclaimed"):
                return _now("Nobody claimed it in time")
            if "unanswered_for" in data:
                minutes = data["unanswered_for"]
                said_why = ngettext(
                    "Back in the pool: no answer in %(count)d working minute",
                    "Back in the pool: no answer in %(count)d working minutes",
                    minutes,
                )
                return said_why % {"count": minutes}
            who = data.get("to_name")
            return _now("Assigned to %(name)s") % {"name": who} if who else _now("Back in the pool")
        if self.kind == choices.ActivityKind.OFFER and "amount" in data:
            return format_money(Decimal(data["amount"]), data["currency"])
        if self.kind == choices.ActivityKind.ENQUIRY and "source" in data:
            return str(dict(choices.Source.choices).get(data["source"], data["source"]))
        if self.kind == choices.ActivityKind.TASK and "action" in data:
            what = dict(choices.ActionKind.choices).get(data["action"], data["action"])
            return _now("%(what)s (not needed any more)") % {"what": what} if data.get("dropped") else str(what)
        return ""
