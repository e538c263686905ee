"""What fits whom, and why: a reason in words for each criterion, near-misses apart.

A must-have that fails rules a pair out; one that is nearly met, or that the listing does not tell, makes a near-miss.
Nice-to-haves only move the score. SQL narrows the field, Python scores a bounded number of pairs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from realestate.core.money import format_money
from realestate.core.text import normalise
from realestate.leads.choices import Criterion
from realestate.leads.models import Demand
from realestate.listings.choices import Feature, PropertyType
from realestate.listings.models import Listing, Operation

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

YES, NEAR, UNKNOWN, NO = "yes", "near", "unknown", "no"
CREDIT = {YES: Decimal("1"), NEAR: Decimal("0.5"), UNKNOWN: Decimal("0.3"), NO: Decimal("0")}
WEIGHTS = {
    Criterion.PRICE: 30,
    Criterion.ZONE: 25,
    Criterion.PROPERTY_TYPE: 20,
    Criterion.BEDROOMS: 10,
    Criterion.AREA: 10,
    Criterion.FEATURES: 10,
    Criterion.BATHROOMS: 5,
}
TOLERANCE = Decimal("0.10")  # of price and area: what a buyer may still be talked into
CANDIDATES = 500  # pairs that are scored at most for one page


@dataclass(frozen=True)
class Reason:
    """How one criterion of a demand is met."""

    criterion: str
    verdict: str
    text: str
    is_must: bool

    @property
    def sign(self) -> str:
        """+ met, ~ nearly, ? not told, − not met."""
        return {YES: "+", NEAR: "~", UNKNOWN: "?", NO: "−"}[self.verdict]

    @property
    def verdict_words(self) -> str:
        """The sign, for who hears the page."""
        return {YES: _("fits"), NEAR: _("nearly"), UNKNOWN: _("not known"), NO: _("does not fit")}[self.verdict]


@dataclass(frozen=True)
class Match:
    """A demand and an operation, with a score from 0 to 100 and the reasons for it."""

    operation: Operation
    demand: Demand
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_excluded(self) -> bool:
        return any(reason.is_must and reason.verdict == NO for reason in self.reasons)

    @property
    def is_near_miss(self) -> bool:
        return any(reason.is_must and reason.verdict in {NEAR, UNKNOWN} for reason in self.reasons)


@dataclass(frozen=True)
class Matches:
    """What fits, best first, and what nearly does."""

    fitting: list[Match]
    near: list[Match]


def judge(demand: Demand, operation: Operation) -> Match:
    """Compare one pair. Only criteria that the demand asks for count."""
    reasons: list[Reason] = []
    for criterion, verdict_of in _JUDGES.items():
        said = verdict_of(demand, operation)
        if said is not None:
            reasons.append(Reason(criterion, said[0], said[1], demand.is_must(criterion)))
    asked = sum(WEIGHTS[Criterion(reason.criterion)] for reason in reasons)
    earned = sum((CREDIT[reason.verdict] * WEIGHTS[Criterion(reason.criterion)] for reason in reasons), Decimal(0))
    score = int(100 * earned / asked) if asked else 50
    return Match(operation, demand, score, tuple(reasons))


Verdict = tuple[str, str] | None


def _price(demand: Demand, operation: Operation) -> Verdict:
    low, high, price = demand.price_min, demand.price_max, operation.price
    if low is None and high is None:
        return None
    if price is None or operation.price_on_request:
        return UNKNOWN, _("price on request")
    if operation.currency != demand.currency:
        return NO, _("price in another currency")
    said = format_money(price, operation.currency)
    if high is not None and price > high:
        over = (price - high) / high if high else Decimal(1)
        text = _("%(price)s is %(percent)s over") % {"price": said, "percent": _percent(over)}
        return (NEAR if over <= TOLERANCE else NO), text
    if low is not None and price < low:
        under = (low - price) / low
        text = _("%(price)s is %(percent)s under the range") % {"price": said, "percent": _percent(under)}
        return (NEAR if under <= TOLERANCE else NO), text
    return YES, _("%(price)s is within the budget") % {"price": said}


def _percent(share: Decimal) -> str:
    return f"{number_format(max(share * 100, Decimal(1)), decimal_pos=0)}\N{NO-BREAK SPACE}%"


def _zone(demand: Demand, operation: Operation) -> Verdict:
    if not demand.zones:
        return None
    listing = operation.listing
    places = {normalise(place) for place in (listing.zone, listing.town, listing.province) if place}
    wanted = [normalise(zone) for zone in demand.zones]
    for zone in wanted:
        if any(zone and (zone == place or f" {zone} " in f" {place} ") for place in places):
            return YES, _("in %(place)s") % {"place": listing.zone or listing.town}
    return NO, _("in %(place)s, not where they look") % {"place": listing.town}


def _type(demand: Demand, operation: Operation) -> Verdict:
    if not demand.property_types:
        return None
    said = PropertyType(operation.listing.property_type).label
    return (YES if operation.listing.property_type in demand.property_types else NO), str(said)


def _area(demand: Demand, operation: Operation) -> Verdict:
    wanted = demand.area_min
    if wanted is None:
        return None
    area = operation.listing.built_area or operation.listing.usable_area
    if area is None:
        return UNKNOWN, _("area not known")
    said = f"{number_format(area, decimal_pos=0)}\N{NO-BREAK SPACE}m²"
    if area >= wanted:
        return YES, said
    return (NEAR if area >= wanted * (1 - TOLERANCE) else NO), _("only %(area)s") % {"area": said}


def _bedrooms(demand: Demand, operation: Operation) -> Verdict:
    return _count(demand.bedrooms_min, operation.listing.bedrooms, _bedroom_words)


def _bathrooms(demand: Demand, operation: Operation) -> Verdict:
    return _count(demand.bathrooms_min, operation.listing.bathrooms, _bathroom_words)


def _bedroom_words(count: int) -> str:
    return ngettext("%(count)d bedroom", "%(count)d bedrooms", count) % {"count": count}


def _bathroom_words(count: int) -> str:
    return ngettext("%(count)d bathroom", "%(count)d bathrooms", count) % {"count": count}


def _count(wanted: int | None, there: int | None, words: Any) -> Verdict:
    if wanted is None:
        return None
    if there is None:
        return UNKNOWN, _("number of rooms not known")
    if there >= wanted:
        return YES, words(there)
    return (NEAR if there == wanted - 1 else NO), _("only %(rooms)s") % {"rooms": words(there)}


def _features(demand: Demand, operation: Operation) -> Verdict:
    if not demand.features:
        return None
    missing = [name for name in demand.features if name not in operation.listing.features]
    labels = dict(Feature.choices)
    if not missing:
        return YES, ", ".join(str(labels.get(name, name)).lower() for name in demand.features)
    text = _("without %(features)s") % {"features": ", ".join(str(labels.get(name, name)).lower() for name in missing)}
    return (NEAR if len(missing) < len(demand.features) else NO), text


_JUDGES = {
    Criterion.PRICE: _price,
    Criterion.ZONE: _zone,
    Criterion.PROPERTY_TYPE: _type,
    Criterion.BEDROOMS: _bedrooms,
    Criterion.AREA: _area,
    Criterion.BATHROOMS: _bathrooms,
    Criterion.FEATURES: _features,
}


def operations_for(demand: Demand, user: "AnyUser", *, limit: int = 20) -> Matches:
    """The operations on the market that fit a demand; never the contact's own property, never what is sold."""
    rows = Operation.objects.visible_to(user).offered().filter(kind=demand.operation)
    rows = rows.exclude(listing__owner_id=demand.contact_id).not_owned_by(demand.contact_id)
    if demand.is_must(Criterion.PROPERTY_TYPE) and demand.property_types:
        rows = rows.filter(listing__property_type__in=demand.property_types)
    if demand.is_must(Criterion.PRICE):
        rows = rows.filter(_price_window(demand))
    if demand.is_must(Criterion.BEDROOMS) and demand.bedrooms_min:
        rows = rows.filter(Q(listing__bedrooms__isnull=True) | Q(listing__bedrooms__gte=demand.bedrooms_min - 1))
    candidates = rows.for_rows().order_by("-id")[:CANDIDATES]
    return _ranked((judge(demand, operation) for operation in candidates), limit)


