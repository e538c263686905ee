"""The photo room: many files at once, a bad line, files that are none; order by mouse, keys and plain forms."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from realestate.listings.models import Listing
from realestate.tests.browser.conftest import Journey
from realestate.tests.browser.pictures import photograph
from realestate.tests.browser.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANY = 12


@pytest.fixture
def listing(settings: Any, tmp_path: object) -> Listing:
    """A flat of Ana's without photos."""
    settings.MEDIA_ROOT = tmp_path
    flat = make_world().flats[0]
    flat.photos.all().delete()
    return flat


def room(j: Journey, listing: Listing) -> None:
    assert listing.salesperson is not None
    j.sign_in(listing.salesperson)
    j.visit(f"/listings/{listing.reference}/photos/")
    j.page.wait_for_load_state("networkidle")  # later on uploads are held, and the line is never idle


def stored(listing: Listing) -> list[str]:
    return list(listing.photos.order_by("position").values_list("token", flat=True))


def shown(j: Journey) -> list[str]:
    return [str(tile.get_attribute("data-token")) for tile in j.page.locator(".photo-item").all()]


def add(j: Journey, listing: Listing, number: int, run_tasks: Callable[[], None]) -> list[str]:
    """Upload some and let them be prepared; their tokens in order."""
    page = j.page
    page.locator("input[type=file]").set_input_files([photograph(f"foto-{n}", n) for n in range(number)])
    expect(page.locator(".photo-item")).to_have_count(number)
    run_tasks()
    page.reload()
    expect(page.locator("img.photo-item__img")).to_have_count(number)
    return stored(listing)


@pytest.mark.parametrize("width", [1280, 390])
def test_twelve_files_three_at_a_time(
    width: int, listing: Listing, journey: Callable[..., Journey], run_tasks: Callable[[], None]
) -> None:
    """Each has its bar and its way out, and they lie in the order in which they were chosen."""
    j = journey(width, "es")
    page = j.page
    under_way: list[Route] = []
    most = 0

    def hold(route: Route) -> None:
        nonlocal most
        under_way.append(route)
        most = max(most, len(under_way))

    room(j, listing)
    page.route("**/photos/upload/", hold)
    names = [f"foto-{n:02}" for n in range(MANY)]
    page.locator("input[type=file]").set_input_files([photograph(name, n) for n, name in enumerate(names)])
    rows = page.locator("[data-uploads] > li")
    expect(rows).to_have_count(MANY)
    expect(rows.locator("progress")).to_have_count(MANY)
    expect(rows.filter(has_text=j.t("Waiting", "an upload"))).to_have_count(MANY - 3)
    j.check("photos-uploading")

    # The second of the three arrives first: the others must not suffer.
    while len(stored(listing)) < MANY:
        assert under_way, "no upload is under way"
        assert len(under_way) <= 3
        before = len(stored(listing))
        under_way.pop(min(1, len(under_way) - 1)).continue_()
        expect(page.locator(".photo-item")).to_have_count(before + 1)
        if before + len(under_way) < MANY - 1:
            expect(rows).to_have_count(MANY - before - 1)
            for _n in range(50):
                if len(under_way) >= min(3, MANY - before - 1):
                    break
                page.wait_for_timeout(20)  # the next request is on its way to us
    assert most == 3
    expect(rows).to_have_count(0)
    expect(page.locator("[data-uploads-sum]")).to_contain_text(str(MANY))
    expect(page.locator("[data-photo-count]").first).to_contain_text(str(MANY))
    run_tasks()
    expect(page.locator("img.photo-item__img")).to_have_count(MANY)  # the tiles ask for themselves
    assert shown(j) == stored(listing)
    uploaded = dict(listing.photos.values_list("token", "pk"))
    assert sorted(uploaded.values()) != [uploaded[token] for token in stored(listing)]  # arrived in another order
    colours = [bytes(photo_colour(listing, token)) for token in stored(listing)]
    assert colours == sorted(colours)  # photograph() gives each number a redder sky
    j.check("photos-uploaded")


def photo_colour(listing: Listing, token: str) -> tuple[int]:
    """How red the picture's first corner is."""
    with listing.photos.get(token=token).original.open() as file:
        pixel = Image.open(file).convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return (int(pixel[0]),)


