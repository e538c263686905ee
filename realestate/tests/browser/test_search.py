"""The one box: by keys alone, by touch, and as a plain page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from realestate.tests.browser.conftest import Journey
from realestate.tests.browser.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "language"), [(1280, "es"), (390, "en")])
def test_finding_a_listing_from_anywhere(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    j = journey(width, language)
    page = j.page
    j.sign_in(world.ana)
    window = page.locator("#palette")
    if width == 1280:
        page.keyboard.press("Control+k")
    else:
        page.locator("a[data-palette]:visible").click()
    expect(window.get_by_role("searchbox")).to_be_focused()
    j.check("search-window")

    page.keyboard.type("mur-0002")
    expect(window.locator("[data-hit]").first).to_have_text("MUR-0002")
    j.check("search-window-found")
    page.keyboard.press("ArrowDown")
    expect(window.locator("[data-hit]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/listings/MUR-0002/")

    page.keyboard.press("Control+k")
    page.keyboard.type("zzzz")
    expect(window.locator(".empty")).to_be_visible()
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()

    j.visit("/search/?q=murcia")
    expect(page.get_by_role("main").locator("[data-hit]").first).to_be_visible()
    j.check("search-page")


def test_the_page_without_javascript(journey: Callable[..., Journey]) -> None:
    world = make_world()
    j = journey(390, "es", scripts=False)
    j.sign_in(world.ana)
    j.page.locator("a[data-palette]:visible").click()
    main = j.page.get_by_role("main")
    main.get_by_role("searchbox").fill("mur-0002")
    main.locator("form.search-box button").click()
    main.get_by_role("link", name="MUR-0002").click()
    j.page.wait_for_url("**/listings/MUR-0002/")
