"""Accounts at portals, what stands in their feeds, each feed that was made, and who fetched it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from realestate.core import secrets
from realestate.core.models import VersionedModel
from realestate.listings.choices import Language
from realestate.listings.models import Listing, Operation
from realestate.portals.choices import Change, FeedFormat, PublicationState
from realestate.portals.querysets import (
    FeedBuildQuerySet,
    FeedDifferenceQuerySet,
    FeedFetchQuerySet,
    PortalAccountQuerySet,
    PublicationQuerySet,
)
from realestate.salespeople.models import Office

FEED_ADDRESS = "portals.feed"  # what the token is encrypted for


class PortalAccount(VersionedModel):
    """The agency's contract with a portal: which stock it gets, in which format, at which secret address."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    format = models.CharField(_("format"), max_length=12, choices=FeedFormat, default=FeedFormat.KYERO)
    offices = models.ManyToManyField(
        Office,
        verbose_name=_("offices"),
        blank=True,
        related_name="portal_accounts",
        help_text=_("Whose stock is sent; none chosen: all."),
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    photo_limit = models.PositiveSmallIntegerField(
        _("photos per listing"), default=50, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    sends_reserved = models.BooleanField(
        _("reserved ones stay in the feed"),
        default=True,
        help_text=_("Marked as reserved. A portal deletes what is missing, with its photos and its place in the list."),
    )
    customer_code = models.CharField(
        _("our number at the portal"), max_length=40, blank=True, help_text=_("Branch or customer code, where it asks.")
    )
    contact_email = models.EmailField(
        _("e-mail for enquiries"), max_length=254, blank=True, help_text=_("Empty: that of the listing's office.")
    )
    contact_phone = PhoneNumberField(
        _("phone for enquiries"), blank=True, help_text=_("Empty: that of the listing's office.")
    )
    drop_guard_percent = models.PositiveSmallIntegerField(
        _("alarm when this many percent are missing"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("The last good feed is served until a manager decides."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    token_encrypted = models.TextField(editable=False)
    token_issued_at = models.DateTimeField(_("address issued"), default=timezone.now, editable=False)

    building_since = models.DateTimeField(null=True, blank=True, editable=False)
    building_mark = models.CharField(max_length=32, blank=True, editable=False)
    built_at = models.DateTimeField(_("last built"), null=True, blank=True, editable=False)
    served_build = models.ForeignKey(
        "portals.FeedBuild",
        verbose_name=_("served feed"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    alarm_build = models.ForeignKey(
        "portals.FeedBuild",
        verbose_name=_("feed that was held back"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = PortalAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("portal account")
        verbose_name_plural = _("portal accounts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """The secret part of the address; empty when the installation's key has changed since."""
        return secrets.decrypt(self.token_encrypted, purpose=FEED_ADDRESS)

    @property
    def office_ids(self) -> frozenset[int]:
        """Whose stock is sent; empty: everybody's."""
        return frozenset(office.pk for office in self.offices.all())

    def covers(self, office_id: int) -> bool:
        return not self.office_ids or office_id in self.office_ids

    @property
    def language_codes(self) -> tuple[str, ...]:
        """The languages that are sent, in the order of the vocabulary; none chosen: all."""
        chosen = [code for code in Language.values if code in self.languages]
        return tuple(chosen or Language.values)


class FeedBuild(models.Model):
    """One feed that was made. Its file goes when newer ones stand; its hash and differences stay for good."""

    account = models.ForeignKey(
        PortalAccount, verbose_name=_("account"), on_delete=models.CASCADE, related_name="builds"
    )
    built_at = models.DateTimeField(_("built"), default=timezone.now)
    served_at = models.DateTimeField(_("served since"), null=True, blank=True)
    confirmed_at = models.DateTimeField(
        _("last built the same"), default=timezone.now, help_text=_("Later builds gave the very same feed until then.")
    )
    previous = models.ForeignKey(
        "self", verbose_name=_("previous"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    state_sha256 = models.CharField(_("SHA-256 of the state"), max_length=64)
    size = models.PositiveBigIntegerField(_("size, bytes"), default=0)
    gzip_size = models.PositiveBigIntegerField(_("compressed, bytes"), default=0)
    available = models.PositiveIntegerField(_("on offer"), default=0)
    eligible = models.PositiveIntegerField(_("wanted and allowed"), default=0)
    listing_count = models.PositiveIntegerField(_("published"), default=0)
    excluded_count = models.PositiveIntegerField(_("left out"), default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    file = models.CharField(max_length=200, blank=True, editable=False)  # in the storage; the packed one ends in .gz
    guard_previous = models.PositiveIntegerField(_("listings before"), null=True, blank=True)
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("served all the same by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = FeedBuildQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "served_at"], name="feedbuild_served")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.built_at:%Y-%m-%d %H:%M:%S}"

    @property
    def is_held_back(self) -> bool:
        """The drop guard kept it from the portal."""
        return self.served_at is None

    @property
    def missing(self) -> int:
        """How many listings fewer than in the feed before."""
        return max((self.guard_previous or 0) - self.listing_count, 0)


class FeedDifference(models.Model):
    """What one feed did to one exported listing. The last one of each key, together, are what the portal saw."""

    build = models.ForeignKey(FeedBuild, verbose_name=_("feed"), on_delete=models.CASCADE, related_name="differences")
    operation = models.ForeignKey(
        Operation, verbose_name=_("operation"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(_("id in the feed"), max_length=60)
    reference = models.CharField(_("reference"), max_length=50)
    change = models.CharField(_("change"), max_length=10, choices=Change)
    payload_sha256 = models.CharField(max_length=64, blank=True)  # of the exported text, date and all
    dated = models.DateTimeField(_("date in the feed"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)

    objects = FeedDifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed difference")
        verbose_name_plural = _("feed differences")
        ordering = ["-id"]
        indexes = [models.Index(fields=["reference", "build"], name="feeddifference_reference")]
        constraints = [models.UniqueConstraint(fields=["build", "key"], name="feeddifference_unique_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.change}"


class Publication(models.Model):
    """One operation at one portal: does the agency want it there, and what does the served feed say of it."""

    account = models.ForeignKey(
        PortalAccount, verbose_name=_("account"), on_delete=models.CASCADE, related_name="publications"
    )
    operation = models.ForeignKey(
        Operation, verbose_name=_("operation"), on_delete=models.CASCADE, related_name="publications"
    )
    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("id in the feed"), max_length=60)
    is_wanted = models.BooleanField(_("wanted there"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState, default=PublicationState.WAITING, db_index=True
    )
    first_reason = models.CharField(_("reason"), max_length=80, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)  # SHA-256 of all that is exported
    payload_sha256 = models.CharField(max_length=64, blank=True, editable=False)  # the same with its date
    changed_at = models.DateTimeField(_("date in the feed"), null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["id"]
        indexes = [models.Index(fields=["account", "state", "first_reason"], name="publication_state")]
        constraints = [models.UniqueConstraint(fields=["account", "operation"], name="publication_unique")]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_state_display()}"


class FeedFetch(models.Model):
    """One visit to a feed's address by a portal. Only the newest are kept."""

    account = models.ForeignKey(
        PortalAccount, verbose_name=_("account"), on_delete=models.CASCADE, related_name="fetches"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    status = models.PositiveSmallIntegerField(_("answer"))
    build = models.ForeignKey(
        FeedBuild, verbose_name=_("feed"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user_agent = models.CharField(_("program"), max_length=200, blank=True)

    objects = FeedFetchQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit of a portal")
        verbose_name_plural = _("visits of portals")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d %H:%M:%S}"
