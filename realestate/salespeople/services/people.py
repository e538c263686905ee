"""Writes about people: invitations, first accounts, leaving."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.core.text import normalise_email
from realestate.core.tokens import new_token, token_hash
from realestate.salespeople.models import Invitation, Office, User


@transaction.atomic
def invite_user(
    *,
    actor: User,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    office: Office,
    language: str,
    team: Any = None,
    phone: str = "",
) -> User:
    """Make an account without a password and mail its owner a link that sets one. Managers only."""
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers invite people."))
    email = normalise_email(email)
    if User.objects.filter(email=email).exists():
        raise BusinessRuleError(_("There is an account with this e-mail address already."))
    user: User = User.objects.create_user(
        email,
        first_name=first_name,
        last_name=last_name,
        role=role,
        office=office,
        language=language,
        team=team,
        phone=phone,
    )
    record(actor=actor, action="user.invited", subject=user, changes={"role": role, "office": office.pk})
    send_invitation(user=user, invited_by=actor)
    return user


@transaction.atomic
def send_invitation(*, user: User, invited_by: User | None) -> str:
    """(Re)issue the invitation of a user and mail it; an older link stops working. Returns the link."""
    link = issue_invitation(user=user, invited_by=invited_by)
    queue_email(
        recipient=user.email,
        template="invitation",
        context={"user": user, "invited_by": invited_by, "link": link, "days": Invitation.VALID_FOR.days},
        language=user.language,
    )
    return link


def issue_invitation(*, user: User, invited_by: User | None) -> str:
    """A fresh one-time link with which this user sets a password."""
    token = new_token()
    Invitation.objects.update_or_create(
        user=user,
        defaults={
            "invited_by": invited_by,
            "token_hash": token_hash(token),
            "expires_at": timezone.now() + Invitation.VALID_FOR,
            "accepted_at": None,
        },
    )
    return f"{settings.BASE_URL}{reverse('salespeople:accept_invitation', args=[token])}"


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str) -> User:
    """Set the password, mark the address as verified and close the link."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)  # two clicks: one wins
    if not invitation.is_open:
        raise BusinessRuleError(_("This link has been used or is out of date. Ask your manager for a new one."))
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    verify_address(user)
    invitation.accepted_at = timezone.now()
    invitation.save()
    record(actor=user, action="user.joined", subject=user)
    return user


def verify_address(user: User) -> None:
    """Tell the sign-in package that this address is known to be the user's."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


@transaction.atomic
def create_first_manager(*, email: str) -> str:
    """For an installation without people: a main office and a manager; returns the one-time link."""
    if User.objects.exists():
        raise BusinessRuleError(_("This installation has accounts already."))
    office = Office.objects.first() or Office.objects.create(code="CENTRAL", name=_("Main office"))
    user = User.objects.create_user(email, first_name=_("Manager"), role=User.Role.MANAGER, office=office)
    record(actor=None, action="user.first_manager", subject=user)
    return issue_invitation(user=user, invited_by=None)


@transaction.atomic
def update_profile(*, actor: User, values: dict[str, Any]) -> User:
    """A user's own page: name, phone, colour, photo and language."""
    before = snapshot(actor)
    for name, value in values.items():
        setattr(actor, name, value)
    actor.save()
    record(actor=actor, action="user.updated", subject=actor, changes=difference(before, actor))
    return actor


@transaction.atomic
def deactivate_user(*, actor: User, user: User) -> User:
    """Switch off who leaves: their sessions end at once, their work stays."""
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers switch accounts off."))
    if actor.pk == user.pk:
        raise BusinessRuleError(_("You cannot switch your own account off."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    record(actor=actor, action="user.deactivated", subject=user)
    return user


@transaction.atomic
def activate_user(*, actor: User, user: User) -> User:
    """Let somebody who was switched off sign in again."""
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers switch accounts on."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor=actor, action="user.activated", subject=user)
    return user


def end_sessions(user: User, *, but: str | None = None) -> None:
    """End every session of this user on every device, except the one with key ``but``."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()


def sessions_of(user: User) -> list[UserSession]:
    """Where this user is signed in, newest first; sessions that ended are forgotten on the way."""
    return list(UserSession.objects.purge_and_list(user))
