"""Documents of a listing: who sees them, when they expire, and what is written down."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from realestate.audit.models import AuditLine
from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.documents.models import Document
from realestate.documents.services import request_signature
from realestate.listings import services
from realestate.listings.models import Listing, ListingFile
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, ListingFileFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def pdf(name: str = "nota simple.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\nwords\n%%EOF\n", "application/pdf")


@pytest.fixture
def listing(salesperson: User) -> Listing:
    return ListingFactory(salesperson=salesperson, office=salesperson.office)


def test_several_files_come_in_with_their_category(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    data = {"files": [pdf(), pdf("otra.pdf")], "category": "deed", "visibility": "rights", "expires_on": "2027-03-01"}
    response = as_user(salesperson).post(reverse("listings:files", args=[listing.reference]), data, follow=True)
    assert response.status_code == 200
    assert [(one.category, str(one.expires_on)) for one in listing.files.all()] == [("deed", "2027-03-01")] * 2
    assert AuditLine.objects.filter(action="file.added").count() == 2


def test_one_bad_file_and_none_is_kept(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    bad = SimpleUploadedFile("malo.pdf", b"<html>", "application/pdf")
    data = {"files": [pdf(), bad], "category": "deed", "visibility": "rights"}
    response = as_user(salesperson).post(reverse("listings:files", args=[listing.reference]), data)
    assert response.status_code == 200
    assert "malo.pdf" in response.content.decode()
    assert not Document.objects.exists()


def test_a_private_document_does_not_exist_for_a_colleague(
    as_user: SignIn, colleague: User, salesperson: User, listing: Listing
) -> None:
    file = ListingFileFactory(listing=listing)
    url = reverse("listings:file", args=[listing.reference, file.pk])
    page = reverse("listings:files", args=[listing.reference])
    assert as_user(colleague).get(url).status_code == 404
    assert "Nota simple" not in as_user(colleague).get(page).content.decode()
    assert as_user(salesperson).get(url).status_code == 200
    assert "Nota simple" in as_user(salesperson).get(page).content.decode()


def test_a_document_for_the_agency_is_for_everybody_in_it(as_user: SignIn, stranger: User, listing: Listing) -> None:
    file = ListingFileFactory(listing=listing, visibility="agency")
    url = reverse("listings:file", args=[listing.reference, file.pk])
    response = as_user(stranger).get(url)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert Client().get(url).status_code == 302


def test_opening_a_private_document_leaves_a_line(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    private = ListingFileFactory(listing=listing)
    open_ = ListingFileFactory(listing=listing, visibility="agency")
    for file in (private, open_):
        as_user(salesperson).get(reverse("listings:file", args=[listing.reference, file.pk]))
    line = AuditLine.objects.get(action="file.downloaded")
    assert (line.actor, line.changes["document"]) == (salesperson, private.document_id)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "Expired on"), (0, "Expires today"), (1, "Expires in 1 day"), (12, "Expires in 12 days"), (200, "Until")],
)
def test_the_list_warns_of_the_expiry(
    as_user: SignIn, salesperson: User, listing: Listing, days: int, words: str
) -> None:
    ListingFileFactory(listing=listing, expires_on=today() + timedelta(days=days))
    salesperson.language = "en"
    salesperson.save()
    with translation.override("en"):
        page = as_user(salesperson).get(reverse("listings:files", args=[listing.reference])).content.decode()
    assert words in page


def test_what_is_said_of_a_document_can_be_changed(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    file = ListingFileFactory(listing=listing)
    url = reverse("listings:file_edit", args=[listing.reference, file.pk])
    data = {"category": "energy", "title": "CEE", "visibility": "owner", "expires_on": "2030-01-01"}
    assert as_user(salesperson).post(url, data).status_code == 302
    file.refresh_from_db()
    assert (file.category, file.visibility, file.document.title) == ("energy", "owner", "CEE")
    assert AuditLine.objects.filter(action="file.changed").exists()


def test_a_deleted_document_takes_its_file_along(
    listing: Listing,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    file = ListingFileFactory(listing=listing)
    name = file.document.file.name
    with django_capture_on_commit_callbacks(execute=False) as callbacks:  # type: ignore[attr-defined]
        services.delete_file(actor=None, file=file)
    assert default_storage.exists(name)
    for callback in callbacks:
        callback()
    assert not default_storage.exists(name)
    assert not Document.objects.exists()
    assert AuditLine.objects.filter(action="file.deleted").exists()


def test_what_waits_to_be_signed_stays(listing: Listing) -> None:
    file = ListingFileFactory(listing=listing)
    request_signature(actor=None, document=file.document, name="Rosa", email="rosa@example.com")
    with pytest.raises(BusinessRuleError):
        services.delete_file(actor=None, file=file)
    assert ListingFile.objects.exists()


def test_managers_see_what_expires_soon_oldest_first(as_user: SignIn, manager: User, salesperson: User) -> None:
    late, soon, far = (ListingFileFactory(expires_on=today() + timedelta(days=days)) for days in (-5, 20, 400))
    client = as_user(manager)
    found = [file.pk for file in client.get(reverse("listings:files_expiring")).context["files"]]
    assert found == [late.pk, soon.pk]
    assert far.pk not in found
    assert as_user(salesperson).get(reverse("listings:files_expiring")).status_code == 403


def test_the_list_costs_the_same_for_many(
    as_user: SignIn, manager: User, listing: Listing, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _n in range(20):
        ListingFileFactory(listing=listing, expires_on=today())
    client = as_user(manager)
    for url in (reverse("listings:files", args=[listing.reference]), reverse("listings:files_expiring")):
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            client.get(url)


def test_nobody_adds_documents_to_a_listing_of_others(as_user: SignIn, colleague: User, listing: Listing) -> None:
    url = reverse("listings:files", args=[listing.reference])
    data = {"files": [pdf()], "category": "deed", "visibility": "rights"}
    assert as_user(colleague).post(url, data).status_code == 403
    with pytest.raises(BusinessRuleError):
        services.add_files(actor=colleague, listing=listing, uploads=[pdf()], category="deed")