def test_what_fails_can_be_tried_again(listing: Listing, journey: Callable[..., Journey]) -> None:
    j = journey(390, "es")
    page = j.page
    j.expected += ["422", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    room(j, listing)
    rows = page.locator("[data-uploads] > li")

    # A text that says it is a photo: the server looks, and says why not. The good one is not held up.
    text: Any = {"name": "lista.jpg", "mimeType": "image/jpeg", "buffer": b"leche, pan, huevos"}
    page.locator("input[type=file]").set_input_files([text, photograph("salon", 1)])
    expect(page.locator(".photo-item")).to_have_count(1)
    refused = rows.filter(has_text="lista.jpg")
    expect(refused).to_have_class(re.compile("upload--failed"))
    expect(refused.locator(".upload__state")).not_to_be_empty()
    expect(refused.get_by_role("button")).to_have_accessible_name(f"{j.t('Try again')}: lista.jpg")
    j.check("photos-refused")
    refused.get_by_role("button").click()
    expect(refused).to_have_class(re.compile("upload--failed"))  # it is still a text

    # The line breaks: three tries by itself, then the person's own.
    page.clock.install()
    broken = threading.Event()
    broken.set()
    page.route(
        "**/photos/upload/", lambda route: route.abort("internetdisconnected") if broken.is_set() else route.continue_()
    )
    page.locator("input[type=file]").set_input_files([photograph("cocina", 2), photograph("terraza", 3)])
    for name in ("cocina", "terraza"):
        row = rows.filter(has_text=name)
        expect(row).to_be_visible()
        for _n in range(6):
            page.clock.run_for(2_500)
        expect(row).to_have_class(re.compile("upload--failed"))
    j.check("photos-offline")
    broken.clear()
    rows.filter(has_text="cocina").get_by_role("button", name=j.t("Try again")).click()
    expect(page.locator(".photo-item")).to_have_count(2)
    expect(rows.filter(has_text="cocina")).to_have_count(0)
    page.locator("[data-uploads-sum]").get_by_role("button", name=j.t("Try all of them again")).click()
    expect(page.locator(".photo-item")).to_have_count(3)
    expect(rows).to_have_count(1)  # the text
    assert listing.photos.count() == 3


def test_the_mouse_drags(listing: Listing, journey: Callable[..., Journey], run_tasks: Callable[[], None]) -> None:
    j = journey(1280, "es")
    page = j.page
    room(j, listing)
    first, second, third, fourth = add(j, listing, 4, run_tasks)
    page.evaluate("window.Sortable ? 0 : new Promise((done) => setTimeout(done, 500))")
    source = page.locator(f"[data-token='{fourth}'] .photo-item__says")
    target = page.locator(f"[data-token='{first}']")
    start, end = source.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] - 6, start["y"] + start["height"] - 4)
    page.mouse.down()
    with page.expect_response(re.compile("/photos/order/$")) as kept:
        page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
        page.mouse.move(end["x"] + 8, end["y"] + end["height"] / 2, steps=6)
        page.mouse.up()
    assert kept.value.ok
    assert shown(j) == [fourth, first, second, third] == stored(listing)
    expect(page.locator(".photo-item").first.locator(".photo-item__cover")).to_be_visible()
    expect(page.locator("[data-photo-says]")).to_contain_text("1")
    j.check("photos-dragged")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_keyboard_moves(
    width: int, listing: Listing, journey: Callable[..., Journey], run_tasks: Callable[[], None]
) -> None:
    j = journey(width, "es")
    page = j.page
    room(j, listing)
    first, second, third = add(j, listing, 3, run_tasks)
    forward = page.locator(f"[data-token='{third}'] form[data-move=up] button")
    forward.focus()
    with page.expect_response(re.compile("/photos/order/$")):
        page.keyboard.press("Enter")
    expect(forward).to_be_focused()  # ready for the next step
    expect(page.locator("[data-photo-says]")).to_have_text(
        j.t("Photo {n} of {m}").replace("{n}", "2").replace("{m}", "3")
    )
    assert shown(j) == [first, third, second]
    with page.expect_response(re.compile("/photos/order/$")):
        page.locator(f"[data-token='{second}'] form[data-move=first] button").press("Enter")
    page.reload()
    assert shown(j) == [second, first, third] == stored(listing)


def test_without_javascript(listing: Listing, journey: Callable[..., Journey], run_tasks: Callable[[], None]) -> None:
    """The plain form takes several files and says of each that it could not take why not; buttons move and delete."""
    j = journey(390, "es", scripts=False)
    page = j.page
    room(j, listing)
    text: Any = {"name": "lista.jpg", "mimeType": "image/jpeg", "buffer": b"leche, pan, huevos"}
    page.locator("input[type=file]").set_input_files([photograph("salon", 0), text, photograph("cocina", 1)])
    j.button("Upload").click()
    expect(page.locator("#messages")).to_contain_text("lista.jpg")
    expect(page.locator(".photo-item")).to_have_count(2)
    run_tasks()
    page.reload()
    first, second = stored(listing)
    page.locator(f"[data-token='{second}'] form[data-move=up] button").click()
    assert stored(listing) == [second, first]
    page.locator(f"[data-token='{first}'] form[data-move=first] button").click()
    assert stored(listing) == [first, second]
    page.locator(f"[data-token='{first}'] select").select_option("kitchen")
    page.locator(f"[data-token='{first}'] .photo-item__room button").click()
    assert listing.photos.get(token=first).room == "kitchen"
    page.locator(f"[data-token='{second}'] input[type=checkbox]").check()
    page.locator("#photo-bulk button[formaction$='/delete/']").click()
    expect(page.locator(".photo-item")).to_have_count(1)
    assert stored(listing) == [first]
    j.shoot("photos-plain")
