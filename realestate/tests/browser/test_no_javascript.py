"""The same work without JavaScript, and without a mouse."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from realestate.leads.models import Lead
from realestate.tests.browser.conftest import Journey
from realestate.tests.browser.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_day_without_javascript(
    width: int, journey: Callable[..., Journey], run_tasks: Callable[[], None], settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    world = make_world()
    j = journey(width, "es", scripts=False)
    page = j.page
    j.sign_in(world.ana)

    # The stock, filtered.
    j.visit("/listings/")
    j.shoot("plain-stock")
    page.locator("details.filters > summary").click()
    page.locator("input[name=price_to]").fill("200000")
    page.locator("details.filters").get_by_role("button", name=j.t("Show", "what matches the filters")).click()
    expect(page.get_by_role("main")).to_contain_text("MUR-0002")
    expect(page.locator("#list")).not_to_contain_text("MUR-0003")
    assert "price_to=200000" in page.url

    # A lead in three fields.
    page.locator("a[data-quick-add]:visible").first.click()
    expect(j.heading("Add a lead")).to_be_visible()
    page.get_by_role("main").get_by_label(j.t("Name"), exact=False).first.fill("Pablo Nieto")
    page.get_by_role("main").get_by_label(j.t("Phone or e-mail")).fill("622 333 444")
    page.get_by_role("main").get_by_label(j.t("What they look for")).fill("Un ático con terraza")
    j.button("Save the lead").click()
    expect(j.heading_text("Pablo Nieto")).to_be_visible()
    lead = Lead.objects.get(contact__last_name="Nieto")

    # A call.
    composer = page.locator("#composer")
    composer.get_by_label(j.t("What was said")).fill("Llama mañana otra vez.")
    j.button("Write it down", within=composer).click()
    j.said("Written down.")
    expect(page.locator(".step--now")).to_have_text(j.t("Contacted", "stage"))
    page.locator("#composer .tabs").get_by_role("link", name=j.t("Note", "activity")).click()
    page.locator("#composer textarea").fill("Prefiere por la tarde.")
    j.button("Write it down", within=page.locator("#composer")).click()
    expect(page.locator(".timeline")).to_contain_text("Prefiere por la tarde.")
    j.shoot("plain-lead")
    lead.refresh_from_db()
    assert lead.answered_at

    # What they look for has its own page.
    page.locator(f"a[href='/leads/{lead.pk}/demands/']").click()
    expect(j.link("Add a demand")).to_be_visible()

    # Two photos.
    j.visit("/listings/MUR-0001/photos/")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "uno.jpg", "mimeType": "image/jpeg", "buffer": picture("teal")},
            {"name": "dos.jpg", "mimeType": "image/jpeg", "buffer": picture("orange")},
        ]
    )
    j.button("Upload").click()
    expect(page.locator(".photo-item")).to_have_count(3)
    run_tasks()
    page.reload()
    assert world.flats[0].photos.filter(status="ready").exclude(original="").count() == 2
    j.shoot("plain-photos")

    # Language and colours.
    j.visit("/")
    switches = page.locator(".switches:visible").first
    if width < 600 and not switches.count():
        page.locator(".topbar summary").click()
        switches = page.locator(".switches:visible").first
    switches.locator("button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    if width < 600:
        page.locator(".topbar summary").click()
    page.locator(".switches:visible").first.locator("button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    world.ana.refresh_from_db()
    assert world.ana.language == "en"


def test_the_keyboard_alone(journey: Callable[..., Journey]) -> None:
    world = make_world()
    j = journey(1280, "es")
    page = j.page
    j.visit("/account/login/")
    page.get_by_label(j.t("Email")).focus()
    page.keyboard.type(world.ana.email)
    page.keyboard.press("Tab")
    page.get_by_label(j.t("Password")).first.focus()
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    expect(j.heading("Today")).to_be_visible()

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=j.t("Skip to the content"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    j.visit("/")
    quick = page.locator(".rail a[data-quick-add]")
    for _ in range(6):
        page.keyboard.press("Tab")
        if quick.evaluate("(one) => one === document.activeElement"):
            break
    expect(quick).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=j.t("Add a lead"))
    expect(dialog.get_by_label(j.t("Name"), exact=False).first).to_be_focused()
    j.check("quick-add")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(quick).to_be_focused()

    page.keyboard.press("Enter")
    expect(dialog.get_by_label(j.t("Name"), exact=False).first).to_be_focused()
    page.keyboard.type("Rosa Vera")
    page.keyboard.press("Tab")
    page.keyboard.type("rosa@example.com")
    page.keyboard.press("Enter")
    expect(j.heading_text("Rosa Vera")).to_be_visible()
    assert Lead.objects.filter(contact__last_name="Vera", salesperson=world.ana).exists()
