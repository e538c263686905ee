"""People and companies that the agency deals with."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.contacts.phones import readable, whatsapp_url
from realestate.contacts.querysets import ConsentQuerySet, ContactPointQuerySet, ContactQuerySet
from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.salespeople.models import Office

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser


class Contact(VersionedModel):
    """A person or company; owner, buyer and tenant are roles that follow from listings and demands."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    company_name = models.CharField(_("company"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, default="es")
    town = models.CharField(_("town"), max_length=100, blank=True)
    tax_id = models.CharField(
        _("identity or tax number"), max_length=20, blank=True, help_text=_("The number only, never a picture of it.")
    )
    address = models.CharField(_("postal address"), max_length=250, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="contacts")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
    )
    search_text = models.CharField(max_length=1000, blank=True, editable=False)
    blocked_at = models.DateTimeField(_("blocked for data protection"), null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["salesperson", "-id"], name="contact_salesperson"),
            models.Index(fields=["office", "-id"], name="contact_office"),
            models.Index(fields=["last_name", "first_name", "id"], name="contact_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How the contact is called on every page."""
        person = f"{self.first_name} {self.last_name}".strip()
        if self.kind == self.Kind.COMPANY:
            return self.company_name or person or str(_("Unnamed company"))
        return person or self.company_name or str(_("Unnamed contact"))

    @property
    def phones(self) -> "list[ContactPoint]":
        """In order; from the prefetched points where a queryset brought them."""
        return [point for point in self.points.all() if point.kind == ContactPoint.Kind.PHONE]

    @property
    def emails(self) -> "list[ContactPoint]":
        return [point for point in self.points.all() if point.kind == ContactPoint.Kind.EMAIL]

    def can_be_edited_by(self, user: "AnyUser") -> bool:
        """Whoever sells and may see it; a contact held back for data protection is nobody's to change."""
        return user.is_authenticated and user.sells and self.blocked_at is None


class ContactPoint(TimeStampedModel):
    """A phone (E.164) or e-mail (lower case) of a contact; compared as stored, so it is normalised on write."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="points", verbose_name=_("contact"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    value = models.CharField(_("value"), max_length=190)
    tail = models.CharField(max_length=9, blank=True, editable=False)  # a phone's last nine digits
    label = models.CharField(_("label"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone or e-mail")
        verbose_name_plural = _("phones and e-mails")
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["kind", "value"], name="contactpoint_value"),
            models.Index(fields=["tail"], name="contactpoint_tail"),
        ]
        constraints = [models.UniqueConstraint(fields=["contact", "kind", "value"], name="contactpoint_unique")]

    def __str__(self) -> str:
        return self.value

    @property
    def is_phone(self) -> bool:
        return self.kind == self.Kind.PHONE

    @property
    def shown(self) -> str:
        """The number in groups, or the address as it is."""
        return readable(self.value) if self.is_phone else self.value

    @property
    def whatsapp_url(self) -> str:
        return whatsapp_url(self.value) if self.is_phone else ""


class Consent(models.Model):
    """One line of the consent ledger: what was agreed or withdrawn, in which words, when and where. Never changed."""

    class Purpose(models.TextChoices):
        ENQUIRY = "enquiry", _("Answer this enquiry")
        COMMERCIAL = "commercial", _("Send offers")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents", verbose_name=_("contact"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=20)
    is_given = models.BooleanField(_("given"), help_text=_("Off: withdrawn."))
    text_version = models.CharField(_("text version"), max_length=20)
    language = models.CharField(_("language"), max_length=5)
    source = models.CharField(_("source"), max_length=100)
    at = models.DateTimeField(_("time"), default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["contact", "purpose", "-at"], name="consent_contact")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.text_version}"
