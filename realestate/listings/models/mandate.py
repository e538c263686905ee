"""What the owner has entrusted to the agency, on which terms and until when."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.documents.models import Document
from realestate.listings import choices
from realestate.listings.models.listing import Listing
from realestate.listings.querysets import MandateQuerySet

POSITIVE = [MinValueValidator(Decimal(0))]


class Mandate(VersionedModel):
    """The owner's order to sell or let ("encargo"); without one in force nothing may be advertised.

    Its status changes by the verbs of ``services.mandates`` and by the schedule ``advance_mandates``.
    """

    reference = models.CharField(_("reference"), max_length=50, unique=True, editable=False)
    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(_("kind"), max_length=20, choices=choices.MandateKind, default=choices.MandateKind.OPEN)
    status = models.CharField(
        _("status"), max_length=10, choices=choices.MandateStatus, default=choices.MandateStatus.DRAFT
    )
    operation_kinds = models.JSONField(
        _("operations"), default=list, help_text=_("What the owner lets the agency offer: sale, rent …")
    )
    price = models.DecimalField(
        _("agreed price"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=default_currency)
    fee_kind = models.CharField(_("fee"), max_length=7, choices=choices.FeeKind, default=choices.FeeKind.PERCENT)
    fee_value = models.DecimalField(
        _("fee's value"),
        max_digits=16,
        decimal_places=4,
        default=Decimal(0),
        validators=POSITIVE,
        help_text=_("Per cent, an amount, or months of rent."),
    )
    fee_minimum = models.DecimalField(
        _("lowest fee"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    fee_payer = models.CharField(_("paid by"), max_length=5, choices=choices.FeePayer, default=choices.FeePayer.OWNER)
    vat_rate = models.DecimalField(
        _("VAT, %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(21),
        validators=[*POSITIVE, MaxValueValidator(Decimal(100))],
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty: until revoked."))
    renews_months = models.PositiveSmallIntegerField(
        _("renews by itself for, months"), default=0, help_text=_("0: it ends.")
    )
    is_off_premises = models.BooleanField(
        _("signed away from the office"),
        default=True,
        help_text=_("A consumer may then revoke it within 14 days (Spain: RDL 1/2007, art. 102)."),
    )
    starts_at_once = models.BooleanField(
        _("work begins at once"),
        default=False,
        help_text=_("The owner asks in writing that the agency begins within those 14 days."),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    revocable_until = models.DateField(_("may be revoked until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)
    alerted_days = models.PositiveSmallIntegerField(
        _("last alert, days before the end"), null=True, blank=True, editable=False
    )
    previous = models.ForeignKey(
        "self",
        verbose_name=_("renews"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="renewals",
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mandates",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["listing", "status"], name="mandate_listing"),
            models.Index(fields=["status", "ends_on"], name="mandate_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="mandate_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_in_force(self) -> bool:
        return self.status in choices.MANDATE_IN_FORCE

    @property
    def is_exclusive(self) -> bool:
        return self.kind in choices.EXCLUSIVE_MANDATES
