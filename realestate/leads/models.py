"""Leads: the case of a person who looks for a property, from the first enquiry to won or lost."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from realestate.contacts.models import Contact
from realestate.core.dates import today
from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.core.money import Currency, default_currency, format_money
from realestate.leads import choices
from realestate.leads.querysets import (
    ActivityQuerySet,
    DemandQuerySet,
    EnquiryQuerySet,
    LeadQuerySet,
    NextActionQuerySet,
)
from realestate.listings.choices import Feature, OperationKind, PropertyType
from realestate.listings.models import Listing
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

POSITIVE = [MinValueValidator(Decimal(0))]


@dataclass(frozen=True)
class Clock:
    """How long an enquiry has waited for a human answer; ``state`` is green, amber, red or done."""

    state: str
    text: str
    since: datetime


class Lead(VersionedModel):
    """A case: one person and what they want, its stage, its salesperson, its clock."""

    GREEN: ClassVar[timedelta] = timedelta(minutes=5)
    AMBER: ClassVar[timedelta] = timedelta(minutes=30)

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="leads")
    contact = models.ForeignKey(Contact, verbose_name=_("contact"), on_delete=models.PROTECT, related_name="leads")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("listing asked about"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )
    stage = models.CharField(_("stage"), max_length=15, choices=choices.Stage, default=choices.Stage.NEW)
    source = models.CharField(_("source"), max_length=20, choices=choices.Source, default=choices.Source.OTHER)
    summary = models.CharField(_("what they look for"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    assigned_at = models.DateTimeField(_("assigned"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    stage_changed_at = models.DateTimeField(_("in this stage since"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    lost_reason = models.CharField(_("reason"), max_length=20, choices=choices.LostReason, blank=True)
    offer_amount = models.DecimalField(
        _("offer"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    offer_currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=default_currency)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["salesperson", "stage", "-received_at"], name="lead_salesperson_stage"),
            models.Index(fields=["office", "stage", "-received_at"], name="lead_office_stage"),
            models.Index(fields=["received_at", "id"], name="lead_received"),
            models.Index(fields=["stage", "answered_at"], name="lead_unanswered"),
            models.Index(fields=["salesperson", "closed_at"], name="lead_closed"),
        ]

    def __str__(self) -> str:
        return self.contact.name

    @property
    def is_open(self) -> bool:
        return self.stage not in choices.CLOSED_STAGES

    @property
    def clock(self) -> Clock:
        """Runs from the moment the enquiry came until the first logged outbound contact."""
        end = self.answered_at or self.closed_at
        waited = (end or timezone.now()) - self.received_at
        words = minutes_in_words(int(waited.total_seconds() // 60))
        if self.answered_at:
            return Clock("done", _now("Answered in %(time)s") % {"time": words}, self.received_at)
        if not self.is_open:
            return Clock("done", _now("Closed without an answer"), self.received_at)
        if waited < self.GREEN:
            return Clock("green", _now("Fresh: waiting %(time)s") % {"time": words}, self.received_at)
        if waited < self.AMBER:
            return Clock("amber", _now("Answer soon: waiting %(time)s") % {"time": words}, self.received_at)
        return Clock("red", _now("Late: waiting %(time)s") % {"time": words}, self.received_at)

    @property
    def row_clock(self) -> Clock:
        """The short form for lists: the page words it and lets it tick."""
        return replace(self.clock, text="") if self.is_open or self.answered_at else self.clock

    @property
    def next_kind_label(self) -> str:
        """The kind of the next action in words, on rows that ``with_next_due`` brought."""
        return str(dict(choices.ActionKind.choices).get(getattr(self, "next_kind", ""), ""))

    @property
    def is_late(self) -> bool:
        """Is the next action overdue? On rows that ``with_next_due`` brought."""
        due: datetime | None = getattr(self, "next_due_at", None)
        return due is not None and due < timezone.now()

    def can_be_worked_by(self, user: "AnyUser") -> bool:
        """May log, change the stage, book: its salesperson, coordinators of its office, managers."""
        if not user.is_authenticated or not user.sells:
            return False
        if user.is_manager or self.salesperson_id == user.pk:
            return True
        return user.is_coordinator and self.office_id in user.office_ids

    def can_be_claimed_by(self, user: "AnyUser") -> bool:
        """From the pool of one of the user's offices."""
        if not user.is_authenticated or not user.sells:
            return False
        in_office = user.is_manager or self.office_id in user.office_ids
        return self.is_open and self.salesperson_id is None and in_office

    def can_be_assigned_by(self, user: "AnyUser") -> bool:
        """Given to somebody: coordinators of its office and managers, and its own salesperson may pass it on."""
        return self.is_open and self.can_be_worked_by(user)


