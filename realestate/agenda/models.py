"""Appointments to show a property."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.agenda.querysets import ViewingQuerySet
from realestate.core.models import VersionedModel
from realestate.leads.models import Lead
from realestate.listings.models import Listing
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser


class Viewing(VersionedModel):
    """A salesperson shows a listing to the person of a lead; it is that lead's next action too."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Planned")
        DONE = "done", pgettext_lazy("viewing", "Done")
        NO_SHOW = "no_show", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    class Outcome(models.TextChoices):
        LOVES_IT = "loves_it", _("Wants it")
        INTERESTED = "interested", _("Interested")
        UNDECIDED = "undecided", _("Undecided")
        NOT_INTERESTED = "not_interested", _("Not interested")

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="viewings")
    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.PROTECT, related_name="viewings")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("salesperson"), on_delete=models.PROTECT, related_name="viewings"
    )
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="viewings")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("meeting place"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome, blank=True)
    feedback = models.TextField(_("feedback"), blank=True)

    objects = ViewingQuerySet.as_manager()

    class Meta:
        verbose_name = _("viewing")
        verbose_name_plural = _("viewings")
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["salesperson", "starts_at"], name="viewing_salesperson"),
            models.Index(fields=["office", "starts_at"], name="viewing_office"),
            models.Index(fields=["listing", "starts_at"], name="viewing_listing"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="viewing_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.listing.reference} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.SCHEDULED

    @property
    def awaits_outcome(self) -> bool:
        return self.is_scheduled and self.ends_at < timezone.now()

    def can_be_changed_by(self, user: "AnyUser") -> bool:
        """Who shows it, whose lead it is, coordinators of the office, managers."""
        if not user.is_authenticated or not user.sells:
            return False
        return user.pk == self.salesperson_id or self.lead.can_be_worked_by(user)
