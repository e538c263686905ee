import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realestate.core.csv import csv_lines, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+34 612", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_numbers_stay_numbers() -> None:
    assert harmless(-5) == -5


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=5))
def test_what_goes_out_can_be_read_back(cells: list[str]) -> None:
    text = "".join(csv_lines(["a"] * len(cells), [cells])).removeprefix("\ufeff")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    assert rows[1] == [str(harmless(cell)) for cell in cells]
