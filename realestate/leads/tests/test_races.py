"""Several people at the same moment, on MySQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.leads.models import Activity, Enquiry, Lead, NextAction
from realestate.leads.services import claim_lead, complete_action, register_enquiry
from realestate.tests.factories import LeadFactory, NextActionFactory, OfficeFactory, UserFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What each of ``count`` threads got, a BusinessRuleError as its words."""
    barrier = Barrier(count)

    def run(number: int) -> Any:
        try:
            barrier.wait(30)
            return work(number)
        except BusinessRuleError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_of_twenty_claims_exactly_one_wins_and_the_others_read_who() -> None:
    office = OfficeFactory()
    people = [UserFactory(office=office, first_name=f"P{n}", last_name="") for n in range(20)]
    lead = LeadFactory(office=office)
    answers = at_once(20, lambda n: claim_lead(actor=people[n], lead=lead))
    winners = [answer for answer in answers if isinstance(answer, Lead)]
    assert len(winners) == 1
    name = str(Lead.objects.get().salesperson)
    assert sum(answer == f"{name} ha cogido este lead primero." or name in str(answer) for answer in answers) >= 19
    assert Activity.objects.filter(kind="assignment").count() == 1


def test_twenty_equal_enquiries_make_one_lead_and_one_enquiry() -> None:
    office = OfficeFactory()

    def enquire(_number: int) -> Enquiry:
        return register_enquiry(
            source="portal",
            channel="api",
            office=office,
            name="Lucía Gómez",
            email="lucia@example.com",
            phone="612345678",
            message="Hola",
            external_id="P-1",
        )

    answers = at_once(20, enquire)
    assert {answer.pk for answer in answers} == {Enquiry.objects.get().pk}
    assert (Lead.objects.count(), Contact.objects.count(), NextAction.objects.count()) == (1, 1, 1)


def test_twenty_enquiries_of_one_person_without_an_id_make_one_case() -> None:
    office = OfficeFactory()

    def enquire(number: int) -> Enquiry:
        return register_enquiry(
            source="web",
            channel="form",
            office=office,
            name="Lucía Gómez",
            email="lucia@example.com",
            phone="",
            message=f"Hola {number}",
        )

    at_once(20, enquire)
    assert (Lead.objects.count(), Contact.objects.count(), Enquiry.objects.count()) == (1, 1, 20)


def test_two_who_finish_the_last_two_actions_leave_one() -> None:
    lead = LeadFactory()
    actor = UserFactory(office=lead.office)
    actions = [NextActionFactory(lead=lead, kind="task") for _ in range(2)]
    answers = at_once(2, lambda n: complete_action(actor=actor, action=actions[n]))
    assert sum(isinstance(answer, NextAction) for answer in answers) == 1
    assert NextAction.objects.open().count() == 1
