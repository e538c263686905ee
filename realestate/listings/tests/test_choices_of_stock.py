"""Chosen operations: side by side, and put together for a client."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import token_hash
from realestate.listings import services
from realestate.listings.compare import compared
from realestate.listings.models import Operation, Selection
from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, OperationFactory, SelectionFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_two_stand_side_by_side_and_differences_are_marked(as_user: SignIn, salesperson: User) -> None:
    one = OperationFactory(listing__bedrooms=3, listing__town="Murcia", price=Decimal(100))
    two = OperationFactory(listing__bedrooms=2, listing__town="Murcia", price=Decimal(100))
    response = as_user(salesperson).get(f"/listings/compare/?o={two.pk}&o={one.pk}")
    assert [operation.pk for operation in response.context["operations"]] == [two.pk, one.pk]
    with translation.override("en"):
        facts = {fact.label: fact for fact in compared(response.context["operations"])}
    assert facts["Bedrooms"].is_different
    assert not facts["Town"].is_different
    assert "Garage" not in facts


@pytest.mark.parametrize("query", ["", "o=1", "o=abc&o=%00", "o=999999999999999999999999", "o=-1&o=2"])
def test_without_two_it_says_what_to_do(as_user: SignIn, salesperson: User, query: str) -> None:
    response = as_user(salesperson).get(f"/listings/compare/?{query}")
    assert response.status_code == 200
    assert response.context["facts"] == []


def test_only_six_fit_and_the_queries_do_not_grow(as_user: SignIn, salesperson: User) -> None:
    keys = [OperationFactory().pk for _n in range(8)]
    client = as_user(salesperson)

    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            response = client.get("/listings/compare/", {"o": keys[:number]})
        assert len(response.context["operations"]) == min(number, 6)
        assert response.context["left_out"] == max(number - 6, 0)
        return len(caught)

    assert queries(2) == queries(8) <= 12


def test_a_selection_keeps_the_order_and_only_the_hash_of_its_link(as_user: SignIn, salesperson: User) -> None:
    one, two = OperationFactory(), OperationFactory()
    contact = ContactFactory(office=salesperson.office, salesperson=salesperson, first_name="Luz", last_name="Gil")
    response = as_user(salesperson).post(
        "/listings/selections/new/",
        {
            "o": [two.pk, one.pk],
            "title": "Áticos",
            "contact": f"Luz Gil [{contact.pk}]",
            "language": "en",
            "days": "10",
        },
        follow=True,
    )
    selection = Selection.objects.get()
    assert [item.operation_id for item in selection.items.all()] == [two.pk, one.pk]
    assert selection.contact == contact
    assert f"/en/selection/{selection.token}/" in response.content.decode()
    assert selection.token_hash == token_hash(selection.token)
    assert selection.token not in str(Selection.objects.values())
    assert AuditLine.objects.filter(action="selection.created").count() == 1


def test_a_new_link_ends_the_old_one(salesperson: User) -> None:
    selection = SelectionFactory(created_by=salesperson)
    old = selection.token
    services.renew_selection(actor=salesperson, selection=selection)
    assert not Selection.objects.by_token(old).exists()
    assert Selection.objects.by_token(Selection.objects.get().token).exists()


def test_with_another_key_of_the_house_no_link_is_shown(salesperson: User) -> None:
    selection = SelectionFactory(created_by=salesperson, token_hash="0" * 64)
    assert selection.token == ""


def test_only_its_maker_or_a_manager_takes_it_back(salesperson: User, colleague: User, manager: User) -> None:
    selection = SelectionFactory(created_by=salesperson)
    with pytest.raises(BusinessRuleError):
        services.revoke_selection(actor=colleague, selection=selection)
    services.revoke_selection(actor=manager, selection=selection)
    assert not Selection.objects.get().is_open


@pytest.mark.parametrize(
    "values", [{"title": ""}, {"days": "0"}, {"days": "999"}, {"language": "xx"}, {"contact": "Nadie"}]
)
def test_bad_values_are_messages(as_user: SignIn, salesperson: User, values: dict[str, str]) -> None:
    data = {"o": OperationFactory().pk, "title": "T", "language": "es", "days": "30", **values}
    response = as_user(salesperson).post("/listings/selections/new/", data)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_without_rows_there_is_nothing_to_send(as_user: SignIn, salesperson: User) -> None:
    assert as_user(salesperson).get("/listings/selections/new/").status_code == 200
    data = {"title": "T", "language": "es", "days": "30"}
    assert as_user(salesperson).post("/listings/selections/new/", data).status_code == 200
    assert not Selection.objects.exists()


def test_the_list_of_selections_costs_the_same_for_many(as_user: SignIn, salesperson: User) -> None:
    client = as_user(salesperson)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/listings/selections/")
        return len(caught)

    SelectionFactory(created_by=salesperson, operations=[OperationFactory()])
    few = queries()
    SelectionFactory.create_batch(10, created_by=salesperson)
    assert queries() == few <= 12


def test_a_link_that_has_run_out_is_not_shown(as_user: SignIn, salesperson: User) -> None:
    selection = SelectionFactory(created_by=salesperson, expires_at=timezone.now() - timedelta(days=1))
    page = as_user(salesperson).get(f"/listings/selections/{selection.pk}/")
    assert page.context["link"] == ""
    assert selection.token not in page.content.decode()
    assert Operation.objects.count() == 0
