"""What the machine cannot read waits for a person, who completes it and may teach from it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.intake import services
from realestate.intake.models import InboundMessage, TaughtRule
from realestate.intake.services.quarantine import suggested_labels
from realestate.intake.tests.makers import FORM, a_mail, make_key, make_message
from realestate.leads.models import Enquiry
from realestate.salespeople.models import Office, User
from realestate.tests import factories

pytestmark = pytest.mark.django_db
NEW_FORM = next((Path(__file__).parent / "mails").glob("*plantilla_nueva.eml")).read_bytes()
FILLED = {
    "name": "Iker Sola", "phone": "645 11 22 33", "email": "iker@example.com", "reference": "MUR-0081",
    "message": "Lo quiero ya.", "source": "portal", "portal": "portalnuevo",
}  # fmt: skip


@pytest.fixture
def coordinator(coordinator: User) -> User:
    """Reads English, whatever the installation speaks."""
    coordinator.language = "en"
    coordinator.save(update_fields=["language"])
    return coordinator


@pytest.fixture
def waiting(office: Office) -> InboundMessage:
    """A mail of a form that nobody taught."""
    return quarantined(NEW_FORM, office)


def quarantined(raw: bytes, office: Office) -> InboundMessage:
    message = services.keep_mail(raw=raw, office=office)
    assert message is not None
    assert services.process_message(message_id=message.pk) == "quarantined"
    message.refresh_from_db()
    return message


def test_the_form_is_prefilled_with_what_could_be_guessed(
    coordinator: User, office: Office, as_user: Callable[[User], Client]
) -> None:
    raw = next((Path(__file__).parent / "mails").glob("*persona_directa.eml")).read_bytes()
    page = as_user(coordinator).get(quarantined(raw, office).get_absolute_url()).content.decode()
    for value in ("Laura Vega", "laura.vega@example.com", "634 56 78 90", "MUR-0080"):
        assert f'value="{value}"' in page


def test_one_click_makes_the_lead(
    waiting: InboundMessage, coordinator: User, office: Office, as_user: Callable[[User], Client]
) -> None:
    listing = factories.ListingFactory(reference="MUR-0081", office=office)
    answer = as_user(coordinator).post(reverse("intake:complete", args=[waiting.pk]), FILLED)
    assert answer.status_code == 302
    enquiry = Enquiry.objects.get()
    assert (enquiry.listing, enquiry.name, enquiry.portal) == (listing, "Iker Sola", "portalnuevo")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.enquiry, waiting.handled_by) == ("done", enquiry, coordinator)
    assert AuditLine.objects.filter(action="intake.completed", actor=coordinator).exists()


def test_somebody_must_be_reachable(
    waiting: InboundMessage, coordinator: User, as_user: Callable[[User], Client]
) -> None:
    values = {**FILLED, "phone": "", "email": ""}
    answer = as_user(coordinator).post(reverse("intake:complete", args=[waiting.pk]), values)
    assert answer.status_code == 200
    assert b"somebody must be answered" in answer.content
    answer = as_user(coordinator).post(reverse("intake:complete", args=[waiting.pk]), {**values, "phone": "12"})
    assert b"not a telephone number" in answer.content
    assert not Enquiry.objects.exists()


def test_of_two_people_the_second_reads_that_it_is_done(
    waiting: InboundMessage, coordinator: User, manager: User
) -> None:
    services.complete_message(actor=coordinator, message=waiting, values=FILLED)
    with pytest.raises(BusinessRuleError):
        services.complete_message(actor=manager, message=waiting, values=FILLED)
    assert Enquiry.objects.count() == 1


def test_what_was_filled_in_becomes_a_rule_that_reads_the_next_ones(
    waiting: InboundMessage, coordinator: User, office: Office, as_user: Callable[[User], Client], run_tasks: Any
) -> None:
    twin = quarantined(NEW_FORM.replace(b"Iker", b"Aitor").replace(b"iker@", b"aitor@"), office)
    client = as_user(coordinator)
    client.post(reverse("intake:complete", args=[waiting.pk]), FILLED)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert "Teach it" in page
    waiting.refresh_from_db()
    labels = suggested_labels(waiting, waiting.guess)
    values = {"sender": "leads@portalnuevo.test", "subject": "", "labels": list(labels), "portal": "portalnuevo"}
    assert client.post(reverse("intake:teach", args=[waiting.pk]), values).status_code == 302
    run_tasks()
    twin.refresh_from_db()
    assert (twin.state, twin.rule) == ("done", TaughtRule.objects.get())
    later = services.keep_mail(raw=NEW_FORM.replace(b"Iker", b"Unai").replace(b"iker@", b"unai@"), office=office)
    assert later is not None
    run_tasks()
    later.refresh_from_db()
    assert later.state == "done"
    assert TaughtRule.objects.get().uses == 2


def test_a_rule_that_is_switched_off_is_not_followed(
    waiting: InboundMessage, manager: User, office: Office, as_user: Callable[[User], Client]
) -> None:
    rule = TaughtRule.objects.create(
        office=office, sender="portalnuevo.test", labels={"llamale al": "phone", "quien": "name"}
    )
    as_user(manager).post(reverse("intake:rule_off", args=[rule.pk]))
    InboundMessage.objects.update(state="received")
    assert services.process_message(message_id=waiting.pk) == "quarantined"
    as_user(manager).post(reverse("intake:rule_on", args=[rule.pk]))
    InboundMessage.objects.update(state="received")
    assert services.process_message(message_id=waiting.pk) == "done"


def test_a_payload_of_an_unknown_shape_is_taught_too(office: Office, manager: User) -> None:
    key = make_key(office, name="Raro")
    body = b'{"quien": "Ana Rey", "donde": {"llamar": "612345678"}}'
    message = services.receive_webhook(key=key, body=body, headers={}, external_id="")
    assert services.process_message(message_id=message.pk) == "quarantined"
    message.refresh_from_db()
    services.complete_message(actor=manager, message=message, values={"name": "Ana Rey", "phone": "612 34 56 78"})
    labels = suggested_labels(message, {"name": "Ana Rey", "phone": "612 34 56 78"})
    assert labels == {"quien": "name", "donde.llamar": "phone"}
    services.teach(actor=manager, message=message, sender="Raro", subject="", labels=labels)
    body = body.replace(b"Ana Rey", b"Eva Rey").replace(b"612345678", b"698765432")
    message = services.receive_webhook(key=key, body=body, headers={}, external_id="")
    assert services.process_message(message_id=message.pk) == "done"
    assert Enquiry.objects.order_by("-pk").first().name == "Eva Rey"  # type: ignore[union-attr]


def test_a_form_that_gives_each_mail_the_same_id_loses_nobody(office: Office) -> None:
    for name in ("lucia", "rosa"):
        raw = a_mail(FORM.replace("lucia@", f"{name}@").replace("345 678", f"345 6{len(name)}0"))
        message = services.keep_mail(raw=raw, office=office)
        assert message is not None
        assert services.process_message(message_id=message.pk) == "done"
    again = services.keep_mail(raw=a_mail(FORM.replace("345 678", "345 650"), X_Copy="1"), office=office)
    assert again is not None
    assert services.process_message(message_id=again.pk) == "duplicate"


def test_a_rule_without_a_way_to_answer_is_refused(waiting: InboundMessage, manager: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.teach(actor=manager, message=waiting, sender="x.test", subject="", labels={"quien": "name"})


def test_what_is_no_lead_is_set_aside_and_can_be_taken_back(
    waiting: InboundMessage, coordinator: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(coordinator)
    client.post(reverse("intake:set_aside", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.bytes) == ("set_aside", NEW_FORM)
    client.post(reverse("intake:take_back", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert waiting.state == "quarantined"
    client.post(reverse("intake:read_again", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert waiting.state == "received"


def test_the_text_of_a_mail_is_shown_as_text(
    coordinator: User, office: Office, as_user: Callable[[User], Client]
) -> None:
    raw = b"Content-Type: text/plain\nSubject: <script>1</script>\n\n<script>alert(1)</script><img src=x>"
    page = as_user(coordinator).get(quarantined(raw, office).get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_bytes_are_handed_out_as_a_file_only(
    waiting: InboundMessage, coordinator: User, as_user: Callable[[User], Client]
) -> None:
    answer = as_user(coordinator).get(reverse("intake:raw", args=[waiting.pk]))
    assert answer.content == NEW_FORM
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_coordinator_sees_the_own_offices_messages_only(
    coordinator: User, other_office: Office, as_user: Callable[[User], Client]
) -> None:
    foreign = make_message(other_office, subject="Ajeno")
    client = as_user(coordinator)
    assert client.get(foreign.get_absolute_url()).status_code == 404
    assert b"Ajeno" not in client.get(reverse("intake:messages")).content
    with pytest.raises(BusinessRuleError):
        services.set_aside(actor=coordinator, message=foreign)


def test_the_message_of_a_blocked_person_is_hidden(office: Office, manager: User, dpo: User) -> None:
    message = services.keep_mail(raw=a_mail(FORM), office=office)
    assert message is not None
    services.process_message(message_id=message.pk)
    contact = Enquiry.objects.get().lead.contact
    type(contact).objects.filter(pk=contact.pk).update(blocked_at=timezone.now())
    assert not InboundMessage.objects.visible_to(manager).exists()
    assert InboundMessage.objects.visible_to(dpo).exists()


def test_the_list_asks_no_more_with_more_rows(
    coordinator: User, office: Office, as_user: Callable[[User], Client]
) -> None:
    client, counts = as_user(coordinator), []
    for rows in (2, 15):
        for number in range(rows):
            make_message(office, raw=f"{rows} {number}".encode())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("intake:messages"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_older_ones_are_a_page_further(
    coordinator: User, office: Office, as_user: Callable[[User], Client]
) -> None:
    for number in range(55):
        make_message(office, raw=str(number).encode(), subject=f"Correo {number:02}")
    client = as_user(coordinator)
    first = client.get(reverse("intake:messages"))
    assert b"Correo 54" in first.content
    assert b"Correo 01" not in first.content
    second = client.get(reverse("intake:messages"), {"cursor": first.context["next_cursor"]})
    assert b"Correo 01" in second.content
