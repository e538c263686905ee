"""A salesperson's day, from the new lead on the first page to the sale."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from realestate.agenda.models import Viewing
from realestate.tests.browser.conftest import SIZES_AND_LANGUAGES, Journey
from realestate.tests.browser.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "language"), SIZES_AND_LANGUAGES)
def test_from_new_lead_to_sale(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    lead = world.lead
    j = journey(width, language)
    page = j.page

    j.visit("/account/login/")
    j.check("sign-in")
    j.sign_in(world.ana)

    # Today: the lead that waits, with its clock, on top.
    waiting = j.panel("Waiting for an answer")
    expect(waiting.get_by_role("link", name="Lucía Gómez")).to_be_visible()
    expect(waiting.locator(".clock--green")).to_be_visible()
    expect(j.panel("To do today")).to_contain_text("Lucía Gómez")
    expect(j.panel("Leads without a next action")).to_contain_text(j.t("Every open lead has a next action."))
    j.check("today")
    waiting.get_by_role("link", name="Lucía Gómez").click()

    # The lead: call, write it down, say what comes next.
    expect(j.heading_text("Lucía Gómez")).to_be_visible()
    expect(page.get_by_text("¿Puedo verlo el sábado por la mañana?").first).to_be_visible()
    j.check("lead-new")
    composer = page.locator("#composer")
    composer.get_by_label(j.t("What was said")).fill("Busca piso céntrico; puede verlo esta semana.")
    composer.get_by_label(j.t("Next action")).select_option("call")
    composer.get_by_label(j.t("What about")).fill("Confirmar la visita")
    j.button("Write it down", within=composer).click()
    j.said("Written down.")
    expect(page.locator(".page-head .clock--done")).to_be_visible()
    expect(page.locator(".step--now")).to_have_text(j.t("Contacted", "stage"))
    expect(page.locator(".timeline")).to_contain_text("Busca piso céntrico")
    expect(page.get_by_text("Confirmar la visita").first).to_be_visible()
    j.check("lead-contacted")

    # What they look for, and what fits.
    j.link("Add a demand").click()
    expect(j.heading("What they look for")).to_be_visible()
    expect(page.get_by_label(j.t("Zones or towns"))).to_have_value("Murcia")
    page.get_by_label(j.cap("price up to")).fill("160000")
    j.check("demand-form")
    j.button("Save and see what fits").click()
    j.said("The demand is saved. This is what fits.")
    fits = page.get_by_role("region", name=j.t("Fits", "matches"), exact=False).first
    expect(fits.get_by_role("listitem").filter(has=page.get_by_role("link", name="MUR-0001"))).not_to_have_count(0)
    expect(fits.locator("a[href*='MUR-0002']").first).to_be_visible()
    expect(fits.locator(".reason--yes").first).to_be_visible()
    expect(fits).not_to_contain_text("MUR-0003")
    j.check("matches")

    # Book a viewing of the second one.
    row = fits.locator("li.row-item").filter(has_text="MUR-0002")
    j.link("Book a viewing", within=row).click()
    expect(j.heading("Book a viewing")).to_be_visible()
    expect(page.get_by_label(j.t("Listing reference"))).to_have_value("MUR-0002")
    j.check("viewing-form")
    j.button("Put it in the agenda").click()
    j.said("The viewing is in the agenda.")
    expect(page.get_by_role("main")).to_contain_text("Lucía Gómez")
    j.check("viewing")
    viewing = Viewing.objects.get(lead=lead)
    day = timezone.localtime(viewing.starts_at).date().isoformat()
    j.visit(f"/agenda/?day={day}")
    expect(j.link("Lucía Gómez")).to_be_visible()
    j.check("agenda-day")
    j.visit(f"/agenda/?day={day}&view=week")
    j.check("agenda-week")

    # Two hours later.
    Viewing.objects.filter(pk=viewing.pk).update(
        starts_at=timezone.now() - timedelta(minutes=70), ends_at=timezone.now() - timedelta(minutes=25)
    )
    j.visit(f"/agenda/{viewing.pk}/")
    j.link("How did it go?").click()
    page.get_by_label(str(j.words(Viewing.Outcome.choices)["interested"]), exact=True).check()
    page.get_by_label(j.t("What they said")).fill("Le gusta mucho la terraza.")
    page.get_by_label(j.t("Next action")).select_option("call")
    page.get_by_label(j.t("What about")).fill("Preguntar por la oferta")
    j.check("outcome")
    j.button("Save").click()
    j.said("Written down.")
    expect(j.heading_text("Lucía Gómez")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("Le gusta mucho la terraza.")
    expect(page.locator(".step--now")).to_have_text(j.t("Viewing", "stage"))
    expect(page.get_by_text("Preguntar por la oferta").first).to_be_visible()

    # The offer, and won.
    j.open("Write down an offer")
    page.get_by_label(j.t("Amount")).fill("152000")
    j.check("offer")
    j.button("Save the offer").click()
    j.said("The offer is written down.")
    expect(page.locator(".step--now")).to_have_text(j.t("Offer", "stage"))
    j.open("Won", "verb")
    j.button("Close it as won").click()
    expect(page.locator(".step--now")).to_have_text(j.t("Won", "stage"))
    j.check("lead-won")
    lead.refresh_from_db()
    assert (lead.stage, lead.offer_amount) == ("won", 152_000)
    assert lead.answered_at
    assert not lead.next_actions.open().exists()

    j.visit("/")
    expect(j.panel("Waiting for an answer")).to_contain_text(j.t("Every enquiry has had an answer."))
    j.visit("/listings/MUR-0002/")
    j.check("listing")
