"""Many rows at once."""

import pytest

from realestate.core import bulk
from realestate.core.models import Counter

pytestmark = pytest.mark.django_db


def values() -> dict[str, int]:
    return dict(Counter.objects.values_list("name", "value"))


def test_rows_are_written_in_batches_and_a_row_that_is_there_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 3)
    bulk.insert_rows(Counter, ("name", "value"), ((f"bulk-{number}", number) for number in range(7)))
    bulk.insert_rows(Counter, ("name", "value"), [("bulk-3", 99), ("bulk-7", 7)], ignore_conflicts=True)
    assert {name: value for name, value in values().items() if name.startswith("bulk-")} == {
        f"bulk-{number}": number for number in range(8)
    }


def test_rows_get_new_values_by_their_keys() -> None:
    bulk.insert_rows(Counter, ("name", "value"), [("bulk-a", 1), ("bulk-b", 2)])
    bulk.update_rows(Counter, ("value",), [(10, "bulk-a"), (5, "bulk-unknown")])
    found = values()
    assert (found["bulk-a"], found["bulk-b"], "bulk-unknown" in found) == (10, 2, False)


def test_nothing_to_write_asks_nothing() -> None:
    bulk.insert_rows(Counter, ("name", "value"), [])
    bulk.update_rows(Counter, ("value",), [])
