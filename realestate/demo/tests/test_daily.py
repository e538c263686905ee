"""The desks of the demo: filled, and cleared again with what was added while trying."""

import pytest

from realestate.demo.daily import clear_the_desks, fill_the_desks
from realestate.listings.models import Development, KeyMovement, KeySet, Prospect, Selection
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ContactFactory, ListingFactory, ProspectFactory, UserFactory, lawful_operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(office: Office) -> User:
    person: User = UserFactory(first_name="Ana", office=office, is_demo=True)
    ContactFactory(office=office, salesperson=person)
    for _n in range(3):
        lawful_operation(listing=ListingFactory(office=office, salesperson=person))
    return person


def test_there_is_something_of_everything(ana: User, office: Office) -> None:
    fill_the_desks([office])
    assert {"new", "contacted", "valued", "lost"} == set(Prospect.objects.values_list("status", flat=True))
    assert Development.objects.get().units.count() == 3
    assert KeySet.objects.out().count() == 2
    assert KeySet.objects.overdue().count() == 1
    assert Selection.objects.get().items.count() == 3


def test_the_desks_are_cleared_again(ana: User, office: Office) -> None:
    fill_the_desks([office])
    ProspectFactory(office=office, salesperson=ana)
    clear_the_desks(Office.objects.filter(pk=office.pk), User.objects.filter(is_demo=True))
    for model in (Prospect, Development, KeySet, KeyMovement, Selection):
        assert not model._default_manager.exists()


def test_an_office_without_salespeople_stays_empty(office: Office) -> None:
    fill_the_desks([office])
    assert not Prospect.objects.exists()