def demands_for(listing: Listing, user: "AnyUser", *, limit: int = 20) -> Matches:
    """The current demands that a listing's open operations fit, among those that the user may see."""
    pairs: list[Match] = []
    owners = {one.contact_id for one in listing.ownerships.all()} | ({listing.owner_id} if listing.owner_id else set())
    for operation in listing.operations.all():
        if not operation.is_open:
            continue
        operation.listing = listing
        rows = Demand.objects.visible_to(user).current().filter(operation=operation.kind)
        if owners:
            rows = rows.exclude(contact_id__in=owners)
        if operation.price is not None and not operation.price_on_request:
            rows = rows.filter(
                Q(price_max__isnull=True)
                | Q(price_max__gte=operation.price / (1 + TOLERANCE))
                | ~Q(must_haves__icontains=Criterion.PRICE.value)
            )
        candidates = rows.select_related("contact", "lead", "lead__salesperson").order_by("-id")[:CANDIDATES]
        pairs += [judge(demand, operation) for demand in candidates]
    return _ranked(pairs, limit)


def _price_window(demand: Demand) -> Q:
    window = Q()
    if demand.price_max is not None:
        window &= Q(price__lte=demand.price_max * (1 + TOLERANCE))
    if demand.price_min is not None:
        window &= Q(price__gte=demand.price_min * (1 - TOLERANCE))
    return window | Q(price__isnull=True)


def _ranked(pairs: Iterable[Match], limit: int) -> Matches:
    kept = [pair for pair in pairs if not pair.is_excluded]
    kept.sort(key=lambda pair: (-pair.score, -pair.operation.pk, -pair.demand.pk))
    return Matches(
        [pair for pair in kept if not pair.is_near_miss][:limit], [pair for pair in kept if pair.is_near_miss][:limit]
    )
