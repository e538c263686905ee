"""Telling people: a line under the bell in the event's own transaction, and a mail when they want one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from realestate.audit.services import difference, record, snapshot
from realestate.core.mail import queue_email
from realestate.core.models import OutgoingEmail
from realestate.salespeople.models import Notification, NotificationSettings, User


@transaction.atomic
def notify(*, user: User, kind: str, text: Callable[[], str], url: str, key: str = "") -> Notification | None:
    """One line under this person's bell. ``text`` is called with their language in force.

    An unread line of the same kind about the same ``key`` is told anew instead of standing there twice. Nobody who
    was switched off is told anything.
    """
    if not user.is_active:
        return None
    with translation.override(user.language):
        words = text()[:300]
    now = timezone.now()
    if key:
        waiting = Notification.objects.select_for_update().unread().about(key).filter(user=user, kind=kind)
        known = waiting.order_by("pk").first()
        if known is not None:
            known.text, known.url, known.at = words, url, now
            known.save()
            return known
    return Notification.objects.create(user=user, kind=kind, text=words, url=url, key=key, at=now)


def settle(*, key: str, kinds: tuple[str, ...]) -> int:
    """What these lines asked for is done: nobody needs to read them any more. Returns how many."""
    waiting = Notification.objects.unread().about(key).filter(kind__in=kinds)
    keys = sorted(waiting.values_list("pk", flat=True))  # one order for all: two at once do not wait in a circle
    return Notification.objects.filter(pk__in=keys, read_at__isnull=True).update(read_at=timezone.now()) if keys else 0


def wants_mail(*, user: User, kind: str) -> bool:
    """Everybody gets mails of every kind until they say otherwise."""
    choice = NotificationSettings.objects.filter(user=user).first()
    return choice is None or kind not in choice.no_email


def quiet_end(*, user: User, at: datetime) -> datetime | None:
    """When this person's quiet hours end, if ``at`` lies in them."""
    choice = NotificationSettings.objects.filter(user=user).first()
    return None if choice is None else end_of_quiet(choice, ZoneInfo(user.time_zone), at)


def end_of_quiet(choice: NotificationSettings, zone: ZoneInfo, at: datetime) -> datetime | None:
    """The end of the quiet hours that hold ``at``, by the wall clock; they may run past midnight."""
    begin, end = choice.quiet_from, choice.quiet_until
    if begin is None or end is None or begin == end:
        return None
    local = at.astimezone(zone)
    clock = local.time()
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if clock >= end else local.date()
    return datetime.combine(day, end, tzinfo=zone)


@transaction.atomic
def mail_user(
    *, user: User, kind: str, template: str, context: dict[str, Any], until: datetime | None = None
) -> OutgoingEmail | None:
    """Mail one of the agency's people about something of this kind: not at all, now, or when their quiet hours end.

    ``until`` is when the mail would be of no use any more: then it is not written.
    """
    choice = NotificationSettings.objects.filter(user=user).first()
    if not user.is_active or (choice is not None and kind in choice.no_email):
        return None
    wait = end_of_quiet(choice, ZoneInfo(user.time_zone), timezone.now()) if choice is not None else None
    if wait is not None and until is not None and wait >= until:
        return None
    mail = queue_email(recipient=user.email, template=template, context=context, language=user.language)
    if wait is not None:
        mail.try_after = wait
        mail.save(update_fields=["try_after"])
    return mail


@transaction.atomic
def mark_read(*, notification: Notification) -> Notification:
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=timezone.now())
    return notification


@transaction.atomic
def mark_all_read(*, user: User) -> int:
    return Notification.objects.visible_to(user).unread().update(read_at=timezone.now())


@transaction.atomic
def save_notification_settings(*, actor: User, choice: NotificationSettings) -> NotificationSettings:
    """A person's own choice; ``choice`` carries the version that its form showed."""
    before = snapshot(NotificationSettings.objects.get(pk=choice.pk)) if choice.pk else {}
    choice.save()
    changes = difference(before, choice) if before else snapshot(choice)
    record(actor=actor, action="notification_settings.saved", subject=choice, changes=changes)
    return choice
