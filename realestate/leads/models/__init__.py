"""Leads: the case of a person who looks for a property, from the first enquiry to won or lost."""

from realestate.leads.models.action import NextAction
from realestate.leads.models.activity import Activity
from realestate.leads.models.demand import Demand, default_expiry
from realestate.leads.models.enquiry import Enquiry
from realestate.leads.models.lead import POSITIVE, Clock, Lead, minutes_in_words

__all__ = [
    "POSITIVE",
    "Activity",
    "Clock",
    "Demand",
    "Enquiry",
    "Lead",
    "NextAction",
    "default_expiry",
    "minutes_in_words",
]
