"""Mandates that were signed on paper long ago, noted for many listings at once: after an import all stock is red."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.listings import mandate_states as states
from realestate.listings.choices import MandateStatus
from realestate.listings.models import Listing, Mandate, Operation
from realestate.listings.services.mandates import become_signed, check_place, create_mandate, has_consumer
from realestate.listings.services.publishing import refresh_publications
from realestate.salespeople.models import User

MAX_AT_ONCE = 500


@dataclass(frozen=True)
class OnPaper:
    """What noting the paper would do to one listing: which operations it covers, from when; or why it cannot."""

    listing: Listing
    operations: tuple[Operation, ...] = ()
    problem: str = ""
    begins: date | None = None  # the first day in force

    @property
    def is_possible(self) -> bool:
        return not self.problem


def plan_on_paper(
    *, actor: User, listings: Iterable[Listing], values: Mapping[str, Any] | None = None, signed_on: date | None = None
) -> list[OnPaper]:
    """What would happen to each; asks nothing more of listings from ``Listing.objects.for_mandates()``.

    Without ``values``: whether anything could be noted at all.
    """
    return [_plan(actor, listing, values, signed_on) for listing in listings]


@transaction.atomic
def record_on_paper(
    *, actor: User, listings: Sequence[Listing], values: Mapping[str, Any], signed_on: date
) -> list[Mandate]:
    """Note a mandate for each listing, on the same terms, for all that is open and not entrusted yet.

    The agreed price is what is asked now. All of them, or none: what cannot be noted any more is named.
    """
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers may do this."))
    if not listings or len(listings) > MAX_AT_ONCE:
        raise BusinessRuleError(_("Choose from 1 to %(number)d listings.") % {"number": MAX_AT_ONCE})
    if signed_on > today():
        raise BusinessRuleError(_("The day of signing lies in the future."))
    # All rows before the first number is taken, offices in one order: else two people could wait for each other.
    keys = [listing.pk for listing in listings]
    list(Listing.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
    fresh = sorted(Listing.objects.with_keys(keys).for_mandates(), key=lambda one: (one.office_id, one.pk))
    plans = plan_on_paper(actor=actor, listings=fresh, values=values, signed_on=signed_on)
    problems = [f"{one.listing.reference}: {one.problem}" for one in plans if one.problem]
    if problems:
        raise BusinessRuleError(_("Nothing was noted. %(problems)s") % {"problems": " ".join(problems[:10])})
    done = [_record(actor, one, values, signed_on) for one in plans]
    refresh_publications(keys=keys)
    return done


def _plan(actor: User, listing: Listing, values: Mapping[str, Any] | None, signed_on: date | None) -> OnPaper:
    if not listing.can_be_edited_by(actor):
        return OnPaper(listing, problem=_("You may not change this listing."))
    offered = [one for one in listing.operations.all() if one.is_open]
    if not offered:
        return OnPaper(listing, problem=_("Nothing of it is to be sold or let."))
    known = [one for one in listing.mandates.all() if one.status in states.STANDING | {MandateStatus.DRAFT}]
    covered = {kind for mandate in known for kind in mandate.operation_kinds}
    operations = tuple(one for one in offered if one.kind not in covered)
    if not operations:
        return OnPaper(listing, problem=_already(known))
    if values is None or signed_on is None:
        return OnPaper(listing, operations)
    mandate = Mandate(listing=listing, status=MandateStatus.SIGNED, **values)
    mandate.revocable_until = states.last_day_to_revoke(mandate, signed_on, has_consumer=has_consumer(listing))
    if mandate.ends_on is not None and not mandate.renews_months and mandate.ends_on < states.begins(mandate):
        return OnPaper(listing, problem=_("It would end within the owner's days of withdrawal."))
    return OnPaper(listing, operations, begins=states.begins(mandate))


def _already(known: Sequence[Mandate]) -> str:
    """Why nothing is left to be noted: the mandate that stands, or the draft that waits."""
    standing = [one for one in known if one.status != MandateStatus.DRAFT]
    if standing:
        return _("It has a mandate already: %(reference)s.") % {"reference": standing[0].reference}
    return _("There is a draft: %(reference)s. Note on its own page that it is signed.") % {
        "reference": known[0].reference
    }


def _record(actor: User, one: OnPaper, values: Mapping[str, Any], signed_on: date) -> Mandate:
    first = one.operations[0]
    terms = {"price": first.price, "currency": first.currency, **values}
    terms["operation_kinds"] = [operation.kind for operation in one.operations]
    mandate = create_mandate(actor=actor, listing=one.listing, values=terms)
    mandate.listing = one.listing
    check_place(mandate)
    become_signed(actor, mandate, signed_on, "mandate.signed_on_paper")
    return mandate
