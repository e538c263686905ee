"""A small IMAP server with TLS on a thread: enough of RFC 3501 to be read by, and it remembers what was done to it."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> tuple[Path, str]:
    """(file with key and certificate, the certificate's PEM) for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "server.pem"
    file.write_bytes(secret + pem.encode())
    return file, pem


class ImapServer(socketserver.ThreadingTCPServer):
    """One folder, INBOX. ``mails`` maps UIDs to bytes; ``done`` lists the commands that came."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, file: Path) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(file)
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.done: list[str] = []
        self.validity = 1
        self.password = "sesame"
        self.breaks_at: int | None = None  # the connection ends when this mail is asked for
        self.before_store: Any = None

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def add(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw
        return uid

    def get_request(self) -> Any:
        raw, address = super().get_request()
        return self.context.wrap_socket(raw, server_side=True), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust us goes away; that is a test, not an error."""


class Session(socketserver.StreamRequestHandler):
    server: ImapServer

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        while True:
            line = self.rfile.readline().decode("utf-8", "replace").strip()
            if not line:
                return
            tag, _space, rest = line.partition(" ")
            self.server.done.append(rest)
            verb = rest.split(" ")[0].upper()
            name = f"{verb}_{rest.split(' ')[1].upper()}" if verb == "UID" else verb
            answer = getattr(self, f"do_{name.lower()}", None)
            said = answer(rest) if answer else "BAD unknown"
            if said is None:
                return
            self.say(f"{tag} {said}")
            if verb == "LOGOUT":
                return

    def do_capability(self, rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, rest: str) -> str:
        return "OK in" if f'"{self.server.password}"' in rest or rest.endswith(self.server.password) else "NO wrong"

    def do_select(self, rest: str) -> str:
        if "INBOX" not in rest:
            return "NO no such folder"
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.validity}] valid")
        return "OK [READ-WRITE] selected"

    do_examine = do_select

    def do_uid_search(self, rest: str) -> str:
        first = int(re.search(r"UID (\d+):\*", rest).group(1))  # type: ignore[union-attr]
        highest = max(self.server.mails, default=0)
        found = [uid for uid in self.server.mails if uid >= first or uid == highest]  # n:* holds the last one, always
        self.say("* SEARCH " + " ".join(map(str, found)))
        return "OK searched"

    def do_uid_fetch(self, rest: str) -> str | None:
        uid = int(rest.split(" ")[2])
        if uid == self.server.breaks_at:
            return None
        raw = self.server.mails.get(uid)
        if raw is not None:
            limit = int(re.search(r"<0\.(\d+)>", rest).group(1))  # type: ignore[union-attr]
            cut = raw[:limit]
            self.wfile.write(
                f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)} BODY[]<0> {{{len(cut)}}}\r\n".encode() + cut + b")\r\n"
            )
        return "OK fetched"

    def do_uid_store(self, rest: str) -> str:
        uid = int(rest.split(" ")[2])
        if self.server.before_store:
            self.server.before_store(uid)
        self.server.seen.add(uid)
        return "OK stored"

    def do_logout(self, rest: str) -> str:
        self.say("* BYE")
        return "OK out"


@contextmanager
def running(folder: Path) -> Iterator[tuple[ImapServer, str]]:
    """The server on its thread, and the certificate to trust."""
    file, pem = certificate(folder)
    server = ImapServer(file)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server, pem
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
