"""Builds an account's feed: written aside, judged by the drop guard, then served and recorded in one transaction."""

import gc
import hashlib
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from realestate.core.bulk import insert_rows, update_rows
from realestate.listings.models import Operation
from realestate.portals.choices import Change, PublicationState
from realestate.portals.feeds.content import Item, key_of
from realestate.portals.feeds.guard import has_dropped, raise_alarm
from realestate.portals.feeds.index import ENDING, Index, Line, is_as_told, write_lines
from realestate.portals.feeds.output import Output
from realestate.portals.feeds.selection import Outlet, Reason, judge
from realestate.portals.feeds.stock import Source, Stock
from realestate.portals.feeds.words import STATUS
from realestate.portals.models import FeedBuild, FeedDifference, FeedFetch, PortalAccount, Publication
from realestate.salespeople.models import User

KEPT_FILES = 5  # older feeds keep their hash and differences, not their file
KEPT_FETCHES = 2_000
BATCH = 1_000


class LostLockError(Exception):
    """Another build has taken this one's place."""


@dataclass(slots=True)
class Row:
    """A publication as it was before this build, or as it is to be."""

    pk: int | None
    operation_id: int
    listing_id: int
    key: str
    reference: str
    is_wanted: bool = True
    state: str = PublicationState.WAITING
    reasons: list[Reason] = field(default_factory=list)
    fingerprint: str = ""
    payload_sha256: str = ""
    changed_at: datetime | None = None


@dataclass
class Tally:
    """Counts of one build; they always reconcile."""

    available: int = 0
    eligible: int = 0
    published: int = 0
    excluded: int = 0


def build_feed(*, account_id: int, forced_by: User | None = None) -> FeedBuild | None:
    """Build an account's feed anew; returns the feed that is now the newest, or None when another build is at it.

    ``forced_by`` is the manager who accepts a drop; without one the drop guard keeps the last good feed.
    """
    mark = secrets.token_hex(16)
    if not PortalAccount.objects.claim(account_id, mark):
        return None
    try:
        account = PortalAccount.objects.prefetch_related("offices").select_related("served_build").get(pk=account_id)
        with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as packed, uncollected():
            return Build(account, mark, plain, packed).run(forced_by)
    except LostLockError:
        return None
    finally:
        PortalAccount.objects.holding(account_id, mark).update(building_since=None, building_mark="")


