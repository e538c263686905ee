"""Choosing a contact by typing: a name, an e-mail, a phone."""

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from realestate.contacts.models import Contact
from realestate.contacts.phones import phone_or_none
from realestate.core.text import normalise, normalise_email

if TYPE_CHECKING:
    from realestate.core.querysets import AnyUser

NUMBERED = re.compile(r"\[(\d{1,18})\]\s*$")
SUGGESTED = 8


def contact_label(contact: Contact) -> str:
    """What stands in the field: the name, and the number that tells two of the same name apart."""
    return f"{contact.name} [{contact.pk}]"


def suggest_contacts(user: "AnyUser", typed: str) -> list[Contact]:
    """Contacts that fit what was typed so far, of those that the user may see."""
    if len(typed.strip()) < 2:
        return []
    return list(Contact.objects.visible_to(user).matching(typed)[:SUGGESTED])


def find_typed(user: "AnyUser", typed: str, country: str) -> Contact:
    """The one contact that is meant; a ValidationError with words for the form when there is none, or several."""
    found = _candidates(user, typed.strip(), country)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(contact_label(contact) for contact in found[:SUGGESTED])
        raise ValidationError(
            _("Several contacts fit. Write one of these: %(names)s"), code="ambiguous", params={"names": names}
        )
    raise ValidationError(
        _("No contact of yours has this name, e-mail or phone. Add the contact first."), code="unknown"
    )


def _candidates(user: "AnyUser", typed: str, country: str) -> list[Contact]:
    contacts = Contact.objects.visible_to(user)
    numbered = NUMBERED.search(typed)
    if numbered:
        return list(contacts.filter(pk=int(numbered[1])))
    if "@" in typed:
        return list(contacts.filter(points__kind="email", points__value=normalise_email(typed)).distinct()[:20])
    phone = phone_or_none(typed, country)
    if phone:
        return list(contacts.filter(points__kind="phone", points__value=phone).distinct()[:20])
    name = normalise(typed)
    return [contact for contact in contacts.matching(typed)[:200] if normalise(contact.name) == name] if name else []
