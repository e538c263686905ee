"""Photos that look alike, found without comparing each with all.

A fingerprint has 64 bits. Two photos look alike when at most ``DISTANCE`` of them differ. Cut in four bands of 16 bits,
at least one band of such a pair then differs in no more than one bit, so the candidates are those with one of 4 × 17
values in an index: about a hundred rows of a hundred thousand.
"""

from typing import TYPE_CHECKING

from realestate.listings.models import Photo

if TYPE_CHECKING:
    from collections.abc import Iterable

DISTANCE = 6
BANDS = ("band_1", "band_2", "band_3", "band_4")
BITS = 16
CANDIDATES = 500  # a band; walls and skies share bands
FLAT = frozenset({"0" * 16, "f" * 16})  # one colour all over says nothing


def bands_of(fingerprint: str) -> dict[str, int | None]:
    """The four parts of a fingerprint, as columns of Photo; all empty when the picture is too plain to tell."""
    if not fingerprint or fingerprint in FLAT:
        return dict.fromkeys(BANDS)
    return {name: int(fingerprint[n * 4 : n * 4 + 4], 16) for n, name in enumerate(BANDS)}


def near(value: int) -> list[int]:
    """A band's value and all that differ from it in one bit."""
    return [value, *(value ^ (1 << bit) for bit in range(BITS))]


def distance(one: str, other: str) -> int:
    """How many bits of two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def lookalike(fingerprint: str, *, listing_id: int, but: int | None = None) -> Photo | None:
    """The photo that looks most like this one: of the same listing if there is one, else of the whole stock."""
    bands = bands_of(fingerprint)
    found: dict[int, tuple[int, int, int]] = {}
    for name, value in bands.items():
        if value is None:
            continue
        rows: Iterable[tuple[int, str, int]] = Photo.objects.with_band(name, near(value))[:CANDIDATES]
        for pk, theirs, listing in rows:
            apart = distance(fingerprint, theirs)
            if apart <= DISTANCE and pk != but:
                found[pk] = (int(listing != listing_id), apart, pk)
    best = min(found.values(), default=None)
    return Photo.objects.filter(pk=best[2]).select_related("listing").first() if best else None
