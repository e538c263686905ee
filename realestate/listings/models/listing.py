"""The property itself, whatever is offered of it, and where it came from."""

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.listings import choices
from realestate.listings.querysets import ListingQuerySet, ListingSourceQuerySet
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

POSITIVE = [MinValueValidator(Decimal(0))]


def new_seed() -> str:
    """32 hex characters that decide, once, where the blurred point of a listing falls."""
    return secrets.token_hex(16)


def area_field(name: Any) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """Square metres with two decimals, or unknown."""
    return models.DecimalField(name, max_digits=10, decimal_places=2, null=True, blank=True, validators=POSITIVE)


class Listing(VersionedModel):
    """A property that the agency sells or lets: the physical thing, whatever is offered of it ("inmueble")."""

    reference = models.CharField(_("reference"), max_length=50, unique=True, editable=False)
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="listings")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="listings",
    )
    owner = models.ForeignKey(
        Contact,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_listings",
        help_text=_("Whom the agency deals with; one of the owners, where there are several."),
    )
    property_type = models.CharField(_("type"), max_length=20, choices=choices.PropertyType, db_index=True)

    street = models.CharField(_("street"), max_length=150, blank=True)
    street_number = models.CharField(_("number"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    stair = models.CharField(_("stair"), max_length=20, blank=True)
    door = models.CharField(_("door"), max_length=20, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    zone = models.CharField(_("zone"), max_length=100, blank=True)
    town = models.CharField(_("town"), max_length=100)
    province = models.CharField(_("province"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="ES")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))],
    )
    address_visibility = models.CharField(
        _("address shown in public"),
        max_length=10,
        choices=choices.AddressVisibility,
        default=choices.AddressVisibility.HIDDEN,
    )

    place_seed = models.CharField(max_length=32, default=new_seed, editable=False)  # where the blurred point falls

    built_area = area_field(_("built area"))
    usable_area = area_field(_("usable area"))
    plot_area = area_field(_("plot area"))
    terrace_area = area_field(_("terrace area"))
    bedrooms = models.PositiveSmallIntegerField(_("bedrooms"), null=True, blank=True)
    bathrooms = models.PositiveSmallIntegerField(_("bathrooms"), null=True, blank=True)
    half_bathrooms = models.PositiveSmallIntegerField(_("half bathrooms"), null=True, blank=True)
    year_built = models.PositiveSmallIntegerField(_("year built"), null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=15, choices=choices.Condition, blank=True)
    orientation = models.CharField(_("orientation"), max_length=2, choices=choices.Orientation, blank=True)
    heating = models.CharField(_("heating"), max_length=15, choices=choices.Heating, blank=True)
    occupancy = models.CharField(_("occupancy"), max_length=10, choices=choices.Occupancy, blank=True)
    floors = models.PositiveSmallIntegerField(_("floors"), null=True, blank=True)
    parking_spaces = models.PositiveSmallIntegerField(_("parking spaces"), null=True, blank=True)
    is_new_build = models.BooleanField(_("new build"), default=False)
    features = models.JSONField(_("features"), default=list, blank=True)
    free_features = models.JSONField(_("other features"), default=list, blank=True)

    energy_status = models.CharField(
        _("energy certificate"),
        max_length=12,
        choices=choices.EnergyStatus,
        default=choices.EnergyStatus.MISSING,
    )
    energy_consumption = models.CharField(
        _("consumption letter"), max_length=1, choices=choices.EnergyRating, blank=True
    )
    energy_consumption_value = models.DecimalField(
        _("consumption, kWh/m² a year"), max_digits=7, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    energy_emissions = models.CharField(_("emissions letter"), max_length=1, choices=choices.EnergyRating, blank=True)
    energy_emissions_value = models.DecimalField(
        _("emissions, kg CO₂/m² a year"), max_digits=7, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    energy_expires_on = models.DateField(_("certificate expires on"), null=True, blank=True)
    energy_to_check = models.BooleanField(
        _("energy label to be checked"),
        default=False,
        help_text=_("Imported as a default, not read from a certificate."),
    )

    habitability_status = models.CharField(
        _("habitability certificate"), max_length=12, choices=choices.CertificateStatus, blank=True
    )
    habitability_number = models.CharField(_("habitability certificate number"), max_length=40, blank=True)
    habitability_expires_on = models.DateField(_("habitability certificate expires on"), null=True, blank=True)
    rental_register_number = models.CharField(
        _("register number for short lets"),
        max_length=60,
        blank=True,
        help_text=_("The NRA of lets under a year; without it platforms may not show them."),
    )
    tourist_licence = models.CharField(_("tourist licence"), max_length=60, blank=True)

    community_fee = models.DecimalField(
        _("community fee a month"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    property_tax = models.DecimalField(
        _("property tax a year"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    cadastral_reference = models.CharField(_("cadastral reference"), max_length=20, blank=True)
    development = models.ForeignKey(
        "listings.Development",
        verbose_name=_("development"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="units",
    )
    unit = models.CharField(_("unit in the development"), max_length=30, blank=True)
    video_url = models.URLField(_("video"), max_length=500, blank=True)
    virtual_tour_url = models.URLField(_("virtual tour"), max_length=500, blank=True)
    notes = models.TextField(_("internal notes"), blank=True)
    search_text = models.CharField(max_length=1000, blank=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["town", "property_type"], name="listing_town_type"),
            models.Index(fields=["office", "salesperson"], name="listing_salesperson"),
            models.Index(fields=["latitude", "longitude"], name="listing_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="listing_coordinates_both_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.headline}"

    @property
    def headline(self) -> str:
        """Type and place in words: "Flat in Centro, Murcia"."""
        place = ", ".join(part for part in (self.zone, self.town) if part)
        return _("%(type)s in %(place)s") % {"type": self.get_property_type_display(), "place": place}

    @property
    def slug(self) -> str:
        """The words in the public address; the reference behind them is what counts."""
        return slugify(self.headline)[:80] or "listing"

    @property
    def address_slug(self) -> str:
        """The last part of the public address, in the active language."""
        return f"{self.slug}-{self.reference}"

    @property
    def feature_labels(self) -> list[str]:
        """The features that we have words for, in the reader's language."""
        return [str(choices.Feature(code).label) for code in self.features if code in choices.Feature.values]

    @property
    def address(self) -> str:
        """The whole address, for the agency's eyes."""
        street = f"{self.street} {self.street_number}".strip()
        parts = (street, self.stair, self.floor, self.door, f"{self.postal_code} {self.town}".strip(), self.province)
        return ", ".join(part for part in parts if part)

    @property
    def public_address(self) -> str:
        """As much of the address as the owner lets strangers see."""
        if self.address_visibility == choices.AddressVisibility.FULL:
            street = f"{self.street} {self.street_number}".strip()
        elif self.address_visibility == choices.AddressVisibility.STREET:
            street = self.street
        else:
            street = ""
        return ", ".join(part for part in (street, self.zone, self.town, self.province) if part)

    @property
    def has_bedrooms(self) -> bool:
        return self.property_type not in choices.WITHOUT_BEDROOMS

    @property
    def needs_energy_label(self) -> bool:
        return self.property_type not in choices.WITHOUT_ENERGY

    def get_absolute_url(self) -> str:
        return reverse("listings:detail", args=[self.reference])

    def can_be_edited_by(self, user: "AnyUser") -> bool:
        """Its salesperson, coordinators of its office, managers; anybody who sells when it has no salesperson."""
        if not user.is_authenticated or not user.sells:
            return False
        if user.is_manager or self.salesperson_id == user.pk:
            return True
        if self.office_id not in user.office_ids:
            return False
        return user.is_coordinator or self.salesperson_id is None

    def shows_owner_to(self, user: "AnyUser") -> bool:
        """The owner's personal data is for its salesperson, coordinators of its office and managers."""
        if not user.is_authenticated:
            return False
        if user.reads_everything or self.salesperson_id == user.pk:
            return True
        return user.is_coordinator and self.office_id in user.office_ids


class ListingSource(TimeStampedModel):
    """Where an imported listing came from, with the last value of each field, so that local edits are told apart."""

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="sources")
    source = models.CharField(_("source"), max_length=60)
    external_id = models.CharField(_("id at the source"), max_length=100)
    external_reference = models.CharField(_("reference at the source"), max_length=255, blank=True, db_index=True)
    values = models.JSONField(_("last imported values"), default=dict)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)

    objects = ListingSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("import source")
        verbose_name_plural = _("import sources")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="listingsource_unique")]

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"
