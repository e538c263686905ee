"""Writes about leads. Each is one transaction: checks first, then rows, timeline line and audit line together."""

from realestate.leads.services.actions import (
    NextActionValues,
    add_next_action,
    cancel_action,
    close_viewing_action,
    complete_action,
    postpone_action,
    set_viewing_action,
    tomorrow_at_ten,
)
from realestate.leads.services.assignment import assign_lead, claim_lead, release_lead
from realestate.leads.services.claims import claim_by_link, close_claim_windows
from realestate.leads.services.enquiries import quick_add_lead, register_enquiry
from realestate.leads.services.escalation import escalate_leads
from realestate.leads.services.pipeline import (
    advance_stage,
    change_stage,
    lose_lead,
    make_offer,
    reopen_lead,
    win_lead,
)
from realestate.leads.services.routing_rules import (
    delete_rule,
    move_rule,
    policy_of,
    save_policy,
    save_rule,
    switch_rule,
)
from realestate.leads.services.timeline import log_activity, log_contact, send_lead_email

__all__ = [
    "NextActionValues",
    "add_next_action",
    "advance_stage",
    "assign_lead",
    "cancel_action",
    "change_stage",
    "claim_by_link",
    "claim_lead",
    "close_claim_windows",
    "close_viewing_action",
    "complete_action",
    "delete_rule",
    "escalate_leads",
    "log_activity",
    "log_contact",
    "lose_lead",
    "make_offer",
    "move_rule",
    "policy_of",
    "postpone_action",
    "quick_add_lead",
    "register_enquiry",
    "release_lead",
    "reopen_lead",
    "save_policy",
    "save_rule",
    "send_lead_email",
    "set_viewing_action",
    "switch_rule",
    "tomorrow_at_ten",
    "win_lead",
]
