"""The lead's page as a salesperson uses it, without JavaScript."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from realestate.core.models import OutgoingEmail
from realestate.leads.models import Activity, Lead, NextAction
from realestate.leads.services import register_enquiry
from realestate.salespeople.models import User
from realestate.tests.factories import (
    ContactFactory,
    ContactPointFactory,
    EnquiryFactory,
    LeadFactory,
    ListingFactory,
    NextActionFactory,
)

pytestmark = pytest.mark.django_db
NEXT = {"next_kind": "call", "next_due_at": "2026-11-30T10:00", "next_note": "Again"}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEXT, "next_due_at", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))


@pytest.fixture
def lead(salesperson: User) -> Lead:
    contact = ContactFactory(office=salesperson.office, first_name="Lucía", last_name="Gómez")
    ContactPointFactory(contact=contact, kind="phone", value="+34612345678")
    ContactPointFactory(contact=contact, value="lucia@example.com")
    lead = LeadFactory(office=salesperson.office, salesperson=salesperson, contact=contact)
    NextActionFactory(lead=lead, salesperson=salesperson, kind="call")
    return lead


@pytest.fixture
def browser(salesperson: User, as_user: Any) -> Any:
    return as_user(salesperson)


def post(browser: Any, verb: str, lead: Lead, *args: Any, **values: Any) -> Any:
    return browser.post(reverse(f"leads:{verb}", args=[lead.pk, *args]), values)


@pytest.mark.parametrize("kind", ["", "call", "whatsapp", "email", "note", "task", "viewing", "nonsense"])
def test_every_tab_opens(kind: str, lead: Lead, browser: Any) -> None:
    page = browser.get(reverse("leads:detail", args=[lead.pk]), {"compose": kind})
    assert page.status_code == 200
    assert "Lucía Gómez" in page.content.decode()


def test_the_whatsapp_tab_has_a_link_with_the_first_words(lead: Lead, browser: Any) -> None:
    page = browser.get(reverse("leads:detail", args=[lead.pk]), {"compose": "whatsapp"}).content.decode()
    assert "https://wa.me/34612345678?text=" in page


def test_a_call_is_logged_does_the_action_and_plans_the_next(lead: Lead, browser: Any) -> None:
    action = NextAction.objects.get()
    post(browser, "log", lead, "call", direction="out", body="Wants it", finishes=action.pk, **NEXT)
    action.refresh_from_db()
    lead.refresh_from_db()
    assert action.done_at is not None
    assert (lead.stage, lead.answered_at is not None) == ("contacted", True)
    assert NextAction.objects.open().get().note == "Again"


def test_a_call_that_does_the_last_action_asks_for_the_next(lead: Lead, browser: Any) -> None:
    action = NextAction.objects.get()
    response = post(browser, "log", lead, "call", direction="out", body="Hi", finishes=action.pk, next_kind="")
    assert response.status_code == 200
    assert response.context["compose_form"].non_field_errors()
    assert not Activity.objects.exists()


def test_the_action_of_another_lead_is_not_done(lead: Lead, browser: Any) -> None:
    foreign = NextActionFactory()
    response = post(browser, "log", lead, "call", direction="out", finishes=foreign.pk, **NEXT)
    assert "finishes" in response.context["compose_form"].errors


def test_a_note_leaves_the_clock_running(lead: Lead, browser: Any) -> None:
    post(browser, "log", lead, "note", body="Rich aunt")
    lead.refresh_from_db()
    assert (Activity.objects.get().body, lead.answered_at) == ("Rich aunt", None)


def test_an_empty_note_is_asked_for(lead: Lead, browser: Any) -> None:
    assert "body" in post(browser, "log", lead, "note", body="").context["compose_form"].errors


def test_a_mail_goes_through_the_outbox_with_the_salespersons_address(lead: Lead, browser: Any) -> None:
    values = {"recipient": "lucia@example.com", "subject": "Visit", "body": "Tomorrow?", **NEXT}
    assert post(browser, "email", lead, **values).status_code == 302
    mail = OutgoingEmail.objects.get()
    assert (mail.recipient, mail.reply_to, mail.subject) == ("lucia@example.com", "ana@example.com", "Visit")
    assert Activity.objects.get(kind="email").direction == "out"


def test_a_mail_to_somebody_else_is_refused(lead: Lead, browser: Any) -> None:
    values = {"recipient": "other@example.com", "subject": "Visit", "body": "Tomorrow?", **NEXT}
    assert "recipient" in post(browser, "email", lead, **values).context["compose_form"].errors
    assert not OutgoingEmail.objects.exists()


def test_the_subject_of_a_mail_is_one_line(lead: Lead, browser: Any) -> None:
    values = {"recipient": "lucia@example.com", "subject": "A\r\nBcc: x@example.com", "body": "x", **NEXT}
    post(browser, "email", lead, **values)
    assert OutgoingEmail.objects.get().subject == "A Bcc: x@example.com"


def test_planning(lead: Lead, browser: Any) -> None:
    post(browser, "add_action", lead, kind="task", due_at=NEXT["next_due_at"], note="Plans")
    assert NextAction.objects.filter(note="Plans", kind="task").exists()


@pytest.mark.parametrize("due", ["", "nonsense", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_senseless_time_is_a_message(due: str, lead: Lead, browser: Any) -> None:
    assert "due_at" in post(browser, "add_action", lead, kind="task", due_at=due).context["compose_form"].errors


def test_done_asks_for_the_next_and_takes_it(lead: Lead, browser: Any) -> None:
    action = NextAction.objects.get()
    response = post(browser, "complete_action", lead, action.pk, note="Spoke")
    assert response.context["action_rows"][0].done_form.non_field_errors()
    assert post(browser, "complete_action", lead, action.pk, note="Spoke", **NEXT).status_code == 302
    assert NextAction.objects.open().get().note == "Again"


def test_dropping_and_putting_off(lead: Lead, browser: Any) -> None:
    action = NextAction.objects.get()
    assert post(browser, "postpone_action", lead, action.pk, due_at=NEXT["next_due_at"]).status_code == 302
    assert post(browser, "cancel_action", lead, action.pk, **NEXT).status_code == 302
    assert Lead.objects.get().answered_at is None


def test_from_offer_to_won_and_back(lead: Lead, browser: Any) -> None:
    post(browser, "change_stage", lead, to="qualified")
    post(browser, "offer", lead, amount="145000", currency="EUR")
    post(browser, "win", lead, note="Signed")
    lead.refresh_from_db()
    assert (lead.stage, lead.offer_amount) == ("won", 145_000)
    assert browser.get(reverse("leads:detail", args=[lead.pk])).context["reopen_form"]
    post(browser, "reopen", lead, note="Fell through", **NEXT)
    lead.refresh_from_db()
    assert lead.stage == "offer"


def test_losing_asks_for_the_reason(lead: Lead, browser: Any) -> None:
    assert "reason" in post(browser, "lose", lead).context["lose_form"].errors
    post(browser, "lose", lead, reason="price")
    assert Lead.objects.get().stage == "lost"


def test_whoever_gives_a_lead_away_goes_back_to_the_list(lead: Lead, colleague: User, browser: Any) -> None:
    response = post(browser, "assign", lead, to=colleague.pk)
    assert response.headers["Location"] == reverse("leads:list")


def test_nobody_is_chosen_from_another_office(lead: Lead, stranger: User, browser: Any) -> None:
    assert "to" in post(browser, "assign", lead, to=stranger.pk).context["assign_form"].errors


def test_an_unknown_kind_of_line_is_not_found(lead: Lead, browser: Any) -> None:
    assert post(browser, "log", lead, "stage", body="x").status_code == 404


def test_the_timeline_is_leafed_by_key(lead: Lead, browser: Any) -> None:
    now = timezone.now()
    for number in range(45):
        Activity.objects.create(lead=lead, contact=lead.contact, kind="note", body=f"{number}", at=now)
    url = reverse("leads:detail", args=[lead.pk])
    seen, cursor = [], ""
    for _page in range(4):
        context = browser.get(url, {"older": cursor}, headers={"HX-Request": "true"}).context
        seen += [line.body for line in context["activities"]]
        cursor = context["older_cursor"]
        if not cursor:
            break
    assert seen == [str(number) for number in reversed(range(45))]
    assert browser.get(url, {"older": "nonsense"}).status_code == 200


def test_enquiries_show_what_came(salesperson: User, browser: Any) -> None:
    enquiry = register_enquiry(
        source="portal",
        channel="api",
        office=salesperson.office,  # type: ignore[arg-type]
        name="<b>Lucía</b>",
        email="",
        phone="",
        message="<script>alert(1)</script>",
        payload={"leadUUID": "<i>x</i>"},
        salesperson=salesperson,
    )
    page = browser.get(reverse("leads:detail", args=[enquiry.lead_id])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "&lt;i&gt;x&lt;/i&gt;" in page


def test_a_payload_that_is_a_list_is_shown_too(lead: Lead, browser: Any) -> None:
    EnquiryFactory(lead=lead, payload=["apple", 1])
    page = browser.get(reverse("leads:detail", args=[lead.pk]))
    assert "apple" in page.content.decode()


def test_queries_do_not_grow(lead: Lead, browser: Any, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    url = reverse("leads:detail", args=[lead.pk])
    counts = []
    for more in (1, 30):
        for _number in range(more):
            NextActionFactory(lead=lead, salesperson=lead.salesperson)
            EnquiryFactory(lead=lead, listing=ListingFactory())
            Activity.objects.create(lead=lead, contact=lead.contact, kind="note", actor=lead.salesperson)
        with django_assert_max_num_queries(20) as queries:
            browser.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
