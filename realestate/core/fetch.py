"""Fetches a file from a web address that somebody typed, and from nowhere inside: no loopback, no private network.

The name is resolved once, every address that it has must be public, and the connection goes to the very address that
was checked, so a name that changes its mind in between leads nowhere. Each redirect is checked again.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.utils.translation import gettext as _

from realestate.core.errors import BusinessRuleError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_BYTES = 256 * 1024 * 1024
MAX_REDIRECTS = 5
SOCKET_SECONDS = 20
TOTAL_SECONDS = 600
USER_AGENT = "CRM-Inmobiliaria"
SAFE = "!#$%&'()*+,-./:;=?@_~"  # what an address may hold as it is
# Not public although Python's tables call them so, or ways to write a private address as another kind.
REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # carrier-grade NAT, some clouds' metadata
        "168.63.129.16/32",  # a cloud's own services
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "fec0::/10",
    )
)


class FetchError(BusinessRuleError):
    """The address cannot or must not be fetched."""


class RefusedError(FetchError):
    """The address leads where nothing is ever fetched from; trying again is of no use."""


class PinnedConnection(http.client.HTTPConnection):
    """Talks to one address that was checked, whatever its name resolves to by now."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=SOCKET_SECONDS)
        self._address = address
        self._context = context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), SOCKET_SECONDS)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain


class LimitedStream:
    """The answer's body, never longer than allowed; with ``size`` where the server says it."""

    def __init__(self, response: http.client.HTTPResponse, limit: int) -> None:
        self._response = response
        self._left = limit
        length = response.getheader("Content-Length", "")
        self.size = int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._response.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        except http.client.HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error
        self._left -= len(data)
        self._done += len(data)
        if not data and size and self._done < self.size:
            raise OSError(_("The connection ended early."))
        if self._left < 0:
            raise OSError(_("The file is bigger than allowed."))
        return data


def is_public(address: Address) -> bool:
    """An address on the open internet."""
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if any(address.version == network.version and address in network for network in REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def public_address(host: str, port: int) -> str:
    """The address to connect to; refused when the name leads inside with even one of its addresses."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(_("The address %(host)s was not found.") % {"host": host}) from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        try:
            public = is_public(ipaddress.ip_address(address))
        except ValueError:  # with a zone, as only addresses inside have
            public = False
        if not public:
            raise RefusedError(
                _("%(host)s is an address inside a network; only public ones are read.") % {"host": host}
            )
    if not addresses:
        raise FetchError(_("The address %(host)s was not found.") % {"host": host})
    return addresses[0]


def checked(url: str) -> SplitResult:
    """The parts of an http or https address without a password in it."""
    try:
        parts = urlsplit(url.strip())
        valid = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        valid = None
    if not valid or any(char < " " or char == "\x7f" for char in url.strip()):
        raise RefusedError(_("Only addresses that begin with http:// or https:// can be read."))
    return parts


@contextmanager
def open_url(url: str, *, max_bytes: int = MAX_BYTES, total_seconds: float = TOTAL_SECONDS) -> Iterator[BinaryIO]:
    """The body of a web address; after ``total_seconds`` the connection is cut, however slow its bytes come."""
    with contextlib.ExitStack() as stack:
        for _attempt in range(MAX_REDIRECTS + 1):
            parts = checked(url)
            response = _request(parts, stack, total_seconds)
            target = response.getheader("Location", "")
            if response.status in (301, 302, 303, 307, 308) and target:
                following = urljoin(url, target)
                if parts.scheme == "https" and not following.startswith("https:"):
                    raise RefusedError(_("The server leads from a secure address to an insecure one."))
                url = following
                continue
            if response.status != 200:
                raise FetchError(_("The server answered with error %(status)d.") % {"status": response.status})
            yield cast(BinaryIO, LimitedStream(response, max_bytes))
            return
        raise FetchError(_("The server redirects too often."))


def _request(parts: SplitResult, stack: contextlib.ExitStack, total_seconds: float) -> http.client.HTTPResponse:
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError as error:
        raise FetchError(_("The address %(host)s was not found.") % {"host": parts.hostname}) from error
    port = parts.port or (443 if parts.scheme == "https" else 80)
    context = ssl.create_default_context() if parts.scheme == "https" else None
    connection = PinnedConnection(host, port, public_address(host, port), context)
    stack.callback(connection.close)
    path = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    try:
        connection.connect()
        watch = threading.Timer(total_seconds, _cut, [connection.sock])
        watch.daemon = True
        watch.start()
        stack.callback(watch.cancel)
        connection.request("GET", path, headers=headers)
        return connection.getresponse()
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise FetchError(_("The address could not be read: %(reason)s") % {"reason": error}) from error


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
