"""What time does to mandates: they come into force, end soon, renew or expire, and somebody hears of it in time."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from realestate.audit.services import record
from realestate.core.dates import today
from realestate.core.mail import queue_email
from realestate.listings import mandate_states as states
from realestate.listings.choices import MandateStatus
from realestate.listings.models import Listing, Mandate
from realestate.listings.services.mandates import come_into_force, renew_itself
from realestate.listings.services.publishing import refresh_publication
from realestate.salespeople.models import User


def advance_mandates(*, day: date | None = None) -> dict[str, int]:
    """Move every mandate on to where it stands on that day; running it twice changes nothing more.

    Unless given, the day is the one on the wall calendar of each listing's office.
    Returns how many came into force, end soon, renewed, expired, and how many were told of by mail.
    """
    done = dict.fromkeys(("active", "expiring", "renewed", "expired", "alerts"), 0)
    for key in Mandate.objects.to_advance().values_list("pk", flat=True).iterator(chunk_size=500):
        for what in _advance(key, day):
            done[what] += 1
    return done


@transaction.atomic
def _advance(key: int, day: date | None) -> list[str]:
    """One mandate, its listing locked before it as the verbs do."""
    listings = Listing.objects.select_for_update(of=("self",)).select_related("office", "salesperson")
    listing = listings.filter(mandates=key).first()
    if listing is None:  # an import was undone meanwhile
        return []
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("previous").get(pk=key)
    mandate.listing = listing
    with timezone.override(ZoneInfo(listing.office.time_zone)):
        done = _pass_time(mandate, day or today())
        if done:
            refresh_publication(listing=listing)
    return done


def _pass_time(mandate: Mandate, day: date) -> list[str]:
    """From signed to in force, to ending soon, to renewed or over; what happened on the way."""
    done = []
    if mandate.status == MandateStatus.SIGNED:
        come_into_force(None, mandate, day)
        done += ["active"] if mandate.is_in_force else []
    if mandate.status not in states.SIGNED or mandate.ends_on is None:
        return done
    if mandate.ends_on < day and mandate.is_in_force:
        done += _make_way(mandate, day)
    if mandate.status in states.SIGNED and states.is_over(mandate, day):
        mandate.status, mandate.ended_at = MandateStatus.EXPIRED, timezone.now()
        mandate.save()
        _note("mandate.expired", mandate)
        return [*done, "expired"]
    if not mandate.is_in_force:
        return done
    done += ["renewed"] if renew_itself(None, mandate, day) else []
    return done + _towards_the_end(mandate, mandate.ends_on, day)


def _make_way(mandate: Mandate, day: date) -> list[str]:
    """The one that renews it comes into force first, so that it counts as renewed, not as run out."""
    for follower in mandate.renewals.select_for_update().filter(status=MandateStatus.SIGNED):
        follower.previous, follower.listing = mandate, mandate.listing
        come_into_force(None, follower, day)
        if follower.is_in_force:
            return ["active"]
    return []


def _towards_the_end(mandate: Mandate, ends_on: date, day: date) -> list[str]:
    done = []
    left = (ends_on - day).days
    if left <= states.EXPIRING_DAYS and mandate.status == MandateStatus.ACTIVE:
        mandate.status = MandateStatus.EXPIRING
        mandate.save()
        _note("mandate.expiring", mandate, ends_on=ends_on)
        done.append("expiring")
    due = min((days for days in states.ALERT_DAYS if left <= days), default=None)
    if due is None or (mandate.alerted_days is not None and mandate.alerted_days <= due):
        return done
    if _is_followed(mandate, ends_on):
        return done
    mandate.alerted_days = due
    mandate.save(update_fields=["alerted_days"])
    _write(mandate, left)
    return [*done, "alerts"]


def _is_followed(mandate: Mandate, ends_on: date) -> bool:
    """Is one signed that goes on where this one ends? Then there is nothing to be done, and no alert."""
    signed = mandate.renewals.filter(status=MandateStatus.SIGNED)
    return any(states.begins(one) <= ends_on + timedelta(days=1) for one in signed)


def _write(mandate: Mandate, left: int) -> None:
    """To the listing's salesperson and the coordinators of its office; to managers where nobody sells it any more."""
    listing = mandate.listing
    people = list(User.objects.answering_for(listing.office_id, listing.salesperson_id))
    if listing.salesperson_id not in {person.pk for person in people}:
        people += User.objects.managers()
    for person in people:
        context: dict[str, Any] = {"user": person, "mandate": mandate, "listing": listing, "left": left}
        queue_email(recipient=person.email, template="mandate_ends", context=context, language=person.language)


def _note(action: str, mandate: Mandate, **more: Any) -> None:
    changes = {"mandate": mandate.reference, "status": mandate.status, **more}
    record(actor=None, action=action, subject=mandate.listing, changes=changes)
