"""Mailboxes, read from a real server that speaks IMAP over TLS."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from realestate.intake import imap, services
from realestate.intake.models import InboundMessage, Mailbox
from realestate.intake.tests.imap_server import ImapServer, running
from realestate.intake.tests.makers import FORM, a_mail, make_mailbox
from realestate.leads.models import Enquiry
from realestate.salespeople.models import Office, User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ImapServer, str]]:
    with running(tmp_path_factory.mktemp("imap")) as found:
        yield found


@pytest.fixture
def server(trusted: tuple[ImapServer, str]) -> ImapServer:
    """Empty, with nothing remembered."""
    server = trusted[0]
    server.mails, server.seen, server.done, server.validity = {}, set(), [], 1
    server.breaks_at = server.before_store = None
    return server


@pytest.fixture
def mailbox(office: Office, server: ImapServer, trusted: tuple[ImapServer, str]) -> Mailbox:
    return make_mailbox(office, port=server.port, certificate=trusted[1])


def numbered(number: int) -> bytes:
    return a_mail(FORM.replace("Lucía", f"Lucía {'ABCDEFGH'[number]}"), Message_ID=f"<{number}@example.com>")


def test_new_mails_are_kept_whole_and_become_leads(mailbox: Mailbox, server: ImapServer, run_tasks: Any) -> None:
    listing = factories.ListingFactory(reference="MUR-0001", office=mailbox.office)
    server.add(numbered(0))
    assert imap.fetch_mailbox(mailbox).kept == 1
    message = InboundMessage.objects.get()
    assert message.bytes == server.mails[1]
    assert message.mailbox == mailbox
    run_tasks()
    assert Enquiry.objects.get().listing == listing
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.last_error, mailbox.failures) == (1, "", 0)
    assert mailbox.succeeded_at is not None


def test_the_next_run_goes_on_where_the_last_one_ended(mailbox: Mailbox, server: ImapServer) -> None:
    server.add(numbered(0))
    imap.fetch_mailbox(mailbox)
    assert imap.fetch_mailbox(mailbox).kept == 0
    server.add(numbered(1))
    assert imap.fetch_mailbox(mailbox).kept == 1
    assert sum(line.startswith("UID FETCH") for line in server.done) == 2


def test_a_mail_is_committed_before_it_is_marked_as_read(mailbox: Mailbox, server: ImapServer) -> None:
    kept: list[bool] = []
    server.before_store = lambda uid: kept.append(bool(committed))
    committed: list[int] = []
    original = services.keep_mail

    def keep(**values: Any) -> Any:
        message = original(**values)
        assert not transaction.get_connection().needs_rollback
        committed.append(message.pk)
        return message

    server.add(numbered(0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imap, "keep_mail", keep)
        imap.fetch_mailbox(mailbox)
    assert kept == [True]
    assert server.seen == {1}


def test_nothing_is_ever_deleted_or_moved(mailbox: Mailbox, server: ImapServer) -> None:
    server.add(numbered(0))
    imap.fetch_mailbox(mailbox)
    said = " ".join(server.done).upper()
    assert "DELETED" not in said
    assert "EXPUNGE" not in said
    assert "MOVE" not in said
    assert "BODY.PEEK[]" in said


def test_a_mailbox_may_be_read_without_leaving_a_trace(mailbox: Mailbox, server: ImapServer) -> None:
    Mailbox.objects.update(marks_seen=False)
    server.add(numbered(0))
    imap.fetch_mailbox(mailbox)
    assert server.seen == set()
    assert any(line.startswith("EXAMINE") for line in server.done)


def test_a_line_that_breaks_loses_nothing_and_takes_nothing_twice(mailbox: Mailbox, server: ImapServer) -> None:
    for number in range(3):
        server.add(numbered(number))
    server.breaks_at = 2
    with pytest.raises(imap.MailboxError):
        imap.fetch_mailbox(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.failures) == (1, 1)
    assert mailbox.last_error
    server.breaks_at = None
    assert imap.fetch_mailbox(mailbox).kept == 2
    assert InboundMessage.objects.count() == 3


def test_mails_that_the_server_numbers_anew_are_known_by_their_bytes(mailbox: Mailbox, server: ImapServer) -> None:
    server.add(numbered(0))
    server.add(numbered(1))
    imap.fetch_mailbox(mailbox)
    server.validity = 2
    server.mails = {50: numbered(0), 51: numbered(1), 52: numbered(2)}
    fetched = imap.fetch_mailbox(mailbox)
    assert (fetched.kept, fetched.known) == (1, 2)


def test_one_mailbox_in_trouble_does_not_stop_the_others(
    mailbox: Mailbox, server: ImapServer, office: Office, trusted: tuple[ImapServer, str]
) -> None:
    bad = make_mailbox(office, port=server.port, certificate=trusted[1], folder="NADA")
    server.add(numbered(0))
    errors = io.StringIO()
    call_command("fetch_mail", stdout=io.StringIO(), stderr=errors)
    assert "NADA" in errors.getvalue()
    bad.refresh_from_db()
    assert bad.failures == 1
    assert InboundMessage.objects.count() == 1


def test_a_server_whose_certificate_nobody_vouches_for_is_not_spoken_to(mailbox: Mailbox, server: ImapServer) -> None:
    Mailbox.objects.update(certificate="")
    with pytest.raises(imap.MailboxError, match="certificate"):
        imap.fetch_mailbox(mailbox)
    assert server.done == []


def test_a_wrong_password_is_said_without_the_password(mailbox: Mailbox, server: ImapServer) -> None:
    server.password = "otra"
    try:
        with pytest.raises(imap.MailboxError):
            imap.fetch_mailbox(mailbox)
    finally:
        server.password = "sesame"
    mailbox.refresh_from_db()
    assert mailbox.last_error
    assert "sesame" not in mailbox.last_error


def test_of_two_runs_at_once_one_reads(mailbox: Mailbox, server: ImapServer) -> None:
    server.add(numbered(0))
    assert Mailbox.objects.claim(mailbox.pk, "other")
    assert imap.fetch_mailbox(mailbox).kept == 0
    assert Mailbox.objects.release(mailbox.pk, "other")
    assert imap.fetch_mailbox(mailbox).kept == 1


def test_a_mail_beyond_the_limit_is_cut_and_says_so(
    mailbox: Mailbox, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "LARGEST_MAIL", 900)
    server.add(numbered(0) + b"x" * 2000)
    imap.fetch_mailbox(mailbox)
    message = InboundMessage.objects.get()
    assert (message.size, message.is_cut) == (900, True)


def test_another_folder_is_read_from_its_beginning(mailbox: Mailbox, server: ImapServer, manager: User) -> None:
    server.add(numbered(0))
    imap.fetch_mailbox(mailbox)
    mailbox.refresh_from_db()
    services.update_mailbox(actor=manager, mailbox=mailbox, values={"folder": "Leads", "password": ""})
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.uid_validity, mailbox.password) == (0, None, "sesame")


def ingest(raw: bytes, **options: Any) -> str:
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        call_command("ingest_mail", stdout=said, **options)
    return said.getvalue().strip()


def test_a_mail_on_standard_input_is_taken_once(office: Office, run_tasks: Any) -> None:
    mails = Path(__file__).parent / "mails"
    raw = next(mails.glob("*idealista_texto.eml")).read_bytes()
    assert ingest(raw, office="mur") == "kept"
    assert ingest(raw) == "known already"
    run_tasks()
    enquiry = Enquiry.objects.get()
    assert (enquiry.portal, enquiry.channel, enquiry.phone) == ("idealista", "email", "+34612345678")


def test_nothing_on_standard_input_is_an_error(office: Office) -> None:
    with pytest.raises(CommandError):
        ingest(b"\n")
    with pytest.raises(CommandError):
        ingest(b"x", office="NADA")
