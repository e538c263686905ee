import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from realestate.core.pagination import paginate
from realestate.listings.models import Operation
from realestate.tests.factories import ListingFactory, OperationFactory

pytestmark = pytest.mark.django_db


def all_pages(order: tuple[str, ...], size: int) -> list[int]:
    seen: list[int] = []
    cursor = ""
    for _ in range(100):
        page = paginate(Operation.objects.all(), order=order, cursor=cursor, size=size)
        seen += [row.pk for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            return seen
    raise AssertionError("pages never end")


class TestEveryRowOnce(TestCase):
    """Whatever the values, equal and missing ones included."""

    @settings(max_examples=25, deadline=None)
    @given(
        prices=st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=12),
        size=st.integers(1, 5),
        order=st.sampled_from(
            [("price", "id"), ("-price", "-id"), ("-updated_at", "-id"), ("listing__built_area", "id")]
        ),
    )
    def test_pages_by_key_show_each_row_once_in_order(
        self, prices: list[int | None], size: int, order: tuple[str, ...]
    ) -> None:
        for price in prices:
            OperationFactory(price=price, listing=ListingFactory(built_area=price))
        assert all_pages(order, size) == list(Operation.objects.order_by(*order).values_list("pk", flat=True))


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "!!!!", "bnVsbA", "eyJhIjoxfQ", "A" * 2000, "WyJhIiwiYiJd"])
def test_a_cursor_that_means_nothing_shows_the_first_page(cursor: str) -> None:
    operation = OperationFactory()
    assert [row.pk for row in paginate(Operation.objects.all(), order=("price", "id"), cursor=cursor).rows] == [
        operation.pk
    ]
