"""What happened to a listing, from its audit lines, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.audit.models import AuditLine
from realestate.core.money import format_money
from realestate.documents.choices import DocumentKind
from realestate.listings.choices import OperationKind, Status
from realestate.listings.models import Listing
from realestate.salespeople.models import User

SHOWN_LENGTH = 80
# action → (words, kind of the timeline's icon)
WORDS: dict[str, tuple[Any, str]] = {
    "listing.created": (gettext_lazy("Listing created"), "system"),
    "listing.updated": (gettext_lazy("Details changed"), "note"),
    "listing.assigned": (gettext_lazy("Given to another salesperson"), "assigned"),
    "operation.added": (gettext_lazy("Operation added"), "status"),
    "operation.price_changed": (gettext_lazy("Price changed"), "price"),
    "operation.published": (gettext_lazy("Published"), "status"),
    "operation.reserved": (gettext_lazy("Reserved"), "status"),
    "operation.put_under_contract": (gettext_lazy("Put under contract"), "document"),
    "operation.sold": (gettext_lazy("Sold"), "status"),
    "operation.rented": (gettext_lazy("Rented out"), "status"),
    "operation.withdrawn": (gettext_lazy("Withdrawn"), "status"),
    "operation.reactivated": (gettext_lazy("Reactivated"), "status"),
    "operation.left_web": (gettext_lazy("Left the public pages"), "status"),
    "operation.rule_overridden": (gettext_lazy("A publish rule let through"), "status"),
    "operation.override_taken_back": (gettext_lazy("A publish rule counts again"), "status"),
    "photo.added": (gettext_lazy("Photo added"), "photo"),
    "photo.deleted": (gettext_lazy("Photo deleted"), "photo"),
    "photo.described": (gettext_lazy("Photo described"), "note"),
    "photos.reordered": (gettext_lazy("Photos put in another order"), "photo"),
    "photos.deleted": (gettext_lazy("Photos deleted"), "photo"),
    "photo.turned": (gettext_lazy("Photo turned"), "photo"),
    "photos.marked": (gettext_lazy("Watermark of photos changed"), "photo"),
    "photos.fetched": (gettext_lazy("Photos fetched from their source"), "photo"),
    "file.added": (gettext_lazy("Document added"), "document"),
    "file.changed": (gettext_lazy("Document's details changed"), "document"),
    "file.deleted": (gettext_lazy("Document deleted"), "document"),
    "file.downloaded": (gettext_lazy("Document opened"), "viewing"),
    "photos.imported": (gettext_lazy("Photos imported"), "photo"),
    "listing.owners_changed": (gettext_lazy("Owners changed"), "note"),
    "mandate.created": (gettext_lazy("Mandate drafted"), "document"),
    "mandate.updated": (gettext_lazy("Terms of the draft mandate changed"), "document"),
    "mandate.sent": (gettext_lazy("Mandate sent to be signed"), "document"),
    "mandate.reopened": (gettext_lazy("Mandate taken back to draft"), "document"),
    "mandate.signed": (gettext_lazy("Mandate signed by all owners"), "document"),
    "mandate.signed_on_paper": (gettext_lazy("Mandate noted as signed on paper"), "document"),
    "mandate.declined": (gettext_lazy("An owner declined to sign the mandate"), "document"),
    "mandate.active": (gettext_lazy("Mandate in force"), "status"),
    "mandate.expiring": (gettext_lazy("Mandate ends soon"), "status"),
    "mandate.prolonged": (gettext_lazy("Mandate renewed by itself"), "status"),
    "mandate.renewed": (gettext_lazy("Mandate renewed by another"), "status"),
    "mandate.expired": (gettext_lazy("Mandate expired"), "status"),
    "mandate.revoked": (gettext_lazy("Mandate revoked by the owner"), "status"),
    "mandate.withdrawn": (gettext_lazy("Mandate ended"), "status"),
    "document.made": (gettext_lazy("Document made"), "document"),
    "listing.legal_facts": (gettext_lazy("Legal information changed"), "note"),
    "operation.terms": (gettext_lazy("Terms of payment changed"), "note"),
    "owner.viewed": (gettext_lazy("Owner's data looked at"), "viewing"),
    "owner_link.made": (gettext_lazy("Link to the owner room made"), "document"),
    "owner_link.sent": (gettext_lazy("Link to the owner room sent"), "email"),
    "owner_link.shown": (gettext_lazy("Link to the owner room shown"), "viewing"),
    "owner_link.extended": (gettext_lazy("Link to the owner room prolonged"), "document"),
    "owner_link.revoked": (gettext_lazy("Link to the owner room taken back"), "document"),
    "owner_feedback.released": (gettext_lazy("Words about a viewing released to the owner"), "note"),
    "owner_feedback.withdrawn": (gettext_lazy("Words about a viewing taken back from the owner"), "note"),
    "owner_price.proposed": (gettext_lazy("Price proposed to the owner"), "price"),
    "owner_price.withdrawn": (gettext_lazy("Price proposal taken back"), "price"),
    "owner_price.approved": (gettext_lazy("The owner accepted the new price"), "price"),
    "owner_price.declined": (gettext_lazy("The owner declined the new price"), "price"),
    "owner_price.superseded": (gettext_lazy("Price proposal overtaken by another price"), "price"),
    "owner_price.expired": (gettext_lazy("Price proposal out of time"), "price"),
}
# Whose values do not belong on a page that the whole agency reads.
PRIVATE = {"owner_id", "notes"}


@dataclass(frozen=True)
class TimelineEntry:
    """One line: when, who, what, and the details."""

    kind: str
    title: str
    text: str
    at: datetime
    who: str


def timeline_of(listing: Listing, reader: User, limit: int = 50) -> list[TimelineEntry]:
    """The latest lines about a listing; who looked at the owner is for those who read the audit."""
    lines = AuditLine.objects.about(listing)
    if not reader.can_read_audit:
        lines = lines.exclude(action="owner.viewed")
    return [entry_of(line) for line in _merged(lines[:limit])]


def entry_of(line: AuditLine) -> TimelineEntry:
    title, kind = WORDS.get(line.action, (line.action, "system"))
    who = str(line.actor) if line.actor else _("The system")
    return TimelineEntry(kind, str(title), "; ".join(details_of(line)), line.at, who)


def _merged(lines: Iterable[AuditLine]) -> list[AuditLine]:
    """Twenty photos uploaded at once are one line with the first's time."""
    kept: list[AuditLine] = []
    for line in lines:
        last = kept[-1] if kept else None
        if last and line.action == last.action == "photo.added" and line.actor_id == last.actor_id:
            last.changes["count"] = last.changes.get("count", 1) + 1
            continue
        kept.append(line)
    return kept


