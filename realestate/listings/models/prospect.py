"""Properties to be won, and new developments with their units."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.models import VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.listings import choices
from realestate.listings.models.listing import Listing
from realestate.listings.querysets import DevelopmentQuerySet, ProspectQuerySet
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser


class Development(VersionedModel):
    """A new building or estate that is sold by units; each unit is a listing of its own."""

    reference = models.CharField(_("reference"), max_length=50, unique=True, editable=False)
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="developments")
    name = models.CharField(_("name"), max_length=150)
    developer = models.ForeignKey(
        Contact,
        verbose_name=_("developer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="developments",
    )
    town = models.CharField(_("town"), max_length=100)
    zone = models.CharField(_("zone"), max_length=100, blank=True)
    delivery_on = models.DateField(_("handed over on"), null=True, blank=True)
    building_licence = models.CharField(_("building licence"), max_length=80, blank=True)
    description = models.TextField(_("description"), max_length=20_000, blank=True)

    objects = DevelopmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("development")
        verbose_name_plural = _("developments")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("listings:development", args=[self.reference])


class Prospect(VersionedModel):
    """A property that the agency would like to sell or let ("captación"); one verb makes it a listing."""

    reference = models.CharField(_("reference"), max_length=50, unique=True, editable=False)
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="prospects")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prospects",
    )
    owner = models.ForeignKey(
        Contact, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="prospects"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=choices.ProspectStatus, default=choices.ProspectStatus.NEW
    )
    lost_reason = models.CharField(_("why it was lost"), max_length=200, blank=True)
    source = models.CharField(_("where it came from"), max_length=100, blank=True)
    property_type = models.CharField(_("type"), max_length=20, choices=choices.PropertyType)
    operation_kind = models.CharField(_("operation"), max_length=15, choices=choices.OperationKind)
    street = models.CharField(_("street"), max_length=150, blank=True)
    street_number = models.CharField(_("number"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    door = models.CharField(_("door"), max_length=20, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    zone = models.CharField(_("zone"), max_length=100, blank=True)
    town = models.CharField(_("town"), max_length=100)
    province = models.CharField(_("province"), max_length=100, blank=True)
    built_area = models.DecimalField(
        _("built area"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    bedrooms = models.PositiveSmallIntegerField(_("bedrooms"), null=True, blank=True)
    asking_price = models.DecimalField(
        _("what the owner asks"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    valuation = models.DecimalField(
        _("what we think it is worth"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=default_currency)
    notes = models.TextField(_("notes"), blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    listing = models.OneToOneField(
        Listing, verbose_name=_("listing"), null=True, blank=True, on_delete=models.PROTECT, related_name="prospect"
    )

    objects = ProspectQuerySet.as_manager()

    class Meta:
        verbose_name = _("prospect")
        verbose_name_plural = _("prospects")
        ordering = ["-id"]
        indexes = [models.Index(fields=["office", "status"], name="prospect_office")]

    def __str__(self) -> str:
        return f"{self.reference} {self.town}"

    def get_absolute_url(self) -> str:
        return reverse("listings:prospect", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status not in {choices.ProspectStatus.WON, choices.ProspectStatus.LOST}

    def can_be_edited_by(self, user: "AnyUser") -> bool:
        """Its salesperson, coordinators of its office, managers; anybody of the office when nobody has it."""
        if not user.is_authenticated or not user.sells:
            return False
        if user.is_manager or self.salesperson_id == user.pk:
            return True
        return self.office_id in user.office_ids and (user.is_coordinator or self.salesperson_id is None)
