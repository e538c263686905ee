"""The papers that can be made of a listing: what each says, what is missing for it, and where that is filled in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from realestate.documents.choices import DocumentKind
from realestate.documents.kinds import Field, known_names, merge_fields
from realestate.documents.kinds import missing as fields_missing
from realestate.documents.merge import MergeError, check, is_empty, lookup, names
from realestate.documents.services import Words, words_by_kind
from realestate.listings.choices import Channel, OperationKind
from realestate.listings.dossier import annex_values, dossier_values, is_home
from realestate.listings.models import Listing, Operation
from realestate.listings.papers import Values, advertisement_values
from realestate.listings.rules import Severity, findings

ADVERTISEMENTS = (DocumentKind.BROCHURE, DocumentKind.WINDOW_CARD)
KEPT = (DocumentKind.BUYER_DOSSIER, DocumentKind.PRICE_ANNEX)  # made once, kept, with the owners' names in them
MADE_HERE: dict[str, Callable[..., Values]] = {
    DocumentKind.BROCHURE: advertisement_values,
    DocumentKind.WINDOW_CARD: advertisement_values,
    DocumentKind.BUYER_DOSSIER: dossier_values,
    DocumentKind.PRICE_ANNEX: annex_values,
}
LETS = frozenset({OperationKind.RENT, OperationKind.SEASONAL_RENT})
# Anything but these is the product's own affair when it is missing: the code of a page, the letter of a pending label.
_NOT_TOLD = frozenset({"listing.url", "energy.consumption", "energy.emissions", "document.date", "mandate.date"})
_HOUSE = ("office.", "document.", "approval.")  # approval: what the owner's room writes down by itself
_FOR_LETS = frozenset({"legal.last_rent"})


@dataclass(frozen=True)
class Gap:
    """A field without a value; ``url`` is the form that fills it, empty where there is none for this person."""

    label: str
    law: str = ""
    url: str = ""


@dataclass(frozen=True)
class Said:
    """A field with its value, for a preview."""

    label: str
    value: str


@dataclass(frozen=True)
class Sheet:
    """One paper of one operation in one language, before it is made."""

    kind: DocumentKind
    operation: Operation
    language: str
    values: Values
    missing: list[Gap] = field(default_factory=list)  # nothing is made while these stand
    left_out: list[Gap] = field(default_factory=list)  # it can be made; these lines are not in it
    problems: list[str] = field(default_factory=list)  # of the agency's own words
    reasons: list[str] = field(default_factory=list)  # of the publish rules: red never leaves the house
    used: list[Field] = field(default_factory=list)  # what its words or its layout may say

    @property
    def is_ready(self) -> bool:
        return not (self.missing or self.problems or self.reasons)

    @property
    def is_kept(self) -> bool:
        return self.kind in KEPT

    @property
    def said(self) -> list[Said]:
        """What it will say, field by field; lists as one line each."""
        return [Said(str(one.label), words) for one in self.used if (words := self._words(one))]

    def _words(self, one: Field) -> str:
        parent = next((p for p in _lists(self.kind) if one.path.startswith(f"{p}.")), "")
        if one.many or one.path == "listing.url":
            return ""
        if not parent:
            return str(lookup(self.values, one.path) or "")
        name = one.path[len(parent) + 1 :]
        rows: Iterable[dict[str, Any]] = lookup(self.values, parent) or ()
        return ", ".join(str(row[name]) for row in rows if row.get(name))


def _lists(kind: str) -> list[str]:
    return [one.path for one in merge_fields(kind) if one.many]


def sheet_of(operation: Operation, kind: str, *, language: str, words: Mapping[str, Words] | None = None) -> Sheet:
    """A paper before it is made. The operation should come from ``for_papers()``.

    ``words`` in force by kind, where somebody has looked them up already.
    """
    values = MADE_HERE[kind](operation, language=language)
    body = (words or words_by_kind(language, operation.listing.office))[kind].body
    used = _used_in(kind, body)
    wanted = fields_missing(kind, values)
    empty = [one for one in used if _is_left_out(one, values, operation)]
    return Sheet(
        kind=DocumentKind(kind),
        operation=operation,
        language=language,
        values=values,
        missing=[_gap(one, operation) for one in wanted],
        left_out=[_gap(one, operation) for one in empty],
        problems=check(body, known_names(kind)),
        used=used,
        reasons=_reasons(operation) if kind in ADVERTISEMENTS else [],
    )


def sheets_of(operations: Iterable[Operation], *, language: str, private: bool) -> list[Sheet]:
    """Every paper that is made here, of every operation; ``private``: those with the owners' names too."""
    rows = list(operations)
    words = words_by_kind(language, rows[0].listing.office) if rows else {}
    return [
        sheet_of(operation, kind, language=language, words=words)
        for operation in rows
        for kind in kinds_for(operation, private=private)
    ]


def kinds_for(operation: Operation, *, private: bool) -> list[DocumentKind]:
    """What can be made of an operation: the law's information is for homes."""
    kinds = [*ADVERTISEMENTS, *(KEPT if private else ())]
    return [one for one in kinds if one != DocumentKind.BUYER_DOSSIER or is_home(operation.listing)]


