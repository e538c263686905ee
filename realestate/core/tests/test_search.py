"""The index of words: a record is found by how its words begin."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realestate.core import search
from realestate.core.models import SearchWord

pytestmark = pytest.mark.django_db


def put(*texts: str, room: str = "contact") -> None:
    for number, text in enumerate(texts, start=1):
        search.keep(room=room, object_id=number, text=text)


def found(typed: str) -> list[int]:
    return search.find("contact", typed).ids


@pytest.mark.parametrize("typed", ["lucía", "LUC", "nunez", "Núñez luc", "núñez-lorca", "lucía nuñ"])
def test_a_name_is_found_by_how_its_words_begin_in_any_letters(typed: str) -> None:
    put("Lucia Nunez Lorca", "Pedro Gil")
    assert found(typed) == [1]


@pytest.mark.parametrize(
    "typed", ["612345678", "612 345 678", "+34 612 34 56 78", "0034612345678", "3456", "5678", "(612) 345-678"]
)
def test_a_phone_is_found_by_any_piece_of_it(typed: str) -> None:
    put("Ana +34612345678", "Eva +34699999999")
    assert found(typed) == [1]


@pytest.mark.parametrize("typed", ["lucia.gomez@example.com", "lucia.gomez", "gomez", "LUCIA.GOMEZ@exam"])
def test_an_address_is_found_whole_and_by_its_pieces(typed: str) -> None:
    put("X lucia.gomez@example.com", "X pedro@example.com")
    assert found(typed) == [1]


@pytest.mark.parametrize("typed", ["MAD-0042", "mad-0042", "mad 0042", "0042"])
def test_a_reference_is_found_whole_and_by_its_pieces(typed: str) -> None:
    put("mad-0042 piso", "mad-0043 piso")
    assert found(typed) == [1]


def test_all_the_words_must_fit() -> None:
    put("Ana Gil", "Ana Ruiz")
    assert found("ana gil") == [1]
    assert found("ana perez") == []


def test_the_whole_word_comes_before_its_beginning_and_the_newer_before_the_older() -> None:
    put("Anabel", "Ana", "Ana", "Anacleto")
    assert found("ana") == [3, 2, 4, 1]


def test_a_record_is_found_by_its_new_words_only() -> None:
    put("Ana Gil")
    put("Eva Gil")
    assert (found("ana"), found("eva")) == ([], [1])


def test_rooms_do_not_mix() -> None:
    put("Ana", room="listing")
    assert found("ana") == []


def test_what_is_forgotten_is_found_no_more() -> None:
    put("Ana", "Ana")
    search.forget(room="contact", object_ids=[1])
    assert found("ana") == [2]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "\\", "'; --", "\x00", "a", "ß" * 300, "🏠", "@", "+", "1 2 3"])
def test_nonsense_finds_nothing_and_breaks_nothing(typed: str) -> None:
    put("Ana Gil +34612345678")
    assert found(typed) == []


def test_of_words_that_very_many_have_the_rarer_decides(monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "CAP", 3)
    put("maria gil", "maria gil", "maria gil", "maria gil", "maria soler")
    answer = search.find("contact", "maria soler")
    assert (answer.ids, answer.is_whole) == ([5], True)


def test_two_common_words_are_found_as_a_pair(monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "CAP", 2)
    put("maria garcia", "maria gil", "maria soler", "ana garcia", "eva garcia")
    assert search.find("contact", "maria garcia").ids == [1]


def test_the_search_says_when_it_stopped_looking(monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "CAP", 2)
    put("maria", "maria", "maria", "maria")
    answer = search.find("contact", "maria")
    assert answer.ids[:2] == [4, 3]
    assert not answer.is_whole


@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_is_kept_and_any_text_is_asked_for(text: str, typed: str) -> None:
    search.keep(room="contact", object_id=1, text=text)
    search.find("contact", typed)
    SearchWord.objects.all().delete()


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzáéíñü", min_size=2, max_size=10), min_size=1, max_size=5))
def test_a_record_is_found_by_each_of_its_words(words: list[str]) -> None:
    search.keep(room="contact", object_id=7, text=" ".join(words))
    for word in words:
        assert found(word) == [7]
    search.forget(room="contact", object_ids=[7])
