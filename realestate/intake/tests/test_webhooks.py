"""Leads that programs send."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from realestate.audit.models import AuditLine
from realestate.core.tokens import new_token
from realestate.intake import services
from realestate.intake.models import InboundKey, InboundMessage
from realestate.intake.tests.makers import MODEL_OF_A_LEAD, make_key
from realestate.intake.views import hooks
from realestate.leads.models import Enquiry, Lead
from realestate.salespeople.models import Office, User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


def send(key: InboundKey | str, data: Any, **extra: Any) -> Any:
    token = key if isinstance(key, str) else key.key
    body = data if isinstance(data, (bytes, str)) else json.dumps(data)
    return Client(enforce_csrf_checks=True).post(
        reverse("intake:hook", args=[token]), body, content_type=extra.pop("content_type", "application/json"), **extra
    )


def work_off() -> None:
    for message in InboundMessage.objects.filter(state="received"):
        services.process_message(message_id=message.pk)


def test_a_lead_is_kept_whole_and_becomes_an_enquiry_about_its_listing(office: Office, run_tasks: Any) -> None:
    listing = factories.ListingFactory(reference="MUR-0001", office=office)
    answer = send(make_key(office, portal="idealista"), MODEL_OF_A_LEAD)
    assert answer.status_code == 202
    message = InboundMessage.objects.get()
    assert json.loads(message.bytes) == MODEL_OF_A_LEAD
    run_tasks()
    message.refresh_from_db()
    assert message.state == "done"
    enquiry = Enquiry.objects.get()
    assert message.enquiry == enquiry
    assert (enquiry.listing, enquiry.portal, enquiry.source) == (listing, "idealista", "portal")
    assert (enquiry.name, enquiry.email, enquiry.phone) == ("Lucía Gómez", "lucia@example.com", "+34612345678")


PISOS = {
    "leadUUID": "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
    "type": "LEAD",
    "contact": {"name": "Pau Ferrer", "email": "pau@example.com", "phone": "+34 699 111 222"},
    "message": "¿Sigue disponible?",
    "property": {"id": 998877, "reference": "MUR-0001"},
}
EASYBROKER = {
    "name": "Rosa Díaz", "email": "rosa@example.com", "phone": "+52 55 1234 5678", "message": "Me interesa",
    "source": "inmuebles24", "property_id": "EB-MUR0001",
}  # fmt: skip
TOKKO = {
    "name": "Iván Paz", "email": "ivan@example.com", "cellphone": "+54 9 11 2345 6789", "text": "Quiero verla",
    "tags": ["web", "venta"], "agent": {"email": "agente@example.com"}, "properties": [4455],
        "development": "Torre Sol",
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "portal", "words"),
    [
        (PISOS, "Pau Ferrer", "pisos.com", "¿Sigue disponible?"),
        (EASYBROKER, "Rosa Díaz", "inmuebles24", "Me interesa"),
        (TOKKO, "Iván Paz", "tokko", "Quiero verla"),
    ],
)
def test_each_sender_is_understood_as_it_writes(
    data: dict[str, Any], name: str, portal: str, words: str, office: Office
) -> None:
    send(make_key(office), data)
    work_off()
    enquiry = Enquiry.objects.get()
    assert (enquiry.name, enquiry.portal, enquiry.message) == (name, portal, words)


def test_a_price_proposal_says_the_price(office: Office) -> None:
    factories.ListingFactory(reference="MUR-0001", office=office)
    send(make_key(office), {**PISOS, "type": "PRICE_PROPOSAL", "priceProposal": {"amount": 145000}})
    work_off()
    assert "145000" in Enquiry.objects.get().message
    assert Enquiry.objects.get().payload["price"] == "145000"


def test_a_wish_for_a_viewing_says_when(office: Office) -> None:
    send(make_key(office), {**PISOS, "type": "VISIT_REQUEST", "visitRequest": {"date": "2026-12-01 17:30"}})
    work_off()
    assert "2026-12-01 17:30" in Enquiry.objects.get().message


def test_what_tokko_says_of_tags_agent_and_development_is_kept(office: Office) -> None:
    send(make_key(office), TOKKO)
    work_off()
    payload = Enquiry.objects.get().payload
    assert payload["tags"] == "web, venta"
    assert payload["agent"] == "agente@example.com"
    assert payload["development"] == "Torre Sol"


def test_a_listing_is_found_by_the_id_it_was_imported_with(office: Office) -> None:
    listing = factories.ListingFactory(office=office)
    listing.sources.create(source="kyero", external_id="998877", external_reference="X")
    send(make_key(office), {**PISOS, "property": {"id": 998877}})
    work_off()
    assert Enquiry.objects.get().listing == listing


def test_a_listing_is_found_by_our_own_page(office: Office) -> None:
    listing = factories.ListingFactory(reference="MUR-0007", office=office)
    page = "https://agencia.example.com/inmuebles/piso-en-murcia-MUR-0007/?utm_source=x"
    send(make_key(office), {"name": "Ana", "phone": "612345678", "url": page})
    work_off()
    assert Enquiry.objects.get().listing == listing


def test_the_lead_goes_to_the_office_of_its_listing(office: Office, other_office: Office) -> None:
    factories.ListingFactory(reference="ALC-0001", office=other_office)
    send(make_key(office), {**MODEL_OF_A_LEAD, "reference": "alc-0001"})
    work_off()
    assert Lead.objects.get().office == other_office


def test_a_lead_about_an_unknown_listing_is_a_lead_all_the_same(office: Office) -> None:
    send(make_key(office), {**MODEL_OF_A_LEAD, "reference": "ZZZ-9"})
    work_off()
    enquiry = Enquiry.objects.get()
    assert enquiry.listing is None
    assert enquiry.payload["reference"] == "ZZZ-9"


def test_the_same_id_twice_is_one_lead_and_both_messages_are_kept(office: Office) -> None:
    key = make_key(office)
    send(key, PISOS)
    work_off()
    send(key, {**PISOS, "message": "otra vez"})
    work_off()
    assert Enquiry.objects.count() == 1
    assert sorted(InboundMessage.objects.values_list("state", flat=True)) == ["done", "duplicate"]


def test_ids_that_differ_in_case_only_are_two_leads(office: Office) -> None:
    key = make_key(office)
    send(key, {**MODEL_OF_A_LEAD, "id": "aB3x"})
    send(key, {**MODEL_OF_A_LEAD, "id": "Ab3x"})
    work_off()
    assert Enquiry.objects.count() == 2


def test_the_same_text_without_an_id_within_a_day_is_the_sender_trying_again(office: Office) -> None:
    key, data = make_key(office), {"name": "Ana", "phone": "612345678", "message": "Hola"}
    send(key, data)
    send(key, data)
    work_off()
    assert Enquiry.objects.count() == 1
    InboundMessage.objects.update(received_at=timezone.now() - timedelta(days=3))
    send(key, data)
    work_off()
    assert Enquiry.objects.count() == 2


def test_nobody_to_answer_to_waits_in_quarantine(office: Office) -> None:
    assert send(make_key(office), {"name": "Ana", "message": "Hola"}).status_code == 202
    work_off()
    message = InboundMessage.objects.get()
    assert (message.state, message.error, message.guess["name"]) == ("quarantined", "nobody", "Ana")
    assert not Lead.objects.exists()


def test_a_number_that_cannot_be_one_waits_in_quarantine(office: Office) -> None:
    send(make_key(office), {"name": "Ana", "phone": "0000000"})
    work_off()
    assert InboundMessage.objects.get().error == "bad_contact"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"{}", "empty"),
        (b"[1, 2]", "not_an_object"),
        (b'"lead"', "not_an_object"),
        (b"<lead/>", "not_json"),
        (b"{" * 5000, "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"\xff\xfe\x00", "not_json"),
    ],
)
def test_rubbish_is_refused_kept_and_audited(body: bytes, reason: str, office: Office) -> None:
    answer = send(make_key(office), body)
    assert (answer.status_code, answer.json()["error"]) == (400, reason)
    message = InboundMessage.objects.get()
    assert (message.state, message.error) == ("refused", reason)
    assert message.bytes == body[: 16 * 1024]
    assert AuditLine.objects.filter(action="intake.refused").count() == 1


def test_a_body_beyond_the_limit_is_refused(office: Office) -> None:
    answer = send(make_key(office), b'{"message": "' + b"a" * 300_000 + b'"}')
    assert answer.status_code == 413
    assert InboundMessage.objects.get().is_cut


def test_a_wrong_key_finds_nothing_and_guessing_ends(office: Office) -> None:
    make_key(office)
    for _ in range(hooks.MISSES):
        assert send(new_token(), MODEL_OF_A_LEAD).status_code == 404
    answer = send(new_token(), MODEL_OF_A_LEAD)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert not InboundMessage.objects.exists()


def test_a_webhook_that_is_switched_off_takes_nothing(office: Office) -> None:
    assert send(make_key(office, is_active=False), MODEL_OF_A_LEAD).status_code == 404


def test_a_sender_that_runs_wild_is_slowed_down(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "MESSAGES_A_MINUTE", 2)
    key = make_key(office)
    assert [send(key, MODEL_OF_A_LEAD).status_code for _ in range(3)] == [202, 202, 429]


def test_reading_is_not_what_the_address_is_for(office: Office) -> None:
    assert Client().get(reverse("intake:hook", args=[make_key(office).key])).status_code == 405


def test_the_former_address_works_until_its_time_is_over(office: Office, manager: User) -> None:
    key = make_key(office)
    former = key.key
    services.reissue_key(actor=manager, key=key, overlap=timedelta(hours=1))
    assert key.key != former
    assert send(former, MODEL_OF_A_LEAD).status_code == 202
    assert send(key, MODEL_OF_A_LEAD).status_code == 202
    InboundKey.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    assert send(former, MODEL_OF_A_LEAD).status_code == 404


def test_a_signature_is_asked_for_where_one_is_set(office: Office, manager: User) -> None:
    key = make_key(office)
    services.require_signature(actor=manager, key=key)
    body = json.dumps(MODEL_OF_A_LEAD).encode()
    made = hmac.new(key.secret.encode(), body, hashlib.sha256).hexdigest()
    assert send(key, body).status_code == 403
    assert send(key, body, headers={"X-Signature": "ñ"}).status_code == 403
    assert send(key, body + b" ", headers={"X-Signature": made}).status_code == 403
    assert InboundMessage.objects.filter(state="refused", error="bad_signature").count() == 3
    assert send(key, body, headers={"X-Signature": made}).status_code == 202
    assert send(key, body, headers={"X-Hub-Signature-256": f"sha256={made.upper()}"}).status_code == 202


def test_the_former_secret_signs_until_its_time_is_over(office: Office, manager: User) -> None:
    key = make_key(office, secret="alt")
    body = json.dumps(MODEL_OF_A_LEAD).encode()
    made = hmac.new(b"alt", body, hashlib.sha256).hexdigest()
    services.reissue_key(actor=manager, key=key, overlap=timedelta(hours=1))
    assert send(key, body, headers={"X-Signature": made}).status_code == 202
    InboundKey.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    assert send(key, body, headers={"X-Signature": made}).status_code == 403


def test_a_form_is_taken_as_well(office: Office) -> None:
    body = "name=Ana&phone=612345678&message=Hola+all%C3%AD"
    assert send(make_key(office), body, content_type="application/x-www-form-urlencoded").status_code == 202
    work_off()
    assert Enquiry.objects.get().message == "Hola allí"


def test_the_key_and_the_secret_stand_nowhere_in_plain_text(office: Office) -> None:
    key = make_key(office, secret="geheim")
    row = InboundKey.objects.filter(pk=key.pk).values().get()
    assert all(key.key not in str(value) and "geheim" not in str(value) for value in row.values())


def test_a_lost_task_is_put_back_in_the_queue(office: Office, run_tasks: Any) -> None:
    send(make_key(office), MODEL_OF_A_LEAD)
    run_tasks()
    InboundMessage.objects.update(state="received", received_at=timezone.now() - timedelta(hours=1))
    assert services.requeue_waiting() == 1
    run_tasks()
    assert InboundMessage.objects.get().state in ("done", "duplicate")


def test_a_reader_that_fails_leaves_the_message_in_quarantine(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    send(make_key(office), MODEL_OF_A_LEAD)

    def explode(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("realestate.intake.services.processing.register_enquiry", explode)
    work_off()
    assert (InboundMessage.objects.get().state, InboundMessage.objects.get().error) == ("quarantined", "broken")


def test_the_answer_takes_few_queries_and_little_time(office: Office) -> None:
    key = make_key(office)
    with CaptureQueriesContext(connection) as queries:
        send(key, MODEL_OF_A_LEAD)
    assert len(queries) <= 6
    took = []
    for number in range(60):
        begun = time.thread_time()  # the work of the answer, not that of others on this machine
        send(key, {**MODEL_OF_A_LEAD, "id": str(number)})
        took.append(time.thread_time() - begun)
    assert sorted(took)[int(len(took) * 0.95)] < 0.15
