"""The one table of an operation's life: which verb leads from which status to which."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.listings.choices import OperationKind, Status

if TYPE_CHECKING:
    from realestate.listings.models import Operation

SOLD_KINDS = frozenset({OperationKind.SALE, OperationKind.TRANSFER})
RENTED_KINDS = frozenset({OperationKind.RENT, OperationKind.SEASONAL_RENT, OperationKind.RENT_TO_OWN})
ALL_KINDS = SOLD_KINDS | RENTED_KINDS


@dataclass(frozen=True)
class Verb:
    """Something that people do to an operation; ``name`` is its URL's name too."""

    name: str
    label: Any
    icon: str
    steps: dict[str, str]  # from → to
    kinds: frozenset[OperationKind] = ALL_KINDS
    takes_price: bool = False

    def leads_from(self, status: str, kind: str) -> bool:
        return status in self.steps and kind in self.kinds


PUBLISH = Verb("publish", _("Publish"), "globe", {Status.DRAFT: Status.AVAILABLE})
RESERVE = Verb("reserve", pgettext_lazy("verb", "Reserve"), "bookmark", {Status.AVAILABLE: Status.RESERVED})
PUT_UNDER_CONTRACT = Verb(
    "put_under_contract",
    _("Put under contract"),
    "file-earmark-text",
    {Status.AVAILABLE: Status.UNDER_CONTRACT, Status.RESERVED: Status.UNDER_CONTRACT},
)
MARK_SOLD = Verb(
    "mark_sold",
    _("Mark as sold"),
    "check-circle",
    {Status.AVAILABLE: Status.SOLD, Status.RESERVED: Status.SOLD, Status.UNDER_CONTRACT: Status.SOLD},
    kinds=SOLD_KINDS,
    takes_price=True,
)
MARK_RENTED = Verb(
    "mark_rented",
    _("Mark as rented out"),
    "key",
    {Status.AVAILABLE: Status.RENTED, Status.RESERVED: Status.RENTED, Status.UNDER_CONTRACT: Status.RENTED},
    kinds=RENTED_KINDS,
    takes_price=True,
)
WITHDRAW = Verb(
    "withdraw",
    pgettext_lazy("verb", "Withdraw"),
    "eye-slash",
    {
        Status.DRAFT: Status.WITHDRAWN,
        Status.AVAILABLE: Status.WITHDRAWN,
        Status.RESERVED: Status.WITHDRAWN,
        Status.UNDER_CONTRACT: Status.WITHDRAWN,
    },
)
REACTIVATE = Verb(
    "reactivate",
    _("Reactivate"),
    "arrow-repeat",
    {
        Status.RESERVED: Status.AVAILABLE,  # the buyer has gone: back on the market at once
        Status.UNDER_CONTRACT: Status.AVAILABLE,
        Status.SOLD: Status.DRAFT,  # a mistake, or a sale undone: looked over before it is published again
        Status.RENTED: Status.DRAFT,
        Status.WITHDRAWN: Status.DRAFT,
        Status.EXPIRED: Status.DRAFT,
    },
)
VERBS = (PUBLISH, RESERVE, PUT_UNDER_CONTRACT, MARK_SOLD, MARK_RENTED, REACTIVATE, WITHDRAW)
BY_NAME = {verb.name: verb for verb in VERBS}


def allowed_verbs(operation: "Operation") -> list[Verb]:
    """What may be done to this operation as it stands, in the order of its life."""
    return [verb for verb in VERBS if verb.leads_from(operation.status, operation.kind)]
