"""Reads a feed from beginning to end, one listing at a time."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from realestate.core.text import normalise
from realestate.portals.kyero.listing import Defaults, build_listing
from realestate.portals.kyero.stream import CleanText, ListingParser, Node, read_pieces
from realestate.portals.kyero.types import FeedError, Limits, ParsedListing, Problem, RejectedListing, Severity

Result = ParsedListing | RejectedListing
ENOUGH_TO_SEE_ENCODING = 512  # bytes
ENOUGH_TO_JUDGE = 20  # listings
NEARLY_ALL = 0.95


class FeedReader:
    """An iterator over the feed's listings that also knows, at its end, what is odd about the feed as a whole."""

    def __init__(self, stream: BinaryIO, *, limits: Limits | None = None, defaults: Defaults | None = None) -> None:
        self._stream = stream
        self._limits = limits or Limits()
        self._defaults = defaults or Defaults()
        self._text = CleanText()
        self._parser = ListingParser(self._limits)
        self._position = 0
        self._ids: set[str] = set()
        self._accepted = self._energy_a = self._pools = 0

    @property
    def version(self) -> str:
        """What the feed says its version is."""
        return self._parser.version.strip()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd about the feed as a whole; complete once the last listing was read."""
        version = self.version
        odd = {
            "no_version": not version,
            "other_version": bool(version) and version.split(".")[0] not in ("2", "3"),
            "broken_bytes": self._text.has_broken_bytes,
            "all_energy_a": self._is_default(self._energy_a),
            "all_pools": self._is_default(self._pools),
        }
        return tuple(Problem("feed", version, code, Severity.WARNING) for code, is_odd in odd.items() if is_odd)

    def __iter__(self) -> Iterator[Result]:
        pieces = read_pieces(self._stream, self._limits.total_bytes)
        first = b""
        while len(first) < ENOUGH_TO_SEE_ENCODING and (piece := next(pieces, None)) is not None:
            first += piece
        if not first.strip():
            raise FeedError("empty_file")
        self._text.choose_encoding(first)
        for piece in chain([first], pieces):
            yield from self._results(piece, final=False)
        yield from self._results(b"", final=True)
        if not self._parser.is_kyero:
            raise FeedError("not_kyero")

    def _results(self, piece: bytes, *, final: bool) -> Iterator[Result]:
        """What became complete with this piece; listings before a fault are still handed out."""
        fault: FeedError | None = None
        try:
            self._parser.feed(self._text.feed(piece, final=final), final=final)
        except FeedError as error:
            fault = error
        while self._parser.finished:
            yield self._result(self._parser.finished.popleft())
        if fault is not None:
            raise fault

    def _result(self, node: Node | None) -> Result:
        self._position += 1
        if self._position > self._limits.listings:
            raise FeedError("too_many_listings")
        if node is None:
            return RejectedListing(self._position, "", "property", "", "listing_too_big")
        result = build_listing(node, self._position, self._defaults)
        if isinstance(result, RejectedListing):
            return result
        key = normalise(result.external_id)
        if key in self._ids:
            return RejectedListing(self._position, result.external_reference, "id", result.external_id, "duplicate_id")
        self._ids.add(key)
        self._accepted += 1
        self._energy_a += result.energy_to_check
        self._pools += result.has_pool is True
        return result

    def _is_default(self, count: int) -> bool:
        return self._accepted >= ENOUGH_TO_JUDGE and count >= NEARLY_ALL * self._accepted


def read_feed(
    stream: BinaryIO, *, limits: Limits | None = None, defaults: Defaults | None = None
) -> Iterator[ParsedListing | RejectedListing]:
    """Every listing of the feed in its order. Raises ``FeedError`` where the file cannot be read any further."""
    return iter(FeedReader(stream, limits=limits, defaults=defaults))