class Build:
    """One run: writes both files, collects what changed, and finishes all at once."""

    def __init__(self, account: PortalAccount, mark: str, plain: IO[bytes], packed: IO[bytes]) -> None:
        self.account = account
        self.mark = mark
        self.outlet = Outlet.of(account)
        self.tally = Tally()
        self.now = timezone.now().replace(microsecond=0)
        self.changes: list[tuple[Row, Change]] = []
        self._out = Output(plain, packed)
        self._index = Index(account.served_build)
        self._lines: dict[int, Line] = {}
        self._state: list[tuple[str, str]] = []
        self._started = time.monotonic()

    def run(self, forced_by: User | None) -> FeedBuild | None:
        try:
            self._write()
        finally:
            self._index.close()
        served = self.account.served_build
        is_same = served is not None and served.sha256 == self._out.sha256 and default_storage.exists(served.file)
        if served is not None and is_same and not self.changes:
            return self._confirm(served)
        before = served.listing_count if served is not None else 0
        limit = self.account.drop_guard_percent
        accepted = None
        if forced_by is not None and self.account.alarm_build is not None:
            accepted = self.account.alarm_build.listing_count
        if has_dropped(before if accepted is None else accepted, self.tally.published, limit):
            return self._hold_back(before)
        name = served.file if served is not None and is_same else self._store()
        try:
            with transaction.atomic():
                build = self._finish(name, forced_by)
        except BaseException:
            if not is_same:
                delete_file(name)
            raise
        write_lines(name, self._lines)  # afterwards: an index must not know more than the publications
        if served is not None and served.file != name:
            default_storage.delete(served.file + ENDING)
        return build

    @property
    def state(self) -> str:
        return state_hash(self._state)

    def _write(self) -> None:
        """The whole feed into the temporary files, chunk by chunk."""
        feed, sender = self.outlet.format, self.outlet.sender
        self._out.write(feed.head(sender).encode())
        for chunk in Stock(self.account).chunks():
            known = self._known([source.key for source in chunk])
            for source in chunk:
                row = known.get(source.key)
                stamp = source.stamp(row is None or row.is_wanted)
                if row is None or not self._take_over(source.key, stamp, row):
                    self._take(source, stamp, row)
        self._out.write(feed.tail().encode())
        self._out.close()
        for row in self._gone():
            self._note_gone(row)

    def _known(self, keys: list[int]) -> dict[int, Row]:
        rows = Publication.objects.of(self.account).of_operations(keys)
        return {row.operation_id: row for row in map(as_row, rows.values_list(*COLUMNS))}

    def _take_over(self, key: int, stamp: str, row: Row) -> bool:
        """As in the served feed, if nothing has changed: then there is nothing to judge, to write or to note."""
        line = self._index.line(key, stamp)
        if line is None or not is_as_told(line, row.state):
            return False
        if line.length:
            entry = self._index.entry(line, row.payload_sha256)
            if entry is None:
                return False
            self._write_entry(key, stamp, row, entry)
        else:
            self.tally.excluded += 1
            self._lines[key] = line
        self.tally.available += 1
        self.tally.eligible += line.is_eligible
        return True

    def _take(self, source: Source, stamp: str, row: Row | None) -> None:
        facts = source.facts()
        operation, listing = facts.operation, facts.listing
        if row is None:
            key = key_of(listing.reference, operation.kind)
            row = Row(None, operation.pk, listing.pk, key, listing.reference)
        verdict = judge(self.outlet, facts, is_wanted=row.is_wanted)
        self.tally.available += 1
        self.tally.eligible += verdict.is_eligible
        if verdict.item is None:
            self.tally.excluded += 1
            self._lines[operation.pk] = Line(stamp, verdict.is_eligible)
            self._exclude(row, verdict.reasons)
        else:
            self._publish(operation.pk, stamp, row, verdict.item)

    def _publish(self, key: int, stamp: str, row: Row, item: Item) -> None:
        feed = self.outlet.format
        head, tail = (part.encode() for part in feed.entry(item, self.outlet.sender))
        fingerprint = hashlib.sha256(b"\x00".join((head, tail))).hexdigest()
        was_in = row.state == PublicationState.PUBLISHED
        changed = row.fingerprint != fingerprint or not was_in or row.changed_at is None
        if changed:
            # Never the same second as before, or the portal would not see the second of two quick changes.
            after = row.changed_at + timedelta(seconds=1) if row.changed_at else self.now
            row.changed_at = max(self.now, after)
        assert row.changed_at is not None
        entry = b"".join((head, feed.date(row.changed_at).encode(), tail))
        payload = hashlib.sha256(entry).hexdigest()
        if changed or row.payload_sha256 != payload:
            row.state, row.reasons, row.fingerprint, row.payload_sha256 = (
                PublicationState.PUBLISHED,
                [],
                fingerprint,
                payload,
            )
            self.changes.append((row, Change.CHANGED if was_in else Change.ADDED))
        self._write_entry(key, stamp, row, entry)

    def _write_entry(self, key: int, stamp: str, row: Row, entry: bytes) -> None:
        if self.tally.published:
            self._out.write(self.outlet.format.separator.encode())
        self._lines[key] = Line(stamp, True, self._out.length, len(entry))
        self._out.write(entry)
        self._state.append((row.key, row.payload_sha256))
        self.tally.published += 1

    def _exclude(self, row: Row, reasons: list[Reason]) -> None:
        was_in = row.state == PublicationState.PUBLISHED
        if row.state == PublicationState.EXCLUDED and row.reasons == reasons:
            return
        row.state, row.reasons, row.payload_sha256 = PublicationState.EXCLUDED, reasons, ""
        self.changes.append((row, Change.REMOVED if was_in else Change.EXCLUDED))

    def _gone(self) -> Iterator[Row]:
        """What stood in the served feed, or among what it left out, and is no longer on the market here."""
        rows = Publication.objects.of(self.account).no_longer_offered(self.account.office_ids)
        return map(as_row, rows.values_list(*COLUMNS).iterator(chunk_size=BATCH))

    def _note_gone(self, row: Row) -> None:
        was_in = row.state == PublicationState.PUBLISHED
        row.state, row.payload_sha256 = PublicationState.GONE, ""
        row.reasons = [{"code": "office"}]
        self.changes.append((row, Change.REMOVED if was_in else Change.EXCLUDED))

    def _explain_gone(self) -> None:
        """Why they are gone: what has become of the operations, asked once for all."""
        gone = {row.operation_id: row for row, _change in self.changes if row.state == PublicationState.GONE}
        for keys in batches(list(gone), BATCH):
            for pk, status in Operation.objects.with_keys(keys).values_list("pk", "status"):
                if status not in ("available", "reserved"):
                    gone[pk].reasons = [{"code": f"{STATUS}{status}"}]

    def _confirm(self, served: FeedBuild) -> FeedBuild:
        """Nothing that a portal sees has changed: the served feed stands, and an alarm is over."""
        with transaction.atomic():
            self._hold_lock()
            FeedBuild.objects.filter(pk=served.pk).update(confirmed_at=timezone.now())
            self.account.alarm_build = None
            self._done()
        if not self._index.same_as(self._lines):  # a new day, or edits of what is not exported
            write_lines(served.file, self._lines)
        return served

    def _hold_back(self, before: int) -> FeedBuild:
        """Keep the last good feed and tell the managers, once for the same feed."""
        alarm = self.account.alarm_build
        if alarm is not None and alarm.state_sha256 == self.state:
            PortalAccount.objects.holding(self.account.pk, self.mark).update(built_at=timezone.now())
            FeedBuild.objects.filter(pk=alarm.pk).update(confirmed_at=timezone.now())
            return alarm
        with transaction.atomic():
            self._hold_lock()
            build = self._new_build("", guard_previous=before)
            self._record(build, publications=False)
            is_new = self.account.alarm_build is None
            self.account.alarm_build = build
            self._done()
            if is_new:
                raise_alarm(account=self.account, build=build)
        return build

    def _finish(self, name: str, forced_by: User | None) -> FeedBuild:
        self._hold_lock()
        build = self._new_build(name, served_at=timezone.now(), served_by=forced_by)
        self._record(build)
        self.account.served_build = build
        self.account.alarm_build = None
        self._done()
        prune(self.account)
        return build

    def _hold_lock(self) -> None:
        """A build that was so slow that another took its place writes nothing."""
        if not PortalAccount.objects.select_for_update().holding(self.account.pk, self.mark).exists():
            raise LostLockError

    def _new_build(self, name: str, **values: Any) -> FeedBuild:
        tally = self.tally
        return FeedBuild.objects.create(
            account=self.account,
            previous=self.account.served_build,
            sha256=self._out.sha256,
            state_sha256=self.state,
            size=self._out.size,
            gzip_size=self._out.gzip_size,
            available=tally.available,
            eligible=tally.eligible,
            listing_count=tally.published,
            excluded_count=tally.excluded,
            seconds=round(time.monotonic() - self._started, 3),
            file=name,
            **values,
        )

    def _record(self, build: FeedBuild, *, publications: bool = True) -> None:
        """The differences, and (for a feed that is served) the states that follow from them."""
        self._explain_gone()
        insert_rows(FeedDifference, NOTED, (as_difference(build, row, change) for row, change in self.changes))
        if not publications:
            return
        rows = [row for row, _change in self.changes]
        new = (
            (self.account.pk, row.operation_id, row.listing_id, row.is_wanted, *as_publication(row))
            for row in rows
            if row.pk is None
        )
        named = ("account", "operation", "listing", "is_wanted", *WRITTEN)
        insert_rows(Publication, named, new, ignore_conflicts=True)
        update_rows(Publication, WRITTEN, ((*as_publication(row), row.pk) for row in rows if row.pk is not None))

    def _done(self) -> None:
        self.account.built_at = timezone.now()
        PortalAccount.objects.filter(pk=self.account.pk).update(
            built_at=self.account.built_at,
            served_build=self.account.served_build,
            alarm_build=self.account.alarm_build,
        )

    def _store(self) -> str:
        """Both files under a new name: whoever is reading the old feed is not disturbed."""
        folder = f"feeds/{self.account.pk}/{secrets.token_hex(8)}"
        name = default_storage.save(f"{folder}.{self.outlet.format.extension}", File(self._out.plain))
        try:
            packed = default_storage.save(f"{name}.gz", File(self._out.packed))
        except BaseException:
            default_storage.delete(name)
            raise
        if packed != f"{name}.gz":  # pragma: no cover - the name is random
            raise OSError(packed)
        return name


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for garbage in circles: there is none here, and looking for it takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


