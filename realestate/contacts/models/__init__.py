"""People and companies that the agency deals with, and what is written about them."""

from realestate.contacts.models.consent import Consent, WithdrawalLink
from realestate.contacts.models.contact import Contact, ContactPoint, ContactRole
from realestate.contacts.models.likeness import Likeness, LikenessKey
from realestate.contacts.models.merge import MergeChange, MergedContact, MergeRecord
from realestate.contacts.models.relation import Relation

__all__ = [
    "Consent",
    "Contact",
    "ContactPoint",
    "ContactRole",
    "Likeness",
    "LikenessKey",
    "MergeChange",
    "MergeRecord",
    "MergedContact",
    "Relation",
    "WithdrawalLink",
]
