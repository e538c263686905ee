from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError, RulesError
from realestate.listings import services
from realestate.listings.choices import OperationKind, Status
from realestate.listings.models import Operation
from realestate.listings.signals import operation_status_changed
from realestate.listings.transitions import BY_NAME, VERBS, allowed_verbs
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, OperationFactory, lawful_operation

pytestmark = pytest.mark.django_db
SERVICES = {
    "publish": services.publish_operation,
    "reserve": services.reserve_operation,
    "put_under_contract": services.put_under_contract,
    "mark_sold": services.mark_sold,
    "mark_rented": services.mark_rented,
    "withdraw": services.withdraw_operation,
    "reactivate": services.reactivate_operation,
}


def ready(**values: object) -> Operation:
    return lawful_operation(**{"status": "draft", **values})


def test_publishing_puts_it_on_the_market() -> None:
    operation = services.publish_operation(actor=None, operation=ready())
    assert operation.status == "available"
    assert operation.published_at is not None
    assert operation.version == 2
    assert operation.is_on_web
    assert Operation.objects.on_web().get() == operation


def test_publishing_says_all_that_is_missing() -> None:
    operation = ready(price=None, listing__energy_status="missing")
    operation.listing.photos.all().delete()
    with pytest.raises(RulesError) as caught:
        services.publish_operation(actor=None, operation=operation)
    assert [reason.code for reason in caught.value.reasons] == ["price", "photos", "energy"]


def test_a_price_on_request_is_enough() -> None:
    assert services.can_publish(ready(price=None, price_on_request=True)) == []


def test_a_garage_needs_no_energy_certificate() -> None:
    operation = ready(listing__property_type="garage", listing__energy_status="missing")
    assert services.can_publish(operation) == []


def test_an_unreadable_photo_does_not_count() -> None:
    operation = ready()
    operation.listing.photos.update(status="failed")
    assert [reason.code for reason in services.can_publish(operation)] == ["photos"]


def test_the_closing_price_is_the_asked_one_unless_given() -> None:
    sold = services.mark_sold(actor=None, operation=OperationFactory(price=Decimal(100)))
    let = services.mark_rented(actor=None, operation=OperationFactory(kind="rent"), close_price=Decimal(650))
    assert (sold.close_price, let.close_price) == (Decimal(100), Decimal(650))
    assert sold.closed_at is not None


def test_on_request_a_closing_price_must_be_given() -> None:
    operation = OperationFactory(price=None, price_on_request=True)
    with pytest.raises(BusinessRuleError):
        services.mark_sold(actor=None, operation=operation)


def test_a_rental_cannot_be_sold() -> None:
    with pytest.raises(BusinessRuleError):
        services.mark_sold(actor=None, operation=OperationFactory(kind="rent"))


def test_a_lost_reservation_goes_back_on_the_market() -> None:
    assert services.reactivate_operation(actor=None, operation=ready(status="reserved")).status == "available"


def test_a_sale_undone_becomes_a_draft_without_closing_price() -> None:
    operation = services.mark_sold(actor=None, operation=OperationFactory())
    operation = services.reactivate_operation(actor=None, operation=operation)
    assert (operation.status, operation.close_price, operation.closed_at) == ("draft", None, None)


def test_a_verb_tells_the_rooms_above() -> None:
    told = []

    def listen(**values: object) -> None:
        told.append((values["before"], values["operation"].status))

    operation_status_changed.connect(listen)
    try:
        services.withdraw_operation(actor=None, operation=OperationFactory())
    finally:
        operation_status_changed.disconnect(listen)
    assert told == [("available", "withdrawn")]


@pytest.mark.parametrize("verb", sorted(SERVICES))
@pytest.mark.parametrize(
    ("who", "may"),
    [("salesperson", True), ("coordinator", True), ("manager", True), ("colleague", False), ("stranger", False),
     ("dpo", False), ("auditor", False)],
)  # fmt: skip
def test_verbs_are_for_whom_the_listing_is(
    verb: str, who: str, may: bool, request: pytest.FixtureRequest, salesperson: User
) -> None:
    actor = request.getfixturevalue(who)
    status = next(iter(BY_NAME[verb].steps))
    kind = "rent" if verb == "mark_rented" else "sale"
    operation = ready(kind=kind, status=status, listing__salesperson=salesperson, listing__office=salesperson.office)
    if may:
        assert SERVICES[verb](actor=actor, operation=operation).status == BY_NAME[verb].steps[status]
        return
    with pytest.raises(BusinessRuleError):
        SERVICES[verb](actor=actor, operation=operation)
    assert Operation.objects.get().status == status


def test_a_verb_on_an_old_copy_looks_at_what_is_stored() -> None:
    operation = OperationFactory()
    services.withdraw_operation(actor=None, operation=operation)
    with pytest.raises(BusinessRuleError):
        services.reserve_operation(actor=None, operation=operation)


def test_a_kind_is_offered_once() -> None:
    listing = OperationFactory(kind="sale").listing
    with pytest.raises(BusinessRuleError):
        services.add_operation(actor=None, listing=listing, values=services.OperationValues(kind="sale"))


def test_the_table_names_real_statuses_and_no_standing_still() -> None:
    for verb in VERBS:
        for source, target in verb.steps.items():
            assert source in Status.values
            assert target in Status.values
            assert source != target


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(OperationKind.values), verbs=st.lists(st.sampled_from(sorted(SERVICES)), max_size=8))
def test_any_row_of_verbs_keeps_the_rules(kind: str, verbs: list[str]) -> None:
    operation = ready(kind=kind)
    for name in verbs:
        before, version = operation.status, operation.version
        allowed = name in [verb.name for verb in allowed_verbs(operation)]
        lines = AuditLine.objects.count()
        if not allowed:
            with pytest.raises(BusinessRuleError):
                SERVICES[name](actor=None, operation=operation)
            operation.refresh_from_db()
            assert (operation.status, operation.version, AuditLine.objects.count()) == (before, version, lines)
            continue
        operation = SERVICES[name](actor=None, operation=operation)
        assert operation.status == BY_NAME[name].steps[before]
        assert operation.version == version + 1
        assert AuditLine.objects.count() == lines + 1
        assert (operation.close_price is not None) == (operation.status in {"sold", "rented"})
        assert (operation.closed_at is not None) == (operation.status in {"sold", "rented", "withdrawn"})
        assert operation.published_at is not None or operation.status in {"draft", "withdrawn"}


def test_deleting_a_listing_takes_its_operations_along() -> None:
    operation = OperationFactory(listing=ListingFactory())
    services.delete_listing(actor=None, listing=operation.listing)
    assert not Operation.objects.exists()
