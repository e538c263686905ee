"""Imports in the browser: take a feed, read it for a preview, import it as a batch."""

import gzip
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.core.fetch import open_url
from realestate.core.tokens import new_token
from realestate.listings.models import Listing, Photo
from realestate.listings.querysets import PhotoQuerySet
from realestate.portals.importer import ImportReport, import_feed
from realestate.portals.models import ImportBatch, ImportedListing
from realestate.portals.rollback import snapshot
from realestate.portals.streams import Measured
from realestate.salespeople.models import Office, User

MAX_BYTES = 256 * 1024 * 1024
KEPT_LINES = 2000
EACH = 20  # listings between two signs of life
SILENCE = timedelta(minutes=2)  # a worker that says nothing for so long is dead
Status = ImportBatch.Status


def start_import(
    *,
    actor: User,
    office: Office,
    source: str,
    upload: Any = None,
    url: str = "",
    withdraws_missing: bool = False,
    downloads_photos: bool = True,
) -> ImportBatch:
    """Keep the file, or remember the address, and have it read for a preview; nothing of the stock is touched yet."""
    check_manager(actor)
    if upload is not None and upload.size > MAX_BYTES:
        raise BusinessRuleError(_("This file is larger than 256 MB."))
    batch = ImportBatch(
        office=office,
        source=source,
        url=url,
        withdraws_missing=withdraws_missing,
        downloads_photos=downloads_photos,
        created_by=actor,
    )
    if upload is not None:
        batch.name = str(upload.name)[-200:]
        batch.size = upload.size
        batch.file.save(f"{new_token()}.xml", upload, save=False)
    with transaction.atomic():
        batch.save()
        record(actor=actor, action="import.started", subject=batch, changes={"source": source, "url": url})
        jobs.enqueue("portals.check_import", batch.pk)
    return batch


def check_import(batch: ImportBatch) -> None:
    """Read the whole feed without writing, for the preview."""
    if not take_over(batch, Status.CHECKING):
        return
    try:
        if not batch.file:
            _fetch(batch)
        report = _run(batch, is_dry_run=True)
    except (OSError, BusinessRuleError) as error:
        _fail(batch, str(error))
        return
    _finish(batch, report, Status.CHECKED)


@transaction.atomic
def confirm_import(*, actor: User, batch: ImportBatch) -> ImportBatch:
    """Go ahead with what the preview showed; twice is once."""
    check_manager(actor)
    if not ImportBatch.objects.filter(pk=batch.pk, status=Status.CHECKED).update(
        status=Status.IMPORTING, heartbeat_at=None, counts={}, lines=[], untold=0
    ):
        raise BusinessRuleError(_("This import is not waiting to be confirmed."))
    record(actor=actor, action="import.confirmed", subject=batch)
    jobs.enqueue("portals.run_import", batch.pk)
    batch.refresh_from_db()
    return batch


def run_import(batch: ImportBatch) -> None:
    """Write the feed into the stock, each listing in its own transaction, with how it stood before."""
    if not take_over(batch, Status.IMPORTING):
        return
    try:
        report = _run(batch, is_dry_run=False)
    except (OSError, BusinessRuleError) as error:
        _fail(batch, str(error))
        return
    _finish(batch, report, Status.DONE)
    if batch.downloads_photos:
        download_photos(Photo.objects.of_import(batch.pk))


@transaction.atomic
def cancel_import(*, actor: User, batch: ImportBatch) -> None:
    """Do not import what the preview showed; the file goes."""
    check_manager(actor)
    if not ImportBatch.objects.filter(pk=batch.pk, status=Status.CHECKED).update(status=Status.CANCELLED):
        raise BusinessRuleError(_("This import is not waiting to be confirmed."))
    record(actor=actor, action="import.cancelled", subject=batch)
    transaction.on_commit(partial(default_storage.delete, batch.file.name or ""))


