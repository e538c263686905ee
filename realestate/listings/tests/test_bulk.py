"""One change to many: shown first, written once, row by row through the rules, and taken back."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.listings import services
from realestate.listings.models import BulkEdit, Listing, Operation
from realestate.listings.services import bulk
from realestate.listings.services.bulk import Changes
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, OperationFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def mine(salesperson: User, **values: Any) -> Operation:
    listing = {name: values.pop(name) for name in ("reference", "features", "notes") if name in values}
    owned = ListingFactory(salesperson=salesperson, office=salesperson.office, **listing)
    operation: Operation = OperationFactory(listing=owned, **values)
    return Operation.objects.select_related("listing").get(pk=operation.pk)


def seen(operations: Sequence[Operation]) -> list[tuple[int, int, int]]:
    return [(one.pk, one.version, one.listing.version) for one in operations]


def change(actor: User, changes: Changes, *operations: Operation, key: str = "a" * 64) -> BulkEdit:
    edit, _new = services.apply_bulk_edit(actor=actor, changes=changes, versions=seen(operations), key=key)
    return edit


def fresh(operation: Operation) -> Operation:
    return Operation.objects.select_related("listing").get(pk=operation.pk)


def test_the_preview_shows_before_and_after_and_writes_nothing(as_user: SignIn, salesperson: User) -> None:
    operation = mine(salesperson, reference="MIO", price=Decimal(200_000))
    other = OperationFactory(listing__reference="AJENO", listing__salesperson=UserFactory())
    client = as_user(salesperson)
    response = client.post("/listings/bulk/", {"o": [operation.pk, other.pk], "percent": "-3", "round_to": "1000"})
    assert response.status_code == 200
    assert [one.operation.listing.reference for one in response.context["going"]] == ["MIO"]
    (difference,) = response.context["going"][0].differences
    assert ("200" in difference.before, "194" in difference.after) == (True, True)
    assert [one.operation.listing.reference for one in response.context["staying"]] == ["AJENO"]
    assert response.context["staying"][0].problem
    assert fresh(operation).price == 200_000
    assert not BulkEdit.objects.exists()


def test_what_was_shown_is_written_and_can_be_undone(as_user: SignIn, salesperson: User) -> None:
    operation = mine(salesperson, price=Decimal(200_000))
    client = as_user(salesperson)
    preview = client.post(
        "/listings/bulk/",
        {"o": operation.pk, "percent": "-3", "round_to": "1000", "note": "Bajada", "address_visibility": "street"},
    )
    signed = preview.context["signed"]
    done = client.post("/listings/bulk/apply/", {"signed": signed}, follow=True)
    assert done.status_code == 200
    now = fresh(operation)
    assert (now.price, now.listing.notes, now.listing.address_visibility) == (194_000, "Bajada", "street")
    edit = BulkEdit.objects.get()
    again = client.post("/listings/bulk/apply/", {"signed": signed})
    assert again.headers["Location"] == f"/listings/bulk/{edit.pk}/"
    assert fresh(operation).price == 194_000
    assert client.post(f"/listings/bulk/{edit.pk}/undo/", follow=True).status_code == 200
    back = fresh(operation)
    assert (back.price, back.listing.notes, back.listing.address_visibility) == (200_000, "", "hidden")
    assert client.post(f"/listings/bulk/{edit.pk}/undo/").status_code == 302
    assert BulkEdit.objects.get().undone_by == salesperson


def test_each_row_leaves_its_own_audit_line(salesperson: User) -> None:
    first, second = mine(salesperson, price=Decimal(100_000)), mine(salesperson, price=Decimal(50_000))
    change(salesperson, Changes(percent=Decimal(10)), first, second)
    assert AuditLine.objects.filter(action="operation.price_changed").count() == 2
    assert AuditLine.objects.get(action="listings.bulk_edited").changes["listings"] == 2


def test_a_row_changed_since_the_preview_is_skipped_and_told(salesperson: User) -> None:
    first, second = mine(salesperson, price=Decimal(100_000)), mine(salesperson, price=Decimal(50_000))
    versions = seen([first, second])
    services.set_price(actor=salesperson, operation=first, price=Decimal(90_000))
    edit, _new = services.apply_bulk_edit(
        actor=salesperson, changes=Changes(percent=Decimal(10)), versions=versions, key="b" * 64
    )
    assert [row["reference"] for row in edit.skipped] == [first.listing.reference]
    assert (fresh(first).price, fresh(second).price) == (90_000, 55_000)


def test_two_operations_of_one_listing_change_it_once(salesperson: User) -> None:
    sale = mine(salesperson, price=Decimal(100_000))
    rent = OperationFactory(listing=sale.listing, kind="rent", price=Decimal(1_000))
    rent = fresh(rent)
    edit = change(salesperson, Changes(percent=Decimal(10), note="Una vez"), sale, rent)
    assert edit.skipped == []
    assert fresh(sale).listing.notes == "Una vez"
    assert (fresh(sale).price, fresh(rent).price) == (110_000, 1_100)
    services.undo_bulk_edit(actor=salesperson, edit=edit)
    assert (fresh(sale).price, fresh(rent).price, fresh(sale).listing.notes) == (100_000, 1_000, "")


def test_undo_leaves_and_tells_what_somebody_has_changed_since(salesperson: User) -> None:
    first, second = mine(salesperson, price=Decimal(100_000)), mine(salesperson, price=Decimal(50_000))
    edit = change(salesperson, Changes(percent=Decimal(10)), first, second)
    services.set_price(actor=salesperson, operation=first, price=Decimal(99_000))
    done = services.undo_bulk_edit(actor=salesperson, edit=edit)
    assert [row["reference"] for row in done.not_undone] == [first.listing.reference]
    assert (fresh(first).price, fresh(second).price) == (99_000, 50_000)


def test_undo_is_for_a_day_and_for_whoever_did_it_or_a_manager(
    salesperson: User, coordinator: User, manager: User
) -> None:
    edit = change(salesperson, Changes(percent=Decimal(10)), mine(salesperson, price=Decimal(100_000)))
    assert services.can_be_undone(edit, salesperson)
    assert services.can_be_undone(edit, manager)
    assert not services.can_be_undone(edit, coordinator)
    with pytest.raises(BusinessRuleError):
        services.undo_bulk_edit(actor=coordinator, edit=edit)
    BulkEdit.objects.update(at=timezone.now() - timedelta(hours=25))
    with pytest.raises(BusinessRuleError):
        services.undo_bulk_edit(actor=manager, edit=BulkEdit.objects.get())


def test_a_withdrawal_is_undone_to_what_it_was(salesperson: User) -> None:
    operation = mine(salesperson, status="draft")
    edit = change(salesperson, Changes(verb="withdraw"), operation)
    assert fresh(operation).status == "withdrawn"
    services.undo_bulk_edit(actor=salesperson, edit=edit)
    assert fresh(operation).status == "draft"


def test_people_features_and_energy_change_together_and_come_back(salesperson: User, coordinator: User) -> None:
    heir = UserFactory(office=salesperson.office)
    operation = mine(salesperson, features=["pool", "lift"])
    changes = Changes(salesperson=heir, energy_status="in_process", add_features=("garden",), remove_features=("pool",))
    edit = change(coordinator, changes, operation)
    listing = Listing.objects.get(pk=operation.listing_id)
    assert (listing.salesperson, listing.energy_status, listing.features) == (heir, "in_process", ["lift", "garden"])
    services.undo_bulk_edit(actor=coordinator, edit=edit)
    listing.refresh_from_db()
    assert (listing.salesperson, listing.energy_status, listing.features) == (salesperson, "missing", ["pool", "lift"])


def test_what_cannot_change_says_why(salesperson: User) -> None:
    sold = mine(salesperson, status="sold")
    unpriced = mine(salesperson, price=None, status="draft")
    plans = bulk.plan(actor=salesperson, operations=[sold, unpriced], changes=Changes(percent=Decimal(5)))
    with translation.override("en"):
        assert [one.will_change for one in plans] == [False, False]
        assert all(one.problem for one in plans)


@pytest.mark.parametrize(
    "values",
    [{}, {"percent": "abc"}, {"percent": "-100"}, {"verb": "sell"}, {"salesperson": "0"}, {"energy_status": "x"},
     {"add_features": ["pool"], "remove_features": ["pool"]}, {"round_to": "7", "percent": "1"}, {"note": " "}],
)  # fmt: skip
def test_bad_values_are_messages(as_user: SignIn, salesperson: User, values: dict[str, Any]) -> None:
    response = as_user(salesperson).post("/listings/bulk/", {"o": mine(salesperson).pk, **values})
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("signed", ["", "x", "a:b:c"])
def test_a_forged_preview_is_refused(as_user: SignIn, salesperson: User, signed: str) -> None:
    assert as_user(salesperson).post("/listings/bulk/apply/", {"signed": signed}).headers["Location"] == "/listings/"


def test_a_preview_is_only_for_whoever_saw_it(as_user: SignIn, salesperson: User, manager: User) -> None:
    preview = as_user(salesperson).post("/listings/bulk/", {"o": mine(salesperson).pk, "note": "x"})
    assert as_user(manager).post("/listings/bulk/apply/", {"signed": preview.context["signed"]}).status_code == 403


def test_all_the_filtered_rows_can_be_chosen_up_to_a_limit(
    as_user: SignIn, salesperson: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        mine(salesperson, kind="rent")
    mine(salesperson, kind="sale")
    client = as_user(salesperson)
    assert len(client.get("/listings/bulk/?all=1&kind=rent").context["keys"]) == 3
    monkeypatch.setattr("realestate.listings.views.stock_bulk.MAX_ROWS", 2)
    cut = client.get("/listings/bulk/?all=1&kind=rent")
    assert (len(cut.context["keys"]), cut.context["is_cut"]) == (2, True)


@pytest.mark.parametrize("values", [{"percent": "-3"}, {"verb": "publish"}, {"note": "x"}])
def test_the_queries_of_the_preview_do_not_grow(as_user: SignIn, salesperson: User, values: dict[str, str]) -> None:
    client = as_user(salesperson)

    def queries() -> int:
        keys = list(Operation.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as caught:
            assert client.post("/listings/bulk/", {"o": keys, **values}).status_code == 200
        return len(caught)

    mine(salesperson, status="draft")
    few = queries()
    for _n in range(15):
        mine(salesperson, status="draft")
    assert queries() <= few + 1 <= 22


@given(
    price=st.decimals(min_value=1, max_value=10**9, places=2),
    percent=st.decimals(min_value=-90, max_value=200, places=3),
    step=st.sampled_from([0, 1, 10, 100, 1000]),
)
def test_a_moved_price_is_never_negative_and_stands_on_its_step(price: Decimal, percent: Decimal, step: int) -> None:
    operation = Operation(price=price, currency="EUR")
    moved = bulk.new_price(operation, Changes(percent=percent, round_to=step))
    assert moved >= 0
    exact = price * (100 + percent) / 100
    assert abs(moved - exact) <= max(exact / 200, Decimal("0.005"))
    if step and exact >= step * 100:
        assert moved % step == 0


def test_a_rent_is_not_rounded_to_hundreds() -> None:
    rent = Operation(price=Decimal(480), currency="EUR")
    assert bulk.new_price(rent, Changes(percent=Decimal(-3), round_to=100)) == 466


def test_changes_survive_the_way_through_the_page(salesperson: User) -> None:
    changes = Changes(
        salesperson=salesperson, percent=Decimal("-2.5"), round_to=100, address_visibility="full",
        energy_status="exempt", note="Hola", add_features=("pool",), remove_features=("lift",), verb="publish",
    )  # fmt: skip
    assert Changes.from_json(changes.as_json()) == changes
    assert not Changes(round_to=100)


def test_the_result_is_for_whoever_did_it(as_user: SignIn, salesperson: User, colleague: User) -> None:
    edit = change(salesperson, Changes(note="x"), mine(salesperson))
    assert as_user(salesperson).get(f"/listings/bulk/{edit.pk}/").status_code == 200
    assert as_user(colleague).get(f"/listings/bulk/{edit.pk}/").status_code == 404
    assert re.search(r'name="o"', as_user(salesperson).get("/listings/").content.decode())
