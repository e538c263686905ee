"""From a sign seen in the street to the portals: prospect, photos, mandate, owner's signature, publication, price."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.utils.html import strip_tags
from playwright.sync_api import expect

from realestate.contacts.models import Contact
from realestate.documents.models import SignatureRequest
from realestate.listings.choices import Channel
from realestate.listings.models import Listing, Mandate, Operation, Prospect
from realestate.portals.feeds.accounts import create_account
from realestate.portals.feeds.building import build_feed
from realestate.portals.feeds.overview import address_of
from realestate.portals.models import PortalAccount
from realestate.portals.views import public_path
from realestate.salespeople.models import Office
from realestate.tests.browser.conftest import Journey, path_of
from realestate.tests.browser.pictures import photograph
from realestate.tests.browser.world import World, make_world
from realestate.tests.factories import ContactFactory, ContactPointFactory, OwnershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINK = re.compile(r"https?://[^\s\"<]+")
SEARCH = {"es": "/inmuebles/", "en": "/en/properties/"}
ROOMS = ("salon", "cocina", "dormitorio", "banyo", "terraza", "fachada")
LAYING_OUT = 60_000  # milliseconds; the first PDF of a process also reads the fonts


def letter_to(address: str, words: str) -> Any:
    """The newest mail to this person that says this."""
    found = [one for one in mail.outbox if address in one.to and words in str(one.body)]
    assert found, [(one.to, one.subject) for one in mail.outbox]
    return found[-1]


def link_in(letter: Any, part: str) -> str:
    (link,) = {one for one in LINK.findall(str(letter.body)) if part in one}
    return path_of(link).rstrip(".")


def capture(j: Journey) -> Prospect:
    """In front of the house, with a phone in the hand."""
    page = j.page
    j.visit("/listings/prospects/")
    j.check("prospects-none")
    j.link("New prospect").click()
    expect(j.heading("New prospect")).to_be_visible()
    form = page.get_by_role("main")
    form.locator("[name=property_type]").select_option("flat")
    expect(form.locator("[name=operation_kind]")).to_have_value("sale")  # most are
    form.locator("[name=street]").fill("Calle Trapería")
    form.locator("[name=street_number]").fill("14")
    form.locator("[name=floor]").fill("3")
    form.locator("[name=door]").fill("B")
    form.locator("[name=town]").fill("Murcia")
    form.locator("[name=zone]").fill("Catedral")
    form.get_by_label(j.t("Owner's name")).fill("Rosa Vidal Mora")
    form.get_by_label(j.t("Owner's phone")).fill("655 44 33 22")
    form.get_by_label(j.t("Owner's e-mail")).fill("rosa@example.com")
    form.locator("[name=asking_price]").fill("240000")
    form.locator("[name=source]").fill("Cartel en el balcón")
    j.check("prospect-form")
    j.button("Save").click()
    prospect = Prospect.objects.get()
    j.said("%(reference)s is created.", reference=prospect.reference)
    j.check("prospect")
    return prospect


def win(j: Journey, prospect: Prospect) -> Listing:
    """Valued, won, and in the stock under both references."""
    page = j.page
    page.locator("[name=valuation]").fill("235000")
    j.button("Valued", "verb of a prospect").click()
    expect(page.locator(".page-head")).to_contain_text(j.words(Prospect._meta.get_field("status").choices)["valued"])
    page.once("dialog", lambda dialog: dialog.accept())
    j.button("Won: to the stock").click()
    page.wait_for_url(re.compile(r"/listings/(?!prospects)[^/]+/$"))
    prospect.refresh_from_db()
    listing = prospect.listing
    assert listing is not None
    expect(page.locator(".page-head")).to_contain_text(listing.reference)
    j.visit(f"/listings/?q={prospect.reference}")
    expect(page.get_by_role("main")).to_contain_text(listing.reference)
    j.visit(f"/listings/{listing.reference}/")
    j.check("listing-bare")
    return listing


def upload(j: Journey, listing: Listing, run_tasks: Callable[[], None]) -> None:
    page = j.page
    j.link("Photos").first.click()
    expect(page.locator("[data-photo-empty]")).to_be_visible()
    j.check("photos-none")
    page.locator("input[type=file]").set_input_files([photograph(name, n) for n, name in enumerate(ROOMS)])
    expect(page.locator(".photo-item")).to_have_count(len(ROOMS))
    expect(page.locator("[data-uploads-sum]")).to_contain_text(str(len(ROOMS)))
    run_tasks()
    expect(page.locator("img.photo-item__img")).to_have_count(len(ROOMS))
    page.locator(".photo-item__room select").first.select_option("living_room")
    j.check("photos")
    assert [photo.status for photo in listing.photos.all()] == ["ready"] * len(ROOMS)


def mend(j: Journey, listing: Listing, finding: str) -> None:
    """From the board of rules by the link beside one point to where it is mended."""
    j.visit(f"/listings/{listing.reference}/publishing/")
    j.page.locator(".rule-point").filter(has_text=j.t(finding)).get_by_role("link").click()


def note_facts(j: Journey, listing: Listing) -> None:
    """Energy, areas and rooms; the words are left for later."""
    page = j.page
    mend(j, listing, "The energy certificate is missing.")
    expect(page.locator("#id_energy_status")).to_be_in_viewport()
    j.check("listing-edit-energy")
    page.locator("#id_energy_status").select_option("available")
    page.locator("#id_energy_consumption").select_option("C")
    page.locator("#id_energy_emissions").select_option("D")
    page.locator("#id_province").fill("Murcia")
    page.locator("#id_postal_code").fill("30001")
    page.locator("#id_built_area").fill("112")
    page.locator("#id_usable_area").fill("96")
    page.locator("#id_bedrooms").fill("3")
    page.locator("#id_bathrooms").fill("2")
    page.locator("input[name=features][value=lift]").check()
    j.button("Save").first.click()
    page.wait_for_url(re.compile(rf"/listings/{listing.reference}/$"))


def note_owners(j: Journey, listing: Listing, brother: Contact) -> None:
    """Two owners by halves; one of them signs for both."""
    page = j.page
    j.visit(f"/listings/{listing.reference}/mandates/")
    j.check("mandates-none")
    page.locator(f"a[href='/listings/{listing.reference}/owners/']").click()
    expect(page.locator("[name=form-0-owner]")).to_have_value(re.compile("Rosa Vidal Mora"))
    page.locator("[name=form-0-percent]").fill("60")
    page.locator("[name=form-1-owner]").fill(brother.name)
    page.locator("[name=form-1-percent]").fill("30")
    page.locator("[name=form-1-representative]").fill("rosa@example.com")
    j.button("Save").click()
    expect(page.get_by_role("alert")).to_contain_text("90 %")  # a tenth belongs to nobody
    page.locator("[name=form-1-percent]").fill("40")
    j.check("owners")
    j.button("Save").click()
    j.said("The owners are saved.")
    expect(page.get_by_role("main")).to_contain_text("60 %")


def note_tax_number(j: Journey, listing: Listing) -> None:
    """The owner's own page, by her name in the list of owners."""
    page = j.page
    j.visit(f"/listings/{listing.reference}/mandates/")
    j.page.get_by_role("main").get_by_role("link", name="Rosa Vidal Mora").first.click()
    j.link("Edit").first.click()
    page.locator("[name=tax_id]").fill("12345678-Z")
    j.check("owner-contact-form")
    j.button("Save").first.click()
    page.wait_for_url(re.compile(r"/contacts/\d+/$"))