COLUMNS = (
    "pk", "operation_id", "listing_id", "key", "listing__reference", "is_wanted", "state", "reasons", "fingerprint",
    "payload_sha256", "changed_at",
)  # fmt: skip
NOTED = ("build", "operation", "key", "reference", "change", "payload_sha256", "dated", "reasons")
WRITTEN = ("key", "state", "reasons", "first_reason", "fingerprint", "payload_sha256", "changed_at")


def as_row(values: tuple[Any, ...]) -> Row:
    return Row(*values)


def as_difference(build: FeedBuild, row: Row, change: Change) -> tuple[Any, ...]:
    """The columns of NOTED."""
    dated = row.changed_at if row.state == PublicationState.PUBLISHED else None
    return (
        build.pk, row.operation_id, row.key, row.reference, change.value, row.payload_sha256, dated, row.reasons,
    )  # fmt: skip


def as_publication(row: Row) -> tuple[Any, ...]:
    """The columns of WRITTEN."""
    first_reason = str(row.reasons[0]["code"])[:80] if row.reasons else ""
    state = str(row.state)
    return (row.key, state, row.reasons, first_reason, row.fingerprint, row.payload_sha256, row.changed_at)


def state_hash(state: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over what a portal sees: each id in the feed with the hash of its text, in the order of the ids."""
    return hashlib.sha256("".join(f"{key}:{payload}\n" for key, payload in sorted(state)).encode()).hexdigest()


def batches(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def prune(account: PortalAccount) -> None:
    """Old files and old visits go; hashes and differences stay. The served file never goes."""
    others = FeedBuild.objects.of(account).with_files().order_by("-pk")
    old = [build for build in others[: KEPT_FILES + 500] if build.pk != account.served_build_id]
    for build in old[KEPT_FILES:]:
        FeedBuild.objects.filter(pk=build.pk).update(file="")
        if not FeedBuild.objects.filter(file=build.file).exists():  # a feed with the same content shares it
            transaction.on_commit(partial(delete_file, build.file))
    newest = FeedFetch.objects.of(account).order_by("-pk").values_list("pk", flat=True)[KEPT_FETCHES : KEPT_FETCHES + 1]
    for pk in list(newest):
        FeedFetch.objects.of(account).filter(pk__lte=pk).delete()


def delete_file(name: str) -> None:
    for one in (name, f"{name}.gz", f"{name}{ENDING}"):
        default_storage.delete(one)
