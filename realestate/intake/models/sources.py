"""What the sources of leads cost."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.intake.choices import portal_name
from realestate.intake.models.doors import portal_code
from realestate.intake.querysets import SourceCostQuerySet
from realestate.leads.choices import Source
from realestate.salespeople.models import Office


class SourceCost(VersionedModel):
    """What a source cost in one calendar month, as a manager typed it from the invoice, without tax."""

    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="source_costs",
        help_text=_("Empty: the whole agency's."),
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.PORTAL)
    portal = models.CharField(_("portal"), max_length=40, blank=True, validators=[portal_code])
    amount = models.DecimalField(_("cost"), max_digits=16, decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=default_currency)

    objects = SourceCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost of a source")
        verbose_name_plural = _("costs of sources")
        ordering = ["-month", "source", "portal"]
        indexes = [models.Index(fields=["month", "source", "portal"], name="sourcecost_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {portal_name(self.portal) or self.get_source_display()}"
