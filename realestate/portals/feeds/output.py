"""The two files of a feed, written side by side while it is made."""

import hashlib
import zlib
from typing import IO

COMPRESSION = 3  # the feed is made once and read a few times: speed counts more than the last percent


class Output:
    """The feed's two files, plain and gzip, with size and hash."""

    def __init__(self, plain: IO[bytes], packed: IO[bytes]) -> None:
        self.plain, self.packed = plain, packed
        self.size = self.gzip_size = 0
        self._hash = hashlib.sha256()
        self._zip = zlib.compressobj(COMPRESSION, zlib.DEFLATED, 31)  # 31: a gzip file, without name and time
        self._waiting: list[bytes] = []
        self._held = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    @property
    def length(self) -> int:
        """How many bytes have been written."""
        return self.size + self._held

    def write(self, data: bytes) -> None:
        self._waiting.append(data)
        self._held += len(data)
        if self._held > 1 << 18:
            self._flush()

    def close(self) -> None:
        self._flush()
        self.packed.write(self._zip.flush())
        self.gzip_size = self.packed.tell()
        self.plain.seek(0)
        self.packed.seek(0)

    def _flush(self) -> None:
        data = b"".join(self._waiting)
        self._waiting, self._held = [], 0
        self.size += len(data)
        self._hash.update(data)
        self.plain.write(data)
        self.packed.write(self._zip.compress(data))
