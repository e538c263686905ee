"""The people of the agency, their offices and teams."""

from datetime import time, timedelta
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.core.money import Currency, default_currency
from realestate.core.worktime import Hours
from realestate.salespeople.querysets import (
    InvitationQuerySet,
    OfficeQuerySet,
    TeamQuerySet,
    UserManager,
)


def default_time_zone() -> str:
    return str(settings.TIME_ZONE)


def default_country_rules() -> str:
    return str(settings.COUNTRY_RULES)


class Office(VersionedModel):
    """A branch of the agency: its stock's references, its clock and currency, the rules of its country."""

    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]+$", _("Capital letters and digits only."))],
        help_text=_("Short, in capitals; it stands in references."),
    )
    name = models.CharField(_("name"), max_length=100)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    reference_pattern = models.CharField(
        _("reference pattern"),
        max_length=40,
        default="{office}-{number:04}",
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9-]*(\{office\})?[A-Za-z0-9-]*\{number(:0\d)?\}$",
                _("Letters, digits and hyphens around {office} and, last, {number:04}."),
            )
        ],
        help_text=_("For example {office}-{number:04}."),
    )
    country = models.CharField(_("country"), max_length=2, default="ES")
    country_rules = models.CharField(_("country rules"), max_length=10, default=default_country_rules)
    time_zone = models.CharField(_("time zone"), max_length=50, default=default_time_zone)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=default_currency)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True, help_text=_("As contracts name it."))
    tax_id = models.CharField(_("tax number"), max_length=20, blank=True)
    registration_number = models.CharField(
        _("registration number"),
        max_length=60,
        blank=True,
        help_text=_("In the register of agents, where the region has one (Catalonia: AICAT)."),
    )
    website = models.URLField(_("web site"), max_length=200, blank=True)
    watermark = models.CharField(
        _("watermark"), max_length=60, blank=True, help_text=_("Words over photos that strangers see; empty: none.")
    )
    opens_at = models.TimeField(_("opens at"), default="09:00")
    closes_at = models.TimeField(_("closes at"), default="20:00")
    working_days = models.CharField(
        _("working days"),
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?$", _("Digits from 1 (Monday) to 7 (Sunday), in order."))],
        help_text=_("From 1 (Monday) to 7 (Sunday), for example 12345."),
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def hours(self) -> Hours:
        """The office's working time, its holidays left out (one query)."""
        return Hours(
            opens=_as_time(self.opens_at),
            closes=_as_time(self.closes_at),
            days=frozenset(int(digit) for digit in self.working_days),
            holidays=frozenset(holiday.day for holiday in self.holidays.all()),
            zone=ZoneInfo(self.time_zone),
        )


def _as_time(value: time | str) -> time:
    """A column's default is text until the row has been read again."""
    return time.fromisoformat(value) if isinstance(value, str) else value


class Team(TimeStampedModel):
    """People of an office who work together under a coordinator."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=100)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="team_unique_in_office")]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """A person who signs in. What they see follows from role and offices, in each queryset's ``visible_to``."""

    class Role(models.TextChoices):
        SALESPERSON = "salesperson", _("Salesperson")
        COORDINATOR = "coordinator", _("Coordinator")
        MANAGER = "manager", _("Manager")
        DPO = "dpo", _("Data-protection officer")
        AUDITOR = "auditor", _("Auditor (reads only)")

    class Colour(models.TextChoices):
        BLUE = "blue", _("Blue")
        TEAL = "teal", _("Teal")
        GREEN = "green", _("Green")
        OLIVE = "olive", _("Olive")
        AMBER = "amber", _("Amber")
        ORANGE = "orange", _("Orange")
        RED = "red", _("Red")
        PINK = "pink", _("Pink")
        PURPLE = "purple", _("Purple")
        INDIGO = "indigo", _("Indigo")
        BROWN = "brown", _("Brown")
        SLATE = "slate", _("Slate")

    email = models.EmailField(_("e-mail"), max_length=190, unique=True)
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.SALESPERSON, db_index=True)
    office = models.ForeignKey(
        Office, verbose_name=_("main office"), null=True, on_delete=models.PROTECT, related_name="people"
    )
    other_offices = models.ManyToManyField(Office, verbose_name=_("other offices"), blank=True, related_name="guests")
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    phone = PhoneNumberField(_("phone"), blank=True)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour, default=Colour.BLUE)
    photo = models.ImageField(_("photo"), upload_to="people/", blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=[("es", "Español"), ("en", "English")], default="es"
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Nobody is deleted: switch off who leaves; their work stays.")
    )
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["first_name", "last_name", "pk"]
        indexes = [models.Index(fields=["office", "is_active"], name="user_office_active")]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        return self.first_name or self.email

    @property
    def is_manager(self) -> bool:
        return self.role == self.Role.MANAGER

    @property
    def is_coordinator(self) -> bool:
        return self.role == self.Role.COORDINATOR

    @property
    def directs(self) -> bool:
        """May give out other people's work: managers everywhere, coordinators in their offices."""
        return self.is_manager or self.is_coordinator

    @property
    def sells(self) -> bool:
        """May write at all: the data-protection officer and the auditor only read."""
        return self.role in {self.Role.SALESPERSON, self.Role.COORDINATOR, self.Role.MANAGER}

    @property
    def reads_everything(self) -> bool:
        """Sees each office's leads and contacts."""
        return self.role in {self.Role.MANAGER, self.Role.DPO, self.Role.AUDITOR}

    @property
    def can_read_audit(self) -> bool:
        return self.reads_everything

    @property
    def can_see_blocked(self) -> bool:
        """Blocked personal data is for the data-protection officer alone."""
        return self.role == self.Role.DPO

    @cached_property
    def office_ids(self) -> frozenset[int]:
        """The offices this person works for, the main one included."""
        others = self.other_offices.values_list("pk", flat=True)
        return frozenset(others) | ({self.office_id} if self.office_id else set())

    @cached_property
    def time_zone(self) -> str:
        """Where this person's clock stands: the main office's, else the installation's."""
        return self.office.time_zone if self.office else str(settings.TIME_ZONE)

    # What the Django admin asks. Only managers open it, and they may do everything there.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.is_manager

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_perms(self, perms: Any, obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Invitation(TimeStampedModel):
    """A manager's offer of an account by mail: one link, used once, good for a week; only its hash is kept."""

    VALID_FOR: ClassVar[timedelta] = timedelta(days=7)

    user = models.OneToOneField(User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="invitation")
    invited_by = models.ForeignKey(
        User, verbose_name=_("invited by"), null=True, on_delete=models.SET_NULL, related_name="invitations_sent"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.expires_at > timezone.now()
