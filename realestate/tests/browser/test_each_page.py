"""The pages that no journey passes: accessible, without overflow, without complaints of the browser."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from realestate.contacts.models import Contact
from realestate.demo.photos import draw_photo
from realestate.listings.models import Listing
from realestate.listings.services import add_photo
from realestate.salespeople.models import User
from realestate.tests.browser.conftest import Journey
from realestate.tests.browser.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture(scene: str) -> SimpleUploadedFile:
    buffer = BytesIO()
    draw_photo(scene, 1).save(buffer, "JPEG")
    return SimpleUploadedFile(f"{scene}.jpg", buffer.getvalue(), "image/jpeg")


@pytest.mark.parametrize(("width", "language"), [(1280, "es"), (390, "en")])
def test_lists_forms_and_photos(
    width: int, language: str, journey: Callable[..., Journey], run_tasks: Callable[[], None]
) -> None:
    world = make_world(language)
    listing = Listing.objects.order_by("pk")[0]
    manager = User.objects.get(pk=world.diego.pk)
    for scene in ("facade", "kitchen"):
        add_photo(actor=manager, listing=listing, upload=picture(scene))
    run_tasks()
    contact = Contact.objects.order_by("-pk")[0]
    paths = {
        "stock-cards": "/listings/",
        "stock-table": "/listings/?view=table",
        "stock-nothing-found": "/listings/?q=no-such-thing",
        "listing": f"/listings/{listing.reference}/",
        "listing-edit": f"/listings/{listing.reference}/edit/",
        "listing-new": "/listings/new/",
        "listing-photos": f"/listings/{listing.reference}/photos/",
        "leads": "/leads/",
        "leads-nothing-found": "/leads/?q=no-such-thing",
        "lead-new": "/leads/new/",
        "contacts": "/contacts/",
        "contact": f"/contacts/{contact.pk}/",
        "contact-edit": f"/contacts/{contact.pk}/edit/",
        "contact-new": "/contacts/new/",
        "agenda": "/agenda/?view=week&who=all",
        "password": "/account/password/change/",
    }
    j = journey(width, language)
    j.sign_in(world.diego)
    for name, path in paths.items():
        j.visit(path)
        j.check(name)


@pytest.mark.parametrize(("width", "language"), [(1280, "es"), (390, "en")])
def test_papers_of_a_listing(width: int, language: str, journey: Callable[..., Journey]) -> None:
    world = make_world(language)
    listing = Listing.objects.order_by("pk")[0]
    operation = listing.operations.all()[0]
    paths = {
        "papers": f"/listings/{listing.reference}/papers/",
        "paper": f"/listings/{listing.reference}/papers/{operation.pk}/buyer_dossier/",
        "paper-legal": f"/listings/{listing.reference}/legal/",
        "paper-terms": f"/listings/{listing.reference}/operations/{operation.pk}/terms/",
        "owner-report": f"/listings/{listing.reference}/owner-report/",
    }
    j = journey(width, language)
    j.sign_in(world.diego)
    for name, path in paths.items():
        j.visit(path)
        j.check(name)
