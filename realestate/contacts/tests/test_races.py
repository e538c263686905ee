"""Several people at the same contacts at the same moment, on MySQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from realestate.contacts.consents import _link as link_of
from realestate.contacts.consents import send_commercial_email, withdraw_by_link
from realestate.contacts.merging import TREATMENTS, merge_contacts, pointers, sweep_merged
from realestate.contacts.models import Consent, Contact, MergeRecord, Relation
from realestate.contacts.relations import add_relation
from realestate.contacts.services import update_contact
from realestate.contacts.unmerging import undo_merge
from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.leads.models import Lead
from realestate.leads.services import claim_lead, register_enquiry
from realestate.tests import factories

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each got, a BusinessRuleError as itself."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(30)
            return work()
        except BusinessRuleError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def family(count: int) -> tuple[Any, list[Contact]]:
    office = factories.OfficeFactory()
    user = factories.UserFactory(office=office, role="coordinator")
    return user, [factories.ContactFactory(office=office, salesperson=user, town="") for _number in range(count)]


def strays() -> list[str]:
    """Rows that still point at a contact that was merged, beside those that may."""
    return [
        name
        for _model, field, name in pointers()
        if not TREATMENTS[name].stays
        and _model._base_manager.filter(**{f"{field.name}__merged_into__isnull": False}).exists()
    ]


def test_of_two_merges_of_one_contact_exactly_one_wins() -> None:
    for _round in range(5):
        user, (one, two, shared) = family(3)
        answers = at_once(
            partial(merge_contacts, actor=user, survivor=one, others=[shared]),
            partial(merge_contacts, actor=user, survivor=two, others=[shared]),
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["BusinessRuleError", "MergeRecord"]
        assert MergeRecord.objects.filter(survivor__in=[one, two]).count() == 1


def test_two_who_merge_in_opposite_directions_leave_one_contact() -> None:
    for _round in range(5):
        user, (one, two) = family(2)
        answers = at_once(
            partial(merge_contacts, actor=user, survivor=one, others=[two]),
            partial(merge_contacts, actor=user, survivor=two, others=[one]),
        )
        assert sum(isinstance(answer, MergeRecord) for answer in answers) == 1
        assert Contact.objects.filter(pk__in=[one.pk, two.pk], merged_into__isnull=True).count() == 1


def test_an_edit_at_the_same_moment_is_merged_or_refused_but_never_lost() -> None:
    for number in range(8):
        user, (one, other) = family(2)
        seen = {contact.pk: contact.version for contact in (one, other)}
        edit = {"town": f"Lorca {number}"}
        merged, edited = at_once(
            partial(merge_contacts, actor=user, survivor=one, others=[other], versions=seen),
            partial(update_contact, actor=user, contact=other, values=edit, phones=["+34612345678"], emails=[]),
        )
        if isinstance(edited, Contact):
            assert isinstance(merged, BusinessRuleError)  # it looked at facts that are no more
            assert Contact.objects.get(pk=other.pk).merged_into is None
        else:
            assert isinstance(merged, MergeRecord)
        assert Contact.objects.get(pk=other.pk).town == (edit["town"] if isinstance(edited, Contact) else "")


def test_enquiries_that_come_in_during_a_merge_are_with_the_one_who_stays() -> None:
    user, (one, other) = family(2)
    factories.ContactPointFactory(contact=other, kind="email", value="lucia@example.com")

    def enquire(number: int) -> Callable[[], Any]:
        return lambda: register_enquiry(
            source="web",
            channel="form",
            office=user.office,
            name="Lucía",
            email="lucia@example.com",
            phone="",
            message=f"Hola {number}",
        )

    works = [enquire(number) for number in range(8)]
    merge = at_once(lambda: merge_contacts(actor=user, survivor=one, others=[other]), *works)[0]
    assert isinstance(merge, MergeRecord)
    sweep_merged()
    assert strays() == []
    assert Lead.objects.exclude(contact=one).count() == 0


def test_claims_during_a_merge_neither_lock_up_nor_write_the_old_contact_back() -> None:
    user, (one, other) = family(2)
    Contact.objects.update(salesperson=None)
    leads = [factories.LeadFactory(contact=other, office=user.office) for _number in range(8)]
    people = [factories.UserFactory(office=user.office) for _lead in leads]
    works = [
        lambda lead=lead, person=person: claim_lead(actor=person, lead=lead)
        for lead, person in zip(leads, people, strict=True)
    ]
    answers = at_once(partial(merge_contacts, actor=user, survivor=one, others=[other]), *works)
    assert isinstance(answers[0], MergeRecord)
    assert all(isinstance(answer, Lead) for answer in answers[1:])
    sweep_merged()
    assert set(Lead.objects.values_list("contact", flat=True)) == {one.pk}


def test_of_two_who_undo_one_does() -> None:
    user, (one, other) = family(2)
    merge = merge_contacts(actor=user, survivor=one, others=[other])
    answers = at_once(*[lambda: undo_merge(actor=user, merge=merge) for _number in range(4)])
    assert sum(isinstance(answer, MergeRecord) for answer in answers) == 1


def test_a_tie_written_from_both_sides_at_once_is_one() -> None:
    user, (one, other) = family(2)
    at_once(
        lambda: add_relation(actor=user, contact=one, other=other, kind="spouse"),
        lambda: add_relation(actor=user, contact=other, other=one, kind="spouse"),
    )
    assert Relation.objects.count() == 1


def test_no_offer_leaves_after_a_withdrawal_at_the_same_moment() -> None:
    user, (one,) = family(1)
    factories.ContactPointFactory(contact=one, kind="email", value="ana@example.com")
    given = {"purpose": "commercial", "channel": "email", "is_given": True, "language": "es", "text_version": "1"}
    Consent.objects.create(contact=one, source="x", **given)
    link = link_of(one, "commercial", "email")
    words = {"subject": "Piso", "body": "Hola", "sender": user, "office": user.office}

    def offer() -> Any:
        return send_commercial_email(actor=user, contact=one, template="message", context=words)

    at_once(offer, offer, lambda: withdraw_by_link(link=link, language="es"), offer, offer)
    assert not OutgoingEmail.objects.filter(recipient="ana@example.com", status="waiting").exists()
    assert Consent.objects.filter(is_given=False).count() == 1
    assert isinstance(offer_refused(offer), BusinessRuleError)


def offer_refused(offer: Callable[[], Any]) -> Any:
    try:
        return offer()
    except BusinessRuleError as error:
        return error
