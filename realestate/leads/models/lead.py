"""The case of a person who looks for a property, from the first enquiry to won or lost."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from realestate.contacts.models import Contact
from realestate.core.models import VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.leads import choices
from realestate.leads.querysets import LeadQuerySet
from realestate.listings.models import Listing
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

POSITIVE = [MinValueValidator(Decimal(0))]


@dataclass(frozen=True)
class Clock:
    """How long an enquiry has waited for a human answer; ``state`` is green, amber, red or done.

    ``amber_at`` and ``red_at`` are when it changes, where the office's hours say so.
    """

    state: str
    text: str
    since: datetime
    amber_at: datetime | None = None
    red_at: datetime | None = None


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

    # The response clock in the office's working time, written once when the lead comes, so that pages only compare.
    clock_from = models.DateTimeField(_("clock runs from"), null=True, blank=True, editable=False)
    amber_at = models.DateTimeField(_("amber from"), null=True, blank=True, editable=False)
    red_at = models.DateTimeField(_("red from"), null=True, blank=True, editable=False)
    answered_after = models.PositiveIntegerField(
        _("answered after, working seconds"), null=True, blank=True, editable=False
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="leads_answered",
    )
    # What the schedule does next about a lead without an answer, and when.
    escalation_step = models.PositiveSmallIntegerField(_("steps taken without an answer"), default=0, editable=False)
    escalate_at = models.DateTimeField(_("next step at"), null=True, blank=True, editable=False)

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
            models.Index(fields=["escalate_at"], name="lead_escalate"),
        ]

    def __str__(self) -> str:
        return self.contact.name

    @property
    def is_open(self) -> bool:
        return self.stage not in choices.CLOSED_STAGES

    @property
    def clock(self) -> Clock:
        """Runs from the moment the enquiry came until the first logged outbound contact, in office hours only.

        A lead from before there were office hours runs by the wall clock.
        """
        since = self.clock_from or self.received_at
        now = timezone.now()
        end = self.answered_at or self.closed_at
        waited = max((end or now) - since, timedelta(0))
        seconds = waited.total_seconds() if self.answered_after is None else self.answered_after
        words = {"time": minutes_in_words(int(seconds // 60))}
        if self.answered_at:
            return Clock("done", _now("Answered in %(time)s") % words, since)
        if not self.is_open:
            return Clock("done", _now("Closed without an answer"), since)
        if now < since:
            return self._running("green", _now("Office closed: the clock starts when it opens"))
        if now < (self.amber_at or since + self.GREEN):
            return self._running("green", _now("Fresh: waiting %(time)s") % words)
        if now < (self.red_at or since + self.AMBER):
            return self._running("amber", _now("Answer soon: waiting %(time)s") % words)
        return self._running("red", _now("Late: waiting %(time)s") % words)

    def _running(self, state: str, text: str) -> Clock:
        return Clock(state, text, self.clock_from or self.received_at, self.amber_at, self.red_at)

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
