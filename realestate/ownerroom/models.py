"""The owner's way in, what the agency tells them there of viewings, and the prices that it proposes."""

import hmac
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from realestate.agenda.models import Viewing
from realestate.contacts.models import Contact
from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.core.money import Currency
from realestate.core.tokens import token_hash
from realestate.documents.models import Document
from realestate.listings.models import Listing, Operation
from realestate.ownerroom.choices import ProposalStatus
from realestate.ownerroom.querysets import OwnerLinkQuerySet, PriceProposalQuerySet, ReleasedFeedbackQuerySet

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
POSITIVE = [MinValueValidator(Decimal("0.01"))]


def new_nonce() -> str:
    """32 hex characters."""
    return secrets.token_hex(16)


class OwnerLink(TimeStampedModel):
    """The secret link by which one owner of a listing enters their room, until a day or until it is taken back.

    The token is worked out from ``nonce`` and the secret key of the house whenever the link is mailed or shown; the
    database holds only its hash, so a copy of the database opens nothing.
    """

    listing = models.ForeignKey(
        Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="owner_links"
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("for"),
        on_delete=models.PROTECT,
        related_name="owner_links",
        help_text=_("An owner, or who speaks for one."),
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="es")
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    visits = models.PositiveIntegerField(_("visits"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OwnerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("owner's link")
        verbose_name_plural = _("owners' links")
        ordering = ["-id"]
        indexes = [models.Index(fields=["listing", "contact"], name="ownerlink_owner")]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.contact_id}"

    @property
    def token(self) -> str:
        """The secret of the link; empty when the house's key has changed since: then a new link is needed."""
        token = self.make_token(self.nonce)
        return token if hmac.compare_digest(token_hash(token), self.token_hash) else ""

    @staticmethod
    def make_token(nonce: str) -> str:
        return salted_hmac("ownerroom.link", nonce, algorithm="sha256").hexdigest()

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class ReleasedFeedback(VersionedModel):
    """What the agency tells the owner of one viewing, in words of its own: never who came."""

    viewing = models.OneToOneField(
        Viewing, verbose_name=_("viewing"), on_delete=models.CASCADE, related_name="released_feedback"
    )
    text = models.TextField(_("words for the owner"), max_length=1000)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("released by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(_("released"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ReleasedFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("released feedback")
        verbose_name_plural = _("released feedback")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_released(self) -> bool:
        return self.withdrawn_at is None


class PriceProposal(VersionedModel):
    """Another price that the agency proposes to the owner, and what was decided; the row is evidence afterwards."""

    operation = models.ForeignKey(
        Operation, verbose_name=_("operation"), on_delete=models.CASCADE, related_name="price_proposals"
    )
    code = models.CharField(max_length=32, unique=True, default=new_nonce, editable=False)
    from_price = models.DecimalField(_("price until now"), max_digits=16, decimal_places=2)
    to_price = models.DecimalField(_("new price"), max_digits=16, decimal_places=2, validators=POSITIVE)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    reason = models.TextField(_("words for the owner"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ProposalStatus, default=ProposalStatus.PROPOSED)
    slot = models.PositiveBigIntegerField(
        null=True, unique=True, editable=False, help_text=_("The operation while it is open: one at a time.")
    )
    expires_at = models.DateTimeField(_("until"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by_contact = models.ForeignKey(
        Contact,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="price_decisions",
    )
    link = models.ForeignKey(
        OwnerLink,
        verbose_name=_("owner's link"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
    )
    typed_name = models.CharField(_("name as typed"), max_length=200, blank=True)
    decline_reason = models.CharField(_("why not"), max_length=500, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    browser = models.CharField(_("browser"), max_length=300, blank=True)
    annex = models.ForeignKey(
        Document, verbose_name=_("annex"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PriceProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("price proposal")
        verbose_name_plural = _("price proposals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(to_price__gt=0), name="priceproposal_positive"),
            models.CheckConstraint(
                condition=models.Q(status=ProposalStatus.PROPOSED, slot=models.F("operation_id"))
                | (~models.Q(status=ProposalStatus.PROPOSED) & models.Q(slot__isnull=True)),
                name="priceproposal_open_has_slot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_price} → {self.to_price} {self.currency}"

    @property
    def state(self) -> ProposalStatus:
        """Where it stands by now: an open one may be past its day, or another price may have come before it."""
        if self.status != ProposalStatus.PROPOSED:
            return ProposalStatus(self.status)
        if self.expires_at <= timezone.now():
            return ProposalStatus.EXPIRED
        if not self.fits(self.operation):
            return ProposalStatus.SUPERSEDED
        return ProposalStatus.PROPOSED

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def is_open(self) -> bool:
        return self.state == ProposalStatus.PROPOSED

    @property
    def difference(self) -> Decimal:
        """Below zero when the price falls."""
        return self.to_price - self.from_price

    def fits(self, operation: Operation) -> bool:
        """The operation is still to be sold or let, at the price from which the proposal set out."""
        return operation.is_open and (operation.price, operation.currency) == (self.from_price, self.currency)

    def can_be_managed_by(self, user: "AnyUser") -> bool:
        return self.operation.listing.can_be_edited_by(user)
