from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.core import mail as django_mail
from django.db import transaction

from realestate.core.mail import queue_rendered_email, send_email, send_pending_email
from realestate.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db


def queued() -> OutgoingEmail:
    return queue_rendered_email(recipient="ana@example.com", subject="Hola", text="Texto", html="<p>Texto</p>")


def test_a_queued_mail_is_sent_by_the_worker(run_tasks: Callable[[], None]) -> None:
    queued()
    run_tasks()
    assert [message.subject for message in django_mail.outbox] == ["Hola"]


def test_a_mail_is_not_sent_when_its_transaction_is_rolled_back(run_tasks: Callable[[], None]) -> None:
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    run_tasks()
    assert django_mail.outbox == []


def test_sending_twice_sends_once() -> None:
    email = queued()
    assert [send_email(email.pk), send_email(email.pk)] == [True, False]
    assert len(django_mail.outbox) == 1


def test_a_failed_mail_waits_and_says_why() -> None:
    email = queued()
    with patch("django.core.mail.EmailMultiAlternatives.send", side_effect=ConnectionRefusedError("no server")):
        assert send_email(email.pk) is False
    email.refresh_from_db()
    assert (email.status, email.attempts) == (OutgoingEmail.Status.WAITING, 1)
    assert "no server" in email.last_error


def test_after_eight_attempts_a_mail_has_failed() -> None:
    email = queued()
    OutgoingEmail.objects.update(attempts=7)
    with patch("django.core.mail.EmailMultiAlternatives.send", side_effect=OSError("gone")):
        send_email(email.pk)
    email.refresh_from_db()
    assert email.status == OutgoingEmail.Status.FAILED


def test_the_schedule_sends_what_the_queue_lost() -> None:
    queued()
    assert send_pending_email() == 1
