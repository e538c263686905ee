"""Who owns a listing, in which shares, and who speaks for them."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.models import TimeStampedModel
from realestate.listings.models.listing import Listing
from realestate.listings.querysets import OwnershipQuerySet


class Ownership(TimeStampedModel):
    """One owner of a listing with a share in per cent; the shares of a listing add up to 100.

    ``Listing.owner`` is the one of them whom the agency deals with; ``services.set_owners`` keeps both in step.
    """

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="ownerships")
    contact = models.ForeignKey(Contact, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="ownerships")
    share = models.DecimalField(
        _("share, %"),
        max_digits=7,
        decimal_places=4,
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(Decimal(100))],
    )
    representative = models.ForeignKey(
        Contact,
        verbose_name=_("represented by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="representations",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "contact"], name="ownership_unique_contact"),
            models.CheckConstraint(
                condition=models.Q(share__gt=0) & models.Q(share__lte=100), name="ownership_share_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.share.normalize():f} %"
