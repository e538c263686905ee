"""The link of a claim mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from realestate.core.models import OutgoingEmail
from realestate.core.tokens import new_token, token_hash
from realestate.leads.models import ClaimOffer, Lead
from realestate.leads.services import claim_lead, lose_lead
from realestate.salespeople.models import Notification, Office, User
from realestate.salespeople.services import notify
from realestate.tests.factories import ContactPointFactory, LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(office: Office) -> Lead:
    lead = LeadFactory(office=office, salesperson=None, summary="Busca un ático")
    ContactPointFactory(contact=lead.contact, kind="phone", value="+34612345678")
    return lead


def offer(lead: Lead, user: User, minutes: int = 10) -> str:
    """The address that the mail holds."""
    token = new_token()
    until = timezone.now() + timedelta(minutes=minutes)
    ClaimOffer.objects.create(lead=lead, user=user, token_hash=token_hash(token), expires_at=until)
    return reverse("leads:claim_link", args=[token])


def test_opening_the_link_claims_nothing(lead: Lead, salesperson: User, client: Client) -> None:
    path = offer(lead, salesperson)
    for method in ("get", "head"):
        assert getattr(client, method)(path).status_code == 200
    lead.refresh_from_db()
    assert lead.salesperson is None


def test_the_button_takes_the_lead_without_a_sign_in(lead: Lead, salesperson: User, client: Client) -> None:
    assert client.post(offer(lead, salesperson)).status_code == 200
    lead.refresh_from_db()
    assert lead.salesperson == salesperson
    assert ClaimOffer.objects.get().taken_at is not None
    assert "612" in OutgoingEmail.objects.get(recipient=salesperson.email).body_text


def test_who_comes_second_reads_who_was_first(lead: Lead, salesperson: User, colleague: User, client: Client) -> None:
    first, second = offer(lead, salesperson), offer(lead, colleague)
    notify(user=colleague, kind="offer", text=lambda: "x", url="/", key=f"lead:{lead.pk}")
    client.post(first)
    response = client.post(second)
    assert response.status_code == 410
    assert str(salesperson) in response.content.decode()
    assert not Notification.objects.unread().filter(user=colleague, kind="offer").exists()


def test_the_page_shows_no_personal_data_of_the_client(lead: Lead, salesperson: User, client: Client) -> None:
    path = offer(lead, salesperson)
    shown = client.get(path).content.decode() + client.post(path).content.decode()
    assert lead.contact.name not in shown
    assert "612345678" not in shown.replace(" ", "")


def test_pressing_twice_is_pressing_once(lead: Lead, salesperson: User, client: Client) -> None:
    path = offer(lead, salesperson)
    assert [client.post(path).status_code for _ in range(2)] == [200, 200]


def test_a_link_that_is_out_of_time_takes_nothing(lead: Lead, salesperson: User, client: Client) -> None:
    assert client.post(offer(lead, salesperson, minutes=-1)).status_code == 410
    lead.refresh_from_db()
    assert lead.salesperson is None


def test_a_closed_lead_cannot_be_claimed(lead: Lead, salesperson: User, manager: User, client: Client) -> None:
    path = offer(lead, salesperson)
    lose_lead(actor=manager, lead=lead, reason="duplicate")
    assert client.post(path).status_code == 410


def test_who_left_the_agency_takes_nothing(lead: Lead, salesperson: User, client: Client) -> None:
    path = offer(lead, salesperson)
    salesperson.is_active = False
    salesperson.save()
    client.post(path)
    lead.refresh_from_db()
    assert lead.salesperson is None


def test_an_unknown_link_is_gone(db: Any, client: Client) -> None:
    assert client.get(reverse("leads:claim_link", args=[new_token()])).status_code == 410


def test_claiming_in_the_page_ends_the_links(lead: Lead, salesperson: User, colleague: User, client: Client) -> None:
    path = offer(lead, salesperson)
    claim_lead(actor=colleague, lead=lead)
    assert client.get(path).status_code == 410
    assert not OutgoingEmail.objects.filter(recipient=salesperson.email).exists()