class Recorder:
    """Writes how each listing stood before and right after the import, in that listing's own transaction."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch

    def before(self, listing: Listing) -> dict[str, Any]:
        return snapshot(listing, self.batch.source)

    def wrote(self, action: str, listing: Listing, before: dict[str, Any]) -> None:
        """A listing that this very import has written already keeps how it stood before the first time."""
        after = snapshot(listing, self.batch.source)
        row, is_new = ImportedListing.objects.get_or_create(
            batch=self.batch,
            listing=listing,
            defaults={"reference": listing.reference, "action": action, "before": before, "after": after},
        )
        if not is_new:
            row.after = after
            row.save(update_fields=["after"])


def check_manager(actor: User) -> None:
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers import."))


def take_over(batch: ImportBatch, status: str) -> bool:
    """Is this worker the one? A task may be run twice at once; a batch whose worker went silent is free again."""
    now = timezone.now()
    waiting = ImportBatch.objects.filter(pk=batch.pk, status=status)
    free = waiting.filter(heartbeat_at=None) | waiting.filter(heartbeat_at__lt=now - SILENCE)
    return bool(free.update(heartbeat_at=now))


def _fetch(batch: ImportBatch) -> None:
    """The feed from its address into our own storage, so that preview and import read the same bytes."""
    name = f"{new_token()}.xml"
    with open_url(batch.url) as stream:
        batch.file.save(name, File(cast(Any, Readable(stream)), name=name), save=False)
    batch.size = batch.file.size
    batch.save(update_fields=["file", "size", "updated_at"])


class Readable:
    """A stream of unknown length in pieces, as storages take it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def chunks(self, chunk_size: int = 64 * 1024) -> Iterator[bytes]:
        while data := self._stream.read(chunk_size):
            yield data


@contextmanager
def _opened(batch: ImportBatch) -> Iterator[BinaryIO]:
    with closing(batch.file.open("rb")) as file:
        measured = Measured(cast(BinaryIO, file), batch.size)
        yield cast(BinaryIO, gzip.GzipFile(fileobj=cast(Any, measured)) if measured.is_gzip else measured)


def _run(batch: ImportBatch, *, is_dry_run: bool) -> ImportReport:
    with _opened(batch) as stream, translation.override(batch.created_by.language):
        return import_feed(
            stream=stream,
            source=batch.source,
            office=batch.office,
            actor=batch.created_by,
            dry_run=is_dry_run,
            withdraw_missing=batch.withdraws_missing,
            on_progress=partial(_show_progress, batch),
            recorder=None if is_dry_run else Recorder(batch),
        )


def _show_progress(batch: ImportBatch, report: ImportReport) -> None:
    if report.read % EACH == 0:
        ImportBatch.objects.filter(pk=batch.pk).update(counts=_counts(report), heartbeat_at=timezone.now())


def _counts(report: ImportReport) -> dict[str, int]:
    return {
        name: getattr(report, name) for name in ("created", "updated", "unchanged", "rejected", "missing", "withdrawn")
    }


def _finish(batch: ImportBatch, report: ImportReport, status: str) -> None:
    """What was read is what was read, even where the file broke off: then the error stands beside it."""
    batch.refresh_from_db(fields=["status"])
    batch.counts = _counts(report)
    batch.lines = [asdict(line) | {"kind": str(line.kind)} for line in report.lines[:KEPT_LINES]]
    batch.untold = max(len(report.lines) - KEPT_LINES, 0) + report.untold
    batch.error = report.error[:500]
    batch.status = Status.FAILED if report.error and status == Status.CHECKED else status
    batch.expected = report.read
    batch.finished_at = timezone.now()
    batch.save()


def _fail(batch: ImportBatch, reason: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(status=Status.FAILED, error=reason[:500], finished_at=timezone.now())


def download_photos(photos: PhotoQuerySet) -> None:
    """One task for each of them that still lies at its source."""
    for pk in photos.remote().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        jobs.enqueue("listings.download_photo", pk)
