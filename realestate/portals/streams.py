"""Feeds as streams: from a file or a web address, packed or not, knowing how far they are."""

from typing import BinaryIO

GZIP = b"\x1f\x8b"


class Measured:
    """A stream that begins with bytes already read and knows how far it is."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._first = stream.read(2)
        self.size = size
        self.done = 0
        self.is_gzip = self._first == GZIP

    def read(self, size: int = -1) -> bytes:
        if self._first:
            data, self._first = self._first + self._stream.read(max(size - len(self._first), 0)), b""
        else:
            data = self._stream.read(size)
        self.done += len(data)
        return data
