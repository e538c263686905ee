"""A lead comes in by a portal, is claimed from the mail without a sign-in, rung up, and nobody waits any more."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from realestate.core.models import OutgoingEmail
from realestate.leads.models import Lead, ResponsePolicy, RoutingRule
from realestate.leads.services import register_enquiry
from realestate.salespeople.models import Notification
from realestate.tests.browser.conftest import Journey
from realestate.tests.browser.world import make_world
from realestate.tests.factories import TeamFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(1280, "es"), (390, "en")]


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_from_the_mail_to_the_call(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    team = TeamFactory(office=world.office)
    for person in (world.ana, world.bruno):
        person.team = team
        person.save()
    RoutingRule.objects.create(office=world.office, outcome="claim", team=team, is_active=True)
    lead = register_enquiry(
        source="portal",
        portal="idealista",
        channel="email",
        office=world.office,
        name="Marta Soto",
        email="marta@example.com",
        phone="612345678",
        message="Busco un piso con terraza",
    ).lead
    link = re.search(r"https?://\S+/leads/claim/\S+", OutgoingEmail.objects.get(recipient=world.ana.email).body_text)
    assert link is not None

    stranger = journey(width, language)  # no sign-in: the link says who it is
    stranger.page.goto(link.group())
    stranger.check("claim-link")
    assert Lead.objects.get(pk=lead.pk).salesperson is None
    stranger.button("Claim this lead").click()
    expect(stranger.heading("The lead is yours")).to_be_visible()
    stranger.check("claim-link-mine")

    late = re.search(r"https?://\S+/leads/claim/\S+", OutgoingEmail.objects.get(recipient=world.bruno.email).body_text)
    assert late is not None
    stranger.expected.append("410")
    stranger.page.goto(late.group())
    expect(stranger.page.get_by_role("heading", level=1)).to_contain_text(str(world.ana))
    stranger.check("claim-link-taken")

    j = journey(width, language)
    j.sign_in(world.ana)
    bell = j.page.locator("#bell-rail:visible, #bell-bar:visible")
    expect(bell).to_contain_text("1")
    bell.locator("xpath=..").click()
    j.check("notifications")
    j.page.locator("button.notification").first.click()
    expect(j.heading_text("Marta Soto")).to_be_visible()
    assert not Notification.objects.unread().filter(user=world.ana).exists()
    j.check("lead-routed")


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_the_pages_of_routing(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    office = world.office
    team = TeamFactory(office=office)
    world.ana.team = team
    world.ana.save()
    ResponsePolicy.objects.create(office=office, is_on=True)
    rule = RoutingRule.objects.create(office=office, outcome="team", team=team, is_active=True, sources=["web"])
    RoutingRule.objects.create(office=office, outcome="claim", position=2, name="De noche", hours="outside")
    register_enquiry(
        source="web", channel="form", office=office, name="Marta", email="m@example.com", phone="", message=""
    )
    paths = {
        "routing": "/leads/routing/",
        "routing-rule": f"/leads/routing/{rule.pk}/",
        "routing-rule-new": f"/leads/routing/new/{office.pk}/",
        "routing-dry-run": "/leads/routing/dry-run/",
        "routing-ledger": "/leads/routing/ledger/",
        "response-times": "/leads/response/",
        "response-policy": f"/leads/response/{office.pk}/",
        "notification-settings": "/notifications/settings/",
        "absences": "/team/absences/",
        "absence-new": "/team/absences/new/",
    }
    j = journey(width, language)
    j.sign_in(world.diego)
    for name, path in paths.items():
        j.visit(path)
        j.check(name)
