"""A manager's day: everybody's Today, a new colleague, and the back office."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import expect

from realestate.audit.models import AuditLine
from realestate.leads.models import Lead
from realestate.salespeople.models import User
from realestate.tests.browser.conftest import Journey, path_of
from realestate.tests.browser.world import make_lead, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW_PASSWORD = "una clave bastante larga"


@pytest.mark.parametrize(("width", "language"), [(1280, "es"), (390, "en")])
def test_inviting_a_colleague(
    width: int, language: str, journey: Callable[..., Journey], run_tasks: Callable[[], None]
) -> None:
    world = make_world(language)
    j = journey(width, language)
    page = j.page
    j.sign_in(world.diego)

    expect(j.panel("Waiting for an answer")).to_contain_text("Ana Pérez")
    expect(j.link("Everybody's")).to_have_attribute("aria-current", "true")
    j.check("today-everybody")

    j.visit("/team/")
    j.check("team")
    j.link("Invite someone").click()
    expect(j.heading("Invite someone")).to_be_visible()
    page.get_by_label(j.cap("e-mail")).fill("nora@example.com")
    page.get_by_label(j.cap("first name")).fill("Nora")
    page.get_by_label(j.cap("last name")).fill("Gil")
    page.get_by_label(j.cap("role")).select_option("salesperson")
    page.get_by_label(j.cap("office"), exact=False).first.select_option(str(world.office.pk))
    page.get_by_role("combobox", name=j.cap("language")).select_option(language)
    j.check("invite")
    j.button("Send the invitation").click()
    j.said("The invitation to %(email)s is on its way.", email="nora@example.com")

    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == ["nora@example.com"]
    found = re.search(r"https?://\S+/invitations/\S+", str(letter.body))
    assert found

    fresh = journey(width, language)
    fresh.visit(path_of(found.group()).rstrip("."))
    expect(fresh.page.get_by_role("heading", level=1)).to_contain_text("Nora")
    fresh.check("invitation")
    for field in fresh.page.locator("input[type=password]").all():
        field.fill(NEW_PASSWORD)
    fresh.button("Save and sign in").click()
    fresh.said("Welcome. Sign in with your new password.")
    fresh.sign_in(User.objects.get(email="nora@example.com"), NEW_PASSWORD)
    fresh.visit("/profile/")
    fresh.check("profile")

    # The link works once.
    again = journey(width, language)
    again.expected.append("410")
    again.visit(path_of(found.group()).rstrip("."))
    expect(again.page.get_by_role("main")).to_be_visible()
    again.check("invitation-gone")


@pytest.mark.parametrize(("width", "language"), [(1280, "es"), (1280, "en"), (390, "es")])
def test_back_office(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    others = [make_lead(world.office, world.ana, world.flats[1], f"Soto {n}") for n in range(2)]
    j = journey(width, language)
    page = j.page
    j.sign_in(world.diego)

    if width > 600:
        page.get_by_role("navigation", name=j.t("Main menu")).get_by_role("link", name=j.t("Admin")).click()
    else:
        j.visit("/admin/")
    expect(page.get_by_role("link", name="CRM Inmobiliaria", exact=False).first).to_be_visible()
    j.check("admin")

    j.visit("/admin/salespeople/user/")
    expect(page.locator("#result_list")).to_contain_text("bruno@example.com")
    j.check("admin-users")
    j.visit(f"/admin/salespeople/user/{world.ana.pk}/change/")
    j.check("admin-user")

    j.visit(f"/admin/leads/lead/?stage__exact=new&salesperson__id__exact={world.ana.pk}")
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    j.check("admin-leads")
    for lead in others:
        page.locator(f"input[name=_selected_action][value='{lead.pk}']").check()
    page.locator("select[name=action]").select_option("reassign")
    page.locator("select[name=to]").select_option(str(world.bruno.pk))
    page.locator("#changelist-form button[name=index]").click()
    expect(page.locator(".messagelist")).to_contain_text("Bruno Soler")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    assert Lead.objects.filter(salesperson=world.bruno).count() == 2
    assert AuditLine.objects.filter(action="lead.assigned", actor=world.diego).count() == 2

    j.visit("/admin/audit/auditline/")
    expect(page.locator("#result_list")).to_contain_text("lead.assigned")
    j.check("admin-audit")


def test_the_back_office_is_closed_to_salespeople(journey: Callable[..., Journey]) -> None:
    world = make_world()
    j = journey(1280, "es")
    j.expected.append("403")
    j.sign_in(world.ana)
    expect(j.page.get_by_role("link", name=j.t("Admin"), exact=True)).to_have_count(0)
    j.visit("/admin/")
    expect(j.page.locator("#content-main")).to_have_count(0)
    j.check("forbidden")
