"""The stock on a map, areas drawn by hand and by keyboard, rows ticked, compared, changed and sent to a client."""

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from realestate.listings.models import BulkEdit, Listing, Operation, Selection
from realestate.tests.browser.conftest import Journey, path_of
from realestate.tests.browser.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def placed_world(language: str = "es") -> World:
    world = make_world(language)
    for number, listing in enumerate(Listing.objects.order_by("pk")):
        latitude, longitude = Decimal("37.98") + number * Decimal("0.01"), Decimal("-1.13") + number * Decimal("0.02")
        Listing.objects.filter(pk=listing.pk).update(latitude=latitude, longitude=longitude)
    Operation.objects.update(is_on_web=True)
    return world


@pytest.mark.parametrize(("width", "language"), [(1280, "es"), (390, "es"), (1280, "en")])
def test_the_map(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = placed_world(language)
    j = journey(width, language)
    page = j.page
    j.sign_in(world.ana)
    j.visit("/listings/?view=map")
    expect(page.locator(".map-pin")).to_have_count(3)
    expect(page.locator(".map-town").first).to_have_text("Murcia")
    j.check("stock-map")

    # A point says what it is and leads there.
    page.locator(".map-pin").first.click()
    expect(page.locator(".leaflet-popup-content a")).to_have_attribute("href", "/listings/MUR-0003/")
    j.check("stock-map-point")

    # An area with the keyboard alone: the middle of the map, moved by the arrows, is a corner.
    page.locator("[data-map-draw]").click()
    canvas = page.locator("[data-stock-map]")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown"):
        for _n in range(2):
            canvas.press(key)
            page.wait_for_timeout(350)  # the map glides
        canvas.press("Enter")
    page.locator("[data-map-done]").click()
    page.wait_for_url("**area=**")
    corners = parse_qs(urlsplit(page.url).query)["area"][0].split(";")
    assert len(corners) == 5
    expect(page.locator("path.map-line")).to_have_count(1)
    j.check("stock-map-area")

    # This part of the map, then everywhere again.
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(500)
    page.locator("[data-map-here]").click()
    page.wait_for_url("**bbox=**")
    assert "area=" not in page.url
    page.locator(".stock-map__tools a").click()
    expect(page.locator(".map-pin")).to_have_count(3)

    # A filter fills the map anew, without a new page.
    if width > 600:
        page.locator("#id_price_to").fill("200000")
        page.locator("#id_price_to").press("Tab")  # one change, one request
        page.wait_for_url("**price_to=200000**")
        expect(page.locator(".map-pin")).to_have_count(page.locator("[data-map-row]").count())
        assert "view=map" in page.url


def test_without_javascript_the_list_tells_all(journey: Callable[..., Journey]) -> None:
    world = placed_world()
    j = journey(390, "es", scripts=False)
    j.sign_in(world.ana)
    j.visit("/listings/?view=map&near=murcia&km=1")
    expect(j.page.locator(".stock-map__ground")).to_be_hidden()
    expect(j.page.get_by_role("main")).to_contain_text("37.990000, -1.110000")
    j.page.locator("input[form=chosen]").first.check()
    j.page.locator("#chosen button[formaction$='/selections/new/']").click()
    expect(j.page.locator("#id_title")).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(1280, "es"), (390, "es")])
def test_rows_are_compared_changed_and_sent(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = placed_world(language)
    j = journey(width, language)
    page = j.page
    j.sign_in(world.diego)
    j.visit("/listings/")
    for number in (0, 1):
        page.locator("input[form=chosen]").nth(number).check()
    j.check("stock-chosen")
    page.locator("#chosen button").first.click()
    expect(page.locator(".compare-table")).to_be_visible()
    j.check("stock-compare")

    j.visit("/listings/?view=table")
    for number in (0, 1):
        page.locator("input[form=chosen]").nth(number).check()
    page.locator("#chosen button[formaction$='/bulk/']").click()
    j.check("bulk-form")
    page.locator("#id_percent").fill("-3")
    page.locator("main .save-bar button[type=submit]").click()
    expect(page.locator(".change-to").first).to_be_visible()
    j.check("bulk-preview")
    page.locator("form[action$='/bulk/apply/'] button").click()
    page.wait_for_url("**/bulk/*/")
    j.check("bulk-result")
    page.locator("form[action$='/undo/'] button").click()
    expect(page.locator("#messages")).to_be_visible()
    assert BulkEdit.objects.get().not_undone == []

    Operation.objects.update(is_on_web=True)  # the change has asked the rules, which these bare flats do not meet
    keys = "&".join(f"o={pk}" for pk in Operation.objects.values_list("pk", flat=True))
    j.visit(f"/listings/selections/new/?{keys}")
    j.check("selection-form")
    page.locator("#id_message").fill("Los tres pisos de los que hablamos.")
    page.locator("main .save-bar button[type=submit]").click()
    expect(page.locator("#link")).to_be_visible()
    j.check("selection")
    link = page.locator("#link").input_value()
    j.visit("/listings/selections/")
    j.check("selections")

    client = journey(width, language)
    client.visit(path_of(link))
    expect(client.page.locator(".listing-card")).to_have_count(3)
    client.check("selection-public")
    assert Selection.objects.get().opened_count == 1
