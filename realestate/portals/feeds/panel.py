"""A listing at every portal: its state there, what the portal would reject or cut, and whether it is wanted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from realestate.listings.models import Operation
from realestate.listings.rules import Facts, Finding, Severity, findings
from realestate.portals.choices import PublicationState
from realestate.portals.feeds.content import item_of
from realestate.portals.feeds.formats import Weight
from realestate.portals.feeds.selection import Outlet
from realestate.portals.feeds.words import FORMAT, say, words_for
from realestate.portals.models import PortalAccount, Publication

if TYPE_CHECKING:
    from realestate.listings.models import Listing
    from realestate.listings.querysets import OperationQuerySet


READ = ("photos", "texts", "mandates", "ownerships", "office__rule_switches")  # what portals' rules look at


@dataclass(frozen=True)
class Line:
    """One thing that stands in the way (or would be cut), in words, with its weight and where it is mended."""

    weight: str
    text: str
    fix: str = ""


@dataclass(frozen=True)
class Place:
    """One operation at one portal."""

    account: PortalAccount
    operation: Operation
    state: str
    state_label: str
    is_wanted: bool
    reasons: list[str]
    lines: list[Line]

    @property
    def is_in(self) -> bool:
        return self.state == PublicationState.PUBLISHED


def open_operations(rows: "OperationQuerySet") -> list[Operation]:
    """Those of one listing that are still to be sold or let, with all that the panel says of them."""
    rows = rows.open().select_related("listing__office", "listing__salesperson").prefetch_related("rule_overrides")
    operations = list(rows.order_by("pk"))
    for operation in operations:
        operation.listing = operations[0].listing  # one and the same, so that what hangs on it is read once
    if operations:
        prefetch_related_objects([operations[0].listing], *READ)
    return operations


def places_of(listing: "Listing", operations: list[Operation]) -> list[Place]:
    """Every open operation of the listing at every active portal that its office uses."""
    accounts = PortalAccount.objects.covering(listing.office_id)
    known = Publication.objects.of_operations([one.pk for one in operations])
    publications = {(row.account_id, row.operation_id): row for row in known}
    return [
        _place(account, operation, publications.get((account.pk, operation.pk)))
        for account in accounts
        for operation in operations
    ]


def _place(account: PortalAccount, operation: Operation, publication: Publication | None) -> Place:
    state = PublicationState(publication.state) if publication else PublicationState.WAITING
    is_wanted = publication.is_wanted if publication else True
    reasons = say(publication.reasons) if publication and state == PublicationState.EXCLUDED else []
    if not operation.is_public:
        state, reasons = PublicationState.GONE, []
    elif state == PublicationState.GONE:
        state = PublicationState.WAITING
    label = str(state.label)
    return Place(account, operation, state, label, is_wanted, reasons, lines_for(account, operation))


def lines_for(account: PortalAccount, operation: Operation) -> list[Line]:
    """What the publish rules and the format say of this operation there, worst first."""
    outlet = Outlet.of(account)
    lines = [_rule_line(one) for one in findings(operation, outlet.format.code) if not one.is_overridden]
    item = item_of(Facts(operation), outlet.contact_of(operation.listing.office), outlet.languages)
    lines += [
        Line(str(one.weight), words_for(FORMAT + one.code, dict(one.values)))
        for one in outlet.format.lint(item, outlet.sender)
    ]
    return sorted(lines, key=lambda line: list(Weight).index(Weight(line.weight)))


def _rule_line(finding: Finding) -> Line:
    weight = Weight.HINT if finding.severity == Severity.HINT else Weight.REJECT
    return Line(str(weight), str(finding.text), finding.fix)
