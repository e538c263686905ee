"""“Who would have had the last leads under these rules?” The pure rules are asked; nothing is written or sent."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from realestate.leads.models import Enquiry, Lead, RoutingRule
from realestate.leads.routing import Decision, decide
from realestate.leads.routing_words import decision_in_words, skipped_in_words, trace_in_words
from realestate.leads.services.claims import language_of
from realestate.leads.services.routing import Roster, day_of, facts_of, rules_of
from realestate.salespeople.models import Office, User

SIZE = 50


@dataclass(frozen=True)
class Case:
    """A lead of the past, who has it now, and what the rules would have done with it."""

    lead: Lead
    decision: Decision
    words: str
    skipped: str
    trace: list[str]
    is_same: bool


@dataclass(frozen=True)
class DryRun:
    """The cases, newest first, and how many each person would have had."""

    cases: list[Case]
    shares: list[tuple[str, int]]


def dry_run(*, user: User, office: Office, drafts: bool) -> DryRun:
    """The office's last leads, oldest first through the rules as they stand; ``drafts``: as if all were switched on.

    The turns go on from where the round stands now, and who was away on the day is passed over.
    """
    asked = Prefetch("enquiries", queryset=Enquiry.objects.order_by("received_at", "pk"), to_attr="asked")
    found = Lead.objects.visible_to(user).filter(office=office).select_related("contact", "salesperson", "listing")
    found = found.prefetch_related(asked, "listing__operations").order_by("-received_at", "-pk")
    leads: list[Lead] = list(found[:SIZE])
    if not leads:
        return DryRun([], [])
    days = [day_of(office, lead.received_at) for lead in leads]
    agents = {lead.listing.salesperson_id for lead in leads if lead.listing and lead.listing.salesperson_id}
    roster = Roster.load(office, first=min(days), last=max(days), extra=agents)
    rows = list(RoutingRule.objects.of_office(office))
    balances: dict[int, dict[int, int]] = {}
    cases: list[Case] = []
    shares: Counter[str] = Counter()
    for lead in reversed(leads):
        first: Any = next(iter(getattr(lead, "asked", [])), None)
        facts = facts_of(
            office=office,
            roster=roster,
            source=first.source if first else lead.source,
            portal=first.portal if first else "",
            language=language_of(first, lead),
            listing=lead.listing,
            at=lead.received_at,
        )
        day = day_of(office, lead.received_at)
        decision = decide(facts, rules_of(roster, rows, day, balances=balances, drafts=drafts))
        if decision.rule is not None:
            balances.setdefault(decision.rule.pk, {}).update(decision.balances)
        details = decision.as_details()
        who = decision.person.pk if decision.person else None
        shares[decision.person.name if decision.person else ""] += 1
        cases.append(
            Case(
                lead=lead,
                decision=decision,
                words=decision_in_words(details),
                skipped=skipped_in_words(details),
                trace=trace_in_words(details),
                is_same=who == lead.salesperson_id,
            )
        )
    return DryRun(list(reversed(cases)), sorted(shares.items(), key=lambda one: (-one[1], one[0])))
