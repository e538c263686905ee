"""Choosing a listing's owner among the contacts by typing: a name, an e-mail, a phone."""

from realestate.contacts.choosing import contact_label as owner_label
from realestate.contacts.choosing import find_typed as find_owner
from realestate.contacts.choosing import suggest_contacts as suggest_owners

__all__ = ["find_owner", "owner_label", "suggest_owners"]
