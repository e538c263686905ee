"""The stock as a file: exactly the filtered rows in their order, quickly, in flat memory, and harmless to open."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.test import Client

from realestate.audit.models import AuditLine
from realestate.listings import exports
from realestate.listings.models import Listing, Operation
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, OfficeFactory, OperationFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(content: bytes) -> list[list[tuple[str, str]]]:
    """Each row of the first sheet as (type, value); text is stored in the cell itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.findall("m:sheetData/m:row", NS):
        line = []
        for cell in row.findall("m:c", NS):
            assert cell.find("m:f", NS) is None, "a formula"
            text = cell.find("m:is/m:t", NS)
            value = cell.find("m:v", NS)
            line.append(
                (cell.get("t", "n"), text.text if text is not None else (value.text if value is not None else ""))
            )
        rows.append(line)
    return rows  # type: ignore[return-value]


def body(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_the_workbook_holds_exactly_the_filtered_rows_in_their_order(as_user: SignIn, salesperson: User) -> None:
    for number, price in enumerate((300, 100, 200)):
        OperationFactory(listing__reference=f"R{number}", price=Decimal(price), kind="rent")
    OperationFactory(listing__reference="NO", kind="sale")
    rows = cells(body(as_user(salesperson), "/listings/export/xlsx/?kind=rent&sort=price"))
    assert [row[0][1] for row in rows[1:]] == ["R1", "R2", "R0"]
    assert AuditLine.objects.get(action="listings.exported").changes == {"filters": "kind=rent&sort=price"}


def test_numbers_are_numbers_days_are_days_and_formulas_are_text(as_user: SignIn, salesperson: User) -> None:
    OperationFactory(
        listing__reference="R1", listing__zone='=HYPERLINK("http://x")', listing__town="+34",
        price=Decimal("123456.78"), published_at=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    row = cells(body(as_user(salesperson), "/listings/export/xlsx/"))[1]
    values = {value: kind for kind, value in row}
    assert values["123456.78"] == "n"
    assert values["46082"] == "n"  # 1 March 2026 in days since 1899-12-30
    assert values['\'=HYPERLINK("http://x")'] == "inlineStr"
    assert values["'+34"] == "inlineStr"


def test_the_csv_stands_in_the_order_of_the_list(as_user: SignIn, salesperson: User) -> None:
    for number, price in enumerate((300, 100, 200)):
        OperationFactory(listing__reference=f"R{number}", price=Decimal(price))
    lines = body(as_user(salesperson), "/listings/export/?sort=-price").decode().splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["R0", "R2", "R1"]


def test_a_file_that_would_be_too_big_is_refused_with_words(
    as_user: SignIn, salesperson: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MAX_ROWS", 1)
    OperationFactory.create_batch(2)
    for path in ("/listings/export/", "/listings/export/xlsx/"):
        response = as_user(salesperson).get(path, {"sort": "price"}, follow=True)
        assert response.redirect_chain == [("/listings/?sort=price", 302)]
        assert [str(message) for message in response.context["messages"]]
    assert not AuditLine.objects.filter(action="listings.exported").exists()


def many(number: int, salesperson: User) -> None:
    office = OfficeFactory()
    Listing.objects.bulk_create(
        ListingFactory.build(office=office, salesperson=salesperson, reference=f"X-{n:05}") for n in range(number)
    )
    Operation.objects.bulk_create(
        Operation(listing_id=pk, kind="sale", price=Decimal(pk), status="available")
        for pk in Listing.objects.values_list("pk", flat=True)
    )


@pytest.mark.parametrize("path", ["/listings/export/", "/listings/export/xlsx/"])
def test_ten_thousand_rows_take_seconds(as_user: SignIn, salesperson: User, path: str) -> None:
    many(10_000, salesperson)
    client = as_user(salesperson)
    started = time.perf_counter()
    body(client, path)
    seconds = time.perf_counter() - started
    assert seconds < 30


@pytest.mark.parametrize("path", ["/listings/export/", "/listings/export/xlsx/"])
def test_a_file_is_made_in_flat_memory(as_user: SignIn, salesperson: User, path: str) -> None:
    many(3_000, salesperson)
    client = as_user(salesperson)
    body(client, f"{path}?kind=rent")
    tracemalloc.start()
    sum(len(chunk) for chunk in client.get(path).streaming_content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000
