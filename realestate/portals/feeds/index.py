"""What the served feed was made of, kept beside it: whatever is as it was then is copied from it, not made again.

The index may be lost or stale at any time: each line is believed only when the stamp of what was read today is the
same, the publication stands as the line says, and the bytes in the feed have the hash that the publication knows.
"""

import hashlib
from typing import IO, TYPE_CHECKING, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from realestate.portals.choices import PublicationState

if TYPE_CHECKING:
    from realestate.portals.models import FeedBuild

ENDING = ".idx"


class Line(NamedTuple):
    """One operation: the stamp of what was read of it, and where its entry stands; no length: it was left out."""

    stamp: str
    is_eligible: bool
    start: int = 0
    length: int = 0


class Index:
    """The lines by operation, with the feed that they point into."""

    def __init__(self, build: "FeedBuild | None") -> None:
        self._file: IO[bytes] | None = None
        self._lines = read_lines(build.file) if build is not None and build.file else {}
        if self._lines and build is not None:
            try:
                self._file = default_storage.open(build.file)
            except OSError:
                self._lines = {}

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def line(self, operation_id: int, stamp: str) -> Line | None:
        """What is known of an operation, if nothing that was read of it has changed."""
        line = self._lines.get(operation_id)
        return line if line is not None and line.stamp == stamp else None

    def entry(self, line: Line, sha256: str) -> bytes | None:
        """The entry as it stands in the feed; none when it is not what it should be."""
        if self._file is None:
            return None
        self._file.seek(line.start)
        data = self._file.read(line.length)
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def same_as(self, lines: dict[int, Line]) -> bool:
        return self._lines == lines


def is_as_told(line: Line, state: str) -> bool:
    """Does the publication stand as the line says?"""
    return state == (PublicationState.PUBLISHED if line.length else PublicationState.EXCLUDED)


def read_lines(name: str) -> dict[int, Line]:
    """The lines beside a feed; none when there are none, or they make no sense."""
    found: dict[int, Line] = {}
    try:
        with default_storage.open(name + ENDING) as file:
            for text in file.read().decode("ascii").splitlines():
                key, stamp, eligible, start, length = text.split()
                found[int(key)] = Line(stamp, eligible == "1", int(start), int(length))
    except (OSError, ValueError):
        return {}
    return found


def write_lines(name: str, lines: dict[int, Line]) -> None:
    """Keep the lines beside a feed, in the place of older ones."""
    text = "".join(
        f"{key} {line.stamp} {int(line.is_eligible)} {line.start} {line.length}\n" for key, line in lines.items()
    )
    default_storage.delete(name + ENDING)
    default_storage.save(name + ENDING, ContentFile(text.encode("ascii")))
