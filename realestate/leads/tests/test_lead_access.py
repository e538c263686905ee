"""Who sees a lead (404 if not), who may work it (403 if not), and which method each address takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from realestate.leads.models import Lead, NextAction
from realestate.salespeople.models import User
from realestate.tests.factories import LeadFactory, NextActionFactory

pytestmark = pytest.mark.django_db

ROLES = ["salesperson", "colleague", "coordinator", "manager", "stranger", "dpo", "auditor"]
VERBS = ["assign", "release", "email", "add_action", "change_stage", "offer", "win", "lose", "reopen"]
ACTION_VERBS = ["complete_action", "cancel_action", "postpone_action"]


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, User]:
    return {role: request.getfixturevalue(role) for role in ROLES}


@pytest.fixture
def own(cast: dict[str, User]) -> Lead:
    """A lead of the salesperson."""
    lead = LeadFactory(office=cast["salesperson"].office, salesperson=cast["salesperson"])
    NextActionFactory(lead=lead, salesperson=cast["salesperson"])
    return lead


@pytest.fixture
def pool(cast: dict[str, User]) -> Lead:
    """A lead that nobody has yet."""
    lead = LeadFactory(office=cast["salesperson"].office)
    NextActionFactory(lead=lead)
    return lead


SEES_OWN = {"salesperson", "coordinator", "manager", "dpo", "auditor"}
SEES_POOL = {"salesperson", "colleague", "coordinator", "manager", "dpo", "auditor"}
WORKS_OWN = {"salesperson", "coordinator", "manager"}
WORKS_POOL = {"coordinator", "manager"}


@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_somebodys_lead(role: str, cast: dict[str, User], own: Lead, as_user: Any) -> None:
    response = as_user(cast[role]).get(reverse("leads:detail", args=[own.pk]))
    assert response.status_code == (200 if role in SEES_OWN else 404)


@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_a_lead_in_the_pool(role: str, cast: dict[str, User], pool: Lead, as_user: Any) -> None:
    response = as_user(cast[role]).get(reverse("leads:detail", args=[pool.pk]))
    assert response.status_code == (200 if role in SEES_POOL else 404)


@pytest.mark.parametrize("role", ROLES)
def test_the_list_holds_what_one_may_see(role: str, cast: dict[str, User], own: Lead, pool: Lead, as_user: Any) -> None:
    rows = as_user(cast[role]).get(reverse("leads:list")).context["rows"]
    assert (own in rows, pool in rows) == (role in SEES_OWN, role in SEES_POOL)


def expected(role: str, sees: set[str], works: set[str]) -> set[int]:
    if role in works:
        return {200, 302}
    return {403} if role in sees else {404}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_verbs_of_somebodys_lead(verb: str, role: str, cast: dict[str, User], own: Lead, as_user: Any) -> None:
    response = as_user(cast[role]).post(reverse(f"leads:{verb}", args=[own.pk]))
    assert response.status_code in expected(role, SEES_OWN, WORKS_OWN)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_verbs_of_a_lead_in_the_pool(verb: str, role: str, cast: dict[str, User], pool: Lead, as_user: Any) -> None:
    response = as_user(cast[role]).post(reverse(f"leads:{verb}", args=[pool.pk]))
    assert response.status_code in expected(role, SEES_POOL, WORKS_POOL)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["call", "whatsapp", "note"])
def test_who_may_write_down(kind: str, role: str, cast: dict[str, User], own: Lead, as_user: Any) -> None:
    response = as_user(cast[role]).post(reverse("leads:log", args=[own.pk, kind]))
    assert response.status_code in expected(role, SEES_OWN, WORKS_OWN)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", ACTION_VERBS)
def test_the_verbs_of_next_actions(verb: str, role: str, cast: dict[str, User], own: Lead, as_user: Any) -> None:
    action = NextAction.objects.get(lead=own)
    response = as_user(cast[role]).post(reverse(f"leads:{verb}", args=[own.pk, action.pk]))
    assert response.status_code in expected(role, SEES_OWN, WORKS_OWN)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_claim(role: str, cast: dict[str, User], pool: Lead, as_user: Any) -> None:
    status = as_user(cast[role]).post(reverse("leads:claim", args=[pool.pk])).status_code
    can = {"salesperson", "colleague", "coordinator", "manager"}
    assert status == (302 if role in can else 404 if role == "stranger" else 403)
    pool.refresh_from_db()
    assert pool.salesperson == (cast[role] if role in can else None)


def test_a_lead_that_was_just_taken_says_by_whom(cast: dict[str, User], pool: Lead, as_user: Any) -> None:
    as_user(cast["salesperson"]).post(reverse("leads:claim", args=[pool.pk]))
    response = as_user(cast["colleague"]).post(reverse("leads:claim", args=[pool.pk]), follow=True)
    assert response.redirect_chain == [(reverse("leads:list"), 302)]
    assert "Ana Pérez" in response.content.decode()


def test_a_lead_that_was_taken_long_ago_is_not_there(cast: dict[str, User], own: Lead, as_user: Any) -> None:
    assert as_user(cast["colleague"]).post(reverse("leads:claim", args=[own.pk])).status_code == 404


def test_the_page_of_a_pool_lead_offers_to_claim_and_nothing_else(
    cast: dict[str, User], pool: Lead, as_user: Any
) -> None:
    page = as_user(cast["salesperson"]).get(reverse("leads:detail", args=[pool.pk])).content.decode()
    assert reverse("leads:claim", args=[pool.pk]) in page
    for verb in VERBS:
        assert f'action="{reverse(f"leads:{verb}", args=[pool.pk])}"' not in page


@pytest.mark.parametrize("role", ["dpo", "auditor"])
def test_readers_are_offered_nothing(role: str, cast: dict[str, User], own: Lead, pool: Lead, as_user: Any) -> None:
    for lead in (own, pool):
        page = as_user(cast[role]).get(reverse("leads:detail", args=[lead.pk])).content.decode()
        assert f'action="/leads/{lead.pk}/' not in page


@pytest.mark.parametrize("verb", ["claim", *VERBS])
def test_verbs_are_posted(verb: str, cast: dict[str, User], own: Lead, as_user: Any) -> None:
    assert as_user(cast["salesperson"]).get(reverse(f"leads:{verb}", args=[own.pk])).status_code == 405


def test_the_action_of_another_lead_is_not_found_under_mine(
    cast: dict[str, User], own: Lead, pool: Lead, as_user: Any
) -> None:
    foreign = NextActionFactory(lead=LeadFactory())
    for verb in ACTION_VERBS:
        client: Client = as_user(cast["salesperson"])
        assert client.post(reverse(f"leads:{verb}", args=[own.pk, foreign.pk])).status_code == 404
        assert client.post(reverse(f"leads:{verb}", args=[foreign.lead_id, foreign.pk])).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_who_may_add(role: str, cast: dict[str, User], as_user: Any) -> None:
    status = as_user(cast[role]).get(reverse("leads:create")).status_code
    assert status == (403 if role in {"dpo", "auditor"} else 200)


def test_strangers_are_sent_to_the_sign_in(own: Lead, client: Client) -> None:
    addresses: list[Callable[[], Any]] = [
        lambda: client.get(reverse("leads:list")),
        lambda: client.get(reverse("leads:detail", args=[own.pk])),
        lambda: client.get(reverse("leads:create")),
        lambda: client.get(reverse("leads:export")),
        lambda: client.post(reverse("leads:claim", args=[own.pk])),
        lambda: client.post(reverse("leads:win", args=[own.pk])),
    ]
    for ask in addresses:
        response = ask()
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


def test_the_lead_of_a_blocked_contact_is_for_the_data_protection_officer(
    cast: dict[str, User], own: Lead, as_user: Any
) -> None:
    own.contact.blocked_at = own.received_at
    own.contact.save()
    found = {role for role in ROLES if as_user(cast[role]).get(f"/leads/{own.pk}/").status_code == 200}
    assert found == {"dpo"}
