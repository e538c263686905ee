"""Finding contacts that may be the same, in the background, and keeping what people said about them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from realestate.audit.services import record
from realestate.contacts.likeness import NAME_ALONE, Found, Person, keys_of, pairs_within
from realestate.contacts.models import Contact, ContactPoint, Likeness, LikenessKey
from realestate.salespeople.models import User

BATCH = 300
BESIDE = 60  # of those that stand under one key, so many of the newest are compared
COMMON = 8  # a name that more people have tells nobody apart where the town is not known
SHARED = 6  # a phone of more people than that is a switchboard
BY_POINT = 60  # likeness of two who share a phone or e-mail and nothing else
COLUMNS = ("pk", "first_name", "last_name", "company_name", "kind", "town", "tax_id")


def compare_contacts(*, limit: int = 50_000, longest: timedelta = timedelta(minutes=10)) -> int:
    """Look at what is new or changed since the last time; returns how many contacts. Safe to run twice, and at once."""
    end, done = timezone.now() + longest, 0
    while done < limit and timezone.now() < end:
        count = compare_batch()
        if not count:
            break
        done += count
    return done


def compare_batch(size: int = BATCH) -> int:
    """One step of ``compare_contacts``: some hundred contacts against those that share a key; how many are done."""
    started = timezone.now()
    people = [_person(row) for row in Contact.objects.due_for_comparison().values_list(*COLUMNS)[:size]]
    if not people:
        return 0
    due = frozenset(person.pk for person in people)
    keys = {(key, person.pk) for person in people for key in keys_of(person)}
    with transaction.atomic():
        LikenessKey.objects.filter(contact__in=due).delete()
        LikenessKey.objects.bulk_create(
            [LikenessKey(key=key, contact_id=pk) for key, pk in sorted(keys)], ignore_conflicts=True, batch_size=500
        )
    found = pairs_within(_beside({key for key, _pk in keys}), due)
    _add_points(found, due)
    with transaction.atomic():
        _keep(found, due)
        # Whoever was saved in the meantime is due again.
        return Contact.objects.filter(pk__in=due, updated_at__lte=started).update(compared_at=timezone.now())


def _person(row: tuple[Any, ...]) -> Person:
    pk, first, last, company, kind, town, tax_id = row
    is_company = kind == Contact.Kind.COMPANY and bool(company)
    return Person(pk, first, last, company, is_company, town, tax_id)


def _beside(keys: Iterable[str]) -> list[list[Person]]:
    """Who stands under each of these keys, the newest first."""
    rank = Window(RowNumber(), partition_by=F("key"), order_by=F("contact_id").desc())
    rows = LikenessKey.objects.filter(
        key__in=list(keys), contact__merged_into__isnull=True, contact__blocked_at__isnull=True
    )
    columns = ("contact_id", *(f"contact__{name}" for name in COLUMNS[1:]))
    groups: dict[str, list[Person]] = {}
    for key, *row in rows.annotate(rank=rank).filter(rank__lte=BESIDE).values_list("key", *columns):
        groups.setdefault(key, []).append(_person(tuple(row)))
    return [
        group for key, group in groups.items() if 1 < len(group) <= (COMMON if key.startswith(NAME_ALONE) else BESIDE)
    ]


def _add_points(found: Found, due: frozenset[int]) -> None:
    """Those who have a phone or an e-mail in common: they were saved although a warning was shown, or before it."""
    mine = ContactPoint.objects.filter(contact__in=due).values_list("kind", "value", "tail")
    tails = {tail for kind, _value, tail in mine if kind == ContactPoint.Kind.PHONE and tail}
    emails = {value for kind, value, _tail in mine if kind == ContactPoint.Kind.EMAIL}
    if not tails and not emails:
        return
    shared: dict[tuple[str, str], set[int]] = {}
    live = ContactPoint.objects.filter(contact__merged_into__isnull=True, contact__blocked_at__isnull=True)
    for rows, column, reason in (
        (live.filter(tail__in=tails), "tail", Likeness.Reason.PHONE),
        (live.filter(kind=ContactPoint.Kind.EMAIL, value__in=emails), "value", Likeness.Reason.EMAIL),
    ):
        for text, contact in rows.values_list(column, "contact_id"):
            shared.setdefault((reason.value, text), set()).add(contact)
    for (reason_code, _text), people in shared.items():
        if not 2 <= len(people) <= SHARED:
            continue
        for one in sorted(people):
            for other in sorted(people):
                if one >= other or not {one, other} & due:
                    continue
                score, reasons = found.get((one, other), (BY_POINT, []))
                if reason_code not in reasons:
                    found[one, other] = (
                        (100 if reasons and reasons[0] in {"name", "close"} else score),
                        [
                            *reasons,
                            reason_code,
                        ],
                    )


def _keep(found: Found, due: frozenset[int]) -> None:
    """New pairs in line, open ones that are alike no more out of it; what somebody decided stays decided."""
    known = {
        (min(pair.first_id, pair.second_id), max(pair.first_id, pair.second_id)): pair
        for pair in Likeness.objects.filter(Q(first__in=due) | Q(second__in=due))
    }
    Likeness.objects.bulk_create(
        [
            Likeness(first_id=pair[0], second_id=pair[1], score=score, reasons=reasons)
            for pair, (score, reasons) in sorted(found.items())
            if pair not in known
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    gone = [row.pk for pair, row in known.items() if pair not in found and row.status == Likeness.Status.OPEN]
    Likeness.objects.filter(pk__in=gone, status=Likeness.Status.OPEN).delete()
    for pair, row in known.items():
        if pair in found and (row.score, row.reasons) != found[pair]:
            row.score, row.reasons = found[pair]
            row.save(update_fields=["score", "reasons"])


@transaction.atomic
def say_different(*, actor: User, likeness: Likeness) -> None:
    """The two are not the same: remembered, however often they are compared again."""
    _decide(actor, likeness, Likeness.Status.OPEN, Likeness.Status.DIFFERENT)


@transaction.atomic
def look_again(*, actor: User, likeness: Likeness) -> None:
    """Put a pair back in the queue."""
    _decide(actor, likeness, Likeness.Status.DIFFERENT, Likeness.Status.OPEN)


def _decide(actor: User, likeness: Likeness, before: str, after: str) -> None:
    changed = Likeness.objects.filter(pk=likeness.pk, status=before).update(
        status=after, decided_by=actor, decided_at=timezone.now()
    )
    if changed:
        record(
            actor=actor,
            action="contact.pair_decided",
            subject=likeness.first,
            changes={"other": likeness.second_id, "status": [before, after]},
        )
