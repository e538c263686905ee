from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from realestate.contacts.models import Consent, Contact
from realestate.leads.models import Activity, Demand, Enquiry, Lead, NextAction
from realestate.salespeople.models import User
from realestate.tests.factories import (
    ContactFactory,
    ContactPointFactory,
    DemandFactory,
    EnquiryFactory,
    LeadFactory,
    NextActionFactory,
)

pytestmark = pytest.mark.django_db

MODELS = [Lead, NextAction, Activity, Enquiry, Demand, Contact, Consent]


def address(model: type, page: str = "changelist", *args: object) -> str:
    meta: Any = model
    return reverse(f"admin:{meta._meta.app_label}_{meta._meta.model_name}_{page}", args=args)


def fill(count: int) -> None:
    for _ in range(count):
        lead = LeadFactory(salesperson=None)
        NextActionFactory(lead=lead)
        EnquiryFactory(lead=lead)
        DemandFactory(lead=lead)
        Activity.objects.create(lead=lead, contact=lead.contact, kind="note")
        Consent.objects.create(
            contact=lead.contact, purpose="enquiry", channel="form", is_given=True, text_version="1", language="es"
        )


@pytest.mark.parametrize("model", MODELS)
def test_the_list_opens_and_searches(model: type, manager: User, as_user: Any) -> None:
    fill(1)
    client = as_user(manager)
    assert client.get(address(model)).status_code == 200
    assert client.get(address(model), {"q": "García"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_the_lists_queries_do_not_grow_with_its_rows(
    model: type, manager: User, as_user: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(3)
    client = as_user(manager)
    client.get(address(model))
    with django_assert_max_num_queries(100) as few:
        client.get(address(model))
    fill(12)
    with django_assert_max_num_queries(100) as many:
        client.get(address(model))
    assert len(many) == len(few)
    assert len(many) <= 20
    assert not any("COUNT(" in query["sql"].upper() for query in many.captured_queries)


@pytest.mark.parametrize("role", ["salesperson", "coordinator", "dpo", "auditor"])
def test_only_managers_open_it(role: str, request: pytest.FixtureRequest, as_user: Any) -> None:
    assert as_user(request.getfixturevalue(role)).get(address(Lead)).status_code != 200


def test_leads_are_given_to_another_salesperson(manager: User, salesperson: User, as_user: Any) -> None:
    leads = [LeadFactory(office=salesperson.office), LeadFactory(office=salesperson.office)]
    values = {"action": "reassign", "to": salesperson.pk, "_selected_action": [lead.pk for lead in leads]}
    as_user(manager).post(address(Lead), values)
    assert {lead.salesperson for lead in Lead.objects.all()} == {salesperson}
    assert Activity.objects.filter(kind="assignment").count() == 2


def test_the_action_without_a_person_changes_nothing(manager: User, as_user: Any) -> None:
    lead = LeadFactory()
    for to in ("", "abc", "9" * 30):
        values = {"action": "reassign", "to": to, "_selected_action": [lead.pk]}
        as_user(manager).post(address(Lead), values)
    assert Lead.objects.get().salesperson is None


def test_contacts_are_given_to_another_salesperson(manager: User, salesperson: User, as_user: Any) -> None:
    contact = ContactFactory()
    values = {"action": "reassign", "to": salesperson.pk, "_selected_action": [contact.pk]}
    as_user(manager).post(address(Contact), values)
    assert Contact.objects.get().salesperson == salesperson


def test_the_stage_is_read_only(manager: User, as_user: Any) -> None:
    lead = LeadFactory(stage="new")
    values = {"office": lead.office_id, "contact": lead.contact_id, "source": "web", "summary": "x", "stage": "won"}
    as_user(manager).post(address(Lead, "change", lead.pk), values)
    stored = Lead.objects.get()
    assert (stored.stage, stored.summary) == ("new", "x")


def test_the_contact_form_keeps_the_search_text(manager: User, as_user: Any) -> None:
    point = ContactPointFactory(value="lucia@example.com")
    contact = point.contact
    page = as_user(manager).get(address(Contact, "change", contact.pk))
    assert page.status_code == 200
    values = {
        "kind": "person",
        "first_name": "Zoe",
        "last_name": "Ruiz",
        "language": "es",
        "office": contact.office_id,
        "points-TOTAL_FORMS": 0,
        "points-INITIAL_FORMS": 0,
        "roles-TOTAL_FORMS": 0,
        "roles-INITIAL_FORMS": 0,
    }
    assert as_user(manager).post(address(Contact, "change", contact.pk), values).status_code == 302
    contact.refresh_from_db()
    assert contact.search_text == "zoe ruiz lucia@example.com"


def test_a_contact_is_made(manager: User, as_user: Any) -> None:
    values = {
        "kind": "person",
        "first_name": "Zoe",
        "last_name": "Ruiz",
        "language": "es",
        "office": manager.office_id,
        "points-TOTAL_FORMS": 0,
        "points-INITIAL_FORMS": 0,
        "roles-TOTAL_FORMS": 0,
        "roles-INITIAL_FORMS": 0,
    }
    assert as_user(manager).post(address(Contact, "add"), values).status_code == 302
    assert Contact.objects.get().search_text == "zoe ruiz"
