"""What time does to mandates: they come into force, end soon, renew or expire, and somebody hears of it in time."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from realestate.audit.services import record
from realestate.core.dates import today
from realestate.core.mail import queue_email
from realestate.listings import mandate_states as states
from realestate.listings.choices import MandateStatus
from realestate.listings.models import Listing, Mandate
from realestate.listings.services.mandates import come_into_force, prolong
from realestate.listings.services.publishing import refresh_publication
from realestate.salespeople.models import User


def advance_mandates(*, day: date | None = None) -> dict[str, int]:
    """Move every mandate on to where it stands on that day; running it twice changes nothing more.

    Returns how many came into force, end soon, renewed, expired, and how many mails were written.
    """
    day = day or today()
    done = dict.fromkeys(("active", "expiring", "renewed", "expired", "alerts"), 0)
    for key in Mandate.objects.to_advance().values_list("pk", flat=True).iterator(chunk_size=500):
        for what in _advance(key, day):
            done[what] += 1
    return done


@transaction.atomic
def _advance(key: int, day: date) -> list[str]:
    """One mandate, its listing locked before it as the verbs do."""
    listing = Listing.objects.select_for_update(of=("self",)).select_related("office", "salesperson").get(mandates=key)
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("previous").get(pk=key)
    mandate.listing = listing
    before, done = mandate.status, []
    come_into_force(None, mandate, day)
    if mandate.status != before:
        done.append("active")
    if mandate.status in (MandateStatus.ACTIVE, MandateStatus.EXPIRING) and mandate.ends_on is not None:
        done += _towards_the_end(mandate, mandate.ends_on, day)
    if done:
        refresh_publication(listing=listing)
    return done


def _towards_the_end(mandate: Mandate, ends_on: date, day: date) -> list[str]:
    done = []
    if ends_on < day and mandate.renews_months:
        periods = prolong(mandate, day)
        mandate.status, mandate.alerted_days = MandateStatus.ACTIVE, None
        mandate.save()
        _note("mandate.prolonged", mandate, periods=periods, ends_on=[str(ends_on), str(mandate.ends_on)])
        done.append("renewed")
    elif ends_on < day:
        mandate.status, mandate.ended_at = MandateStatus.EXPIRED, timezone.now()
        mandate.save()
        _note("mandate.expired", mandate)
        return ["expired"]
    assert mandate.ends_on is not None
    left = (mandate.ends_on - day).days
    if left <= states.EXPIRING_DAYS and mandate.status == MandateStatus.ACTIVE:
        mandate.status = MandateStatus.EXPIRING
        mandate.save()
        _note("mandate.expiring", mandate, ends_on=mandate.ends_on)
        done.append("expiring")
    due = min((days for days in states.ALERT_DAYS if left <= days), default=None)
    if due is not None and (mandate.alerted_days is None or mandate.alerted_days > due):
        mandate.alerted_days = due
        mandate.save(update_fields=["alerted_days"])
        _write(mandate, left)
        done.append("alerts")
    return done


def _write(mandate: Mandate, left: int) -> None:
    """To the listing's salesperson and the coordinators of its office; to managers where neither is there."""
    listing = mandate.listing
    people = list(User.objects.answering_for(listing.office_id, listing.salesperson_id))
    for person in people or User.objects.managers():
        context: dict[str, Any] = {"user": person, "mandate": mandate, "listing": listing, "left": left}
        queue_email(recipient=person.email, template="mandate_ends", context=context, language=person.language)


def _note(action: str, mandate: Mandate, **more: Any) -> None:
    changes = {"mandate": mandate.reference, "status": mandate.status, **more}
    record(actor=None, action=action, subject=mandate.listing, changes=changes)
