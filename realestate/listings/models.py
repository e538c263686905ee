"""The stock: listings, what is offered of them, prices, texts, photos and where they came from."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.listings import choices
from realestate.listings.querysets import (
    ListingQuerySet,
    ListingSourceQuerySet,
    OperationQuerySet,
    PhotoQuerySet,
)
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

POSITIVE = [MinValueValidator(Decimal(0))]


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
    )
    property_type = models.CharField(_("type"), max_length=20, choices=choices.PropertyType, db_index=True)

    street = models.CharField(_("street"), max_length=150, blank=True)
    street_number = models.CharField(_("number"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
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

    built_area = area_field(_("built area"))
    usable_area = area_field(_("usable area"))
    plot_area = area_field(_("plot area"))
    bedrooms = models.PositiveSmallIntegerField(_("bedrooms"), null=True, blank=True)
    bathrooms = models.PositiveSmallIntegerField(_("bathrooms"), null=True, blank=True)
    half_bathrooms = models.PositiveSmallIntegerField(_("half bathrooms"), null=True, blank=True)
    year_built = models.PositiveSmallIntegerField(_("year built"), null=True, blank=True)
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

    community_fee = models.DecimalField(
        _("community fee a month"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    property_tax = models.DecimalField(
        _("property tax a year"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    cadastral_reference = models.CharField(_("cadastral reference"), max_length=20, blank=True)
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
        parts = (street, self.floor, self.door, f"{self.postal_code} {self.town}".strip(), self.province)
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


class Operation(VersionedModel):
    """What is offered of a listing, with its own price and status; stock lists show these."""

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="operations")
    kind = models.CharField(_("operation"), max_length=15, choices=choices.OperationKind)
    price = models.DecimalField(_("price"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=default_currency)
    price_on_request = models.BooleanField(_("price on request"), default=False)
    period = models.CharField(_("period"), max_length=5, choices=choices.Period, default=choices.Period.ONCE)
    original_price = models.DecimalField(_("first price"), max_digits=16, decimal_places=2, null=True, blank=True)
    close_price = models.DecimalField(_("closing price"), max_digits=16, decimal_places=2, null=True, blank=True)
    status = models.CharField(_("status"), max_length=15, choices=choices.Status, default=choices.Status.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["status", "kind", "price"], name="operation_search"),
            models.Index(fields=["price", "id"], name="operation_price"),
            models.Index(fields=["updated_at", "id"], name="operation_updated"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["listing", "kind"], name="operation_unique_kind"),
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | models.Q(price__gte=0), name="operation_price_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.listing_id}"

    @property
    def is_public(self) -> bool:
        return self.status in choices.PUBLIC_STATUSES

    @property
    def is_open(self) -> bool:
        return self.status in choices.OPEN_STATUSES


class PriceChange(models.Model):
    """A step of an operation's price history; never changed afterwards."""

    operation = models.ForeignKey(
        Operation, verbose_name=_("operation"), on_delete=models.CASCADE, related_name="price_changes"
    )
    price = models.DecimalField(_("price"), max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3)
    price_on_request = models.BooleanField(_("price on request"), default=False)
    at = models.DateTimeField(_("time"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        ordering = ["-id"]
        indexes = [models.Index(fields=["operation", "-at"], name="pricechange_operation")]

    def __str__(self) -> str:
        return f"{self.price} {self.currency}"


class ListingText(TimeStampedModel):
    """The advertisement's words in one language, plain text."""

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=choices.Language)
    title = models.CharField(_("title"), max_length=150, blank=True)
    description = models.TextField(_("description"), max_length=20_000, blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["listing", "language"], name="listingtext_unique_language")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.language}"


class Photo(TimeStampedModel):
    """A picture of a listing. The first in order (position 0) is the cover. Files are served by random token."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Unreadable")

    WIDTHS: ClassVar[tuple[int, ...]] = (320, 640, 1280)

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="photos")
    token = models.CharField(max_length=64, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    original = models.FileField(_("file"), upload_to="photos/", max_length=200, blank=True)
    remote_url = models.URLField(_("address on the web"), max_length=500, blank=True)
    caption = models.CharField(_("description for who cannot see it"), max_length=200, blank=True)
    width = models.PositiveIntegerField(_("width, pixels"), default=0)
    height = models.PositiveIntegerField(_("height, pixels"), default=0)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["listing", "position"], name="photo_order")]

    def __str__(self) -> str:
        word = pgettext_lazy("nth photo", "photo")
        return f"{self.listing_id} {word} {self.position + 1}"

    def url(self, width: int, extension: str = "webp") -> str:
        """Its address in one of WIDTHS; empty for a photo that stays at its source."""
        return reverse("listings:photo", args=[self.token, width, extension]) if self.original else ""

    @property
    def small_url(self) -> str:
        return self.url(320)

    @property
    def medium_url(self) -> str:
        return self.url(640)

    @property
    def large_url(self) -> str:
        return self.url(1280)

    @property
    def srcset(self) -> str:
        """All widths, for the browser to choose from."""
        return ", ".join(f"{self.url(width)} {width}w" for width in self.WIDTHS) if self.original else ""


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


def text_in(texts: "list[ListingText]", language: str = "") -> "ListingText | None":
    """The text in the reader's language, else Spanish, else English, else any."""
    wanted = (language or get_language() or "es")[:2]
    by_language = {text.language: text for text in texts}
    for code in (wanted, "es", "en"):
        if code in by_language:
            return by_language[code]
    return texts[0] if texts else None
