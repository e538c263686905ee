"""Reading people and offices."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import BaseUserManager
from django.db import models

from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise_email

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.salespeople.models import Invitation, Office, Team, User


class OfficeQuerySet(ScopedQuerySet["Office"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Offices are no secret inside the agency."""
        return self if user.is_authenticated else self.none()

    def run_by(self, user: "User") -> Self:
        """Offices whose leads and people this user directs: all for managers, their own for coordinators."""
        if user.is_manager:
            return self
        return self.filter(pk__in=user.office_ids) if user.is_coordinator else self.none()


class TeamQuerySet(ScopedQuerySet["Team"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()


class UserQuerySet(ScopedQuerySet["User"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Colleagues see each other's name, phone and office."""
        return self if user.is_authenticated else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def selling(self) -> Self:
        """People who may have listings and leads: active salespeople, coordinators and managers."""
        return self.active().filter(role__in=["salesperson", "coordinator", "manager"])

    def answering_for(self, office_id: int, salesperson_id: int | None) -> Self:
        """Who must know when something of an office runs out: its salesperson and the office's coordinators."""
        people = models.Q(pk=salesperson_id) | models.Q(role="coordinator", office=office_id)
        return self.active().filter(people).distinct().order_by("pk")

    def managers(self) -> Self:
        """Whom the house's own alarms go to."""
        return self.active().filter(role="manager").order_by("pk")

    def for_team_page(self) -> Self:
        """By office, those who left last, with what the page shows."""
        return self.select_related("office", "team", "invitation").order_by(
            "office__name", "-is_active", "first_name", "last_name", "pk"
        )

    def of_office(self, office: "Office") -> Self:
        """Those whose main office it is, or who belong to it too."""
        return self.filter(models.Q(office=office) | models.Q(other_offices=office)).distinct()

    def assignable_by(self, user: "User") -> Self:
        """Whom this user may give a lead or a listing to: their offices' people, or anybody for a manager."""
        people = self.selling().order_by("first_name", "last_name", "pk")
        if user.is_manager:
            return people
        offices = user.office_ids
        return people.filter(models.Q(office__in=offices) | models.Q(other_offices__in=offices)).distinct()


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A manager; there is no right above that."""
        return self.create_user(email, password, **{"role": "manager", **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalise_email(username or ""))  # type: ignore[no-any-return]


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated and user.is_manager else self.none()

    def for_token(self, token_hash: str) -> Self:
        return self.filter(token_hash=token_hash).select_related("user")

    def open(self) -> Self:
        return self.filter(accepted_at__isnull=True)