def minutes_in_words(minutes: int) -> str:
    """ "3 minutes", "2 hours", "5 days": one unit is enough for a clock."""
    if minutes < 1:
        return _now("less than a minute")
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


class Enquiry(TimeStampedModel):
    """The inbound event as it came, raw payload kept; a second one about an open case joins that lead."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="enquiries")
    source = models.CharField(_("source"), max_length=20, choices=choices.Source)
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
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="enquiry_unique_external_id")]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.name}"

    @property
    def payload_lines(self) -> list[tuple[str, Any]]:
        """The raw payload by name, whatever shape a portal sent it in."""
        payload: Any = self.payload
        if isinstance(payload, dict):
            return list(payload.items())
        return [("", payload)] if payload else []


def default_expiry() -> date:
    """A demand is forgotten after six months unless renewed."""
    return today() + timedelta(days=180)


def _labels(names: type[models.TextChoices], codes: list[str]) -> list[str]:
    """The words for stored codes, in the reader's language."""
    words = dict(names.choices)
    return [str(words.get(code, code)) for code in codes]


class Demand(VersionedModel):
    """What a contact looks for; each criterion a must-have or nice to have."""

    contact = models.ForeignKey(Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="demands")
    lead = models.ForeignKey(
        Lead, verbose_name=_("lead"), null=True, blank=True, on_delete=models.SET_NULL, related_name="demands"
    )
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="demands")
    operation = models.CharField(_("operation"), max_length=15, choices=OperationKind, default=OperationKind.SALE)
    property_types = models.JSONField(_("types"), default=list, blank=True)
    zones = models.JSONField(_("zones or towns"), default=list, blank=True)
    price_min = models.DecimalField(
        _("price from"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    price_max = models.DecimalField(
        _("price up to"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=default_currency)
    area_min = models.DecimalField(
        _("area from, m²"), max_digits=10, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    bedrooms_min = models.PositiveSmallIntegerField(_("bedrooms from"), null=True, blank=True)
    bathrooms_min = models.PositiveSmallIntegerField(_("bathrooms from"), null=True, blank=True)
    features = models.JSONField(_("features"), default=list, blank=True)
    must_haves = models.JSONField(_("must-haves"), default=list, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    expires_on = models.DateField(_("expires on"), default=default_expiry)
    is_active = models.BooleanField(_("active"), default=True)

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["-id"]
        indexes = [models.Index(fields=["operation", "is_active", "price_max"], name="demand_search")]

    def __str__(self) -> str:
        return f"{self.get_operation_display()}: {self.contact}"

    def is_must(self, criterion: str) -> bool:
        return criterion in self.must_haves

    @property
    def type_labels(self) -> list[str]:
        return _labels(PropertyType, self.property_types)

    @property
    def feature_labels(self) -> list[str]:
        return _labels(Feature, self.features)

    @property
    def must_labels(self) -> list[str]:
        return _labels(choices.Criterion, self.must_haves)


class NextAction(VersionedModel):
    """What is to be done about a lead, and when; no open lead is without one."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.CASCADE, related_name="next_actions")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next_actions",
    )
    kind = models.CharField(_("what"), max_length=10, choices=choices.ActionKind, default=choices.ActionKind.CALL)
    due_at = models.DateTimeField(_("due"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    viewing_id = models.PositiveBigIntegerField(_("viewing"), null=True, blank=True, editable=False, db_index=True)

    objects = NextActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("next action")
        verbose_name_plural = _("next actions")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["lead", "done_at", "due_at"], name="nextaction_lead"),
            models.Index(fields=["salesperson", "done_at", "due_at"], name="nextaction_salesperson"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note}".strip()

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()


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
