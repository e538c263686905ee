"""Taking an import back: what people have worked on since is named and left, the rest is put as it stood."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.portals.imports import check_manager, take_over
from realestate.portals.models import ImportBatch, ImportedListing
from realestate.portals.rollback import edits_of, put_back
from realestate.salespeople.models import User

CHUNK = 300
AT_ONCE = 50  # so many are undone while the manager waits; more, by a task
Status = ImportBatch.Status
Edited = tuple[ImportedListing, list[str]]


def edits_since(batch: ImportBatch) -> list[Edited]:
    """The listings of an import that people have worked on since, with what they did."""
    return [edited for chunk in _chunks(batch) for edited in _edited(batch, chunk)]


def undo_import(*, actor: User, batch: ImportBatch, leave_edited: bool = False) -> int | None:
    """Put every listing of the import back as it stood; how many, or None when so many that a task does it.

    Raises BusinessRuleError when people have worked on some of them since, unless ``leave_edited``: those stay then.
    """
    check_manager(actor)
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if current.status != Status.DONE:
            raise BusinessRuleError(_("Only an import that is done can be undone."))
        if not leave_edited and edits_since(current):
            raise BusinessRuleError(_("Some of its listings were edited since: look at them first."))
        count = current.rows.filter(is_undone=False).count()
        current.status, current.undone_by, current.heartbeat_at = Status.UNDOING, actor, None
        current.counts = {**current.counts, "undone": 0, "left": 0, "to_undo": count}
        current.save(update_fields=["status", "undone_by", "heartbeat_at", "counts", "updated_at"])
        if count > AT_ONCE:
            jobs.enqueue("portals.undo_import", batch.pk)
            return None
        return _undo(current)


def run_undo(batch: ImportBatch) -> None:
    """Undo a large import, each listing in its own transaction; a second worker goes on where one died."""
    if not take_over(batch, Status.UNDOING) or batch.undone_by is None:
        return
    with translation.override(batch.undone_by.language):
        _undo(batch)


def _undo(batch: ImportBatch) -> int:
    """All that nobody has worked on, the newest first; how many have been put back, by an earlier run too."""
    actor = batch.undone_by
    assert actor is not None
    undone = int(batch.counts.get("to_undo", 0)) - batch.rows.filter(is_undone=False).count()
    left = 0
    for chunk in _chunks(batch):
        edited = {row.pk for row, _words in _edited(batch, chunk)}
        left += len(edited)
        for row in chunk:
            if row.pk in edited:
                continue
            try:
                with transaction.atomic():
                    put_back(row, actor=actor, source=batch.source)
                    ImportedListing.objects.filter(pk=row.pk).update(is_undone=True)
                undone += 1
            except BusinessRuleError:  # somebody was quicker: it stays, as an edited one does
                left += 1
        _note(batch, undone=undone, left=left)
    with transaction.atomic():
        values: dict[str, Any] = {"status": Status.UNDONE, "undone_at": timezone.now(), "updated_at": timezone.now()}
        if ImportBatch.objects.filter(pk=batch.pk, status=Status.UNDOING).update(**values):
            record(actor=actor, action="import.undone", subject=batch, changes={"listings": undone, "left": left})
    return undone


def _note(batch: ImportBatch, **counts: int) -> None:
    """How far it has come, and that somebody is at it."""
    batch.counts = {**batch.counts, **counts}
    ImportBatch.objects.filter(pk=batch.pk).update(counts=batch.counts, heartbeat_at=timezone.now())


def _chunks(batch: ImportBatch) -> Iterator[list[ImportedListing]]:
    """The rows that are not undone yet, the newest first, some hundred at a time."""
    rows = batch.rows.filter(is_undone=False).select_related("listing").order_by("-pk")
    last: int | None = None
    while chunk := list((rows if last is None else rows.filter(pk__lt=last))[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _edited(batch: ImportBatch, chunk: list[ImportedListing]) -> list[Edited]:
    found = edits_of(chunk, batch.source)
    return [(row, found[row.pk]) for row in chunk if row.pk in found]
