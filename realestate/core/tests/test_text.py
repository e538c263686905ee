import pytest
from hypothesis import given
from hypothesis import strategies as st

from realestate.core.text import normalise, normalise_email, search_text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("José Muñoz", "jose munoz"),
        ("  CALLE   Peñón ", "calle penon"),
        ("Straße", "strasse"),
        ("L'Hospitalet", "l'hospitalet"),
    ],
)
def test_accents_case_and_spaces_do_not_matter(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_empty_values_leave_no_gap_in_the_search_text() -> None:
    assert search_text("MUR-1", None, "", "Ático") == "mur-1 atico"


def test_addresses_are_compared_in_lower_case() -> None:
    assert normalise_email(" Ana@Example.COM ") == "ana@example.com"
