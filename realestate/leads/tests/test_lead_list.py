from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from realestate.audit.models import AuditLine
from realestate.leads.models import Lead
from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, LeadFactory, ListingFactory, NextActionFactory

pytestmark = pytest.mark.django_db
URL = reverse("leads:list")


def found(client: Any, **query: Any) -> list[Lead]:
    return list(client.get(URL, query).context["rows"])


@pytest.fixture
def client_of_ana(salesperson: User, as_user: Any) -> Any:
    return as_user(salesperson)


def lead_of(user: User, **values: Any) -> Lead:
    return LeadFactory(office=user.office, salesperson=user, **values)


def test_it_shows_open_leads_unless_asked(salesperson: User, client_of_ana: Any) -> None:
    is_open, won = lead_of(salesperson), lead_of(salesperson, stage="won")
    assert found(client_of_ana) == [is_open]
    assert found(client_of_ana, state="closed") == [won]
    assert set(found(client_of_ana, state="all")) == {is_open, won}
    assert found(client_of_ana, stage="won") == [won]


def test_several_stages_at_once(salesperson: User, client_of_ana: Any) -> None:
    new, offer, _other = (lead_of(salesperson, stage=stage) for stage in ("new", "offer", "viewing"))
    assert set(found(client_of_ana, stage=["new", "offer"])) == {new, offer}


def test_text_finds_name_phone_and_email_without_accents(salesperson: User, client_of_ana: Any) -> None:
    contact = ContactFactory(office=salesperson.office, search_text="jose nunez jose@example.com +34612345678")
    lead = lead_of(salesperson, contact=contact)
    lead_of(salesperson)
    for text in ("Núñez", "JOSÉ", "612345678", "612 345", "jose@example.com", "nunez jose"):
        assert found(client_of_ana, text=text) == [lead]


def test_each_filter(salesperson: User, client_of_ana: Any) -> None:
    listing = ListingFactory(reference="MUR-0007")
    about = lead_of(salesperson, listing=listing, source="portal", answered_at=timezone.now())
    pool = LeadFactory(office=salesperson.office, source="web")
    NextActionFactory(lead=pool)
    assert found(client_of_ana, listing="mur-0007") == [about]
    assert found(client_of_ana, source="portal") == [about]
    assert found(client_of_ana, salesperson=salesperson.pk) == [about]
    assert found(client_of_ana, unassigned="true") == [pool]
    assert found(client_of_ana, unanswered="true") == [pool]
    assert found(client_of_ana, without_action="true") == [about]
    assert found(client_of_ana, office=salesperson.office_id, source="web") == [pool]


def test_days_are_the_offices_days(salesperson: User, client_of_ana: Any) -> None:
    late = lead_of(salesperson, received_at=datetime(2026, 3, 1, 22, 59, tzinfo=UTC))  # 23:59 in Madrid
    next_day = lead_of(salesperson, received_at=datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    assert found(client_of_ana, received_to="2026-03-01") == [late]
    assert found(client_of_ana, received_from="2026-03-02") == [next_day]


def test_sorts(salesperson: User, client_of_ana: Any) -> None:
    now = timezone.now()
    first = lead_of(salesperson, received_at=now - timedelta(hours=3))
    second = lead_of(salesperson, received_at=now - timedelta(hours=2))
    answered = lead_of(salesperson, received_at=now - timedelta(hours=9), answered_at=now)
    for lead, hours in ((first, 5), (second, 2), (answered, 7)):
        NextActionFactory(lead=lead, due_at=now + timedelta(hours=hours))
    assert found(client_of_ana) == [second, first, answered]
    assert found(client_of_ana, sort="waiting") == [first, second, answered]
    assert found(client_of_ana, sort="due") == [second, first, answered]
    assert found(client_of_ana, sort="nonsense") == [second, first, answered]


@pytest.mark.parametrize("sort", ["newest", "waiting", "due"])
def test_leafing_by_key_shows_each_row_once(
    sort: str, salesperson: User, client_of_ana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realestate.leads.views.lists.LeadListView.page_size", 3)
    now = timezone.now()
    for number in range(8):
        lead = lead_of(salesperson, received_at=now, answered_at=now if number % 2 else None)
        if number != 5:
            NextActionFactory(lead=lead, due_at=now + timedelta(hours=number % 3))
    seen: list[Lead] = []
    cursor = ""
    for _page in range(5):
        context = client_of_ana.get(URL, {"sort": sort, "cursor": cursor}).context
        seen += context["rows"]
        cursor = context["next_cursor"]
        if not cursor:
            break
    assert len(seen) == 8
    assert len(set(seen)) == 8


BAD = ["x", "-1", "0", "9" * 40, "\x00", "é" * 300, "2026-13-45", "9999-12-31", "0001-01-01", "'; drop", "null"]


@pytest.mark.parametrize("value", BAD)
def test_senseless_values_are_no_error(value: str, salesperson: User, client_of_ana: Any) -> None:
    lead_of(salesperson)
    names = "text state stage salesperson source listing office received_from received_to unanswered unassigned"
    for name in [*names.split(), "without_action", "sort", "cursor", "page"]:
        for address in (URL, reverse("leads:export")):
            response = client_of_ana.get(address, {name: value})
            assert response.status_code == 200
            if response.streaming:
                b"".join(response.streaming_content)


def test_htmx_gets_the_rows_alone(salesperson: User, client_of_ana: Any) -> None:
    lead_of(salesperson)
    page = client_of_ana.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'id="rows"' in page


@pytest.mark.parametrize("role", ["salesperson", "manager"])
def test_queries_do_not_grow(
    role: str, request: pytest.FixtureRequest, as_user: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user = request.getfixturevalue(role)
    client = as_user(user)
    counts = []
    for more in (1, 49):
        for _number in range(more):
            NextActionFactory(lead=lead_of(user, listing=ListingFactory()))
        with django_assert_max_num_queries(12) as queries:
            client.get(URL, {"sort": "due", "salesperson": user.pk})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_export_holds_the_filtered_rows_and_is_written_down(salesperson: User, client_of_ana: Any) -> None:
    contact = ContactFactory(office=salesperson.office, first_name="=cmd()", last_name="x")
    lead_of(salesperson, contact=contact, source="portal", summary="+34 ático")
    lead_of(salesperson, source="web")
    response = client_of_ana.get(reverse("leads:export"), {"source": "portal"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=cmd() x" in lines[1]
    assert "'+34 ático" in lines[1]
    assert AuditLine.objects.get().action == "lead.exported"


def test_the_export_holds_nobody_elses(colleague: User, client_of_ana: Any) -> None:
    lead_of(colleague)
    response = client_of_ana.get(reverse("leads:export"))
    assert len(b"".join(response.streaming_content).decode().splitlines()) == 1


def test_the_leads_of_a_listing(salesperson: User, colleague: User, client_of_ana: Any) -> None:
    listing = ListingFactory(reference="MUR-0007")
    mine = lead_of(salesperson, listing=listing)
    lead_of(colleague, listing=listing)
    url = reverse("leads:of_listing", args=["MUR-0007"])
    assert list(client_of_ana.get(url).context["leads"]) == [mine]
    assert "<html" not in client_of_ana.get(url, headers={"HX-Request": "true"}).content.decode()
    assert client_of_ana.get(reverse("leads:of_listing", args=["NONE-1"])).status_code == 404
