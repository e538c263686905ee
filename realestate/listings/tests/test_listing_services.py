from decimal import Decimal

import pytest

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.listings import services
from realestate.listings.models import Listing
from realestate.listings.services import OperationValues
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ContactFactory, ListingFactory, OperationFactory

pytestmark = pytest.mark.django_db
VALUES = {"property_type": "flat", "town": "Murcia", "bedrooms": 3}


def test_a_listing_is_created_with_operations_and_texts(office: Office, salesperson: User) -> None:
    listing = services.create_listing(
        actor=salesperson,
        office=office,
        values=VALUES,
        operations=[OperationValues(kind="rent", price=Decimal(700))],
        texts={"es": ("Piso", "Luminoso"), "en": ("", "")},
    )
    operation = listing.operations.get()
    assert (operation.period, operation.currency, operation.original_price) == ("month", "EUR", Decimal(700))
    assert [text.language for text in listing.texts.all()] == ["es"]
    assert operation.price_changes.count() == 1


def test_the_machine_may_create_and_leaves_a_line_without_a_name(office: Office) -> None:
    listing = services.create_listing(actor=None, office=office, values=VALUES)
    assert AuditLine.objects.about(listing).get().actor is None


def test_a_stranger_cannot_add_to_the_office(office: Office, stranger: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.create_listing(actor=stranger, office=office, values=VALUES)


def test_a_garage_keeps_no_rooms_and_needs_no_certificate(office: Office) -> None:
    values = {**VALUES, "property_type": "garage", "bathrooms": 1, "energy_status": "missing"}
    listing = services.create_listing(actor=None, office=office, values=values)
    assert (listing.bedrooms, listing.bathrooms, listing.energy_status) == (None, None, "exempt")


def test_an_unknown_field_is_a_mistake_of_ours(office: Office) -> None:
    with pytest.raises(TypeError):
        services.create_listing(actor=None, office=office, values={**VALUES, "reference": "X"})


def test_an_update_writes_the_changes_into_the_audit(salesperson: User, office: Office) -> None:
    listing = ListingFactory(office=office, salesperson=salesperson, town="Murcia")
    services.update_listing(actor=salesperson, listing=listing, values={"town": "Lorca"})
    assert AuditLine.objects.about(listing).get().changes == {"town": ["Murcia", "Lorca"]}


def test_an_update_that_changes_nothing_writes_nothing(salesperson: User, office: Office) -> None:
    listing = ListingFactory(office=office, salesperson=salesperson)
    services.update_listing(actor=salesperson, listing=listing, values={"town": listing.town})
    assert not AuditLine.objects.about(listing).exists()
    assert Listing.objects.get().version == 1


def test_an_update_of_an_old_version_is_refused(salesperson: User, office: Office) -> None:
    listing = ListingFactory(office=office, salesperson=salesperson)
    old = Listing.objects.get()
    services.update_listing(actor=salesperson, listing=listing, values={"town": "Lorca"})
    with pytest.raises(StaleVersionError):
        services.update_listing(actor=salesperson, listing=old, values={"town": "Yecla"})


def test_an_update_is_seen_as_a_change_of_its_open_operations(salesperson: User, office: Office) -> None:
    operation = OperationFactory(listing__office=office, listing__salesperson=salesperson)
    before = operation.updated_at
    services.update_listing(actor=salesperson, listing=operation.listing, values={"town": "Lorca"})
    operation.refresh_from_db()
    assert operation.updated_at > before
    assert operation.version == 1


def test_the_search_text_holds_what_people_type(office: Office) -> None:
    values = {**VALUES, "property_type": "penthouse", "zone": "Peñón", "street": "Calle Mayor"}
    listing = services.create_listing(actor=None, office=office, values=values, texts={"es": ("Con jardín", "x")})
    services.set_source(listing=listing, source="kyero", external_id="1", external_reference="O*318")
    for typed in ("mur-0001", "o*318", "PENON", "penthouse", "mayor", "jardin"):
        assert Listing.objects.matching(typed).exists(), typed


def test_reassigning_is_recorded(manager: User, salesperson: User, colleague: User, office: Office) -> None:
    listing = ListingFactory(office=office, salesperson=salesperson)
    services.reassign_listing(actor=manager, listing=listing, salesperson=colleague)
    assert Listing.objects.get().salesperson == colleague
    assert AuditLine.objects.about(listing).get().action == "listing.assigned"


def test_who_only_reads_cannot_be_given_a_listing(manager: User, auditor: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.reassign_listing(actor=manager, listing=ListingFactory(), salesperson=auditor)


def test_looking_at_the_owner_leaves_one_line_a_day(salesperson: User, office: Office) -> None:
    listing = ListingFactory(office=office, salesperson=salesperson, owner=ContactFactory(office=office))
    for _ in range(3):
        services.note_owner_viewed(actor=salesperson, listing=listing)
    assert AuditLine.objects.about(listing).filter(action="owner.viewed").count() == 1
