"""Two people at the same moment, on MySQL."""

from datetime import timedelta

import pytest
from django.utils import timezone

from realestate.leads.tests.test_races import at_once
from realestate.listings import services
from realestate.listings.models import KeyMovement, KeySet, LegalFacts, Listing
from realestate.tests.factories import KeySetFactory, ListingFactory, OfficeFactory, ProspectFactory, UserFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_of_ten_people_who_take_a_set_one_has_it() -> None:
    office = OfficeFactory()
    people = [UserFactory(office=office) for _number in range(10)]
    key_set = KeySetFactory(listing=ListingFactory(office=office))
    due = timezone.now() + timedelta(hours=1)
    answers = at_once(
        10,
        lambda n: services.take_out_keys(actor=people[n], key_set=key_set, holder=people[n], due_back_at=due),
    )
    assert sum(isinstance(answer, KeySet) for answer in answers) == 1
    assert KeyMovement.objects.count() == 1


def test_ten_clicks_on_won_make_one_listing() -> None:
    office = OfficeFactory()
    person = UserFactory(office=office)
    prospect = ProspectFactory(office=office, salesperson=person)
    answers = at_once(10, lambda n: services.convert_prospect(actor=person, prospect=prospect))
    assert sum(isinstance(answer, Listing) for answer in answers) == 1
    assert Listing.objects.count() == 1


def test_of_ten_people_who_first_write_the_legal_information_one_is_kept() -> None:
    office = OfficeFactory()
    people = [UserFactory(office=office, role="coordinator") for _number in range(10)]
    listing = ListingFactory(office=office)
    answers = at_once(
        10,
        lambda n: services.set_legal_facts(
            actor=people[n], listing=listing, version=0, values={"registry_number": str(n)}, words={}
        ),
    )
    assert sum(isinstance(answer, LegalFacts) for answer in answers) == 1
    assert sum(isinstance(answer, str) for answer in answers) == 9  # each is told that somebody was first
    assert LegalFacts.objects.count() == 1
