"""Setting up webhooks and mailboxes, files of leads, and what sources cost."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realestate.core.errors import BusinessRuleError
from realestate.intake import figures, services
from realestate.intake.models import InboundKey, InboundMessage, LeadImport, Mailbox, SourceCost
from realestate.intake.services import csv_files
from realestate.intake.tests.makers import TABLE, make_import, make_key, make_mailbox
from realestate.leads.models import Enquiry
from realestate.salespeople.models import Office, User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(manager: User) -> User:
    """Reads English, whatever the installation speaks."""
    manager.language = "en"
    manager.save(update_fields=["language"])
    return manager


@pytest.fixture
def client(manager: User, as_user: Callable[[User], Client]) -> Client:
    """The manager's browser."""
    return as_user(manager)


def test_a_webhook_shows_its_address_to_managers(client: Client, office: Office) -> None:
    values = {"name": "Pisos", "office": office.pk, "source": "portal", "portal": "pisos.com", "shape": "pisos"}
    answer = client.post(reverse("intake:key_create"), {**values, "is_active": "on"})
    key = InboundKey.objects.get()
    assert answer.headers["Location"] == key.get_absolute_url()
    assert reverse("intake:hook", args=[key.key]).encode() in client.get(key.get_absolute_url()).content


def test_an_address_is_changed_and_signed_with_a_click(client: Client, office: Office) -> None:
    key = make_key(office)
    former = key.key
    client.post(reverse("intake:key_reissue", args=[key.pk]), {"hours": "24"})
    key.refresh_from_db()
    assert key.key != former
    assert key.previous_until is not None
    assert timedelta(hours=23) < key.previous_until - timezone.now() < timedelta(hours=25)
    client.post(reverse("intake:key_sign", args=[key.pk]))
    key.refresh_from_db()
    assert key.secret
    assert key.secret.encode() in client.get(key.get_absolute_url()).content
    client.post(reverse("intake:key_unsign", args=[key.pk]))
    key.refresh_from_db()
    assert not key.signs


def test_a_webhook_is_edited_under_its_version(client: Client, office: Office) -> None:
    key = make_key(office, name="Uno")
    values = {"name": "Dos", "office": office.pk, "source": "portal", "portal": "", "shape": "auto", "is_active": "on"}
    path = reverse("intake:key_update", args=[key.pk])
    assert client.post(path, {**values, "version": key.version}).status_code == 302
    assert client.post(path, {**values, "name": "Tres", "version": key.version}).status_code == 409
    key.refresh_from_db()
    assert key.name == "Dos"


def test_a_mailbox_keeps_its_password_encrypted_and_never_shows_it(client: Client, office: Office) -> None:
    values = {
        "name": "Portales", "office": office.pk, "host": "imap.example.com", "port": 993, "username": "portales",
        "folder": "INBOX", "starts_on": "2026-11-24", "is_active": "on",
    }  # fmt: skip
    assert b"needed to sign in" in client.post(reverse("intake:mailbox_create"), values).content
    client.post(reverse("intake:mailbox_create"), {**values, "password": "geheim 1"})
    mailbox = Mailbox.objects.get()
    assert mailbox.password == "geheim 1"
    assert "geheim" not in mailbox.password_encrypted
    path = reverse("intake:mailbox_update", args=[mailbox.pk])
    assert b"geheim" not in client.get(path).content
    client.post(path, {**values, "name": "Otro", "version": mailbox.version})
    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.password) == ("Otro", "geheim 1")


def test_a_mailbox_in_trouble_says_so(client: Client, office: Office) -> None:
    make_mailbox(office, last_error="error: wrong password")
    assert b"In trouble" in client.get(reverse("intake:mailboxes")).content


def test_a_file_is_looked_at_before_anything_is_written(client: Client, office: Office, run_tasks: Any) -> None:
    listing = factories.ListingFactory(reference="MUR-0001", office=office)
    upload = SimpleUploadedFile("leads.csv", TABLE.encode("cp1252"), content_type="text/csv")
    client.post(reverse("intake:import_create"), {"office": office.pk, "upload": upload, "source": "other"})
    batch = LeadImport.objects.get()
    assert [column["field"] for column in batch.columns] == ["name", "phone", "email", "reference", "received_at", ""]
    assert b"Ana Gil" in client.get(batch.get_absolute_url()).content
    assert not InboundMessage.objects.exists()
    chosen = {f"column_{n}": column["field"] for n, column in enumerate(batch.columns)}
    client.post(reverse("intake:import_confirm", args=[batch.pk]), chosen)
    run_tasks()
    enquiry = Enquiry.objects.get()
    assert (enquiry.listing, enquiry.name) == (listing, "Ana Gil")
    assert enquiry.received_at.date() == date(2026, 11, 20)
    failed = InboundMessage.objects.get(state="quarantined")
    page = client.get(batch.get_absolute_url()).content
    assert failed.get_absolute_url().encode() in page


