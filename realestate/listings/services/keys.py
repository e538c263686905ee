"""Sets of keys going from hand to hand; each move is a line that stays."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.listings.choices import KeyPlace
from realestate.listings.models import KeyMovement, KeySet, Listing
from realestate.salespeople.models import User

REMINDED_AGAIN_AFTER = timedelta(hours=20)  # once a day, whatever minute the schedule comes round
# Where a set may come from, by where it goes.
COMES_FROM = {
    KeyPlace.OUT: (KeyPlace.OFFICE,),
    KeyPlace.OFFICE: (KeyPlace.OUT, KeyPlace.OWNER, KeyPlace.LOST),
    KeyPlace.OWNER: (KeyPlace.OFFICE, KeyPlace.OUT),
    KeyPlace.LOST: (KeyPlace.OFFICE, KeyPlace.OUT),
}


@transaction.atomic
def add_key_set(*, actor: User, listing: Listing, label: str, description: str = "") -> KeySet:
    """A set that the owner handed over: it is in the office now."""
    if not listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
    key_set = KeySet(listing=listing, label=" ".join(label.split())[:40], description=description)
    if not key_set.label:
        raise BusinessRuleError(_("Say what is written on the tag."))
    try:
        with transaction.atomic():
            key_set.save()
    except IntegrityError as error:
        raise BusinessRuleError(_("This listing has a set with that label already.")) from error
    _note(actor, key_set, _("Handed over to the agency"))
    return key_set


@transaction.atomic
def take_out_keys(
    *,
    actor: User,
    key_set: KeySet,
    holder: User | None = None,
    holder_name: str = "",
    due_back_at: datetime,
    note: str = "",
) -> KeySet:
    """A colleague, or somebody else by name, takes a set out of the office until a moment in the future."""
    holder_name = " ".join(holder_name.split())[:120]
    if (holder is None) == (not holder_name):
        raise BusinessRuleError(_("Choose a colleague or write a name: one of the two."))
    if due_back_at <= timezone.now():
        raise BusinessRuleError(_("Say when it comes back: a time to come."))
    return _move(actor, key_set, KeyPlace.OUT, note, holder=holder, holder_name=holder_name, due_back_at=due_back_at)


@transaction.atomic
def bring_back_keys(*, actor: User, key_set: KeySet, note: str = "") -> KeySet:
    """Back in the office: from whoever had it, from the owner, or found again."""
    return _move(actor, key_set, KeyPlace.OFFICE, note)


@transaction.atomic
def give_keys_to_owner(*, actor: User, key_set: KeySet, note: str = "") -> KeySet:
    """Given back to the owner: the agency answers for it no more."""
    if not key_set.listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
    return _move(actor, key_set, KeyPlace.OWNER, note)


@transaction.atomic
def lose_keys(*, actor: User, key_set: KeySet, note: str = "") -> KeySet:
    """Nobody finds it; who had it last stays in the movements."""
    return _move(actor, key_set, KeyPlace.LOST, note)


def remind_overdue_keys() -> int:
    """Write to whoever has keys that are overdue, once a day; returns how many mails.

    Keys with somebody from outside are the business of the listing's salesperson.
    """
    now = timezone.now()
    people: dict[User, list[KeySet]] = {}
    for key_set in KeySet.objects.overdue().for_list():
        person = key_set.holder or key_set.listing.salesperson
        if person is not None and person.is_active:
            people.setdefault(person, []).append(key_set)
    return sum(_remind(person, sets, now) for person, sets in people.items())


@transaction.atomic
def _remind(person: User, sets: list[KeySet], now: datetime) -> bool:
    claimed = [
        one for one in sets if KeySet.objects.to_remind(now - REMINDED_AGAIN_AFTER, one.pk).update(reminded_at=now)
    ]
    if not claimed:
        return False
    context: dict[str, Any] = {"user": person, "key_sets": claimed}
    queue_email(recipient=person.email, template="keys_overdue", context=context, language=person.language)
    return True


def _move(actor: User, key_set: KeySet, place: KeyPlace, note: str, **holding: Any) -> KeySet:
    """One conditional UPDATE decides: of two people who take the same set, the second reads who was first."""
    if not actor.sells:
        raise BusinessRuleError(_("You may not move keys."))
    values = {"holder": None, "holder_name": "", "due_back_at": None, **holding}
    moved = KeySet.objects.filter(pk=key_set.pk, place__in=COMES_FROM[place]).update(
        place=place, reminded_at=None, version=F("version") + 1, updated_at=timezone.now(), **values
    )
    current = KeySet.objects.select_related("listing", "holder").get(pk=key_set.pk)
    if not moved:
        raise BusinessRuleError(_refusal(current))
    _note(actor, current, note)
    return current


def _refusal(current: KeySet) -> str:
    if current.place == KeyPlace.OUT:
        return _("%(name)s has this set.") % {"name": current.with_whom}
    return _("That is not possible now. The set is here: %(place)s.") % {"place": current.get_place_display()}


def _note(actor: User, key_set: KeySet, note: str) -> None:
    KeyMovement.objects.create(
        key_set=key_set,
        place=key_set.place,
        holder_name=key_set.with_whom[:120],
        due_back_at=key_set.due_back_at,
        note=note[:200],
        actor=actor,
    )
    changes = {"set": key_set.label, "place": key_set.place, "holder": key_set.holder_id}
    record(actor=actor, action="keys.moved", subject=key_set.listing, changes=changes)
