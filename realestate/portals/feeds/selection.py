"""Which operations an account's feed holds, and why the others are left out: one answer for each, so counts add up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils import translation

from realestate.listings.models import Operation, Photo
from realestate.listings.rules import Severity, findings, may_leave
from realestate.portals.feeds.content import Item, item_of
from realestate.portals.feeds.formats import FORMATS, Format, Sender, Weight
from realestate.portals.feeds.words import FORMAT, RULE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realestate.listings.querysets import OperationQuerySet
    from realestate.portals.models import PortalAccount

Reason = dict[str, Any]
CHUNK = 200
# As ``for_rules`` has it, without the words of the photos: no rule that blocks reads them.
READ = (
    "rule_overrides", "listing__texts", "listing__mandates", "listing__ownerships", "listing__files",
    "listing__office__rule_switches",
)  # fmt: skip
HEAVY = ("listing__notes", "listing__search_text")
HEAVY_PHOTO = (
    "fingerprint", "band_1", "band_2", "band_3", "band_4", "prepared_at", "created_at", "updated_at", "looks_like",
    "rotation", "is_watermarked",
)  # fmt: skip


@dataclass(frozen=True)
class Outlet:
    """An account as the build needs it: read once, asked ten thousand times."""

    account: "PortalAccount"
    format: Format
    sender: Sender
    languages: tuple[str, ...]

    @classmethod
    def of(cls, account: "PortalAccount") -> "Outlet":
        chosen = FORMATS[account.format]
        sender = Sender(account.name, account.customer_code, account.photo_limit)
        languages = tuple(code for code in account.language_codes if code in chosen.languages)
        return cls(account, chosen, sender, languages or chosen.languages)


@dataclass(frozen=True)
class Verdict:
    """What becomes of one operation: an item to write, or the reasons against it."""

    item: Item | None
    reasons: list[Reason]
    is_eligible: bool  # wanted and let out by the rules; the format may still refuse it


def candidates(outlet: Outlet) -> "OperationQuerySet":
    """Everything on the market in the account's offices, with what rules and formats read."""
    pictures = Photo.objects.defer(*HEAVY_PHOTO)
    rows = Operation.objects.on_market().select_related("listing__office").defer(*HEAVY)
    rows = rows.prefetch_related(Prefetch("listing__photos", queryset=pictures), *READ)
    offices = outlet.account.office_ids
    return rows.filter(listing__office__in=offices) if offices else rows


def in_chunks(rows: "OperationQuerySet") -> "Iterator[list[Operation]]":
    """All rows by key, a few hundred at a time: memory stays flat and no cursor stays open."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def judge(outlet: Outlet, operation: Operation, *, is_wanted: bool) -> Verdict:
    """One operation on the market: in, or out and why. The first reason is the one that counts."""
    if not is_wanted:
        return Verdict(None, [{"code": "not_wanted"}], is_eligible=False)
    if operation.status == "reserved" and not outlet.account.sends_reserved:
        return Verdict(None, [{"code": "reserved"}], is_eligible=False)
    if not may_leave(operation, outlet.format.code):
        return Verdict(None, rule_reasons(operation, outlet.format.code), is_eligible=False)
    item = item_of(operation, outlet.account, outlet.languages)
    rejections = [one for one in outlet.format.lint(item, outlet.sender) if one.weight == Weight.REJECT]
    if rejections:
        reasons = [reason(FORMAT + one.code, dict(one.values)) for one in rejections]
        return Verdict(None, reasons, is_eligible=True)
    return Verdict(item, [], is_eligible=True)


def rule_reasons(operation: Operation, channel: str) -> list[Reason]:
    """The rules against it, in both languages: rules change, and history must still be readable."""
    said: dict[str, Reason] = {}
    for language in ("es", "en"):
        with translation.override(language):
            for one in findings(operation, channel):
                if one.severity in (Severity.RED, Severity.AMBER) and not one.is_overridden:
                    said.setdefault(one.code, {"code": RULE + one.code})[language] = str(one.text)
    return list(said.values())


def reason(code: str, values: dict[str, Any]) -> Reason:
    return {"code": code, "values": values} if values else {"code": code}
