"""Files from web addresses, and from nowhere inside."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.utils import translation

from realestate.core import fetch
from realestate.core.fetch import FetchError, is_public, open_url


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The reasons are matched by their English words."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "203.0.113.9", "::1", "::", "fe80::1", "fc00::1",
        "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "fec0::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_never_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_on_the_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked: list[str] = []

    def answer(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(fetch.socket, "getaddrinfo", answer)
    return asked


def forbid_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> socket.socket:
        raise AssertionError("connected")

    monkeypatch.setattr(fetch.socket, "create_connection", never)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/feed.xml",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://[fe80::1%25lo]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://10.1.2.3/",
    ],
)
def test_an_address_inside_is_refused_however_it_is_written(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    forbid_connecting(monkeypatch)
    with pytest.raises(FetchError), open_url(url):
        pass


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "file:///etc/passwd", "http://u:p@a.example/", "http://", "http://a.example\n/x"],
)
def test_other_kinds_of_addresses_are_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    forbid_connecting(monkeypatch)
    with pytest.raises(FetchError), open_url(url):
        pass


def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "8.8.8.8", "10.0.0.1")
    forbid_connecting(monkeypatch)
    with pytest.raises(FetchError, match=r"feeds\.example"), open_url("http://feeds.example/"):
        pass


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve_to(monkeypatch, "8.8.8.8")
    connected: list[Any] = []

    def connect(address: Any, timeout: float) -> socket.socket:
        connected.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(fetch.socket, "create_connection", connect)
    with pytest.raises(FetchError), open_url("http://feeds.example/"):
        pass
    assert (asked, connected) == (["feeds.example"], [("8.8.8.8", 80)])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """A web server on this machine that stands for one on the internet: the check is told so, for its port only."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    port = httpd.server_address[1]
    real = fetch.public_address
    monkeypatch.setattr(
        fetch,
        "public_address",
        lambda host, at: "127.0.0.1" if (host, at) == ("feeds.example", port) else real(host, at),
    )

    def add(path: str, status: int = 200, body: bytes = b"", **headers: str) -> str:
        answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return f"http://feeds.example:{port}{path}"

    yield add
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def test_a_feed_is_read_with_its_size(server: Callable[..., str]) -> None:
    with open_url(server("/feed.xml?x=1", body=b"<root/>", Content_Length="7")) as stream:
        assert getattr(stream, "size", 0) == 7
        assert stream.read(100) == b"<root/>"


def test_redirects_are_followed_and_checked_again(server: Callable[..., str]) -> None:
    server("/new", body=b"ok")
    with open_url(server("/old", 302, Location="/new")) as stream:
        assert stream.read() == b"ok"
    with pytest.raises(FetchError), open_url(server("/in", 302, Location="http://127.0.0.1/secret")):
        pass
    with pytest.raises(FetchError), open_url(server("/file", 302, Location="file:///etc/passwd")):
        pass


def test_redirects_come_to_an_end(server: Callable[..., str]) -> None:
    with pytest.raises(FetchError), open_url(server("/loop", 302, Location="/loop")):
        pass


def test_an_error_of_the_server_is_told(server: Callable[..., str]) -> None:
    with pytest.raises(FetchError, match="404"), open_url(server("/gone", 404)):
        pass


def test_a_body_that_is_too_big_stops(server: Callable[..., str]) -> None:
    with open_url(server("/big", body=b"x" * 5000), max_bytes=1000) as stream:
        read = [stream.read(400), stream.read(400)]
        with pytest.raises(OSError, match="bigger"):
            stream.read(400)
    assert [len(data) for data in read] == [400, 400]


def test_a_body_that_ends_early_is_an_error_not_an_end(server: Callable[..., str]) -> None:
    with open_url(server("/short", body=b"x" * 10, Content_Length="500")) as stream:
        assert stream.read(64) == b"x" * 10
        with pytest.raises(OSError, match="early"):
            stream.read(64)


def test_a_server_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(fetch, "public_address", lambda host, port: "127.0.0.1")
        url = f"http://feeds.example:{silent.getsockname()[1]}/"
        with pytest.raises(FetchError), open_url(url, total_seconds=0.2):
            pass
