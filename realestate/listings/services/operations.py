"""What is offered of a listing: prices, and the verbs of its life."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError, RulesError
from realestate.core.money import quantize
from realestate.listings.choices import CLOSED_STATUSES, PUBLIC_STATUSES, Channel, OperationKind, Period, Status
from realestate.listings.models import Listing, Operation, PriceChange
from realestate.listings.rules import findings
from realestate.listings.services.publishing import refresh_publication
from realestate.listings.signals import operation_status_changed
from realestate.listings.transitions import (
    MARK_RENTED,
    MARK_SOLD,
    PUBLISH,
    PUT_UNDER_CONTRACT,
    REACTIVATE,
    RESERVE,
    WITHDRAW,
    Verb,
)
from realestate.salespeople.models import User

PERIODS = {
    OperationKind.RENT: Period.MONTH,
    OperationKind.SEASONAL_RENT: Period.WEEK,
    OperationKind.RENT_TO_OWN: Period.MONTH,
}
DONE = {
    "publish": "operation.published",
    "reserve": "operation.reserved",
    "put_under_contract": "operation.put_under_contract",
    "mark_sold": "operation.sold",
    "mark_rented": "operation.rented",
    "withdraw": "operation.withdrawn",
    "reactivate": "operation.reactivated",
}


@dataclass(frozen=True)
class OperationValues:
    """What is offered. ``status`` and the times are for stock that already has a past: an import, the demo.

    ``currency`` and ``period`` follow from the office and the kind unless given.
    """

    kind: str
    price: Decimal | None = None
    price_on_request: bool = False
    currency: str = ""
    period: str = ""
    status: str = Status.DRAFT
    published_at: datetime | None = None
    closed_at: datetime | None = None
    close_price: Decimal | None = None


@dataclass(frozen=True)
class Reason:
    """Why an operation cannot be published, and the address where that is mended."""

    code: str
    text: str
    fix: str = ""

    def __str__(self) -> str:
        return self.text


def can_publish(operation: Operation) -> list[Reason]:
    """What keeps this operation from the public pages; empty when nothing does.

    Red points, and amber ones that no manager has overridden. The operation should come from ``for_rules()``.
    """
    found = findings(operation, Channel.WEB)
    return [Reason(one.code, one.text, one.fix) for one in found if one.is_blocking]


@transaction.atomic
def add_operation(*, actor: User | None, listing: Listing, values: OperationValues) -> Operation:
    """Offer a listing in one more way."""
    current = Listing.objects.select_for_update().get(pk=listing.pk)
    _check_may_edit(actor, current)
    if current.operations.filter(kind=values.kind).exists():
        raise BusinessRuleError(_("This listing is already offered in this way."))
    operation = create_operation(actor=actor, listing=current, values=values)
    _refresh(operation)
    return operation


def create_operation(*, actor: User | None, listing: Listing, values: OperationValues) -> Operation:
    """Write one operation with its first price; the caller holds the transaction and has checked the right."""
    currency = values.currency or listing.office.currency
    price = _clean_price(values.price, currency)
    published_at = values.published_at
    if published_at is None and values.status in PUBLIC_STATUSES:
        published_at = timezone.now()
    operation = Operation(
        listing=listing,
        kind=values.kind,
        price=price,
        original_price=price,
        currency=currency,
        price_on_request=values.price_on_request,
        period=values.period or PERIODS.get(OperationKind(values.kind), Period.ONCE),
        status=values.status,
        published_at=published_at,
        closed_at=values.closed_at,
        close_price=values.close_price,
    )
    try:
        with transaction.atomic():
            operation.save()
    except IntegrityError as error:
        raise BusinessRuleError(_("This listing is already offered in this way.")) from error
    if price is not None or values.price_on_request:
        _note_price(actor, operation)
    changes = {
        "operation": operation.kind,
        "price": price,
        "currency": currency,
        "price_on_request": operation.price_on_request,
        "status": operation.status,
    }
    record(actor=actor, action="operation.added", subject=listing, changes=changes)
    return operation


@transaction.atomic
def set_price(
    *,
    actor: User | None,
    operation: Operation,
    price: Decimal | None,
    price_on_request: bool = False,
    currency: str = "",
    period: str = "",
) -> Operation:
    """Change what is asked; each change is a step of the price history, the same price again is not."""
    current = _locked(actor, operation)
    if current.status in CLOSED_STATUSES:
        raise BusinessRuleError(_("This is closed: its price does not change any more."))
    currency = currency or current.currency
    price = _clean_price(price, currency)
    if price is None and not price_on_request and current.status in PUBLIC_STATUSES:
        raise BusinessRuleError(_("On the market it needs a price, or to be on request."))
    before = (current.price, current.currency, current.price_on_request)
    after = (price, currency, price_on_request)
    same_period = period in ("", current.period)
    if before == after and same_period:
        return current
    current.price, current.currency, current.price_on_request = after
    current.period = period or current.period
    if current.original_price is None:
        current.original_price = price
    current.save()
    if before != after:
        _note_price(actor, current)
    changes: dict[str, Any] = {
        "operation": current.kind,
        "price": [before[0], price],
        "currency": currency,
        "price_on_request": price_on_request,
    }
    record(actor=actor, action="operation.price_changed", subject=current.listing, changes=changes)
    _refresh(current)
    return current


@transaction.atomic
def publish_operation(*, actor: User | None, operation: Operation) -> Operation:
    """Put it on the market, if nothing is missing."""
    current = _begin(actor, operation, PUBLISH)
    _check_can_publish(current)
    current.published_at = current.published_at or timezone.now()
    return _finish(actor, current, PUBLISH)


@transaction.atomic
def reserve_operation(*, actor: User | None, operation: Operation) -> Operation:
    """Somebody has left a deposit; it stays visible as reserved."""
    return _finish(actor, _begin(actor, operation, RESERVE), RESERVE)


@transaction.atomic
def put_under_contract(*, actor: User | None, operation: Operation) -> Operation:
    """The contract is signed, the deed is not: off the public page."""
    return _finish(actor, _begin(actor, operation, PUT_UNDER_CONTRACT), PUT_UNDER_CONTRACT)


@transaction.atomic
def mark_sold(*, actor: User | None, operation: Operation, close_price: Decimal | None = None) -> Operation:
    """Sold, or the business handed over, at this price (the asked one unless given)."""
    return _close(actor, operation, MARK_SOLD, close_price)


@transaction.atomic
def mark_rented(*, actor: User | None, operation: Operation, close_price: Decimal | None = None) -> Operation:
    """Let at this rent (the asked one unless given)."""
    return _close(actor, operation, MARK_RENTED, close_price)


@transaction.atomic
def withdraw_operation(*, actor: User | None, operation: Operation) -> Operation:
    """Off the market without a deal."""
    current = _begin(actor, operation, WITHDRAW)
    current.closed_at = timezone.now()
    return _finish(actor, current, WITHDRAW)


@transaction.atomic
def reactivate_operation(*, actor: User | None, operation: Operation) -> Operation:
    """A reservation or contract fell through: back on the market. What was closed becomes a draft again."""
    current = _begin(actor, operation, REACTIVATE)
    if REACTIVATE.steps[current.status] in PUBLIC_STATUSES:
        _check_can_publish(current)
    else:
        current.published_at = None
    current.closed_at = current.close_price = None
    return _finish(actor, current, REACTIVATE)


SERVICES = {
    "publish": publish_operation,
    "reserve": reserve_operation,
    "put_under_contract": put_under_contract,
    "withdraw": withdraw_operation,
    "reactivate": reactivate_operation,
}


def _locked(actor: User | None, operation: Operation) -> Operation:
    """The operation as it is stored now, held until the end of the transaction: two verbs at once follow each other."""
    current = Operation.objects.select_for_update().select_related(None).get(pk=operation.pk)
    _check_may_edit(actor, current.listing)
    return current


def _check_may_edit(actor: User | None, listing: Listing) -> None:
    if actor is not None and not listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))


def _check_can_publish(operation: Operation) -> None:
    reasons = can_publish(Operation.objects.for_rules().get(pk=operation.pk))
    if reasons:
        raise RulesError(_("It cannot be published yet."), reasons)


def _begin(actor: User | None, operation: Operation, verb: Verb) -> Operation:
    current = _locked(actor, operation)
    if not verb.leads_from(current.status, current.kind):
        values = {"verb": verb.label, "status": current.get_status_display()}
        raise BusinessRuleError(_("“%(verb)s” is not possible: this is now “%(status)s”.") % values)
    return current


def _finish(actor: User | None, operation: Operation, verb: Verb, **more: Any) -> Operation:
    before = operation.status
    operation.status = verb.steps[before]
    operation.save()
    changes = {"operation": operation.kind, "status": [before, operation.status], **more}
    record(actor=actor, action=DONE[verb.name], subject=operation.listing, changes=changes)
    _refresh(operation)
    operation_status_changed.send(sender=Operation, operation=operation, before=before, actor=actor)
    return operation


def _refresh(operation: Operation) -> None:
    """The public pages follow; the instance in hand too, else a later save would write the old value."""
    operation.is_on_web = refresh_publication(listing=operation.listing).get(operation.pk, False)


def _close(actor: User | None, operation: Operation, verb: Verb, close_price: Decimal | None) -> Operation:
    current = _begin(actor, operation, verb)
    price = _clean_price(current.price if close_price is None else close_price, current.currency)
    if price is None:
        raise BusinessRuleError(_("Enter the closing price."))
    current.close_price = price
    current.closed_at = timezone.now()
    return _finish(actor, current, verb, close_price=price, currency=current.currency)


def _clean_price(price: Decimal | None, currency: str) -> Decimal | None:
    if price is None:
        return None
    if not price.is_finite() or price < 0 or price >= Decimal(10) ** 14:
        raise BusinessRuleError(_("A price is a positive number below 100 million million."))
    return quantize(price, currency)


def _note_price(actor: User | None, operation: Operation) -> None:
    PriceChange.objects.create(
        operation=operation,
        price=operation.price,
        currency=operation.currency,
        price_on_request=operation.price_on_request,
        actor=actor,
    )