def write_mandate(j: Journey, listing: Listing) -> Mandate:
    page = j.page
    mend(j, listing, "No mandate in force covers this operation.")
    j.link("New mandate").first.click()
    expect(page.locator("[name=operation_kinds][value=sale]")).to_be_checked()
    page.locator("[name=kind]").select_option("exclusive")
    page.locator("[name=fee_value]").fill("3")
    page.locator("[name=starts_at_once]").check()  # the owner asks not to wait for the days of withdrawal
    j.check("mandate-form")
    j.button("Save").click()
    page.wait_for_url(re.compile(r"/mandates/\d+/$"))
    j.check("mandate-draft")
    page.set_default_timeout(LAYING_OUT)
    j.button("Send to be signed").click()
    expect(page.locator("#messages")).to_contain_text(j.t("owner: tax number"))  # the paper would have a hole there
    mandate = Mandate.objects.get(listing=listing)
    assert mandate.status == "draft"
    note_tax_number(j, listing)
    j.visit(f"/listings/{listing.reference}/mandates/{mandate.pk}/")
    page.locator("select[name=language]").select_option(j.language)
    j.button("Send to be signed").click()
    expect(page.locator(".page-head")).to_contain_text(
        j.words(Mandate._meta.get_field("status").choices)["sent"], timeout=LAYING_OUT
    )
    j.check("mandate-sent")
    mandate.refresh_from_db()
    assert mandate.status == "sent"
    return mandate


