"""What a contact looks for."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.dates import today
from realestate.core.models import VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.leads import choices
from realestate.leads.models.lead import POSITIVE, Lead
from realestate.leads.querysets import DemandQuerySet
from realestate.listings.choices import Feature, OperationKind, PropertyType
from realestate.salespeople.models import Office


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
