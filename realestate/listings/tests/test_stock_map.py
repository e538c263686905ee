"""The map shows the rows of the list: the same filters, a bounded answer, a constant number of queries."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from realestate.core.dates import today
from realestate.listings import stock_map
from realestate.listings.models import Mandate, Operation
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, OperationFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def placed(latitude: str, longitude: str, **more: Any) -> Operation:
    values = {name: more.pop(name) for name in ("reference", "town", "development") if name in more}
    listing = ListingFactory(latitude=Decimal(latitude), longitude=Decimal(longitude), **values)
    operation: Operation = OperationFactory(listing=listing, **more)
    return operation


def references(client: Client, query: str) -> set[str]:
    response = client.get(f"/listings/?{query}")
    assert response.status_code == 200
    return {operation.listing.reference for operation in response.context["rows"]}


def test_the_map_holds_the_filtered_rows(as_user: SignIn, salesperson: User) -> None:
    placed("37.98", "-1.13", reference="IN", kind="rent")
    placed("37.99", "-1.12", reference="OUT", kind="sale")
    OperationFactory(listing__reference="NOWHERE", kind="rent")
    found = as_user(salesperson).get("/listings/map.json?kind=rent").json()
    assert [point["reference"] for point in found["points"]] == ["IN"]
    assert (found["total"], found["unplaced"]) == (2, 1)
    assert found["clusters"] == []
    assert found["towns"][0]["name"] == "Murcia"


def test_many_points_become_clusters(as_user: SignIn, salesperson: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_map, "MAX_POINTS", 5)
    for n in range(12):
        placed(f"37.{90 + n % 2}", "-1.13")
    client = as_user(salesperson)
    found = client.get("/listings/map.json").json()
    assert found["points"] == []
    assert sum(cluster["number"] for cluster in found["clusters"]) == 12
    assert len(found["clusters"]) == 1  # the town
    found = client.get("/listings/map.json?shown=37.8,-1.2,38.0,-1.0").json()
    assert sum(cluster["number"] for cluster in found["clusters"]) == 12
    assert len(found["clusters"]) == 2
    south, west, _north, east = found["clusters"][0]["box"]
    inside = client.get(f"/listings/map.json?shown={south - 1},{west - 1},{south - 0.5},{east}").json()
    assert inside["clusters"] == inside["points"] == []


def test_the_queries_of_the_map_do_not_grow(as_user: SignIn, salesperson: User) -> None:
    client = as_user(salesperson)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/listings/map.json?kind=sale")
        return len(caught)

    placed("37.98", "-1.13")
    few = queries()
    for n in range(30):
        placed(f"37.9{n % 10}", "-1.13", town=f"Pueblo {n}")
    assert queries() == few <= 7


@pytest.mark.parametrize("query", ["shown=x", "shown=1,2,3", "shown=9,9,1,1"])
def test_a_bad_part_of_the_map_is_said(as_user: SignIn, salesperson: User, query: str) -> None:
    response = as_user(salesperson).get(f"/listings/map.json?{query}")
    assert response.status_code == 400
    assert response.json()["error"]


def test_strangers_get_no_map(client: Client) -> None:
    assert client.get("/listings/map.json").status_code == 302


def test_an_area_filters_every_view(as_user: SignIn, salesperson: User) -> None:
    placed("37.98", "-1.13", reference="NEAR")
    placed("38.35", "-0.48", reference="FAR", town="Alicante")
    OperationFactory(listing__reference="NOWHERE")
    client = as_user(salesperson)
    areas = ("bbox=37.9,-1.2,38.1,-1.0", "area=37.9,-1.3;38.2,-1.3;38.0,-1.0", "near=37.98,-1.13&km=5", "near=murcia")
    for area in areas:
        for view in ("cards", "table", "map"):
            assert references(client, f"{area}&view={view}") == {"NEAR"}, area
        assert b"NEAR" in (text := b"".join(client.get(f"/listings/export/?{area}").streaming_content))
        assert b"FAR" not in text


@pytest.mark.parametrize(
    "query",
    ["bbox=1", "bbox=x,y,z,w", "area=1,1", "area=1,1;2,2", "near=91,0", "near=Nowhere", "near=1,1&km=-1", "km=9999"],
)
@pytest.mark.parametrize("view", ["cards", "map"])
def test_a_bad_area_is_a_message(as_user: SignIn, salesperson: User, query: str, view: str) -> None:
    response = as_user(salesperson).get(f"/listings/?{query}&view={view}")
    assert response.status_code == 200
    assert response.context["filter"].form.errors
    assert 'class="form-errors"' in response.content.decode()


def test_the_list_beside_the_map_stands_by_towns(as_user: SignIn, salesperson: User) -> None:
    for town in ("Murcia", "Cartagena", "Murcia"):
        placed("37.98", "-1.13", town=town)
    response = as_user(salesperson).get("/listings/?view=map")
    assert [(town, len(rows)) for town, rows in response.context["towns"]] == [("Cartagena", 1), ("Murcia", 2)]
    assert "37.980000, -1.130000" in response.content.decode()


@pytest.mark.parametrize("view", ["map"])
def test_the_queries_of_the_map_page_do_not_grow(as_user: SignIn, salesperson: User, view: str) -> None:
    client = as_user(salesperson)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/listings/?view={view}&near=murcia&km=50&mandate=none&located=yes&web=no")
        return len(caught)

    placed("37.98", "-1.13")
    few = queries()
    for n in range(20):
        placed(f"37.9{n % 10}", "-1.13", town=f"Pueblo {n}")
    assert queries() <= few + 1 <= 12


def test_filters_by_web_mandate_and_coordinates(as_user: SignIn, salesperson: User) -> None:
    web = placed("37.98", "-1.13", reference="WEB", is_on_web=True)
    OperationFactory(listing__reference="NOT", is_on_web=False)
    start = today() - timedelta(days=100)
    Mandate.objects.create(
        reference="E-1", listing=web.listing, status="expiring", starts_on=start, ends_on=today() + timedelta(days=9)
    )
    client = as_user(salesperson)
    for query in ("web=yes", "mandate=in_force", "mandate=ending", "located=yes"):
        assert references(client, query) == {"WEB"}, query
    for query in ("web=no", "mandate=none", "located=no"):
        assert references(client, query) == {"NOT"}, query