def sign(owner: Journey, mandate: Mandate, run_tasks: Callable[[], None], *, drawn: bool) -> None:
    """The owner at home: the link, the document, the code, the name."""
    run_tasks()
    page = owner.page
    page.set_default_timeout(LAYING_OUT)
    part = {"es": "/firma/", "en": "/en/sign/"}[owner.language]
    owner.visit(link_in(letter_to("rosa@example.com", part), part))
    expect(page.locator("html")).to_have_attribute("lang", owner.language)
    owner.check("sign-begin")
    document = page.get_by_role("main").locator("a[target=_blank]").first.get_attribute("href")
    answer = page.request.get(owner.server + str(document))
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")

    owner.button("Send me a code").click()
    expect(page.locator("[name=code]")).to_be_visible()
    run_tasks()
    said = strip_tags(
        str(
            letter_to(
                "rosa@example.com",
                owner.t("This is your code to sign “%(title)s”:")
                % {"title": mandate.document.title if mandate.document else ""},
            ).body
        )
    )
    (code,) = set(re.findall(r"\b\d{6}\b", said))
    page.locator("[name=typed_name]").fill("Rosa Vidal Mora")
    page.locator("[name=agree]").check()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    page.locator("[name=code]").fill(wrong)
    owner.button("Sign the document").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    owner.check("sign-wrong-code")
    page.locator("[name=code]").fill(code)
    page.locator("[name=typed_name]").fill("Rosa Vidal Mora")
    page.locator("[name=agree]").check()
    if drawn:
        draw(owner)
    owner.check("sign-ready")
    owner.button("Sign the document").click()
    expect(page.get_by_role("heading", name=owner.t("Signed. Thank you."))).to_be_visible()
    owner.check("signed")
    evidence = page.get_by_role("main").get_by_role("link", name=owner.t("Evidence page (PDF)")).get_attribute("href")
    assert page.request.get(owner.server + str(evidence)).body().startswith(b"%PDF-")
    page.get_by_role("main").get_by_role("link", name=owner.t("Check this signature")).click()
    expect(page.get_by_role("main")).to_contain_text(owner.t("This signature is in our records"))
    expect(page.get_by_role("main")).not_to_contain_text("Rosa")
    owner.check("signature-verified")
    request = SignatureRequest.objects.get(document=mandate.document)
    assert request.method == ("drawn" if drawn else "typed")
    assert bool(request.drawing) is drawn


