"""People and companies that the agency deals with."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.contacts.phones import readable, whatsapp_url
from realestate.contacts.querysets import ContactPointQuerySet, ContactQuerySet, ContactRoleQuerySet
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
    # One that was merged stays as a signpost, with its own facts as they were; it goes when the other is destroyed.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="absorbed",
    )
    # When it was last compared with the others; empty after each change.
    compared_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["salesperson", "-id"], name="contact_salesperson"),
            models.Index(fields=["office", "-id"], name="contact_office"),
            models.Index(fields=["last_name", "first_name", "id"], name="contact_name"),
            models.Index(fields=["compared_at", "id"], name="contact_compared"),
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
        return user.is_authenticated and user.sells and self.blocked_at is None and self.merged_into_id is None

    def can_be_merged_by(self, user: "AnyUser") -> bool:
        """Their own or nobody's; coordinators their offices' too, managers all. Visibility is checked apart."""
        if not user.is_authenticated or not self.can_be_edited_by(user):
            return False
        if user.is_manager or self.salesperson_id in {None, user.pk}:
            return True
        return user.is_coordinator and self.office_id in user.office_ids


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


class ContactRole(models.Model):
    """What somebody said a contact is to the agency; the roles that follow from the data need no row."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        BUYER = "buyer", _("Buyer")
        TENANT = "tenant", _("Tenant")
        REPRESENTATIVE = "representative", _("Representative")
        DEVELOPER = "developer", _("Developer")
        COLLABORATOR = "collaborator", _("Collaborator")
        AGENCY = "agency", _("Other agency")
        LAWYER = "lawyer", _("Lawyer or adviser")
        NOTARY = "notary", _("Notary")
        BANK = "bank", _("Bank or valuer")
        SUPPLIER = "supplier", _("Supplier")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="roles", verbose_name=_("contact"))
    role = models.CharField(_("role"), max_length=15, choices=Role)

    objects = ContactRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a contact")
        verbose_name_plural = _("roles of contacts")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["contact", "role"], name="contactrole_unique")]
        indexes = [models.Index(fields=["role", "contact"], name="contactrole_role")]

    def __str__(self) -> str:
        return self.get_role_display()
