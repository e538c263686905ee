"""Reading people and offices."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import BaseUserManager
from django.db import models

from realestate.core.querysets import ScopedQuerySet
from realestate.core.text import normalise_email

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser
    from realestate.salespeople.models import (
        Absence,
        Holiday,
        Invitation,
        Notification,
        NotificationSettings,
        Office,
        Team,
        User,
    )


class OfficeQuerySet(ScopedQuerySet["Office"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Offices are no secret inside the agency."""
        return self if user.is_authenticated else self.none()

    def run_by(self, user: "User") -> Self:
        """Offices whose leads and people this user directs: all for managers, their own for coordinators."""
        if user.is_manager:
            return self
        return self.filter(pk__in=user.office_ids) if user.is_coordinator else self.none()


class HolidayQuerySet(ScopedQuerySet["Holiday"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self if user.is_authenticated else self.none()

    def coming(self, office: "Office", day: date) -> Self:
        return self.filter(office=office, day__gte=day).order_by("day")


class AbsenceQuerySet(ScopedQuerySet["Absence"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Colleagues of one's offices, so that everybody knows who is there; managers see each office."""
        if not user.is_authenticated:
            return self.none()
        if user.reads_everything:
            return self
        offices = user.office_ids
        of_offices = models.Q(user__office__in=offices) | models.Q(user__other_offices__in=offices)
        return self.filter(models.Q(user=user) | of_offices).distinct()

    def not_over(self, day: date) -> Self:
        """Under way on this day or still to come, soonest first."""
        return self.filter(ends_on__gte=day).order_by("starts_on", "pk")

    def of_people(self, people: Iterable[int], first: date, last: date) -> Self:
        """Absences of these people that touch the days from first to last."""
        return self.filter(user__in=list(people), starts_on__lte=last, ends_on__gte=first)


class NotificationQuerySet(ScopedQuerySet["Notification"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """Everybody their own, managers too."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def about(self, key: str) -> Self:
        return self.filter(key=key)

    def count_to(self, bound: int) -> int:
        """How many, counted no further than ``bound``."""
        return len(self.order_by().values_list("pk")[:bound])


class NotificationSettingsQuerySet(ScopedQuerySet["NotificationSettings"]):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def of(self, user: "User") -> Self:
        return self.filter(user=user)


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

    def coordinating(self, office_id: int) -> Self:
        """The coordinators of an office; where it has none, the managers."""
        mine = self.active().filter(role="coordinator", office=office_id).order_by("pk")
        return mine if mine.exists() else self.managers()

    def for_team_page(self) -> Self:
        """By office, those who left last, with what the page shows."""
        return self.select_related("office", "team", "invitation").order_by(
            "office__name", "-is_active", "first_name", "last_name", "pk"
        )

    def of_office(self, office: "Office") -> Self:
        """Those whose main office it is, or who belong to it too."""
        return self.filter(models.Q(office=office) | models.Q(other_offices=office)).distinct()

    def who_may_be_asked(self, office: "Office", extra: Iterable[int]) -> Self:
        """The office's people and ``extra``, with their offices: whom a routing rule may name."""
        people = models.Q(office=office) | models.Q(other_offices=office) | models.Q(pk__in=list(extra))
        return self.filter(people).distinct().order_by("pk").prefetch_related("other_offices")

    def whose_absence_is_written_by(self, user: "User") -> Self:
        """Oneself; for coordinators their offices' people, for managers everybody."""
        people = self.active().order_by("first_name", "last_name", "pk")
        if user.is_manager:
            return people
        own = models.Q(pk=user.pk)
        return people.filter(own | models.Q(office__in=user.office_ids) if user.is_coordinator else own)

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