def draw(owner: Journey) -> None:
    """A line on the pad, as a finger or a mouse draws it."""
    canvas = owner.page.locator(".sign-pad canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    mouse = owner.page.mouse
    mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    mouse.down()
    for step in range(1, 9):
        mouse.move(box["x"] + 20 + step * 20, box["y"] + box["height"] * (0.3 if step % 2 else 0.7), steps=3)
    mouse.up()
    expect(owner.page.locator("[name=drawing]")).to_have_value(re.compile("^data:image/png;base64,"))


def publish(j: Journey, listing: Listing) -> None:
    """The last red points, mended by their links, until everything is green."""
    page = j.page
    j.visit(f"/listings/{listing.reference}/publishing/")
    expect(page.locator("table td[data-label] .badge-s--bad")).to_have_count(len(Channel))
    j.check("rules-red")
    mend(j, listing, "There is no description in any language.")
    expect(page.locator("#id_text_es_description")).to_be_in_viewport()
    page.locator("#id_text_es_title").fill("Piso exterior junto a la catedral")
    page.locator("#id_text_es_description").fill("Piso exterior y luminoso a un paso de la catedral. " * 6)
    page.locator("#id_text_en_title").fill("Bright flat by the cathedral")
    page.locator("#id_text_en_description").fill("A bright flat, a step away from the cathedral. " * 6)
    j.button("Save").first.click()
    page.wait_for_url(re.compile(rf"/listings/{listing.reference}/$"))
    mend(j, listing, "idealista places it on the map, and there are no coordinates.")
    page.locator("#id_latitude").fill("37.984")
    page.locator("#id_longitude").fill("-1.128")
    j.button("Save").first.click()
    page.wait_for_url(re.compile(rf"/listings/{listing.reference}/$"))

    j.visit(f"/listings/{listing.reference}/publishing/")
    lights = page.locator("table td[data-label] .badge-s")
    expect(lights).to_have_count(len(Channel))
    expect(page.locator("table td[data-label] .badge-s--ok")).to_have_count(len(Channel))
    j.check("rules-green")
    j.visit(f"/listings/{listing.reference}/")
    j.button("Publish").first.click()
    status = j.words(Operation._meta.get_field("status").choices)["available"]
    expect(page.locator("#messages")).to_contain_text(status)
    j.check("listing-published")


def open_owner_room(j: Journey, owner: Journey, listing: Listing, run_tasks: Callable[[], None]) -> None:
    """The agent lets the owner in; the link comes by mail, in her language."""
    page = j.page
    j.visit(f"/listings/{listing.reference}/owner-room/")
    j.check("owner-desk-empty")
    j.link("Link for an owner").first.click()
    page.locator("[name=contact]").select_option(label="Rosa Vidal Mora")
    j.check("owner-link-form")
    page.locator("main .save-bar button[type=submit]").click()
    j.said("The link is on its way to %(name)s.", name="Rosa Vidal Mora")
    run_tasks()
    part = {"es": "/propietario/", "en": "/en/owner/"}[owner.language]
    owner.visit(link_in(letter_to("rosa@example.com", part), part))
    expect(owner.page.locator("html")).to_have_attribute("lang", owner.language)
    expect(owner.page.get_by_role("main")).to_contain_text(re.compile(r"240[.,]000"))
    owner.check("owner-room")


def lower_the_price(j: Journey, owner: Journey, listing: Listing, run_tasks: Callable[[], None]) -> None:
    """The agent proposes, the owner says yes in her own browser; until then nothing changes."""
    page = j.page
    j.visit(f"/listings/{listing.reference}/owner-room/")
    j.link("Propose a price").first.click()
    page.get_by_label(j.t("New price")).fill("228000")
    page.get_by_label(j.t("Words for the owner")).fill("Tres visitas, y las tres lo ven caro.")
    j.check("propose-price")
    page.locator("main .save-bar button[type=submit]").click()
    j.said("The owners find the proposal in their room.")
    j.check("owner-desk")
    run_tasks()
    assert listing.operations.get().price == Decimal(240_000)

    part = {"es": "/propietario/", "en": "/en/owner/"}[owner.language]
    owner.visit(link_in(letter_to("rosa@example.com", "Tres visitas"), part))
    expect(owner.page.get_by_role("main")).to_contain_text(re.compile(r"228[.,]000"))
    owner.check("owner-offer")
    accept = owner.page.get_by_role("main").get_by_role("button", name=owner.t("Accept the new price"))
    if not accept.count():  # the room's page leads to the page of the price
        owner.page.get_by_role("main").get_by_role("link", name=owner.t("Accept the new price")).first.click()
    expect(accept).to_be_visible()
    owner.check("owner-price")
    accept.click()
    expect(owner.page.locator("[name=accept-typed_name]")).to_have_attribute("aria-invalid", "true")
    owner.check("owner-price-wrong")
    owner.page.locator("[name=accept-typed_name]").fill("Rosa Vidal Mora")
    owner.page.locator("[name=accept-agree]").check()
    accept.click()
    done = owner.t("Thank you. The new price is in force, and the agency has been told.")
    expect(owner.page.get_by_role("main")).to_contain_text(done, timeout=LAYING_OUT)
    owner.check("owner-price-accepted")
    annex = owner.page.get_by_role("main").get_by_role("link", name=owner.t("Annex (PDF)")).get_attribute("href")
    assert owner.page.request.get(owner.server + str(annex)).body().startswith(b"%PDF-")
    assert listing.operations.get().price == Decimal(228_000)


def references_in(feed: str) -> list[str]:
    return re.findall(r"<ref>([^<]+)</ref>", feed)


def fetch(j: Journey, account: PortalAccount) -> str:
    """The feed as the portal reads it."""
    answer = j.page.request.get(address_of(account))
    assert answer.ok
    return answer.text()


def open_account(world: World) -> PortalAccount:
    values = {"name": "Kyero", "format": "kyero", "offices": list(Office.objects.all())}
    return create_account(actor=world.diego, values=values)


def on_the_market(world: World, language: str) -> Listing:
    """A flat of Ana's at 240 000 that everybody sees, of an owner with an address to write to."""
    flat = world.flats[0]
    owner = ContactFactory(
        first_name="Rosa",
        last_name="Vidal Mora",
        tax_id="12345678Z",
        language=language,
        office=world.office,
        salesperson=world.ana,
    )
    ContactPointFactory(contact=owner, value="rosa@example.com")
    flat.ownerships.all().delete()
    OwnershipFactory(listing=flat, contact=owner)
    flat.owner = owner
    flat.save()
    flat.operations.update(price=Decimal(240_000))
    flat.photos.update(remote_url="https://photos.example.com/1.jpg")
    return flat


@pytest.mark.timeout(1200)  # three papers are laid out, forty pages checked
@pytest.mark.parametrize(("width", "language", "drawn"), [(390, "es", True), (1280, "en", False)])
def test_from_the_street_to_the_portals(
    width: int,
    language: str,
    drawn: bool,
    journey: Callable[..., Journey],
    run_tasks: Callable[[], None],
    settings: Any,
    tmp_path: object,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = make_world(language)
    account = open_account(world)
    brother = ContactFactory(
        first_name="Julio",
        last_name="Vidal Mora",
        tax_id="87654321X",
        office=world.office,
        salesperson=world.ana,
        search_text="julio vidal mora",
    )
    ana = journey(width, language)
    ana.sign_in(world.ana)

    prospect = capture(ana)
    Contact.objects.filter(last_name__startswith="Vidal").update(language=language)
    listing = win(ana, prospect)
    upload(ana, listing, run_tasks)
    note_facts(ana, listing)
    note_owners(ana, listing, brother)
    mandate = write_mandate(ana, listing)

    owner = journey(width, language)
    sign(owner, mandate, run_tasks, drawn=drawn)

    ana.page.reload()
    expect(ana.page.locator(".page-head")).to_contain_text(
        ana.words(Mandate._meta.get_field("status").choices)["active"]
    )
    ana.check("mandate-in-force")
    run_tasks()
    assert listing.reference not in references_in(fetch(ana, account))
    publish(ana, listing)

    stranger = journey(width, language)
    stranger.visit(SEARCH[language])
    stranger.page.locator(".listing-card").filter(has_text=re.compile("Catedral")).get_by_role("link").first.click()
    expect(stranger.page).to_have_url(re.compile(listing.reference))
    expect(stranger.page.get_by_role("main")).to_contain_text(re.compile(r"240[.,]000"))
    expect(stranger.page.get_by_role("main")).not_to_contain_text("Trapería")
    stranger.check("public-new-listing")
    ana.visit(f"/portals/of-listing/{listing.reference}/")
    ana.check("listing-on-portals")

    diego = journey(width, language)
    diego.sign_in(world.diego)
    diego.visit(f"/portals/{account.pk}/")
    diego.button("Build now").click()
    run_tasks()
    feed = fetch(diego, account)
    assert listing.reference in references_in(feed)
    assert "<price>240000</price>" in feed
    diego.page.reload()
    diego.check("portal-account")


@pytest.mark.parametrize(("width", "language"), [(390, "es"), (1280, "en")])
def test_the_price_falls_by_the_owners_word(
    width: int, language: str, journey: Callable[..., Journey], run_tasks: Callable[[], None]
) -> None:
    """Proposed by the agent, accepted in the owner's own browser, seen by strangers and by the portal."""
    world = make_world(language)
    listing = on_the_market(world, language)
    account = open_account(world)
    run_tasks()
    stranger = journey(width, language)
    stranger.visit(public_path(listing, language))
    expect(stranger.page.get_by_role("main")).to_contain_text(re.compile(r"240[.,]000"))
    assert "<price>240000</price>" in fetch(stranger, account)

    ana, owner = journey(width, language), journey(width, language)
    ana.sign_in(world.ana)
    open_owner_room(ana, owner, listing, run_tasks)
    lower_the_price(ana, owner, listing, run_tasks)
    stranger.page.reload()
    expect(stranger.page.get_by_role("main")).to_contain_text(re.compile(r"228[.,]000"))
    expect(stranger.page.get_by_role("main")).not_to_contain_text(re.compile(r"240[.,]000"))
    build_feed(account_id=account.pk)
    assert "<price>228000</price>" in fetch(stranger, account)
    ana.visit(f"/listings/{listing.reference}/")
    expect(ana.page.get_by_role("main")).to_contain_text(re.compile(r"228[.,]000"))
    ana.check("listing-after-drop")
