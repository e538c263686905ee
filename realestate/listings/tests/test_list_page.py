from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from realestate.audit.models import AuditLine
from realestate.listings import services
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, OperationFactory, PhotoFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def shown(client: Client, **query: object) -> list[str]:
    response = client.get("/listings/?" + urlencode(query, doseq=True))
    assert response.status_code == 200
    return [operation.listing.reference for operation in response.context["rows"]]


@pytest.mark.parametrize("view", ["cards", "table"])
def test_the_queries_do_not_grow_with_the_rows(as_user: SignIn, salesperson: User, view: str) -> None:
    client = as_user(salesperson)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(f"/listings/?view={view}&type=flat&place=mur&text=mur&salesperson={salesperson.pk}")
        return len(caught)

    def add(number: int) -> None:
        for _ in range(number):
            listing = ListingFactory(salesperson=UserFactory(office=salesperson.office))
            PhotoFactory(listing=OperationFactory(listing=listing).listing, position=0)

    add(1)
    few = queries()
    with CaptureQueriesContext(connection) as plain:
        client.get(f"/listings/?view={view}")
    add(48)
    assert queries() == few <= 12
    with CaptureQueriesContext(connection) as full:
        response = client.get(f"/listings/?view={view}")
    assert len(response.context["rows"]) == 48
    assert len(full) == len(plain) <= 12
    assert not [query for query in full if "COUNT(" in query["sql"]]


def test_load_more_continues_where_the_page_ended(as_user: SignIn, salesperson: User) -> None:
    for n in range(60):
        OperationFactory(price=Decimal(1000 + n % 7))
    client = as_user(salesperson)
    for sort in ("newest", "updated", "price", "-price", "area"):
        first = client.get(f"/listings/?sort={sort}")
        rest = client.get("/listings/", {"sort": sort, "cursor": first.context["next_cursor"]})
        ids = [row.pk for page in (first, rest) for row in page.context["rows"]]
        assert len(ids) == len(set(ids)) == 60
        assert rest.context["next_cursor"] == ""


def test_without_a_status_it_shows_what_is_open(as_user: SignIn, salesperson: User) -> None:
    for status in ("draft", "available", "sold", "withdrawn"):
        OperationFactory(listing__reference=status.upper(), status=status)
    client = as_user(salesperson)
    assert set(shown(client)) == {"DRAFT", "AVAILABLE"}
    assert shown(client, status="sold") == ["SOLD"]
    assert len(shown(client, status="any")) == 4


def test_filters_narrow_the_list(as_user: SignIn, salesperson: User) -> None:
    OperationFactory(
        listing__reference="FIT", listing__property_type="duplex", listing__town="Águilas", listing__zone="Puerto",
        listing__built_area=100, listing__bedrooms=3, listing__bathrooms=2, listing__salesperson=salesperson,
        kind="rent", price=Decimal(700),
    )  # fmt: skip
    OperationFactory(listing__reference="NOT", listing__bedrooms=1, listing__built_area=40, price=Decimal(90_000))
    client = as_user(salesperson)
    for query in (
        {"kind": "rent"}, {"type": ["duplex", "studio"]}, {"place": "aguilas"}, {"place": "puerto"}, {"area_from": 90},
        {"bedrooms_from": 2}, {"bathrooms_from": 2}, {"price_to": 800}, {"salesperson": salesperson.pk},
        {"mine": "on"}, {"price_from": 600, "price_to": 700},
    ):  # fmt: skip
        assert shown(client, **query) == ["FIT"], query


def test_an_exact_reference_is_found_whatever_its_status(as_user: SignIn, salesperson: User) -> None:
    sold = OperationFactory(listing__reference="MUR-0001", status="sold").listing
    OperationFactory(listing__reference="MUR-00012", listing__search_text="mur-0001 mur-00012")
    services.set_source(listing=sold, source="kyero", external_id="9", external_reference="O*318")
    client = as_user(salesperson)
    assert shown(client, text=" mur-0001 ") == ["MUR-0001"]
    assert shown(client, text="O*318") == ["MUR-0001"]
    assert shown(client, text="mur-000") == ["MUR-00012"]


@pytest.mark.parametrize(
    "query",
    ["price_from=abc", "price_from=-5", "price_from=1e999999", "price_to=NaN", "kind=castle", "type=castle", "status=x",
     "salesperson=999999", "salesperson=x", "bedrooms_from=1.5x", "sort=up", "view=map", "cursor=abc", "cursor=%00",
     "text=%00", "place=%00", "text=" + "x" * 200, "mine=perhaps", "area_from=99999999999999999999", "cursor=W10"],
)  # fmt: skip
def test_bad_values_are_messages_and_never_errors(as_user: SignIn, salesperson: User, query: str) -> None:
    OperationFactory()
    assert as_user(salesperson).get(f"/listings/?{query}").status_code == 200
    assert b"".join(as_user(salesperson).get(f"/listings/export/?{query}").streaming_content)


def test_a_bad_value_is_said_beside_its_field(as_user: SignIn, salesperson: User) -> None:
    response = as_user(salesperson).get("/listings/?price_from=abc")
    assert "price_from" in response.context["filter"].form.errors


def test_htmx_gets_only_the_rows(as_user: SignIn, salesperson: User) -> None:
    OperationFactory()
    page = as_user(salesperson).get("/listings/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in page
    assert 'id="rows"' in page


def test_an_empty_stock_invites_to_add(as_user: SignIn, salesperson: User, auditor: User) -> None:
    assert "/listings/new/" in as_user(salesperson).get("/listings/").content.decode()
    assert "/listings/new/" not in as_user(auditor).get("/listings/").content.decode()


def test_the_export_holds_exactly_the_filtered_rows(as_user: SignIn, salesperson: User) -> None:
    OperationFactory(listing__reference="YES", listing__zone='=HYPERLINK("x")', kind="rent")
    OperationFactory(listing__reference="NO", kind="sale")
    response = as_user(salesperson).get("/listings/export/?kind=rent")
    text = b"".join(response.streaming_content).decode()
    assert "YES" in text
    assert "NO;" not in text
    assert "'=HYPERLINK" in text
    assert AuditLine.objects.get(action="listings.exported").changes == {"filters": "kind=rent"}