def _used_in(kind: str, body: str) -> list[Field]:
    """The fields that a paper says: of a letter those in its words, of an advertisement whatever its layout has."""
    fields = merge_fields(kind)
    if kind in ADVERTISEMENTS:
        return fields
    try:
        asked = names(body)
    except MergeError:
        return fields
    rows = {path for path in _lists(kind) if path in asked}
    return [one for one in fields if one.required or one.path in asked or one.path.rpartition(".")[0] in rows]


def _reasons(operation: Operation) -> list[str]:
    """Why it may not be advertised; paper that is handed out is an advertisement too."""
    return [str(one.text) for one in findings(operation, Channel.WEB) if one.severity == Severity.RED]


def _is_left_out(one: Field, values: Values, operation: Operation) -> bool:
    """Could be said and is not. Fields of the rows of a list, and what the house fills in itself, are not told."""
    if one.required or one.many or one.path in _NOT_TOLD or one.path.startswith(_HOUSE):
        return False
    if one.path in _FOR_LETS and operation.kind not in LETS:
        return False
    if any(one.path.startswith(f"{parent}.") for parent in ("owners", "facts", "features")):
        return False
    if one.path.startswith("energy.") and operation.listing.energy_status != "available":
        return False
    return is_empty(lookup(values, one.path))


def _gap(one: Field, operation: Operation) -> Gap:
    return Gap(str(one.label), one.law, form_for(one.path, operation))


# The beginning of a field's path → the page that fills it, and the place on that page; the longest beginning counts.
FORMS: dict[str, tuple[str, str]] = {
    "operation.": ("listings:set_price", ""),
    "price.": ("listings:set_price", ""),
    "terms.": ("listings:terms", ""),
    "listing.": ("listings:update", "place"),
    "listing.title": ("listings:texts", ""),
    "listing.description": ("listings:texts", ""),
    "listing.built_area": ("listings:update", "rooms"),
    "listing.usable_area": ("listings:update", "rooms"),
    "listing.year_built": ("listings:update", "state"),
    "listing.registry": ("listings:legal", "registry"),
    "energy.": ("listings:update", "energy"),
    "owners": ("listings:owners", ""),
    "seller.": ("listings:owners", ""),
    "legal.": ("listings:legal", "protection"),
    "legal.charges": ("listings:legal", "charges"),
    "legal.charges_on": ("listings:legal", "registry"),
    "legal.share": ("listings:legal", "registry"),
    "legal.services": ("listings:legal", "building"),
    "legal.accessibility": ("listings:legal", "building"),
    "legal.reforms": ("listings:legal", "building"),
    "legal.habitability": ("listings:update", "permits"),
    "legal.occupancy": ("listings:update", "state"),
    "legal.community_fee": ("listings:update", "economics"),
    "legal.property_tax": ("listings:update", "economics"),
    "agent.": ("listings:update", "internal"),
    "mandate.": ("listings:mandates", ""),
}
_OF_OPERATION = frozenset({"listings:set_price", "listings:terms"})


def form_for(path: str, operation: Operation) -> str:
    """The address of the form that fills a field; an owner's own data is on their card."""
    if path in ("owners.tax_id", "owners.address", "owners.name"):
        return _owner_card(operation.listing, path.partition(".")[2])
    start = max((start for start in FORMS if path.startswith(start)), key=len, default="")
    if not start:
        return ""
    name, anchor = FORMS[start]
    arguments: list[Any] = [operation.listing.reference]
    if name in _OF_OPERATION:
        arguments.append(operation.pk)
    return reverse(name, args=arguments) + (f"#{anchor}" if anchor else "")


def _owner_card(listing: Listing, name: str) -> str:
    """The card of the first owner who lacks it."""
    rows = listing.ownerships.all()
    contact = next((row.contact for row in rows if not getattr(row.contact, name, "")), None)
    if contact is None:
        return reverse("listings:owners", args=[listing.reference])
    return reverse("contacts:update", args=[contact.pk])


def elsewhere(listing: Listing, *, private: bool) -> list[tuple[str, str, str, str]]:
    """Papers that are made on pages of their own: title, what they are, address, icon."""
    rows = [(_("Selection of properties"), _("Several properties for one client."), "listings:selections", "", "heart")]
    if private:
        rows = [
            (
                _("Mandate"),
                _("What the owner entrusts to the agency, signed by link or on paper."),
                "listings:mandates",
                listing.reference,
                "file-earmark-text",
            ),
            (
                _("Report to the owner"),
                _("Enquiries, viewings, prices and portals of a period."),
                "ownerroom:report",
                listing.reference,
                "graph-up",
            ),
            *rows,
        ]
    found = []
    for title, text, name, argument, icon in rows:
        try:
            url = reverse(name, args=[argument] if argument else [])
        except NoReverseMatch:  # a room above this one, which an installation may be without
            continue
        found.append((title, text, url, icon))
    return found
