"""One index of words for the whole house: what a record is found by, in milliseconds among millions.

A word is found by how it begins. A telephone number stands there with each of its ends of four digits and more, so that
any piece of it is the beginning of something. Two neighbouring words stand there as a pair too: many are called María,
many García, few both. Whoever writes a record keeps its words here in the same transaction.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from realestate.core.models import SearchWord
from realestate.core.text import normalise

SHORTEST = 2
TERMS = 6
"""Of what somebody types no more words than these are looked at."""

CAP = 20_000
"""So many records of one word are read at most; a word of more of them is held against the rarer ones only."""

_PIECES = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?<![\w@])(?:\+|00)?\d[\d ().-]*\d(?![\w@])")
_EDGES = ".,;:()[]\"'«»¡!¿?+"
_PHONE_DIGITS = 7
_TAIL = 9


@dataclass(frozen=True)
class Found:
    """Records that fit all the words, the best first; ``is_whole`` is off where more may fit than were looked at."""

    ids: list[int]
    is_whole: bool = True


def words_of(text: str) -> set[str]:
    """The words that a record with this text is found by.

    >>> sorted(words_of("Ana Gil"))
    ['ana', 'ana gil', 'gil']
    """
    words: set[str] = set()
    plain: list[str] = []
    for token in normalise(text).split():
        digits = _digits(token)
        if len(digits) >= _PHONE_DIGITS and not _PIECES.sub("", token).strip("+().-/"):
            tail = digits[-_TAIL:]
            words |= {tail[start:] for start in range(len(tail) - 3)} | {digits}
            continue
        whole = token.strip(_EDGES)
        pieces = _PIECES.findall(whole.partition("@")[0])
        words.add(whole)
        words.update(pieces)
        if "@" not in token:
            plain += pieces
    words |= {f"{first} {second}" for first, second in pairwise(plain)}
    return {word[: SearchWord.LONGEST] for word in words if len(word) >= SHORTEST}


@transaction.atomic
def keep(*, room: str, object_id: int, text: str) -> None:
    """The record is found by the words of this text from now on, and by no others."""
    wanted = words_of(text)
    stored = dict(SearchWord.objects.filter(room=room, object_id=object_id).values_list("word", "pk"))
    gone = [key for word, key in stored.items() if word not in wanted]
    if gone:
        SearchWord.objects.filter(pk__in=gone).delete()
    _add(room, ((object_id, word) for word in wanted - stored.keys()))


def keep_many(*, room: str, texts: Iterable[tuple[int, str]]) -> None:
    """The same for records that stand in no index yet, many at a time."""
    _add(room, ((object_id, word) for object_id, text in texts for word in words_of(text)))


def forget(*, room: str, object_ids: Collection[int]) -> None:
    """The records are found no more."""
    SearchWord.objects.filter(room=room, object_id__in=object_ids).delete()


def terms_of(typed: str) -> list[str]:
    """What somebody typed, as beginnings of words: numbers without their spaces, the rest word by word.

    >>> terms_of("612 345 678 García-Peñón")
    ['612345678', 'garcia', 'penon']
    """
    terms: list[str] = []

    def take(match: "re.Match[str]") -> str:
        digits = _digits(match[0])
        if len(digits) < _PHONE_DIGITS:
            return match[0]  # two numbers beside each other, not one
        terms.append(digits)
        return " "

    rest = _NUMBER.sub(take, normalise(typed))
    for token in rest.split():
        term = token.strip(_EDGES)
        is_one = "@" in term or any(char.isdigit() for char in term)  # an address, a reference
        terms += [term] if is_one else _PIECES.findall(term)
    return [term[: SearchWord.LONGEST] for term in terms if len(term) >= SHORTEST][:TERMS]


def find(room: str, typed: str) -> Found:
    """Records with every word; those with a whole word before those where it only begins so, newer before older."""
    terms = terms_of(typed)
    if not terms:
        return Found([])
    return _best(room, terms, [_Look(room, term) for term in terms])


def fitting(room: str, typed: str, key: str = "pk") -> Q:
    """The same as a condition for a list that is ordered and scoped by itself; a text without words leaves all.

    ``key`` names the column with the record's key. A word of very many records is looked up row by row.
    """
    looks = [_Look(room, term) for term in terms_of(typed)]
    condition = Q()
    whole = [look.ids for look in looks if look.is_whole]
    if whole:
        condition &= Q(**{f"{key}__in": sorted(set.intersection(*whole))})
    for look in looks:
        if not look.is_whole:
            condition &= Q(Exists(look.rows.filter(object_id=OuterRef(key))))
    return condition


def _best(room: str, terms: list[str], looks: "list[_Look]") -> Found:
    whole = [look for look in looks if look.is_whole]
    if not whole:
        pairs = [_Look(room, f"{first} {second}") for first, second in pairwise(terms)]
        whole = [pair for pair in pairs if pair.is_whole and pair.ids]
    if whole:
        ids = set.intersection(*(look.ids for look in whole))
        for look in looks:
            if not look.is_whole:
                ids = look.of(ids)
    else:
        ids = set.intersection(*(look.ids for look in looks))
    exact = [look.exact for look in looks]
    ranked = sorted(ids, key=lambda key: (-sum(key in keys for keys in exact), -key))
    return Found(ranked, is_whole=bool(whole))


class _Look:
    """One term's records: those of the very word first, then those whose word only begins so, up to the cap."""

    def __init__(self, room: str, term: str) -> None:
        self.rows = SearchWord.objects.beginning(room, term)
        exact = SearchWord.objects.filter(room=room, word=term).order_by("-object_id")
        self.exact = set(exact.values_list("object_id", flat=True)[: CAP + 1])
        self.ids = self.exact
        if len(self.exact) <= CAP:
            self.ids = self.exact | set(self.rows.values_list("object_id", flat=True)[: CAP + 1])
        self.is_whole = len(self.ids) <= CAP

    def of(self, ids: Collection[int]) -> set[int]:
        """Those of the given records that have the term."""
        return {
            key
            for part in parts(sorted(ids))
            for key in self.rows.filter(object_id__in=part).values_list("object_id", flat=True)
        }


def parts(ids: list[int], size: int = 1000) -> Iterator[list[int]]:
    """Long lists of keys in pieces that a database takes in one question."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _add(room: str, rows: Iterable[tuple[int, str]]) -> None:
    made = (SearchWord(room=room, word=word, object_id=object_id) for object_id, word in rows)
    # Letters that one database takes for equal and the other does not are one word: whoever comes second is left out.
    SearchWord.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)


def _digits(text: str) -> str:
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    return digits.removeprefix("00") if text.startswith("00") else digits
