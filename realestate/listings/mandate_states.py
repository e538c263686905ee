"""The one table of a mandate's life: which verb leads from where, and the days that count."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.dates import add_months
from realestate.listings.choices import MandateStatus
from realestate.listings.models import Mandate

WINDOW_DAYS = 14  # RDL 1/2007, art. 104: from the day the contract is made
EXPIRING_DAYS = 30
ALERT_DAYS = (30, 15, 7)
LONGEST_MONTHS = 120

S = MandateStatus
SIGNED = frozenset({S.SIGNED, S.ACTIVE, S.EXPIRING})
STANDING = SIGNED | {S.SENT}  # binds, or is about to


@dataclass(frozen=True)
class Verb:
    """Something that people do to a mandate; ``name`` is its URL's name too."""

    name: str
    label: Any
    icon: str
    sources: frozenset[str]


VERBS = {
    verb.name: verb
    for verb in (
        Verb("send", _("Send to be signed"), "envelope", frozenset({S.DRAFT})),
        Verb("reopen", _("Take back to draft"), "arrow-repeat", frozenset({S.SENT})),
        Verb("sign", _("Signed on paper"), "pencil", frozenset({S.DRAFT, S.SENT})),
        Verb("revoke", _("Revoked by the owner"), "x-lg", SIGNED),
        Verb("renew", pgettext_lazy("verb", "Renew"), "arrow-repeat", frozenset({S.ACTIVE, S.EXPIRING, S.EXPIRED})),
        Verb("withdraw", _("End the mandate"), "x-lg", frozenset({S.DRAFT}) | STANDING),
    )
}


def begins(mandate: Mandate) -> date:
    """The first day in force: its own, or the one after the window of withdrawal where nothing may begin before."""
    if mandate.revocable_until is None or mandate.starts_at_once:
        return mandate.starts_on
    return max(mandate.starts_on, mandate.revocable_until + timedelta(days=1))


def last_day_to_revoke(mandate: Mandate, signed_on: date, *, has_consumer: bool) -> date | None:
    """The end of the window of withdrawal; None where the owner has none (RDL 1/2007, art. 102 and 104)."""
    return signed_on + timedelta(days=WINDOW_DAYS) if mandate.is_off_premises and has_consumer else None


def is_over(mandate: Mandate, day: date) -> bool:
    """Has its last day gone by, with nothing agreed that renews it?"""
    return mandate.ends_on is not None and mandate.ends_on < day and not mandate.renews_months


def prolonged(last: date, months: int, day: date) -> tuple[date, int]:
    """The end after as many periods as it takes to reach the day, and how many they are."""
    periods = 1
    while add_months(last, months * periods) < day:
        periods += 1
    return add_months(last, months * periods), periods


def as_long_again(mandate: Mandate, starts_on: date) -> date | None:
    """The last day of a renewal from that day on: the same months, or days where it was no whole months.

    One that has renewed itself counts a period of those, not all the time since its first day.
    """
    if mandate.ends_on is None:
        return None
    if mandate.renews_months:
        return add_months(starts_on, mandate.renews_months)
    for months in range(1, LONGEST_MONTHS + 1):
        short = add_months(mandate.starts_on, months) - mandate.ends_on
        if short in (timedelta(0), timedelta(days=1)):  # until the same day of the month, or the one before it
            return add_months(starts_on, months) - short
    return starts_on + (mandate.ends_on - mandate.starts_on)


def may_be_revoked(mandate: Mandate, day: date) -> bool:
    """Is the owner within the days of withdrawal?"""
    return mandate.status in SIGNED and mandate.revocable_until is not None and day <= mandate.revocable_until


def allowed_verbs(mandate: Mandate, day: date) -> list[Verb]:
    """What may be done with it as it stands."""
    possible = [verb for verb in VERBS.values() if mandate.status in verb.sources]
    return [verb for verb in possible if verb.name != "revoke" or may_be_revoked(mandate, day)]
