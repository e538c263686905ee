from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from realestate.agenda.models import Viewing
from realestate.agenda.services import move_viewing
from realestate.audit.services import snapshot
from realestate.leads.models import Lead
from realestate.leads.services import lose_lead
from realestate.salespeople.models import User
from realestate.tests.factories import LeadFactory, NextActionFactory, ViewingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewing(salesperson: User) -> Viewing:
    """One that began an hour ago."""
    lead = LeadFactory(office=salesperson.office, salesperson=salesperson, stage="viewing")
    start = timezone.now() - timedelta(hours=1)
    viewing = ViewingFactory(lead=lead, salesperson=salesperson, office=lead.office, starts_at=start)
    NextActionFactory(lead=lead, salesperson=salesperson, kind="viewing", due_at=start, viewing_id=viewing.pk)
    return viewing


def next_action() -> dict[str, str]:
    due = timezone.localtime() + timedelta(days=2)
    return {"next_kind": "call", "next_due_at": due.strftime("%Y-%m-%dT10:00"), "next_note": "Preguntar"}


def test_the_outcome_is_written_down_and_the_next_action_planned(
    viewing: Viewing, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    data = {"outcome": "interested", "feedback": "Le gusta la terraza", **next_action()}
    response = as_user(salesperson).post(f"/agenda/{viewing.pk}/outcome/", data)
    assert response.headers["Location"] == f"/leads/{viewing.lead_id}/"
    viewing.refresh_from_db()
    assert (viewing.status, viewing.outcome, viewing.feedback) == ("done", "interested", "Le gusta la terraza")
    assert [action.note for action in viewing.lead.next_actions.filter(done_at=None)] == ["Preguntar"]
    assert "Le gusta la terraza" in viewing.lead.activities.newest_first()[0].body


def test_an_open_lead_is_not_left_without_a_next_action(
    viewing: Viewing, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    response = as_user(salesperson).post(f"/agenda/{viewing.pk}/outcome/", {"outcome": "interested"})
    assert response.status_code == 200
    viewing.refresh_from_db()
    assert viewing.status == "scheduled"


@pytest.mark.parametrize(("verb", "status"), [("no-show", "no_show"), ("cancel", "cancelled")])
def test_a_viewing_may_come_to_nothing(
    verb: str, status: str, viewing: Viewing, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    as_user(salesperson).post(f"/agenda/{viewing.pk}/{verb}/", next_action())
    viewing.refresh_from_db()
    assert viewing.status == status


def test_an_outcome_is_given_once(viewing: Viewing, salesperson: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(salesperson)
    data = {"outcome": "interested", **next_action()}
    client.post(f"/agenda/{viewing.pk}/outcome/", data)
    assert client.post(f"/agenda/{viewing.pk}/outcome/", data).status_code == 200
    assert viewing.lead.next_actions.filter(done_at=None).count() == 1


def test_a_viewing_that_has_not_begun_has_no_outcome(
    viewing: Viewing, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    start = timezone.now() + timedelta(days=1)
    Viewing.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    data = {"outcome": "interested", **next_action()}
    assert as_user(salesperson).post(f"/agenda/{viewing.pk}/outcome/", data).status_code == 200
    viewing.refresh_from_db()
    assert viewing.status == "scheduled"


def test_moving_a_viewing_moves_the_next_action(viewing: Viewing, salesperson: User) -> None:
    start = timezone.now() + timedelta(days=3)
    before = snapshot(viewing)
    move_viewing(actor=salesperson, viewing=viewing, before=before, starts_at=start, minutes=30, place="Oficina")
    assert viewing.lead.next_actions.get(viewing_id=viewing.pk).due_at == start


def test_two_people_who_move_a_viewing_see_both_values(
    viewing: Viewing, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(salesperson)
    old = str(client.get(f"/agenda/{viewing.pk}/edit/").context["form"]["version"].value())
    day = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d")
    first = {"starts_at": f"{day}T10:00", "minutes": 45, "place": "En la puerta", "version": old}
    assert client.post(f"/agenda/{viewing.pk}/edit/", first).status_code == 302
    second = {"starts_at": f"{day}T12:00", "minutes": 45, "place": "En la oficina", "version": old}
    response = client.post(f"/agenda/{viewing.pk}/edit/", second)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "En la puerta" in shown
    assert "En la oficina" in shown


def test_a_lost_lead_sends_nobody_to_the_door(salesperson: User) -> None:
    lead = LeadFactory(office=salesperson.office, salesperson=salesperson, stage="viewing")
    planned = ViewingFactory(lead=lead, salesperson=salesperson, office=lead.office)
    NextActionFactory(lead=lead, kind="viewing", viewing_id=planned.pk)
    lose_lead(actor=salesperson, lead=Lead.objects.get(pk=lead.pk), reason="price")
    planned.refresh_from_db()
    assert planned.status == "cancelled"
