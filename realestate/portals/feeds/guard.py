"""The drop guard: portals delete what a feed forgets, so one that forgets much waits until a manager has looked."""

from django.conf import settings
from django.urls import reverse

from realestate.core.mail import queue_email
from realestate.portals.models import FeedBuild, PortalAccount
from realestate.salespeople.models import User


def has_dropped(before: int, now: int, percent: int) -> bool:
    """More than ``percent`` of the listings of the last good feed are missing.

    >>> has_dropped(10, 7, 30), has_dropped(10, 6, 30), has_dropped(0, 0, 30)
    (False, True, False)
    """
    return (before - now) * 100 > before * percent


def raise_alarm(*, account: PortalAccount, build: FeedBuild) -> None:
    """A mail to each manager, in their language."""
    link = settings.BASE_URL.rstrip("/") + reverse("portals:account", args=[account.pk])
    for manager in User.objects.managers():
        queue_email(
            recipient=manager.email,
            template="feed_drop",
            context={"user": manager, "account": account, "build": build, "link": link},
            language=manager.language,
        )
