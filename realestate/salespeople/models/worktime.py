"""When an office is closed and when somebody is away."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.salespeople.models.people import Office, User
from realestate.salespeople.querysets import AbsenceQuerySet, HolidayQuerySet


class Holiday(TimeStampedModel):
    """A day on which an office is closed: response clocks stand still."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday of an office")
        verbose_name_plural = _("holidays of an office")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="holiday_unique_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()


class Absence(VersionedModel):
    """Somebody is away, both days included, and gets no new leads. Why is nobody's business: it is not asked."""

    user = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Colleagues read this: who looks after their clients.")
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["user", "ends_on"], name="absence_user_end")]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_on:%Y-%m-%d} – {self.ends_on:%Y-%m-%d}"

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day cannot lie before the first.")})
