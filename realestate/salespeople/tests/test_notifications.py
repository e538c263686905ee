"""The bell, mails by choice, quiet hours, absences."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.core.mail import send_pending_email
from realestate.core.models import OutgoingEmail
from realestate.leads.services import assign_lead
from realestate.salespeople.models import Absence, Notification, NotificationSettings, User
from realestate.salespeople.services import notify, settle
from realestate.tests.factories import LeadFactory

pytestmark = pytest.mark.django_db


def tell(user: User, **values: Any) -> Notification | None:
    return notify(**{"user": user, "kind": "lead", "text": lambda: "Hola", "url": "/leads/", **values})


def test_the_words_are_in_the_readers_language(salesperson: User, colleague: User) -> None:
    colleague.language = "en"
    spanish = tell(salesperson, text=lambda: _("Leads"))
    english = tell(colleague, text=lambda: _("Answer"))
    assert spanish and english
    assert english.text == "Answer"


def test_the_same_thing_twice_stands_there_once_until_it_is_read(salesperson: User) -> None:
    first = tell(salesperson, key="lead:1")
    again = tell(salesperson, key="lead:1", text=lambda: "Otra vez")
    assert first and again and first.pk == again.pk
    Notification.objects.update(read_at=timezone.now())
    tell(salesperson, key="lead:1")
    assert Notification.objects.count() == 2


def test_who_was_switched_off_is_told_nothing(salesperson: User) -> None:
    salesperson.is_active = False
    assert tell(salesperson) is None


def test_what_is_settled_waits_no_more(salesperson: User, colleague: User) -> None:
    tell(salesperson, kind="offer", key="lead:1")
    tell(colleague, kind="offer", key="lead:1")
    tell(colleague, kind="reminder", key="lead:1")
    assert settle(key="lead:1", kinds=("offer",)) == 2
    assert Notification.objects.unread().count() == 1


def test_the_bell_costs_one_query_beside_the_sign_in(
    salesperson: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(120):
        tell(salesperson, key=f"lead:{number}")
    browser = as_user(salesperson)
    with django_assert_max_num_queries(4):  # session, user and their office, and the count
        page = browser.get(reverse("salespeople:bell")).content.decode()
    assert "99+" in page and page.count("hx-swap-oob") == 2


def test_no_page_counts_notifications_while_it_is_made(salesperson: User, as_user: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = as_user(salesperson)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser.get(reverse("leads:list"))
    assert not [one for one in queries.captured_queries if "notification" in one["sql"]]


def test_opening_a_line_reads_it_and_goes_there(salesperson: User, as_user: Any) -> None:
    line = tell(salesperson)
    assert line
    response = as_user(salesperson).post(reverse("salespeople:notification_open", args=[line.pk]))
    assert response.headers["Location"] == "/leads/"
    assert not Notification.objects.unread().exists()


def test_a_line_never_leads_off_the_site(salesperson: User, as_user: Any) -> None:
    line = tell(salesperson, url="https://elsewhere.example/")
    assert line
    response = as_user(salesperson).post(reverse("salespeople:notification_open", args=[line.pk]))
    assert response.headers["Location"] == reverse("salespeople:notifications")


def test_all_are_read_at_once_but_only_ones_own(salesperson: User, colleague: User, as_user: Any) -> None:
    tell(salesperson)
    tell(colleague)
    as_user(salesperson).post(reverse("salespeople:notifications_read"))
    assert [one.user for one in Notification.objects.unread()] == [colleague]


def test_a_kind_without_mail_is_still_under_the_bell(salesperson: User, manager: User) -> None:
    NotificationSettings.objects.create(user=salesperson, no_email=["lead"])
    assign_lead(actor=manager, lead=LeadFactory(office=salesperson.office), to=salesperson)
    assert not OutgoingEmail.objects.exists()
    assert Notification.objects.filter(user=salesperson).count() == 1


@pytest.mark.parametrize(
    ("now", "waits_until"),
    [
        (datetime(2026, 11, 24, 22, 30, tzinfo=UTC), datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 4, 0, tzinfo=UTC), datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 25, 7, 0, tzinfo=UTC), None),
    ],
    ids=["in the evening", "after midnight", "at noon", "at the end"],
)
def test_in_quiet_hours_a_mail_waits(
    salesperson: User, manager: User, now: datetime, waits_until: datetime | None
) -> None:
    NotificationSettings.objects.create(user=salesperson, quiet_from=time(22), quiet_until=time(8))
    with time_machine.travel(now, tick=False) as traveller:
        assign_lead(actor=manager, lead=LeadFactory(office=salesperson.office), to=salesperson)
        mail = OutgoingEmail.objects.get()
        assert mail.try_after == (waits_until or now)
        if waits_until:
            assert send_pending_email() == 0
            traveller.move_to(waits_until)
            assert send_pending_email() == 1


def test_settings_are_kept_and_versioned(salesperson: User, as_user: Any) -> None:
    browser, path = as_user(salesperson), reverse("salespeople:notification_settings")
    sent = {"by_email": ["lead", "offer"], "quiet_from": "21:00", "quiet_until": "08:00"}
    assert browser.post(path, sent).status_code == 302
    choice = NotificationSettings.objects.get()
    assert choice.no_email == ["reminder", "escalation"]
    assert browser.post(path, {**sent, "by_email": [], "version": choice.version + 1}).status_code == 409
    assert browser.post(path, {"by_email": [], "quiet_from": "21:00", "version": choice.version}).status_code == 200


class TestAbsences:
    def test_somebody_notes_their_own(self, salesperson: User, as_user: Any) -> None:
        today = timezone.localdate()
        sent = {"user": salesperson.pk, "starts_on": today, "ends_on": today + timedelta(days=3), "note": "Bruno"}
        assert as_user(salesperson).post(reverse("salespeople:absence_create"), sent).status_code == 302
        assert Absence.objects.get().user == salesperson
        assert "Bruno" in as_user(salesperson).get(reverse("salespeople:absences")).content.decode()

    def test_not_a_colleagues(self, salesperson: User, colleague: User, as_user: Any) -> None:
        today = timezone.localdate()
        sent = {"user": colleague.pk, "starts_on": today, "ends_on": today}
        assert as_user(salesperson).post(reverse("salespeople:absence_create"), sent).status_code == 200
        assert not Absence.objects.exists()

    def test_a_coordinator_notes_their_offices(self, coordinator: User, colleague: User, as_user: Any) -> None:
        today = timezone.localdate()
        sent = {"user": colleague.pk, "starts_on": today, "ends_on": today}
        assert as_user(coordinator).post(reverse("salespeople:absence_create"), sent).status_code == 302

    def test_the_end_cannot_lie_before_the_beginning(self, salesperson: User, as_user: Any) -> None:
        today = timezone.localdate()
        sent = {"user": salesperson.pk, "starts_on": today, "ends_on": today - timedelta(days=1)}
        assert as_user(salesperson).post(reverse("salespeople:absence_create"), sent).status_code == 200
        assert not Absence.objects.exists()
