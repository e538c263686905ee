from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from realestate.listings import services
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ListingFactory, OfficeFactory

VALUES = {"property_type": "flat", "town": "Murcia"}


@pytest.mark.django_db
def test_references_follow_the_office_pattern(office: Office) -> None:
    assert [services.next_reference(office) for _ in range(2)] == ["MUR-0001", "MUR-0002"]


@pytest.mark.django_db
def test_each_office_counts_for_itself(office: Office, other_office: Office) -> None:
    services.next_reference(office)
    assert services.next_reference(other_office) == "ALC-0001"


@pytest.mark.django_db
def test_offices_with_one_pattern_share_its_numbers() -> None:
    one, two = (OfficeFactory(reference_pattern="casa-{number}") for _ in range(2))
    assert [services.next_reference(one), services.next_reference(two)] == ["CASA-1", "CASA-2"]


@pytest.mark.django_db
def test_a_reference_is_not_given_again_after_deletion(office: Office, manager: User) -> None:
    listing = services.create_listing(actor=manager, office=office, values=VALUES)
    services.delete_listing(actor=manager, listing=listing)
    assert services.create_listing(actor=manager, office=office, values=VALUES).reference == "MUR-0002"


@pytest.mark.django_db
def test_a_reference_that_exists_already_is_passed_over(office: Office) -> None:
    ListingFactory(reference="MUR-0001")
    assert services.next_reference(office) == "MUR-0002"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_get_two_references() -> None:
    office = OfficeFactory(code="RACE")

    def create(_number: int) -> str:
        try:
            return services.create_listing(actor=None, office=office, values=VALUES).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        references = list(threads.map(create, range(40)))
    assert sorted(references) == [f"RACE-{n:04}" for n in range(1, 41)]
