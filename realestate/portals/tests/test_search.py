"""The public search, as a visitor without an account meets it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from realestate.listings import services
from realestate.portals.tests.stock import PUBLISHED, shown_listing
from realestate.salespeople.models import Office
from realestate.tests.factories import ListingFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agency(office: Office) -> None:
    office.legal_name = "Inmobiliaria del Segura, S.L."
    office.tax_id = "B73000001"
    office.save()


def page(language: str = "es", **query: Any) -> str:
    response = Client().get({"es": "/inmuebles/", "en": "/en/properties/"}[language], query)
    assert response.status_code == 200
    return response.content.decode()


def shown(**query: Any) -> list[str]:
    """References in the order of the page."""
    response = Client().get("/inmuebles/", query)
    return [row.listing.reference for row in response.context["rows"]]


def test_only_what_may_leave_the_house_is_found(office: Office) -> None:
    shown_listing(reference="MUR-0001", office=office)
    OperationFactory(listing=ListingFactory(reference="MUR-0002", office=office), status="draft")
    red = ListingFactory(reference="MUR-0003", office=office)
    OperationFactory(listing=red, published_at=PUBLISHED)
    services.refresh_publication(listing=red)
    assert shown() == ["MUR-0001"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "rent"}, ["B"]),
        ({"type": "detached"}, ["C"]),
        ({"type": ["flat", "detached"]}, ["A", "B", "C"]),
        ({"place": "cartagena"}, ["C"]),
        ({"place": "PEÑON"}, ["A"]),
        ({"place": "el peñ"}, ["A"]),
        ({"place": "b"}, ["B"]),
        ({"place": "nowhere"}, []),
        ({"price_to": "1000"}, ["B"]),
        ({"price_from": "200000"}, ["C"]),
        ({"bedrooms_from": "3"}, ["A", "C"]),
        ({"area_from": "100"}, ["C"]),
        ({"features": "pool"}, ["A", "C"]),
        ({"features": ["pool", "garden"]}, ["C"]),
        ({"kind": "nonsense", "price_to": "abc", "type": "spaceship"}, ["A", "B", "C"]),
        ({"price_to": "-4"}, ["A", "B", "C"]),
        ({"sort": "price"}, ["B", "A", "C"]),
        ({"sort": "-price"}, ["C", "A", "B"]),
        ({"sort": "street"}, ["A", "B", "C"]),
    ],
)
def test_filters_and_orders(query: dict[str, Any], expected: list[str], office: Office) -> None:
    shown_listing(
        reference="A",
        office=office,
        zone="El Peñón",
        bedrooms=3,
        built_area=Decimal(80),
        features=["pool"],
        offer={"published_at": PUBLISHED + timedelta(days=2)},
    )
    rent = {"kind": "rent", "price": Decimal(700), "period": "month", "published_at": PUBLISHED + timedelta(days=1)}
    shown_listing(reference="B", office=office, bedrooms=1, offer=rent)
    shown_listing(
        reference="C",
        office=office,
        town="Cartagena",
        property_type="detached",
        bedrooms=4,
        built_area=Decimal(200),
        features=["garden", "pool"],
        offer={"price": Decimal(320_000)},
    )
    assert shown(**query) == expected


def test_pages_follow_each_other_both_ways(office: Office) -> None:
    for number in range(60):
        shown_listing(reference=f"R{number:02}", office=office, offer={"price": Decimal(1000 * (number // 2))})
    client = Client()
    path, seen, paths = "/inmuebles/?sort=price", [], []
    while path:
        paths.append(path)
        context = client.get(path).context
        seen.append([row.listing.reference for row in context["rows"]])
        path = context["next_url"]
    assert [len(rows) for rows in seen] == [24, 24, 12]
    assert sorted(reference for rows in seen for reference in rows) == [f"R{number:02}" for number in range(60)]
    back = client.get(paths[-1]).context["previous_url"]
    context = client.get(back).context
    assert [row.listing.reference for row in context["rows"]] == seen[1]
    first = client.get(context["previous_url"]).context
    assert [row.listing.reference for row in first["rows"]] == seen[0]
    assert not first["previous_url"]
    assert client.get(first["next_url"]).context["rows"][0].listing.reference == seen[1][0]


@pytest.mark.parametrize("query", ["cursor=nonsense", "before=nonsense", "before=W10", "cursor=%00", "page=4"])
def test_a_broken_cursor_is_the_first_page(query: str, office: Office) -> None:
    shown_listing(reference="A", office=office)
    response = Client().get(f"/inmuebles/?{query}")
    assert [row.listing.reference for row in response.context["rows"]] == ["A"]


def test_nothing_found_is_a_page_with_help() -> None:
    text = page("en", place="nowhere", kind="sale")
    assert "Nothing on offer fits all of this today." in text
    assert 'href="/en/contact/"' in text


def test_a_page_says_whose_it_is() -> None:
    text = page()
    assert "Inmobiliaria del Segura, S.L." in text
    assert "B73000001" in text


def test_the_other_language_keeps_the_filters(office: Office) -> None:
    shown_listing(reference="A", office=office)
    assert 'href="/en/properties/?kind=sale&amp;place=Murcia"' in page(kind="sale", place="Murcia")
    assert "Properties for sale in Murcia" in page("en", kind="sale", place="murcia")


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("", True),
        ("kind=sale", True),
        ("kind=sale&place=Murcia&type=flat", True),
        ("kind=&place=", True),
        ("type=flat&type=duplex", False),
        ("price_to=200000", False),
        ("sort=price", False),
        ("kind=rent", False),  # nothing there
        ("place=mur", True),
        ("place=MUR-0001", False),
        ("utm_source=x", False),
    ],
)
def test_only_pages_that_people_look_for_by_name_are_for_search_engines(
    query: str, is_listed: bool, office: Office
) -> None:
    shown_listing(reference="MUR-0001", office=office)
    text = Client().get(f"/inmuebles/?{query}").content.decode()
    assert ('name="robots" content="noindex, follow"' not in text) == is_listed
    assert ('rel="canonical"' in text) == is_listed


def test_a_page_of_results_costs_the_same_however_many_there_are(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        shown_listing(reference=f"A{number}", office=office)
    client = Client()
    client.get("/inmuebles/")  # the names of places are kept for a minute
    with django_assert_max_num_queries(8) as few:
        client.get("/inmuebles/?kind=sale&type=flat")
    for number in range(27):
        shown_listing(reference=f"B{number}", office=office)
    with django_assert_max_num_queries(8) as many:
        client.get("/inmuebles/?kind=sale&type=flat")
    assert len(many) - len(few) <= 1  # more than a page is counted


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_search_is_only_read(method: str) -> None:
    assert getattr(Client(), method)("/inmuebles/").status_code == 405
