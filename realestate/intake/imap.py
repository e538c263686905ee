"""Reading mailboxes over IMAP with TLS, from the last mail read on. Nothing is deleted; a mail is kept, then marked."""

import imaplib
import logging
import re
import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from realestate.intake.models import Mailbox
from realestate.intake.services.receiving import LARGEST_MAIL, keep_mail

logger = logging.getLogger(__name__)
TIMEOUT = 30  # seconds for each answer of the server
MOST_AT_ONCE = 500  # mails in one run; the next run goes on where this one ended
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailboxError(Exception):
    """The mailbox could not be read; the words are for the manager."""


@dataclass
class Fetched:
    """What one run brought."""

    kept: int = 0
    known: int = 0


def fetch_all() -> list[tuple[Mailbox, Fetched | str]]:
    """Read each active mailbox; the error of one does not stop the others."""
    found: list[tuple[Mailbox, Fetched | str]] = []
    for mailbox in Mailbox.objects.active().select_related("office").order_by("checked_at", "pk"):
        try:
            found.append((mailbox, fetch_mailbox(mailbox)))
        except MailboxError as error:
            found.append((mailbox, str(error)))
        except Exception as error:  # a fault of ours in one mailbox must not stop the others
            logger.exception("intake: mailbox %s", mailbox.pk)
            found.append((mailbox, type(error).__name__))
    return found


def fetch_mailbox(mailbox: Mailbox) -> Fetched:
    """Read one mailbox; raises MailboxError, which is also kept on it. Two runs at once: one reads, one leaves."""
    mark = secrets.token_hex(16)
    if not Mailbox.objects.claim(mailbox.pk, mark):
        return Fetched()
    mailbox.refresh_from_db()
    now = timezone.now()
    try:
        fetched = _read(mailbox, mark)
    except (imaplib.IMAP4.error, OSError, ssl.SSLError, ValueError, MailboxError) as error:
        said = _words(error)
        logger.warning("intake: mailbox %s: %s", mailbox.pk, said)
        Mailbox.objects.release(mailbox.pk, mark, checked_at=now, last_error=said[:500], failures=mailbox.failures + 1)
        raise MailboxError(said) from error
    except BaseException:
        Mailbox.objects.release(mailbox.pk, mark, checked_at=now)
        raise
    Mailbox.objects.release(mailbox.pk, mark, checked_at=now, succeeded_at=now, last_error="", failures=0)
    return fetched


def _words(error: Exception) -> str:
    """An error without a password in it: servers repeat what was sent."""
    text = error.args[0] if error.args else ""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(error)
    return f"{type(error).__name__}: {' '.join(said.split())}"[:400]


@contextmanager
def _signed_in(mailbox: Mailbox) -> Iterator[imaplib.IMAP4_SSL]:
    password = mailbox.password
    if not password:
        raise MailboxError("The stored password cannot be read any more: type it again.")
    context = ssl.create_default_context()
    if mailbox.certificate:
        context.load_verify_locations(cadata=mailbox.certificate)
    server = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)
    try:
        server.login(mailbox.username, password)
        yield server
    finally:
        try:
            server.logout()
        except (imaplib.IMAP4.error, OSError):
            server.shutdown()


def _read(mailbox: Mailbox, mark: str) -> Fetched:
    fetched = Fetched()
    with _signed_in(mailbox) as server:
        folder = '"' + mailbox.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        status, _data = server.select(folder, readonly=not mailbox.marks_seen)
        if status != "OK":
            raise MailboxError(f"There is no folder {mailbox.folder}.")
        validity = _validity(server)
        # Another UIDVALIDITY: the server has numbered its mails anew. What is known is told by its bytes.
        last = mailbox.last_uid if mailbox.uid_validity == validity else 0
        for uid in _numbers(server, mailbox, last)[:MOST_AT_ONCE]:
            raw, is_cut = _mail(server, uid)
            if raw is not None:
                message = keep_mail(raw=raw, office=mailbox.office, mailbox=mailbox, is_cut=is_cut)
                fetched.kept += message is not None
                fetched.known += message is None
            if not Mailbox.objects.advance(mailbox.pk, mark, validity, uid):
                raise MailboxError("Another run has taken over.")
            if mailbox.marks_seen:  # only now: a mail that is marked is kept for certain
                server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
    return fetched


def _validity(server: imaplib.IMAP4_SSL) -> int:
    _name, values = server.response("UIDVALIDITY")
    try:
        return int(values[0])
    except (TypeError, ValueError, IndexError) as error:
        raise MailboxError("The server says no UIDVALIDITY.") from error


def _numbers(server: imaplib.IMAP4_SSL, mailbox: Mailbox, last: int) -> list[int]:
    """The UIDs after the last one read, oldest first; of mails since the day the mailbox is read from."""
    since = _day(max(mailbox.starts_on - timedelta(days=1), date(1990, 1, 1)))
    status, data = server.uid("SEARCH", f"UID {last + 1}:* SINCE {since}")
    if status != "OK":
        raise MailboxError("The server refused the search.")
    words = (data[0] or b"").split() if data else []
    # "n:*" always holds the last mail, even where its number is smaller than n.
    return sorted({int(word) for word in words if word.isdigit() and int(word) > last})


def _day(day: date) -> str:
    """As IMAP writes days, in English whatever the locale."""
    return f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year}"


def _mail(server: imaplib.IMAP4_SSL, uid: int) -> tuple[bytes | None, bool]:
    """The bytes of a mail, cut where they are too many; None when it has gone meanwhile. It stays unread by this."""
    status, data = server.uid("FETCH", str(uid), f"(RFC822.SIZE BODY.PEEK[]<0.{LARGEST_MAIL}>)")
    if status != "OK":
        raise MailboxError(f"The server would not hand out mail {uid}.")
    for answer in data or ():
        if isinstance(answer, tuple) and len(answer) >= 2:
            size = re.search(rb"RFC822\.SIZE (\d+)", answer[0])
            return bytes(answer[1]), size is not None and int(size.group(1)) > LARGEST_MAIL
    return None, False
