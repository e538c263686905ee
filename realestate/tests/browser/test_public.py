"""What people without an account see and do."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from realestate.leads.models import Enquiry
from realestate.listings.models import Listing, Photo
from realestate.portals.consents import ENQUIRY_VERSION
from realestate.portals.views import public_path
from realestate.tests.browser.conftest import SIZES_AND_LANGUAGES, Journey
from realestate.tests.browser.world import make_world
from realestate.tests.factories import PhotoFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONTACT = {"es": "/contacto/", "en": "/en/contact/"}


@pytest.mark.parametrize("language", ["es", "en"])
def test_asking_about_a_listing_without_javascript(language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    j = journey(390, language, scripts=False)
    page = j.page
    j.visit(public_path(world.flats[1], language))
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("main")).to_contain_text("MUR-0002")
    assert page.locator("input[name=website]").evaluate("(one) => one.parentElement.offsetWidth") <= 1
    j.shoot("public-listing-plain")
    page.get_by_label(j.t("Your name")).fill("Nuria Costa")
    page.get_by_label(j.t("E-mail"), exact=False).first.fill("nuria@example.com")
    page.get_by_label(j.t("Message")).fill("¿Sigue disponible?")
    page.locator("input[name=agrees]").check()
    j.button("Send", "enquiry").click()
    expect(j.heading("Thank you")).to_be_visible()

    enquiry = Enquiry.objects.get(email="nuria@example.com")
    assert enquiry.lead.listing == world.flats[1]
    assert enquiry.lead.stage == "new"
    assert enquiry.lead.next_actions.open().exists()
    assert enquiry.lead.contact.consents.get().text_version == ENQUIRY_VERSION


SEARCH = {"es": "/inmuebles/", "en": "/en/properties/"}


@pytest.mark.parametrize(("width", "language"), SIZES_AND_LANGUAGES)
def test_searching_for_a_property(width: int, language: str, journey: Callable[..., Journey]) -> None:
    """From the list to a property and its photos, and to the same page in the other language."""
    world = make_world(language)
    Listing.objects.filter(pk=world.flats[2].pk).update(zone="Urbanización Residencial Los Jardines de la Alameda")
    Photo.objects.update(original="photos/none/original.jpg", width=640, height=480)
    PhotoFactory(listing=world.flats[0], position=1, original="photos/none/original.jpg")
    j = journey(width, language)
    j.expected.append("404")  # the photos have no file here
    page = j.page
    j.visit(SEARCH[language])
    expect(page.locator(".listing-card")).to_have_count(3)
    j.check("search")
    page.locator("#id_price_to").fill("200000")
    page.locator("form.search button[type=submit]").click()
    expect(page.locator(".listing-card")).to_have_count(2)
    page.locator("form.search summary").click()
    page.locator("#id_bedrooms_from").fill("9")
    page.locator("form.search button[type=submit]").click()
    expect(page.get_by_role("main")).to_contain_text(j.t("Nothing on offer fits all of this today."))
    j.check("search-nothing")

    j.visit(SEARCH[language] + "?sort=price")
    page.locator(".listing-card a").first.click()
    expect(page).to_have_url(re.compile("MUR-0001"))
    page.locator("a[data-lightbox]").first.click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("1 / 2")
    page.keyboard.press("ArrowRight")
    expect(box).to_contain_text("2 / 2")
    j.check("lightbox")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    other = "en" if language == "es" else "es"
    page.get_by_role("banner").get_by_role("link", name={"es": "Español", "en": "English"}[other]).click()
    expect(page.locator("html")).to_have_attribute("lang", other)


@pytest.mark.parametrize(("width", "language"), SIZES_AND_LANGUAGES)
def test_public_pages(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    j = journey(width, language)
    page = j.page
    j.visit(public_path(world.flats[0], language))
    j.check("public-listing")
    j.visit({"es": "/privacidad/", "en": "/en/privacy/"}[language])
    j.check("privacy")

    j.visit(CONTACT[language])
    j.check("contact")
    j.button("Send", "enquiry").click()
    expect(page.locator("input[name=name]")).to_have_class(re.compile("is-invalid"))
    assert not Enquiry.objects.filter(source="web", name="").exists()
    j.check("contact-wrong")
    page.get_by_label(j.t("Your name")).fill("Olga Ruiz")
    page.locator("input[name=agrees]").check()
    j.button("Send", "enquiry").click()
    expect(page.get_by_role("alert")).to_contain_text(
        j.t("Write an e-mail address or a phone number, so that we can answer you.")
    )
    page.get_by_label(j.t("Phone")).fill("123")
    j.button("Send", "enquiry").click()
    expect(page.locator("input[name=phone]")).to_have_attribute("aria-invalid", "true")
    j.check("contact-wrong-phone")
    page.get_by_label(j.t("Phone")).fill("612 345 678")
    j.button("Send", "enquiry").click()
    expect(j.heading("Thank you")).to_be_visible()
    j.check("thanks")
    assert Enquiry.objects.get(name="Olga Ruiz").lead.contact.points.get().value == "+34612345678"


def test_a_listing_that_is_gone(journey: Callable[..., Journey]) -> None:
    world = make_world()
    world.flats[0].operations.update(status="sold")
    j = journey(390, "es")
    j.expected.append("410")
    j.visit(public_path(world.flats[0], "es"))
    expect(j.heading("No longer on offer")).to_be_visible()
    j.check("gone")