def details_of(line: AuditLine) -> list[str]:
    changes = line.changes
    if line.action == "listing.updated":
        return [_field_in_words(name, value) for name, value in changes.items()]
    details = []
    if line.action == "document.made" and changes.get("kind") in DocumentKind.values:
        details.append(str(DocumentKind(changes["kind"]).label))
    if "mandate" in changes:
        details.append(str(changes["mandate"]))
    if changes.get("operation") in OperationKind.values:
        details.append(str(OperationKind(changes["operation"]).label))
    if "price" in changes or "close_price" in changes:
        details.append(_price_in_words(changes))
    if "count" in changes:
        details.append(_("%(count)s photos") % {"count": changes["count"]})
    if "added" in changes:
        details.append(
            _("%(added)s new, %(removed)s gone") % {"added": changes["added"], "removed": changes["removed"]}
        )
    if line.action == "operation.reactivated":
        details.append(_status(changes["status"][1]))
    return details


def _price_in_words(changes: dict[str, Any]) -> str:
    value = changes.get("close_price", changes.get("price"))
    currency = str(changes.get("currency", ""))
    if isinstance(value, list):
        before, after = _money(value[0], currency), _price(value[1], currency, changes)
        return f"{before} → {after}"
    return _price(value, currency, changes)


def _price(value: Any, currency: str, changes: dict[str, Any]) -> str:
    if value is None and changes.get("price_on_request"):
        return _("Price on request")
    return _money(value, currency)


def _money(value: Any, currency: str) -> str:
    if value is None:
        return _("no price")
    try:
        return format_money(Decimal(str(value)), currency)
    except InvalidOperation:
        return str(value)


def _status(value: Any) -> str:
    return str(Status(value).label) if value in Status.values else str(value)


def _field_in_words(name: str, value: Any) -> str:
    label = _label(name)
    if name in PRIVATE or not isinstance(value, list) or len(value) != 2:
        return label
    before, after = (_said(name, one) for one in value)
    return f"{label}: {before} → {after}"


def _label(name: str) -> str:
    if name.startswith("text_"):
        return _("Text in “%(language)s”") % {"language": name.removeprefix("text_")}
    for field in Listing._meta.concrete_fields:
        if name in (field.name, field.attname):
            words = str(field.verbose_name)
            return words[:1].upper() + words[1:]
    return name


def _said(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        text = ", ".join(str(one) for one in value)
    else:
        fields = {field.attname: field for field in Listing._meta.concrete_fields}
        choices = dict(getattr(fields.get(name), "flatchoices", []))
        text = str(choices.get(value, value))
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"