def test_the_same_file_twice_makes_each_lead_once(manager: User) -> None:
    for _ in range(2):
        batch = make_import(manager)
        csv_files.confirm_import(
            actor=manager, batch=batch, fields=["name", "phone", "email", "reference", "received_at", ""]
        )
        csv_files.run_import(batch_id=batch.pk)
    assert Enquiry.objects.count() == 1
    assert InboundMessage.objects.filter(state="duplicate").count() == 1


def test_a_file_without_a_way_to_answer_is_not_imported(manager: User, client: Client) -> None:
    batch = make_import(manager)
    client.post(reverse("intake:import_confirm", args=[batch.pk]), {"column_0": "name"})
    batch.refresh_from_db()
    assert batch.state == "preview"
    client.post(reverse("intake:import_cancel", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "cancelled"


@pytest.mark.parametrize("content", [b"", b"Nombre;Correo\n", b"\x00\x01\x02", b"Nombre\n" + b"a\n" * 2001])
def test_a_file_that_is_no_table_is_a_message(content: bytes, client: Client, office: Office) -> None:
    upload = SimpleUploadedFile("x.csv", content)
    answer = client.post(reverse("intake:import_create"), {"office": office.pk, "upload": upload, "source": "other"})
    assert answer.status_code == 200
    assert not LeadImport.objects.exists()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=600))
def test_any_bytes_are_a_table_or_a_message(content: bytes) -> None:
    try:
        table = csv_files.read_table(content)
    except BusinessRuleError:
        return
    assert all(len(row) == len(table.names) for row in table.rows)


def lead_of(portal: str, stage: str, office: Office) -> None:
    lead = factories.LeadFactory(office=office, source="portal", stage=stage)
    factories.EnquiryFactory(lead=lead, source="portal", portal=portal)


def test_each_source_shows_what_it_brought_and_cost(manager: User, office: Office) -> None:
    for stage in ("new", "viewing", "won", "lost"):
        lead_of("idealista", stage, office)
    lead = factories.LeadFactory(office=office, stage="contacted")
    factories.EnquiryFactory(lead=lead, source="portal", portal="idealista")
    factories.EnquiryFactory(lead=lead, source="portal", portal="idealista")
    factories.ViewingFactory(office=office, lead=lead, listing=factories.ListingFactory(office=office))
    values = {"month": timezone.localdate(), "office": None, "source": "portal", "currency": "EUR"}
    services.save_cost(actor=manager, values={**values, "portal": "idealista", "amount": Decimal(100)})
    services.save_cost(actor=manager, values={**values, "portal": "idealista", "amount": Decimal(200)})
    services.save_cost(actor=manager, values={**values, "portal": "kyero", "amount": Decimal(50)})
    lines = {line.name: line for line in figures.figures(manager, months=1)}
    first = lines["idealista"]
    assert (first.enquiries, first.leads, first.viewings, first.won) == (6, 5, 3, 1)
    assert (first.cost, first.to_viewing, first.to_won) == (Decimal(200), 60, 20)
    assert "40" in first.per_lead
    assert (lines["Kyero"].leads, lines["Kyero"].per_lead) == (0, "")


def test_costs_in_two_currencies_are_not_added(manager: User) -> None:
    month = timezone.localdate().replace(day=1)
    for currency in ("EUR", "USD"):
        SourceCost.objects.create(month=month, source="portal", portal="x", amount=1, currency=currency)
    line = figures.figures(manager, months=1)[0]
    assert (line.cost, line.several_currencies) == (None, True)


def test_the_page_of_sources_asks_no_more_with_more_rows(client: Client, office: Office) -> None:
    counts = []
    for rows in (1, 6):
        for number in range(rows):
            lead_of(f"p{rows}{number}", "won", office)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("intake:sources")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_cost_is_written_in_the_browser(client: Client) -> None:
    values = {"month": "2026-11", "source": "portal", "portal": "idealista", "amount": "189", "currency": "EUR"}
    assert client.post(reverse("intake:sources"), values).status_code == 302
    assert SourceCost.objects.get().month == date(2026, 11, 1)


def test_only_managers_set_up_doors(coordinator: User, office: Office) -> None:
    with pytest.raises(BusinessRuleError):
        services.create_key(actor=coordinator, values={"name": "x", "office": office})
    with pytest.raises(BusinessRuleError):
        csv_files.start_import(
            actor=coordinator, office=office, source="other", portal="", filename="x", content=TABLE.encode()
        )
