"""Bytes from outside to elements, one listing at a time: nothing hostile gets through and memory stays flat.

Repairs what breaks real feeds as a whole: bytes in another encoding, control characters, a bare ``&``, HTML entities.
A document type declaration (the way to entity bombs and foreign files) is refused at its first character.
"""

import codecs
import html.entities
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from realestate.portals.kyero.types import FeedError, Limits

CHUNK = 64 * 1024
HOLD = 48  # longer than any entity or CDATA mark
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
AMPERSAND = re.compile(r"&(#x[0-9a-fA-F]{1,8};|#[0-9]{1,8};|[A-Za-z][A-Za-z0-9]{1,31};)?")
CDATA_MARK = re.compile(r"(<!\[CDATA\[|\]\]>)")
ENCODINGS = re.compile(r"utf-(8|16(-[lb]e)?)|iso8859-\d+|cp125\d|cp437|cp850|ascii|mac-roman")
READ_ERRORS = (OSError, EOFError, ValueError, zlib.error)


def western(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is read as Windows' Western European, which is what it nearly always is."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in bad), error.end


codecs.register_error("kyero_western", western)


class Node:
    """An element with its texts and children in document order."""

    __slots__ = ("id", "parts", "tag")

    def __init__(self, tag: str, identifier: str = "") -> None:
        self.tag = tag
        self.id = identifier
        self.parts: list[str | Node] = []

    def children(self, tag: str) -> Iterator["Node"]:
        return (part for part in self.parts if isinstance(part, Node) and part.tag == tag)

    def elements(self) -> Iterator["Node"]:
        return (part for part in self.parts if isinstance(part, Node))

    def text(self) -> str:
        """The element's own text, without that of its children."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def find(self, *paths: str) -> str:
        """The first text that is not blank at one of the paths (``location/latitude``), else nothing."""
        for path in paths:
            nodes = [self]
            for tag in path.split("/"):
                nodes = [child for node in nodes for child in node.children(tag)]
            for node in nodes:
                text = node.text().strip()
                if text:
                    return text
        return ""


class CleanText:
    """Decodes a stream of bytes piece by piece into text that an XML parser accepts."""

    def __init__(self) -> None:
        self.has_broken_bytes = False
        self._rest = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._started = False
        self._in_cdata = False
        self._held = ""

    def feed(self, data: bytes, *, final: bool) -> bytes:
        """The next piece as UTF-8, or nothing yet."""
        text = self._decode(data, final)
        if not self._started:
            text = text.lstrip("\ufeff \t\r\n")
            self._started = bool(text)
        text = self._held + text
        self._held = ""
        if not final:
            tail = max(0, len(text) - HOLD)
            marks = [at for at in (text.find(mark, tail) for mark in "&<]") if at >= 0]
            if marks:
                text, self._held = text[: min(marks)], text[min(marks) :]
        return self._escape(ILLEGAL.sub(" ", text)).encode()

    def choose_encoding(self, start: bytes) -> None:
        """Looks at the first bytes: byte order mark, then the XML declaration, else UTF-8."""
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            name = "utf-16"
        elif start.startswith(b"<\x00"):
            name = "utf-16-le"
        elif start.startswith(b"\x00<"):
            name = "utf-16-be"
        else:
            found = DECLARED.match(start.removeprefix(codecs.BOM_UTF8))
            name = found.group(1).decode() if found else "utf-8"
            if name.lower().startswith(("utf-16", "utf16")):  # says so, but the bytes are not
                name = "utf-8"
        try:
            name = codecs.lookup(name).name
        except LookupError as error:
            raise FeedError("bad_encoding", name) from error
        if not ENCODINGS.fullmatch(name):
            raise FeedError("bad_encoding", name)
        if name not in ("utf-8", "ascii"):
            self._decoder = codecs.getincrementaldecoder(name)("replace")

    def _decode(self, data: bytes, final: bool) -> str:
        if self._decoder is not None:
            return self._decoder.decode(data, final)
        data = self._rest + data
        try:
            text, used = codecs.utf_8_decode(data, "strict", final)
        except UnicodeDecodeError:
            self.has_broken_bytes = True
            text, used = codecs.utf_8_decode(data, "kyero_western", final)
        self._rest = data[used:]
        return text

    def _escape(self, text: str) -> str:
        if "&" not in text and "]]>" not in text and "<![" not in text:
            return text
        pieces = CDATA_MARK.split(text)
        for at, piece in enumerate(pieces):
            if piece == "<![CDATA[":
                self._in_cdata = True
            elif piece == "]]>":
                if not self._in_cdata:
                    pieces[at] = "]]&gt;"
                self._in_cdata = False
            elif not self._in_cdata:
                pieces[at] = AMPERSAND.sub(escaped_reference, piece)
        return "".join(pieces)


def escaped_reference(match: re.Match[str]) -> str:
    """A reference that the parser can take; a bare ``&`` and references to impossible characters are repaired."""
    name = match.group(1)
    if name is None:
        return "&amp;"
    if not name.startswith("#"):
        return match.group()
    number = int(name[2:-1], 16) if name[1] == "x" else int(name[1:-1])
    possible = (
        number in (9, 10, 13) or 32 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 65536 <= number < 0x110000
    )
    return match.group() if possible else " "


class ListingParser:
    """The XML parser's callbacks: gathers each ``<property>`` and forgets everything else."""

    def __init__(self, limits: Limits) -> None:
        self.version = ""
        self.is_kyero = False
        self.finished: deque[Node | None] = deque()  # None: a listing that was too big
        self._limits = limits
        self._depth = 0
        self._stack: list[Node] = []
        self._elements = self._chars = self._element_chars = 0
        self._too_big = False
        self._reads_version = False
        self._fed = 0
        parser = self._expat = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.UseForeignDTD(True)  # unknown entities are handed over instead of ending the document
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.SkippedEntityHandler = self._entity

    def feed(self, data: bytes, *, final: bool) -> None:
        self._fed += len(data)
        try:
            self._expat.Parse(data, final)
        except expat.ExpatError as error:
            cut = error.code in (3, 5, 6, 20) and final
            raise FeedError("cut_short" if cut else "not_xml", f"{error.lineno}:{error.offset}") from error
        if self._fed - max(0, self._expat.CurrentByteIndex) > self._limits.tag_bytes:
            raise FeedError("tag_too_long")

    def _doctype(self, *_: object) -> None:
        raise FeedError("doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise FeedError("too_deep")
        if len(attributes) > self._limits.attributes:
            raise FeedError("too_many_attributes")
        tag = name.rpartition(":")[2].lower()
        if not self._stack:
            if tag == "html" and self._depth == 1:
                raise FeedError("web_page")
            self.is_kyero = self.is_kyero or tag in ("kyero", "property")
            self._reads_version = tag == "feed_version"
            if tag == "property":
                self._elements = self._chars = self._element_chars = 0
                self._too_big = False
                self._stack.append(Node(tag))
            return
        self._elements += 1
        self._element_chars = 0
        node = Node(tag, attributes.get("id", "")[:20])
        if self._elements > self._limits.elements:
            self._too_big = True
        if not self._too_big:
            self._stack[-1].parts.append(node)
        self._stack.append(node)

    def _text(self, data: str) -> None:
        if not self._stack:
            if self._reads_version:
                self.version = (self.version + data)[:20]
            return
        self._chars += len(data)
        room = self._limits.text_chars - self._element_chars
        self._element_chars += len(data)
        if self._chars > self._limits.listing_chars:
            self._too_big = True
        if room > 0 and not self._too_big:
            self._stack[-1].parts.append(data[:room])

    def _entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html.entities.html5.get(f"{name};", f"&{name};"))

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._reads_version = False
        if not self._stack:
            return
        node = self._stack.pop()
        if not self._stack:
            self.finished.append(None if self._too_big else node)


def read_pieces(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """The stream in pieces, however it fails to be read."""
    total = 0
    while True:
        try:
            piece = stream.read(CHUNK)
        except READ_ERRORS as error:
            raise FeedError("unreadable", str(error)[:200]) from error
        if not piece:
            return
        total += len(piece)
        if total > limit:
            raise FeedError("too_big")
        yield piece
