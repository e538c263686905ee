"""First to claim: offers with a link of one person for one lead, taking it, and what follows when nobody does."""

import math
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import new_token, token_hash
from realestate.core.worktime import after_working_time
from realestate.leads.choices import ActivityKind, IfUnclaimed, Outcome
from realestate.leads.models import ClaimOffer, Enquiry, Lead, RoutingRule
from realestate.leads.routing import Decision
from realestate.leads.services.assignment import assign_lead, claim_lead
from realestate.leads.services.base import hold_lead, write_line
from realestate.leads.services.routing import route, write_turn
from realestate.leads.services.telling import mail_salesperson, offer_to, settle_offers, tell_of_pool
from realestate.salespeople.models import User

AT_ONCE = 500


def offer_claims(*, lead: Lead, decision: Decision) -> list[ClaimOffer]:
    """One offer for each person of the decision, inside the caller's transaction. The window is working time."""
    assert decision.rule is not None
    now = timezone.now()
    window = timedelta(minutes=decision.rule.window)
    until = after_working_time(lead.office.hours, now, window)
    minutes = max(1, math.ceil((until - now).total_seconds() / 60))
    people = {person.pk: person for person in User.objects.filter(pk__in=[one.pk for one in decision.offered])}
    offers = []
    for person in decision.offered:
        token = new_token()
        offer = ClaimOffer.objects.create(
            lead=lead,
            rule_id=decision.rule.pk,
            user=people[person.pk],
            token_hash=token_hash(token),
            expires_at=until,
        )
        offer_to(offer=offer, token=token, minutes=minutes, people=len(decision.offered))
        offers.append(offer)
    return offers


@transaction.atomic
def claim_by_link(*, offer: ClaimOffer) -> Lead:
    """Whoever holds the link takes the lead for its person, once. The others read who was first."""
    offer = ClaimOffer.objects.select_related("lead__salesperson", "user").get(pk=offer.pk)
    user, lead = offer.user, offer.lead
    if not user.is_active or not user.sells:
        raise BusinessRuleError(_("%(name)s cannot take leads.") % {"name": user})
    if lead.salesperson_id == user.pk:
        raise BusinessRuleError(_("This lead is yours already."))
    if lead.salesperson is not None:
        raise BusinessRuleError(_("%(name)s took this lead first.") % {"name": lead.salesperson})
    if not offer.is_open:
        raise BusinessRuleError(_("The time to claim this lead is over."))
    lead = claim_lead(actor=user, lead=lead)
    record(actor=user, action="lead.claimed_by_link", subject=lead, changes={"offer": offer.pk})
    mail_salesperson(template="lead_new", lead=lead)  # the page behind the link shows no phone
    return lead


def close_claim_windows() -> int:
    """Offers whose time is over: the next rules are asked, or the lead stays in the pool. Returns how many leads."""
    overdue = ClaimOffer.objects.overdue().order_by("lead").values_list("lead", flat=True).distinct()
    return sum(_close_window(pk) for pk in list(overdue[:AT_ONCE]))


@transaction.atomic
def _close_window(lead_id: int) -> bool:
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    offers = list(ClaimOffer.objects.overdue().filter(lead=lead).select_related("rule").order_by("pk"))
    if not offers:
        return False  # another run was faster
    now = timezone.now()
    ClaimOffer.objects.open().filter(lead=lead).update(closed_at=now, updated_at=now)
    settle_offers(lead)
    if lead.salesperson_id is not None or not lead.is_open:
        return False
    rule = offers[0].rule
    decision = Decision(Outcome.POOL)
    if rule is not None and rule.if_unclaimed == IfUnclaimed.NEXT:
        decision = _ask_next_rules(lead, rule)
    write_line(lead=lead, actor=None, kind=ActivityKind.ASSIGNMENT, data={"unclaimed": True, "people": len(offers)})
    apply_decision(lead=lead, decision=decision)
    return True


def _ask_next_rules(lead: Lead, rule: RoutingRule) -> Decision:
    enquiry = Enquiry.objects.filter(lead=lead).order_by("received_at", "pk").first()
    order = list(RoutingRule.objects.of_office(lead.office).values_list("pk", flat=True))
    return route(
        office=lead.office,
        source=lead.source,
        portal=enquiry.portal if enquiry else "",
        language=language_of(enquiry, lead),
        listing=lead.listing,
        at=lead.received_at,
        after=order.index(rule.pk) + 1 if rule.pk in order else 0,
    )


def apply_decision(*, lead: Lead, decision: Decision) -> Lead:
    """Give a lead of the pool to whom the rules say, in the caller's transaction with the lead held."""
    write_turn(lead=lead, decision=decision)
    if decision.person is not None:
        to = User.objects.get(pk=decision.person.pk)
        return assign_lead(actor=None, lead=lead, to=to, routing=decision.as_details())
    if decision.offered:
        details = {"to": None, "routing": decision.as_details()}
        write_line(lead=lead, actor=None, kind=ActivityKind.ASSIGNMENT, data=details)
        offer_claims(lead=lead, decision=decision)
        return lead
    tell_of_pool(lead=lead)
    return hold_lead(lead)


def language_of(enquiry: Enquiry | None, lead: Lead) -> str:
    """The language in which they asked, as far as the message said so; else what the contact reads."""
    payload = enquiry.payload if enquiry is not None and isinstance(enquiry.payload, dict) else {}
    said = str(payload.get("language") or payload.get("lang") or "").strip().lower()[:2]
    return said or lead.contact.language
