"""All writing of the owner's room: the way in, released words, prices that owners decide on."""

from realestate.ownerroom.services.feedback import release_feedback, withdraw_feedback
from realestate.ownerroom.services.links import (
    extend_link,
    find_link,
    invite_owner,
    link_of,
    make_link,
    note_visit,
    revoke_link,
    send_link,
    show_link,
)
from realestate.ownerroom.services.proposals import (
    approve_price,
    decline_price,
    propose_price,
    withdraw_proposal,
)

__all__ = [
    "approve_price",
    "decline_price",
    "extend_link",
    "find_link",
    "invite_owner",
    "link_of",
    "make_link",
    "note_visit",
    "propose_price",
    "release_feedback",
    "revoke_link",
    "send_link",
    "show_link",
    "withdraw_feedback",
    "withdraw_proposal",
]
