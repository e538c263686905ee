"""Leads: the case of a person who looks for a property, from the first enquiry to won or lost."""

from realestate.leads.models.action import NextAction
from realestate.leads.models.activity import Activity
from realestate.leads.models.demand import Demand, default_expiry
from realestate.leads.models.enquiry import Enquiry
from realestate.leads.models.lead import POSITIVE, Clock, Lead, minutes_in_words
from realestate.leads.models.routing import (
    ClaimOffer,
    Escalation,
    ResponsePolicy,
    RoutingRule,
    RoutingShare,
    RoutingTurn,
)

__all__ = [
    "POSITIVE",
    "Activity",
    "ClaimOffer",
    "Clock",
    "Demand",
    "Enquiry",
    "Escalation",
    "Lead",
    "NextAction",
    "ResponsePolicy",
    "RoutingRule",
    "RoutingShare",
    "RoutingTurn",
    "default_expiry",
    "minutes_in_words",
]
