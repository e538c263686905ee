"""One change to many listings: planned, shown, written in one go, and taken back while nothing else has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.money import format_money, quantize
from realestate.listings import choices
from realestate.listings.models import BulkEdit, Listing, Operation
from realestate.listings.services.listings import reassign_listing, update_listing
from realestate.listings.services.operations import can_publish, publish_operation, set_price, withdraw_operation
from realestate.listings.services.restoring import restore_status
from realestate.listings.transitions import PUBLISH, WITHDRAW, Verb
from realestate.salespeople.models import User

MAX_ROWS = 500
UNDO_FOR = timedelta(hours=24)
STEPS = (1000, 100, 10, 1)  # what prices are rounded to, whole units of the currency
VERBS: dict[str, Verb] = {"publish": PUBLISH, "withdraw": WITHDRAW}


@dataclass(frozen=True)
class Changes:
    """What is to be set; what is left out stays as it is. ``percent`` may be negative; ``round_to`` is a step in
    whole units of the currency, 0 for the cent."""

    salesperson: User | None = None
    percent: Decimal | None = None
    round_to: int = 0
    address_visibility: str = ""
    energy_status: str = ""
    note: str = ""
    add_features: Sequence[str] = ()
    remove_features: Sequence[str] = ()
    verb: str = ""

    def __bool__(self) -> bool:
        return self != Changes(round_to=self.round_to)

    @property
    def touches_operation(self) -> bool:
        return self.percent is not None or bool(self.verb)

    def as_json(self) -> dict[str, Any]:
        """What is kept of it, and signed between preview and writing."""
        values: dict[str, Any] = {
            "salesperson": self.salesperson.pk if self.salesperson else None,
            "percent": None if self.percent is None else str(self.percent),
            "round_to": self.round_to,
            "address_visibility": self.address_visibility,
            "energy_status": self.energy_status,
            "note": self.note,
            "add_features": list(self.add_features),
            "remove_features": list(self.remove_features),
            "verb": self.verb,
        }
        return {name: value for name, value in values.items() if value not in (None, "", [], 0)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Changes":
        pk = values.get("salesperson")
        return cls(
            **{
                **values,
                "salesperson": User.objects.get(pk=pk) if pk else None,
                "percent": Decimal(values["percent"]) if "percent" in values else None,
                "add_features": tuple(values.get("add_features", ())),
                "remove_features": tuple(values.get("remove_features", ())),
            }
        )


@dataclass(frozen=True)
class Difference:
    """One field of a row before and after, in words."""

    label: str
    before: str
    after: str


@dataclass
class Plan:
    """What would happen to one operation: the differences, or why nothing will."""

    operation: Operation
    differences: list[Difference] = field(default_factory=list)
    problem: str = ""

    @property
    def will_change(self) -> bool:
        return bool(self.differences) and not self.problem


def plan(*, actor: User, operations: Iterable[Operation], changes: Changes) -> list[Plan]:
    """What each row would become; reads and writes nothing beyond what ``operations`` brought along."""
    return [_plan_row(actor, operation, changes) for operation in operations]


def new_price(operation: Operation, changes: Changes) -> Decimal:
    """The price moved by the percentage and rounded to the step, half a step up; never below zero.

    A step coarser than one per cent of the price would do more than the percentage: a finer one is taken then.
    """
    assert operation.price is not None
    assert changes.percent is not None
    moved = max(operation.price * (100 + changes.percent) / 100, Decimal(0))
    step = next((Decimal(one) for one in STEPS if one <= changes.round_to and one * 100 <= moved), None)
    if step:
        moved = (moved / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return quantize(moved, operation.currency)


def listing_values(listing: Listing, changes: Changes) -> dict[str, Any]:
    """The fields of the listing that would change, with their new values."""
    values: dict[str, Any] = {}
    if changes.address_visibility:
        values["address_visibility"] = changes.address_visibility
    if changes.energy_status and listing.needs_energy_label:
        values["energy_status"] = changes.energy_status
    if changes.note:
        values["notes"] = f"{listing.notes}\n{changes.note}".strip()
    if changes.add_features or changes.remove_features:
        known = [one for one in listing.features if one not in changes.remove_features]
        values["features"] = known + [one for one in changes.add_features if one not in known]
    return {name: value for name, value in values.items() if getattr(listing, name) != value}


def _plan_row(actor: User, operation: Operation, changes: Changes, *, with_listing: bool = True) -> Plan:
    listing, row = operation.listing, Plan(operation)
    if not listing.can_be_edited_by(actor):
        row.problem = _("You may not change this listing.")
        return row
    if with_listing:
        row.differences += _listing_differences(listing, changes)
    if changes.percent is not None:
        _plan_price(row, changes)
    if changes.verb:
        _plan_verb(row, VERBS[changes.verb])
    if not row.differences and not row.problem:
        row.problem = _("Nothing changes: it is so already.")
    return row


def _listing_differences(listing: Listing, changes: Changes) -> list[Difference]:
    differences = []
    for name, value in listing_values(listing, changes).items():
        label = str(getattr(Listing._meta.get_field(name), "verbose_name", name))
        differences.append(Difference(label, _said(name, getattr(listing, name)), _said(name, value)))
    if changes.salesperson and changes.salesperson.pk != listing.salesperson_id:
        before = str(listing.salesperson or pgettext("salesperson", "Nobody"))
        differences.append(Difference(_("Salesperson"), before, str(changes.salesperson)))
    return differences


def _plan_price(row: Plan, changes: Changes) -> None:
    operation = row.operation
    if operation.status in choices.CLOSED_STATUSES:
        row.problem = _("This is closed: its price does not change any more.")
    elif operation.price is None:
        row.problem = _("It has no price.")
    elif (price := new_price(operation, changes)) != operation.price:
        before, after = (format_money(one, operation.currency) for one in (operation.price, price))
        row.differences.append(Difference(_("Price"), before, after))


def _plan_verb(row: Plan, verb: Verb) -> None:
    operation = row.operation
    if not verb.leads_from(operation.status, operation.kind):
        values = {"verb": verb.label, "status": operation.get_status_display()}
        row.problem = _("“%(verb)s” is not possible: this is now “%(status)s”.") % values
        return
    reasons = can_publish(operation) if verb is PUBLISH else []
    if reasons:
        row.problem = " ".join(str(reason) for reason in reasons)
        return
    after = choices.Status(verb.steps[operation.status]).label
    row.differences.append(Difference(_("Status"), operation.get_status_display(), str(after)))


def _said(name: str, value: Any) -> str:
    if name == "features":
        return ", ".join(str(choices.Feature(one).label) for one in value if one in choices.Feature.values)
    if name == "notes":
        return str(value)[-120:]
    found: dict[Any, Any] = dict(getattr(Listing._meta.get_field(name), "flatchoices", []))
    return str(found.get(value, value))


def apply_bulk_edit(
    *, actor: User, changes: Changes, versions: Sequence[tuple[int, int, int]], key: str
) -> tuple[BulkEdit, bool]:
    """Write what was shown. ``versions`` holds (operation, its version, its listing's version) as the preview saw them.

    A row that has changed since, or that a rule refuses, is skipped and told. The same ``key`` a second time (a double
    click, a reload) writes nothing: the first edit is returned, with False.
    """
    if not changes:
        raise BusinessRuleError(_("Choose something to change."))
    if len(versions) > MAX_ROWS:
        raise BusinessRuleError(_("At most %(number)d rows are changed at once.") % {"number": MAX_ROWS})
    try:
        with transaction.atomic():
            edit = BulkEdit.objects.create(actor=actor, key=key, changes=changes.as_json())
            _write_all(actor, edit, changes, versions)
    except IntegrityError:
        edit_before = BulkEdit.objects.filter(key=key, actor=actor).first()
        if edit_before is None:
            raise
        return edit_before, False
    return edit, True


def _write_all(actor: User, edit: BulkEdit, changes: Changes, versions: Sequence[tuple[int, int, int]]) -> None:
    seen = {operation: (version, listing_version) for operation, version, listing_version in versions}
    # In the order of the keys, as every batch: two batches at once wait for each other instead of for ever.
    operations = Operation.objects.filter(pk__in=seen).select_related("listing").order_by("listing_id", "pk")
    written: dict[int, dict[str, Any]] = {}
    skipped: list[dict[str, str]] = []
    for operation in operations:
        row = written.get(operation.listing_id) or {
            "listing": operation.listing_id,
            "reference": operation.listing.reference,
            "before": {},
            "version": None,
            "operations": [],
        }
        try:
            with transaction.atomic():
                _write_row(actor, operation, changes, seen[operation.pk], row)
        except StaleVersionError:
            skipped.append(_skip(operation, _("Somebody has changed it since the preview.")))
        except BusinessRuleError as error:
            reasons = [str(reason) for reason in getattr(error, "reasons", ())]
            skipped.append(_skip(operation, " ".join([str(error), *reasons])))
        else:
            written[operation.listing_id] = row
    edit.rows, edit.skipped = list(written.values()), skipped
    edit.save()
    changed = {"changes": edit.changes, "listings": len(written), "skipped": len(skipped)}
    record(actor=actor, action="listings.bulk_edited", subject=edit, changes=changed)


def _skip(operation: Operation, reason: str) -> dict[str, str]:
    return {"reference": operation.listing.reference, "reason": reason}


def _write_row(actor: User, operation: Operation, changes: Changes, seen: tuple[int, int], row: dict[str, Any]) -> None:
    """Change one operation and, the first time it comes up, its listing; note in ``row`` what stood there before."""
    listing = Listing.objects.select_for_update().get(pk=operation.listing_id)
    current = Operation.objects.select_for_update().select_related("listing").get(pk=operation.pk)
    is_first = row["version"] is None
    if current.version != seen[0] or listing.version != (seen[1] if is_first else row["version"]):
        raise StaleVersionError("")
    if not is_first and not changes.touches_operation:
        return  # its listing has been changed with the operation before
    outcome = _plan_row(actor, current, changes, with_listing=is_first)
    if outcome.problem:
        raise BusinessRuleError(outcome.problem)
    before = _write_listing(actor, listing, changes) if is_first else row["before"]
    done = _write_operation(actor, current, changes) if changes.touches_operation else None
    row["before"] = before
    row["version"] = Listing.objects.values_list("version", flat=True).get(pk=listing.pk)
    row["operations"] += [done] if done else []


def _write_listing(actor: User, listing: Listing, changes: Changes) -> dict[str, Any]:
    values = listing_values(listing, changes)
    before = {name: getattr(listing, name) for name in values}
    if values:
        listing = update_listing(actor=actor, listing=listing, values=values)
    if changes.salesperson and changes.salesperson.pk != listing.salesperson_id:
        before["salesperson"] = listing.salesperson_id
        reassign_listing(actor=actor, listing=listing, salesperson=changes.salesperson)
    return before


def _write_operation(actor: User, operation: Operation, changes: Changes) -> dict[str, Any]:
    noted: dict[str, Any] = {"operation": operation.pk}
    if changes.percent is not None and operation.price is not None:
        price = new_price(operation, changes)
        noted["price"] = str(operation.price)
        operation = set_price(
            actor=actor, operation=operation, price=price, price_on_request=operation.price_on_request
        )
    if changes.verb:
        noted["status"] = operation.status
        service = publish_operation if changes.verb == "publish" else withdraw_operation
        operation = service(actor=actor, operation=operation)
    return {**noted, "version": operation.version}


def can_be_undone(edit: BulkEdit, user: Any) -> bool:
    """Within a day, once, by whoever made it or a manager."""
    mine = user.is_authenticated and user.sells and (user.is_manager or edit.actor_id == user.pk)
    return bool(mine and edit.rows and edit.undone_at is None and timezone.now() < edit.at + UNDO_FOR)


@transaction.atomic
def undo_bulk_edit(*, actor: User, edit: BulkEdit) -> BulkEdit:
    """Put back what stood there, where the row is still as the edit left it; the rest is told in ``not_undone``.

    A price put back is one more step of the price history: history is never rewritten.
    """
    if edit.undone_at is None and not can_be_undone(edit, actor):
        raise BusinessRuleError(_("Undo is for whoever made the change, or a manager, within 24 hours."))
    now = timezone.now()
    if not BulkEdit.objects.filter(pk=edit.pk, undone_at=None).update(undone_at=now, undone_by=actor):
        raise BusinessRuleError(_("This has been undone already."))
    edit.refresh_from_db()
    failed: list[dict[str, str]] = []
    for row in edit.rows:
        try:
            with transaction.atomic():
                _undo_row(actor, row)
        except StaleVersionError:
            failed.append({"reference": row["reference"], "reason": _("It has been changed since.")})
        except Listing.DoesNotExist:
            failed.append({"reference": row["reference"], "reason": _("It is gone.")})
        except BusinessRuleError as error:
            reasons = [str(reason) for reason in getattr(error, "reasons", ())]
            failed.append({"reference": row["reference"], "reason": " ".join([str(error), *reasons])})
    edit.not_undone = failed
    edit.save(update_fields=["not_undone"])
    changes = {"listings": len(edit.rows), "not_undone": len(failed)}
    record(actor=actor, action="listings.bulk_edit_undone", subject=edit, changes=changes)
    return edit


def _undo_row(actor: User, row: dict[str, Any]) -> None:
    """All of a listing and its operations, or nothing of it."""
    listing = Listing.objects.select_for_update().get(pk=row["listing"])
    noted = {one["operation"]: one for one in row["operations"]}
    operations = list(Operation.objects.select_for_update().filter(pk__in=noted).order_by("pk"))
    if row["before"] and listing.version != row["version"]:
        raise StaleVersionError("")
    if len(operations) != len(noted) or any(one.version != noted[one.pk]["version"] for one in operations):
        raise StaleVersionError("")
    for operation in operations:
        before = noted[operation.pk]
        if "status" in before:
            operation = restore_status(actor=actor, operation=operation, status=before["status"])
        if "price" in before:
            set_price(
                actor=actor,
                operation=operation,
                price=Decimal(before["price"]),
                price_on_request=operation.price_on_request,
            )
    values = dict(row["before"] or {})
    if "salesperson" in values:
        pk = values.pop("salesperson")
        person = User.objects.get(pk=pk) if pk else None
        reassign_listing(actor=actor, listing=listing, salesperson=person)
        listing.refresh_from_db()
    if values:
        update_listing(actor=actor, listing=listing, values=values)
