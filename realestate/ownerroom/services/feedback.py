"""Words about a viewing for the owner: released by whoever answers for the listing, and taken back."""

import re

import phonenumbers
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.agenda.models import Viewing
from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.ownerroom.models import ReleasedFeedback
from realestate.ownerroom.owners import check_may_lead
from realestate.salespeople.models import User

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WORD = re.compile(r"[^\W\d_]+")


@transaction.atomic
def release_feedback(*, actor: User | None, feedback: ReleasedFeedback, text: str) -> ReleasedFeedback:
    """Show these words to the owners of the listing; ``feedback`` is new or as it was loaded.

    Raises StaleVersionError when somebody saved in the meantime, BusinessRuleError when the words tell who came.
    """
    viewing = feedback.viewing
    check_may_lead(actor, viewing.listing)
    if viewing.status != Viewing.Status.DONE:
        raise BusinessRuleError(_("Only what was said at a viewing that took place can be told."))
    text = text.strip()
    if not text:
        raise BusinessRuleError(_("Write something for the owner."))
    _check_tells_nobody(text, viewing.lead.contact, viewing.office.country)
    feedback.text = text
    feedback.released_by, feedback.released_at, feedback.withdrawn_at = actor, timezone.now(), None
    try:
        with transaction.atomic():
            feedback.save()
    except IntegrityError as error:
        raise BusinessRuleError(_("Somebody else has just written about this viewing: open it again.")) from error
    _note(actor, "owner_feedback.released", feedback)
    return feedback


@transaction.atomic
def withdraw_feedback(*, actor: User, feedback: ReleasedFeedback) -> ReleasedFeedback:
    """The owner no longer reads it."""
    current = ReleasedFeedback.objects.select_for_update().get(pk=feedback.pk)
    check_may_lead(actor, current.viewing.listing)
    if current.withdrawn_at is None:
        current.withdrawn_at = timezone.now()
        current.save()
        _note(actor, "owner_feedback.withdrawn", current)
    return current


def _check_tells_nobody(text: str, visitor: Contact, country: str) -> None:
    """Neither the visitor's name nor an address nor a phone. A word counts as a name when it is written like one."""
    if _MAIL.search(text) or any(True for _match in phonenumbers.PhoneNumberMatcher(text, country)):
        raise BusinessRuleError(_("Leave out telephone numbers and e-mail addresses."))
    names = f"{visitor.first_name} {visitor.last_name} {visitor.company_name}"
    own = {word for word in _WORD.findall(names) if len(word) > 2 and word[0].isupper()}
    told = [word for word in _WORD.findall(text) if word in own]
    if told:
        raise BusinessRuleError(_("Leave out who came: “%(name)s”.") % {"name": told[0]})


def _note(actor: User | None, action: str, feedback: ReleasedFeedback) -> None:
    changes = {"viewing_id": feedback.viewing_id, "text": feedback.text}
    record(actor=actor, action=action, subject=feedback.viewing.listing, changes=changes)
