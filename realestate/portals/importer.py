"""Takes a Kyero feed into the stock: one transaction a listing, never half of one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from django.db import DataError, IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.core.errors import BusinessRuleError
from realestate.core.text import normalise
from realestate.listings import services
from realestate.listings.choices import CLOSED_STATUSES, Status
from realestate.listings.models import Listing, ListingSource, Operation
from realestate.listings.querysets import ListingSourceQuerySet
from realestate.portals import merging
from realestate.portals.kyero import FeedError, FeedReader, Limits, ParsedListing, RejectedListing, Severity
from realestate.portals.kyero.listing import Defaults
from realestate.portals.kyero.vocabulary import OTHER_TYPE
from realestate.salespeople.models import Office, User

MOST_MISSING = 0.3  # of the stock from this source: more is a fault of the feed, not a decision of the agency
ENOUGH_TO_JUDGE = 10
MOST_LINES = 50_000
WITHDRAWN_WHEN_MISSING = (Status.DRAFT, Status.AVAILABLE)  # never what a buyer has reserved


class LineKind(StrEnum):
    """Why a line stands in the report."""

    REJECTED = "rejected"
    REPAIRED = "repaired"
    WARNING = "warning"
    CONFLICT = "conflict"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One thing that a person may want to look at."""

    kind: LineKind
    reference: str
    field: str
    value: str
    reason: str
    count: int = 1


@dataclass
class ImportReport:
    """What the import did (or would do, in a dry run)."""

    source: str
    office: Office
    is_dry_run: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    missing: int = 0
    withdrawn: int = 0
    error: str = ""
    lines: list[ReportLine] = field(default_factory=list)
    untold: int = 0  # lines beyond what memory should hold

    @property
    def read(self) -> int:
        return self.created + self.updated + self.unchanged + self.rejected

    def note(self, kind: LineKind, reference: str, name: str, value: object, reason: str, count: int = 1) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append(ReportLine(kind, reference, name, shown(value), reason, count))
        else:
            self.untold += 1


class Recorder(Protocol):
    """Who wants to know, in the listing's own transaction, how it stood before and that it was written."""

    def before(self, listing: Listing) -> dict[str, Any]: ...

    def wrote(self, action: str, listing: Listing, before: dict[str, Any]) -> None: ...


class RollBack(Exception):
    """Ends a transaction of a dry run."""


def import_feed(
    *,
    stream: BinaryIO,
    source: str,
    office: Office,
    actor: User | None = None,
    dry_run: bool = False,
    withdraw_missing: bool = False,
    on_progress: Callable[[ImportReport], None] | None = None,
    limits: Limits | None = None,
    recorder: Recorder | None = None,
) -> ImportReport:
    """Read the whole feed into the office's stock. A fault of the file ends it, what was read before stays."""
    report = ImportReport(source=source, office=office, is_dry_run=dry_run)
    run = Import(report, actor, recorder)
    reader = FeedReader(stream, limits=limits, defaults=Defaults(country=office.country, currency=office.currency))
    try:
        for result in reader:
            run.take(result)
            if on_progress is not None:
                on_progress(report)
    except FeedError as error:
        report.error = str(error)
    for warning in reader.warnings:
        report.note(LineKind.WARNING, "", warning.field, warning.value, warning.reason)
    if not report.error:
        run.look_for_missing(withdraw=withdraw_missing)
    return report


