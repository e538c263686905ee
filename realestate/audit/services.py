"""Writing audit lines and sealing them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from realestate.audit.models import AuditLine

if TYPE_CHECKING:
    from realestate.salespeople.models import User

# A line may commit later than one with a higher id; nothing younger than this is sealed, so order holds.
SETTLE = timedelta(seconds=30)


def record(
    *, actor: "User | None", action: str, subject: models.Model, changes: dict[str, Any] | None = None
) -> AuditLine:
    """Write one line in the caller's transaction. ``changes`` maps a field to [before, after] or to a plain value."""
    return AuditLine.objects.create(
        actor=actor if actor is not None and actor.is_authenticated else None,
        action=action,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        changes={name: _plain(value) for name, value in (changes or {}).items()},
    )


def snapshot(instance: models.Model, fields: list[str] | tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of an instance's columns now, for ``difference`` afterwards."""
    names = fields or [
        field.attname for field in instance._meta.concrete_fields if field.name not in {"version", "updated_at"}
    ]
    return {name: _plain(getattr(instance, name)) for name in names}


def difference(before: dict[str, Any], instance: models.Model) -> dict[str, list[Any]]:
    """What changed since ``snapshot``: field → [before, after]."""
    after = snapshot(instance, list(before))
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date, Decimal)):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, (str, int, float, bool, dict)):
        return value
    return str(value)


@transaction.atomic
def seal_lines(*, settle: timedelta = SETTLE, limit: int = 5000) -> int:
    """Give settled lines their place in the chain; returns how many. Two runs at once wait for each other."""
    last = AuditLine.objects.sealed().select_for_update().order_by("-sequence").first()
    sequence, previous = (last.sequence or 0, last.hash) if last else (0, "")
    lines = list(AuditLine.objects.unsealed().filter(at__lte=timezone.now() - settle)[:limit])
    for line in lines:
        sequence += 1
        line.sequence, line.previous_hash = sequence, previous
        line.hash = previous = line.seal(previous)
    AuditLine.objects.bulk_update(lines, ["sequence", "previous_hash", "hash"], batch_size=500)
    return len(lines)


def find_broken_line() -> AuditLine | None:
    """The first line whose seal no longer fits, or None when the chain is whole."""
    previous = ""
    line: AuditLine
    for sequence, line in enumerate(AuditLine.objects.sealed().iterator(chunk_size=2000), start=1):
        if line.sequence != sequence or line.previous_hash != previous or line.hash != line.seal(previous):
            return line
        previous = line.hash
    return None
