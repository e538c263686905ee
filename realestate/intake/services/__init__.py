"""Writes of the intake. Nothing that came in is ever thrown away."""

from realestate.intake.services.doors import (
    create_key,
    create_mailbox,
    forget_secret,
    reissue_key,
    request_fetch,
    require_signature,
    update_key,
    update_mailbox,
)
from realestate.intake.services.processing import process_message, requeue_waiting
from realestate.intake.services.quarantine import complete_message, read_again, set_aside, switch_rule, take_back, teach
from realestate.intake.services.receiving import keep_mail, receive_webhook, refuse_webhook
from realestate.intake.services.sources import save_cost

__all__ = [
    "complete_message",
    "create_key",
    "create_mailbox",
    "forget_secret",
    "keep_mail",
    "process_message",
    "read_again",
    "receive_webhook",
    "refuse_webhook",
    "reissue_key",
    "request_fetch",
    "requeue_waiting",
    "require_signature",
    "save_cost",
    "set_aside",
    "switch_rule",
    "take_back",
    "teach",
    "update_key",
    "update_mailbox",
]