class Import:
    """One run: keeps what was seen, writes each listing in its own transaction."""

    def __init__(self, report: ImportReport, actor: User | None, recorder: Recorder | None = None) -> None:
        self.report = report
        self.actor = actor
        self.recorder = recorder
        self._seen: set[str] = set()
        self._rejected: set[str] = set()
        self._is_sure = True  # every listing of the feed could be recognised

    def take(self, result: ParsedListing | RejectedListing) -> None:
        if isinstance(result, RejectedListing):
            self._note_rejected(result.external_reference, result.field, result.value or "-", result.reason)
            self._is_sure = self._is_sure and bool(result.external_reference)
            return
        self._seen.add(key_of(result))
        try:
            with self._transaction():
                outcome = self._write(result)
        except (BusinessRuleError, DataError, IntegrityError) as error:
            reason = str(error) if isinstance(error, BusinessRuleError) else _("The database did not take it.")
            self._note_rejected(result.external_reference, "property", "-", reason)
            return
        setattr(self.report, outcome, getattr(self.report, outcome) + 1)
        for problem in result.problems:
            kind = LineKind.REPAIRED if problem.severity == Severity.REPAIRED else LineKind.WARNING
            reference = result.external_reference
            self.report.note(kind, reference, problem.field, problem.value, problem.reason, problem.count)
        if not merging.has_known_currency(result):
            reason = _("The agency does not work in this currency: taken as price on request.")
            value = f"{result.price} {result.currency}"
            self.report.note(LineKind.WARNING, result.external_reference, "currency", value, reason)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of one listing or nothing; in a dry run always nothing."""
        try:
            with transaction.atomic():
                yield
                if self.report.is_dry_run:
                    raise RollBack
        except RollBack:
            pass

    def _write(self, parsed: ParsedListing) -> str:
        row = ListingSource.objects.filter(source=self.report.source, external_id=key_of(parsed)).first()
        if row is None:
            self._create(parsed)
            return "created"
        return self._update(parsed, row)

    def _create(self, parsed: ParsedListing) -> None:
        price, on_request, currency, period = merging.price_of(parsed)
        offered = services.OperationValues(
            kind=parsed.operation,
            price=price,
            price_on_request=on_request,
            currency=currency,
            period=period,
            status=first_status(parsed),
        )
        listing = services.create_listing(
            actor=self.actor,
            office=self.report.office,
            values=merging.columns(parsed),
            operations=[offered],
            texts={language: ("", text) for language, text in parsed.descriptions.items()},
        )
        services.set_remote_photos(actor=self.actor, listing=listing, urls=parsed.photo_urls)
        self._remember(parsed, listing)
        if self.recorder is not None:
            self.recorder.wrote("created", listing, {})

    def _update(self, parsed: ParsedListing, row: ListingSource) -> str:
        new = merging.imported(parsed, self.report.office.currency)
        if is_same(row, parsed, new):
            return "unchanged"
        # The row lock lets one import at a time decide about this listing; an edit in the browser is told by version.
        listing = Listing.objects.select_for_update().prefetch_related("texts", "operations").get(pk=row.listing_id)
        row.refresh_from_db(fields=["values", "missing_since", "external_reference"])
        if is_same(row, parsed, new):
            return "unchanged"
        before = self.recorder.before(listing) if self.recorder is not None else {}
        last = row.values
        changes = merging.merge(parsed, last, new, listing)
        for unit, ours, theirs in changes.conflicts:
            self._note_conflict(parsed, unit, ours, theirs)
        has_changed = bool(changes)
        if changes:
            services.update_listing(actor=self.actor, listing=listing, values=changes.values, texts=changes.texts)
        has_changed = self._update_operation(parsed, listing, last, new) or has_changed
        has_changed = self._update_photos(listing, last.get("photos", []), new["photos"]) or has_changed
        if row.missing_since is not None:
            reason = _("It is in the feed again; if it was withdrawn, decide whether to publish it.")
            self.report.note(LineKind.WARNING, parsed.external_reference, "property", listing.reference, reason)
        self._remember(parsed, listing)
        if self.recorder is not None and has_changed:
            self.recorder.wrote("updated", listing, before)
        return "updated" if has_changed else "unchanged"

    def _update_operation(
        self, parsed: ParsedListing, listing: Listing, last: merging.Plain, new: merging.Plain
    ) -> bool:
        operations = {operation.kind: operation for operation in listing.operations.all()}
        current = operations.get(parsed.operation)
        price, on_request, currency, period = merging.price_of(parsed)
        if current is None:
            return self._change_operation(parsed, listing, operations.get(last.get("operation", "")))
        ours = merging.stored_price(current)
        if new["price"] in (last.get("price"), ours):
            return False
        if ours != last.get("price") or current.status in CLOSED_STATUSES:
            self._note_conflict(parsed, "price", ours, new["price"])
            return False
        services.set_price(
            actor=self.actor,
            operation=current,
            price=price,
            price_on_request=on_request,
            currency=currency,
            period=period,
        )
        return True

    def _change_operation(self, parsed: ParsedListing, listing: Listing, before: Operation | None) -> bool:
        """The feed offers it in another way now: that is added, and the way it was offered before is withdrawn."""
        if before is not None and before.status in (Status.RESERVED, Status.UNDER_CONTRACT, *CLOSED_STATUSES):
            self._note_conflict(parsed, "operation", before.get_status_display(), parsed.operation)
            return False
        price, on_request, currency, period = merging.price_of(parsed)
        offered = services.OperationValues(
            kind=parsed.operation,
            price=price,
            price_on_request=on_request,
            currency=currency,
            period=period,
            status=before.status if before is not None and before.is_open else Status.DRAFT,
        )
        services.add_operation(actor=self.actor, listing=listing, values=offered)
        if before is not None and before.is_open:
            services.withdraw_operation(actor=self.actor, operation=before)
        return True

    def _update_photos(self, listing: Listing, last: list[str], new: list[str]) -> bool:
        """New ones are added and those that are gone removed; what somebody here removed or moved stays so."""
        if last == new:
            return False
        photos = [photo for photo in listing.photos.all() if photo.remote_url]
        present = [photo.remote_url for photo in photos]
        wanted = [url for url in new if url in present or url not in last]
        local = [url for url in present if url not in last]  # added here: not the feed's to remove
        has_changed = services.set_remote_photos(actor=self.actor, listing=listing, urls=[*wanted, *local])
        if present == [url for url in last if url in present]:  # nobody here has put them in another order
            rank = {url: place for place, url in enumerate(new)}
            photos = sorted(listing.photos.all(), key=lambda photo: rank.get(photo.remote_url, len(rank)))
            before = [photo.position for photo in photos]
            if before != sorted(before):
                services.reorder_photos(actor=self.actor, listing=listing, tokens=[photo.token for photo in photos])
                has_changed = True
        return has_changed

    def _remember(self, parsed: ParsedListing, listing: Listing) -> None:
        services.set_source(
            listing=listing,
            source=self.report.source,
            external_id=key_of(parsed),
            external_reference=parsed.external_reference,
            values=merging.imported(parsed, self.report.office.currency),
        )

    def look_for_missing(self, *, withdraw: bool) -> None:
        """Report what this source had and has no more; withdraw it only if asked, and never a great part at once."""
        rows = self._missing_rows()
        self.report.missing = len(rows)
        if not rows:
            return
        known = self._known().aggregate(n=Count("pk"))["n"]
        too_many = known >= ENOUGH_TO_JUDGE and len(rows) > MOST_MISSING * known
        if withdraw and (too_many or not self._is_sure):
            reason = (
                _("Too much is missing at once: that looks like a fault of the feed, so nothing was withdrawn.")
                if too_many
                else _("A listing of the feed could not be recognised, so nothing was withdrawn.")
            )
            self.report.note(LineKind.WARNING, "", "feed", f"{len(rows)} / {known}", reason)
            withdraw = False
        for row in rows:
            try:
                with self._transaction():
                    self._take_missing(row, withdraw=withdraw)
            except BusinessRuleError as error:
                self.report.note(
                    LineKind.WARNING, row.external_reference, "property", row.listing.reference, str(error)
                )

    def _known(self) -> ListingSourceQuerySet:
        """What this source has brought to this office; a feed of one office says nothing about another's stock."""
        return ListingSource.objects.filter(source=self.report.source, listing__office=self.report.office)

    def _missing_rows(self) -> list[ListingSource]:
        """Those of this source that are still on offer here, and were neither read nor rejected now."""
        rows = self._known().select_related("listing").prefetch_related("listing__operations").order_by("pk")
        return [
            row
            for row in rows.iterator(chunk_size=500)
            if row.external_id not in self._seen
            and row.external_reference not in self._rejected
            and any(operation.is_open for operation in row.listing.operations.all())
        ]

    def _take_missing(self, row: ListingSource, *, withdraw: bool) -> None:
        names = []
        before = self.recorder.before(row.listing) if self.recorder is not None and withdraw else {}
        for operation in row.listing.operations.all():
            if withdraw and operation.status in WITHDRAWN_WHEN_MISSING:
                services.withdraw_operation(actor=self.actor, operation=operation)
                names.append(operation.get_kind_display())
        if row.missing_since is None:
            row.missing_since = timezone.now()
            row.save(update_fields=["missing_since", "updated_at"])
        if names and self.recorder is not None:
            self.recorder.wrote("withdrawn", row.listing, before)
        self.report.withdrawn += bool(names)
        reason = _("It is no longer in the feed; it was withdrawn.") if names else _("It is no longer in the feed.")
        self.report.note(LineKind.MISSING, row.external_reference, "property", row.listing.reference, reason)

    def _note_rejected(self, reference: str, name: str, value: str, reason: str) -> None:
        self.report.rejected += 1
        self._rejected.add(reference)
        self.report.note(LineKind.REJECTED, reference, name, value, reason)

    def _note_conflict(self, parsed: ParsedListing, unit: str, ours: object, theirs: object) -> None:
        reason = _("Changed here and in the feed: ours was kept (%(ours)s).") % {"ours": shown(ours)}
        self.report.note(LineKind.CONFLICT, parsed.external_reference, unit, theirs, reason)


def is_same(row: ListingSource, parsed: ParsedListing, new: merging.Plain) -> bool:
    """Nothing about this listing has changed in the feed."""
    return row.values == new and row.missing_since is None and row.external_reference == parsed.external_reference


def key_of(parsed: ParsedListing) -> str:
    """The id as it is compared: MySQL would take ``a1`` for ``A1``, SQLite would not."""
    return normalise(parsed.external_id).upper()[:100]


def first_status(parsed: ParsedListing) -> Status:
    """It was advertised where it comes from, so it is here, unless something that an advertisement needs is missing."""
    is_whole = (
        parsed.property_type != OTHER_TYPE
        and bool(parsed.town)
        and bool(parsed.photo_urls)
        and parsed.energy_status != "missing"
        and merging.has_known_currency(parsed)
    )
    return Status.AVAILABLE if is_whole else Status.DRAFT


def shown(value: Any) -> str:
    """A value as one short line."""
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value if one not in (None, "", [], False))
    text = " ".join(str("" if value is None else value).split())
    return text if len(text) <= 200 else text[:199] + "…"
