from collections.abc import Callable

import pytest
from django.test import Client

from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, ContactPointFactory, LeadFactory

pytestmark = pytest.mark.django_db


def test_the_thousandth_lead_still_books_its_viewing(salesperson: User, as_user: Callable[[User], Client]) -> None:
    LeadFactory(pk=12_345, office=salesperson.office, salesperson=salesperson)
    page = as_user(salesperson).get("/leads/12345/?compose=viewing").content.decode()
    assert "/agenda/new/?lead=12345" in page


def test_the_thousandth_contact_can_be_chosen_in_quick_add(
    salesperson: User, as_user: Callable[[User], Client]
) -> None:
    contact = ContactFactory(pk=12_345, office=salesperson.office, salesperson=salesperson)
    ContactPointFactory(contact=contact, kind="email", value="rosa@example.com")
    values = {"name": "Rosa", "phone_or_email": "rosa@example.com", "wants": "Piso"}
    page = as_user(salesperson).post("/leads/new/", values).content.decode()
    assert 'value="12345"' in page
