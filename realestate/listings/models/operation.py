"""What is offered of a listing, and the history of its price."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.listings import choices
from realestate.listings.models.listing import Listing
from realestate.listings.querysets import OperationQuerySet

POSITIVE = [MinValueValidator(Decimal(0))]


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
    is_on_web = models.BooleanField(
        _("on the public pages"),
        default=False,
        editable=False,
        help_text=_("On the market and free of red points for the web; kept by the services and a schedule."),
    )
    web_light = models.CharField(
        _("light"),
        max_length=5,
        choices=choices.Light,
        blank=True,
        editable=False,
        help_text=_("What the publish rules say for the public pages; kept by the services and a schedule."),
    )
    web_points = models.PositiveSmallIntegerField(_("points to mend"), default=0, editable=False)
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
            models.Index(fields=["published_at", "id"], name="operation_published"),
            models.Index(fields=["is_on_web", "kind", "price"], name="operation_on_web"),
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
