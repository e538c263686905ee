"""What a buyer or tenant may ask to read before paying anything (Spain: Ley 12/2023, art. 31)."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.core.models import VersionedModel
from realestate.listings import choices
from realestate.listings.models.listing import POSITIVE, Listing
from realestate.listings.models.operation import Operation
from realestate.listings.querysets import LegalFactsQuerySet, OperationTermsQuerySet


class Worded(VersionedModel):
    """Facts with words in Spanish and English: ``words`` is name → language → text."""

    words = models.JSONField(_("words"), default=dict, blank=True)

    class Meta:
        abstract = True

    def said(self, name: str, language: str) -> str:
        """What is written under this name: in the language, else in the other; empty when nobody wrote anything."""
        texts: dict[str, Any] = self.words.get(name) or {}
        return str(texts.get(language) or texts.get("es") or texts.get("en") or "").strip()


def yes_no(name: Any) -> "models.CharField[str, str]":
    return models.CharField(name, max_length=3, choices=choices.YesNo, blank=True)


class LegalFacts(Worded):
    """The legal side of a property as the land register, the community and the owner tell it."""

    WORDS = ("services", "accessibility", "reforms", "charges", "protection", "other")

    listing = models.OneToOneField(
        Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="legal_facts"
    )
    registry_office = models.CharField(_("land register"), max_length=120, blank=True)
    registry_number = models.CharField(_("number of the property in the register"), max_length=60, blank=True)
    registry_code = models.CharField(
        _("unique register code"), max_length=20, blank=True, help_text=_("CRU or IDUFIR, 14 digits.")
    )
    registry_checked_on = models.DateField(_("date of the register extract"), null=True, blank=True)
    has_charges = yes_no(_("charges and burdens"))
    common_share = models.DecimalField(
        _("share in the common elements, %"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    is_protected_housing = yes_no(_("protected housing"))
    is_heritage = yes_no(_("protected building"))
    has_asbestos = yes_no(_("asbestos or other dangerous substances"))
    is_stressed_zone = yes_no(_("stressed residential market"))
    is_flood_zone = yes_no(_("area liable to flooding"))
    last_rent = models.DecimalField(
        _("last rent of the home, a month"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=POSITIVE,
        help_text=_("Of the last contract in force in the five years before, in a stressed market."),
    )

    objects = LegalFactsQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal information")
        verbose_name_plural = _("legal information")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.listing.reference


class OperationTerms(Worded):
    """What the price of an operation includes and how it is paid."""

    WORDS = ("included", "payment", "costs", "financing", "guarantee")

    operation = models.OneToOneField(
        Operation, verbose_name=_("operation"), on_delete=models.CASCADE, related_name="terms"
    )

    objects = OperationTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of an operation")
        verbose_name_plural = _("terms of operations")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.operation)
