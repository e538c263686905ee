"""The ledger of consents, commercial mail, and the link that ends it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from realestate.audit.models import AuditLine
from realestate.contacts.consents import may_send, send_commercial_email, standings, withdrawal_url, write_consent
from realestate.contacts.merging import merge_contacts
from realestate.contacts.models import Consent, Contact, WithdrawalLink
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.core.models import OutgoingEmail
from realestate.leads.models import Activity
from realestate.salespeople.models import User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(salesperson: User) -> Contact:
    made = factories.ContactFactory(office=salesperson.office, salesperson=salesperson, language="es")
    factories.ContactPointFactory(contact=made, kind="email", value="lucia@example.com")
    return made


def said(contact: Contact, channel: str, is_given: bool, purpose: str = "commercial", days: int = 0) -> Consent:
    at = timezone.now() - timedelta(days=days)
    words = {"text_version": "1", "language": "es", "source": "x"}
    return Consent.objects.create(contact=contact, purpose=purpose, channel=channel, is_given=is_given, at=at, **words)


def offer(user: User, contact: Contact, **values: Any) -> OutgoingEmail:
    words = {"subject": "Un ático en Lorca", "body": "Hola, mire este.", "sender": user, "office": user.office}
    return send_commercial_email(actor=user, contact=contact, template="message", context=words, **values)


@pytest.mark.parametrize(
    ("lines", "channel", "allowed"),
    [
        ([], "email", False),
        ([("any", True)], "email", True),
        ([("web", True)], "whatsapp", True),  # a form that named no channel
        ([("email", True)], "phone", False),
        ([("any", True), ("email", False)], "email", False),
        ([("any", True), ("email", False)], "phone", True),
        ([("email", True), ("any", False)], "email", False),
        ([("any", False), ("phone", True)], "phone", True),
        ([("any", False), ("phone", True)], "email", False),
    ],
)
def test_the_newest_line_about_the_channel_decides(
    lines: list[tuple[str, bool]], channel: str, allowed: bool, contact: Contact
) -> None:
    for days, (about, is_given) in zip(range(len(lines), 0, -1), lines, strict=True):
        said(contact, about, is_given, days=days)
    assert may_send(contact, "commercial", channel) is allowed


def test_another_purpose_says_nothing(contact: Contact) -> None:
    said(contact, "any", True, purpose="survey")
    assert not may_send(contact, "commercial", "email")
    assert may_send(contact, "survey", "email")


def test_who_asked_is_answered_until_they_say_so(contact: Contact) -> None:
    assert may_send(contact, "enquiry", "email")
    said(contact, "any", False, purpose="enquiry")
    assert not may_send(contact, "enquiry", "email")


def test_nobody_who_is_held_back_is_written_to(contact: Contact) -> None:
    said(contact, "any", True)
    contact.blocked_at = timezone.now()
    assert not may_send(contact, "commercial", "email")


def test_the_table_names_channels_only_where_they_differ(contact: Contact) -> None:
    said(contact, "any", True, days=2)
    with translation.override("en"):
        (line,) = standings(list(contact.consents.in_order()))
        assert (line.channel_label, line.may_send) == ("Every channel", True)
        said(contact, "phone", False, days=1)
        table = {one.channel_label: one.may_send for one in standings(list(contact.consents.in_order()))}
    assert table == {"E-mail, WhatsApp, SMS, Post": True, "Phone": False}


def test_no_offer_without_a_consent(salesperson: User, contact: Contact) -> None:
    with pytest.raises(BusinessRuleError):
        offer(salesperson, contact)
    assert not OutgoingEmail.objects.exists()


def test_an_offer_carries_the_way_out(salesperson: User, contact: Contact, run_tasks: Callable[[], None]) -> None:
    said(contact, "any", True)
    offer(salesperson, contact)
    run_tasks()
    (sent,) = mail.outbox
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in sent.body
    assert link in str(sent.alternatives[0][0])
    assert sent.reply_to == [salesperson.email]
    line = Activity.objects.get()
    assert (line.contact, line.body) == (contact, "Un ático en Lorca")
    assert link.rstrip("/").rsplit("/", 1)[-1] not in str(AuditLine.objects.values_list("changes", flat=True))


def test_the_link_is_the_same_in_each_mail_and_stands_nowhere(salesperson: User, contact: Contact) -> None:
    first = withdrawal_url(contact, "commercial", "email", "es")
    assert withdrawal_url(contact, "commercial", "email", "es") == first
    assert first.rstrip("/").rsplit("/", 1)[-1] not in str(WithdrawalLink.objects.values().get())


def test_after_the_house_has_a_new_key_there_is_a_new_link(contact: Contact, settings: Any) -> None:
    first = withdrawal_url(contact, "commercial", "email", "es")
    settings.SECRET_KEY = "another-key-for-this-test-only-0123456789"
    assert withdrawal_url(contact, "commercial", "email", "es") != first
    assert WithdrawalLink.objects.count() == 1


def test_commercial_templates_go_no_other_way(contact: Contact) -> None:
    with pytest.raises(ValueError, match="send_commercial_email"):
        queue_email(recipient="a@b.es", template="commercial/message", context={}, language="es")


def test_only_one_place_in_the_house_sends_commercial_mail() -> None:
    """Whoever writes the header or names such a template elsewhere goes past the consent."""
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for path in (settings.BASE_DIR / "realestate").rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"List-Unsubscribe-Post|\bUNSUBSCRIBE\b|[\"']commercial/", path.read_text(encoding="utf-8"))
    }
    assert found == {"realestate/contacts/consents.py", "realestate/core/mail.py"}


def test_looking_at_the_page_changes_nothing_and_one_press_does(contact: Contact) -> None:
    said(contact, "any", True)
    path = withdrawal_url(contact, "commercial", "email", "es").removeprefix(settings.BASE_URL)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert may_send(contact, "commercial", "email")
    page = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    assert contact.name not in page.content.decode()
    assert "lucia@example.com" not in page.content.decode()
    assert not may_send(contact, "commercial", "email")
    assert may_send(contact, "commercial", "phone")
    stranger.post(path)
    assert Consent.objects.filter(is_given=False).count() == 1
    assert AuditLine.objects.filter(action="contact.consent_withdrawn").count() == 1


def test_what_waits_in_the_outbox_is_taken_out(salesperson: User, contact: Contact) -> None:
    said(contact, "any", True)
    email = offer(salesperson, contact)
    Client().post(withdrawal_url(contact, "commercial", "email", "en").removeprefix(settings.BASE_URL))
    email.refresh_from_db()
    assert email.status == "cancelled"


def test_the_link_of_one_that_was_merged_holds_for_whom_it_became(salesperson: User, contact: Contact) -> None:
    other = factories.ContactFactory(office=salesperson.office, salesperson=salesperson)
    said(other, "any", True)
    said(contact, "any", True)
    withdrawal_url(other, "commercial", "email", "es")  # so that the other's link stays behind
    path = withdrawal_url(contact, "commercial", "email", "es").removeprefix(settings.BASE_URL)
    merge_contacts(actor=salesperson, survivor=other, others=[contact])
    assert Client().post(path).status_code == 200
    assert not may_send(Contact.objects.get(pk=other.pk), "commercial", "email")


@pytest.mark.parametrize("token", ["x", "0" * 64, "A" * 300])
def test_a_wrong_link_is_not_found(token: str) -> None:
    for name in ("consents:withdraw_es", "consents:withdraw_en"):
        assert Client().get(reverse(name, args=[token])).status_code == 404
        assert Client().post(reverse(name, args=[token])).status_code == 404


def test_an_agent_writes_down_what_was_said(
    salesperson: User, contact: Contact, as_user: Callable[[User], Any]
) -> None:
    url = reverse("contacts:consent_create", args=[contact.pk])
    values = {"purpose": "commercial", "channel": "any", "is_given": "yes", "source": "Por teléfono, pide áticos"}
    assert as_user(salesperson).post(url, values).status_code == 302
    line = Consent.objects.get()
    assert (line.is_given, line.actor, line.source) == (True, salesperson, "Por teléfono, pide áticos")
    page = as_user(salesperson).get(reverse("contacts:detail", args=[contact.pk])).content.decode()
    assert "Por teléfono, pide áticos" in page


@pytest.mark.parametrize(("field", "value"), [("source", " "), ("purpose", "x"), ("channel", "fax"), ("at", "nunca")])
def test_what_is_wrong_is_a_message(
    field: str, value: str, salesperson: User, contact: Contact, as_user: Callable[[User], Any]
) -> None:
    values = {"purpose": "commercial", "channel": "any", "is_given": "no", "source": "carta", field: value}
    page = as_user(salesperson).post(reverse("contacts:consent_create", args=[contact.pk]), values)
    assert page.status_code == 200
    assert not Consent.objects.exists()


def test_nobody_agrees_tomorrow(salesperson: User, contact: Contact) -> None:
    values = {"purpose": "commercial", "channel": "any", "is_given": True, "source": "x"}
    with pytest.raises(BusinessRuleError):
        write_consent(actor=salesperson, contact=contact, at=timezone.now() + timedelta(days=1), **values)


def test_an_offer_from_the_page(salesperson: User, contact: Contact, as_user: Callable[[User], Any]) -> None:
    url = reverse("contacts:send_offer", args=[contact.pk])
    values = {"recipient": "lucia@example.com", "subject": "Ático", "body": "Mire"}
    client = as_user(salesperson)
    with translation.override("en"):
        assert client.post(url, values).status_code == 200
    assert not OutgoingEmail.objects.exists()
    said(contact, "any", True)
    assert client.post(url, values).status_code == 302
    assert OutgoingEmail.objects.get().is_commercial
