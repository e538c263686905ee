"""Which contacts may be the same person: by how their names sound in Spanish and where they live.

Nobody is compared with everybody. Each contact stands under a few keys, and only those that share one are looked at
side by side, so that the work grows with the number of contacts and not with its square.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from realestate.core.text import normalise

LEAST = 75  # of 100: below that two names are two people
CLOSE = 0.8  # how much of two words must agree when they do not sound the same
KEY = 80
NAME_ALONE = "n:"  # how the keys without a town begin
_WORDS = re.compile(r"[a-z0-9]+")
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "el",
        "los",
        "y",
        "e",
        "i",
        "da",
        "do",
        "dos",
        "van",
        "von",
        "der",
        "d",
        "dona",
        "don",
        "sr",
        "sra",
    ]
)
_COMPANY_FORMS = frozenset(
    {"sl", "slu", "sa", "sau", "scp", "cb", "slp", "srl", "sas", "sc", "ltd", "gmbh", "inc", "bv", "lda"}
    | {"sociedad", "limitada", "anonima"}
)
# What is written differently and said alike; in this order.
_SOUNDS = (
    ("ch", "X"), ("ph", "f"), ("h", ""), ("ll", "y"), ("que", "ke"), ("qui", "ki"), ("q", "k"),
    ("gue", "Ge"), ("gui", "Gi"), ("ge", "je"), ("gi", "ji"), ("ce", "se"), ("ci", "si"), ("c", "k"),
    ("z", "s"), ("v", "b"), ("w", "b"), ("x", "s"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")

# (one, the other) by key, the lower first → how alike from 0 to 100, and why.
Found = dict[tuple[int, int], tuple[int, list[str]]]


@dataclass(frozen=True)
class Person:
    """What is compared of a contact."""

    pk: int
    first: str
    last: str
    company: str
    is_company: bool
    town: str
    tax_id: str

    @property
    def given(self) -> list[str]:
        return words_of(self.company, company=True)[:1] if self.is_company else words_of(self.first)

    @property
    def family(self) -> list[str]:
        return words_of(self.company, company=True)[1:] if self.is_company else words_of(self.last)

    @property
    def words(self) -> list[str]:
        return self.given + self.family


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a word sounds, roughly: the same for Jiménez, Giménez and Ximenes, for Vázquez and Basques.

    >>> sound("gimenez") == sound("jimenes")
    True
    >>> sound("llorente") == sound("yorente")
    True
    """
    if word[:1] == "x":
        word = f"j{word[1:]}"  # Ximénez
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    return _DOUBLED.sub(r"\1", word.lower())


def words_of(text: str, *, company: bool = False) -> list[str]:
    """The words of a name that tell people apart: without particles, titles and a company's form."""
    found = _WORDS.findall(normalise(text))
    if company:
        return [word for word in found if len(word) > 1 and word not in _COMPANY_FORMS | _PARTICLES]
    return [word for word in found if word not in _PARTICLES]


def town_key(town: str) -> str:
    return "".join(sound(word) for word in words_of(town))[:25]


def keys_of(person: Person) -> set[str]:
    """The keys under which somebody stands: given name, surname and town, one of the names by its first letter alone.

    So two meet when one name is misspelt or abbreviated, or when somebody typed the surname first. A name of three
    words and more is rare enough to be a key without a town.
    """
    words = [sound(word) for word in person.words]
    words = [word for word in words if word]
    if not words:
        return set()
    keys = set()
    if len(words) >= 3:
        keys.add(f"{NAME_ALONE}{'.'.join(sorted(words))}"[:KEY])
    town = town_key(person.town)
    if town:
        family = [sound(word) for word in person.family]
        given = [sound(word) for word in person.given]
        one = given[0] if given else words[0]
        other = family[0] if family and given else (words[1] if len(words) > 1 else "")
        keys.add(f"t:{one}:{other[:1]}:{town}"[:KEY])
        if other:
            keys.add(f"t:{other}:{one[:1]}:{town}"[:KEY])
    return keys


def compare(one: Person, other: Person) -> tuple[int, list[str]]:
    """(likeness from 0 to 100, its reasons by code). 0: two people."""
    if one.tax_id and other.tax_id and one.tax_id != other.tax_id:
        return 0, []
    name = _names(one.words, other.words)
    if not name:
        return 0, []
    score = name
    reasons = ["name" if name >= 97 else "close"]
    towns = town_key(one.town), town_key(other.town)
    if all(towns):
        if towns[0] == towns[1] or _alike(*towns) >= CLOSE:
            reasons.append("town")
        else:
            score -= 15
    else:
        score -= 8
    return (score, reasons) if score >= LEAST else (0, [])


def _names(one: Sequence[str], other: Sequence[str]) -> int:
    """Every word of the shorter name must be found in the longer one, and two words in all."""
    short, long = sorted((list(one), list(other)), key=len)
    if not short or (len(short) == 1 and len(long) > 1):
        return 0
    left, total = list(long), 0.0
    for word in short:
        best = max(left, key=lambda candidate: _alike(word, candidate))
        value = _alike(word, best)
        if value < CLOSE:
            return 0
        left.remove(best)
        total += value
    return max(round(100 * total / len(short)) - 5 * len(left), 0)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1:
        return 0.85 if one[0] == other[0] else 0.0
    if sound(one) == sound(other):
        return 0.98
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= CLOSE else 0.0


def pairs_within(
    groups: Iterable[Sequence[Person]], due: frozenset[int]
) -> dict[tuple[int, int], tuple[int, list[str]]]:
    """The pairs that look alike among people who share a key, of which one at least is ``due``."""
    seen: set[tuple[int, int]] = set()
    found: Found = {}
    for group in groups:
        for one in group:
            if one.pk not in due:
                continue
            for other in group:
                pair = (min(one.pk, other.pk), max(one.pk, other.pk))
                if one.pk == other.pk or pair in seen:
                    continue
                seen.add(pair)
                score, reasons = compare(one, other)
                if score:
                    found[pair] = score, reasons
    return found
