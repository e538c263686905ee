from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from realestate.listings import services
from realestate.listings.models import Listing, Photo
from realestate.listings.photos import delete_files, make_variants
from realestate.listings.tests.pictures import jpeg
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, OperationFactory, PhotoFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def listing(salesperson: User) -> Listing:
    return OperationFactory(
        listing__salesperson=salesperson, listing__office=salesperson.office, status="available", is_on_web=True
    ).listing


@pytest.fixture
def photo(listing: Listing) -> Photo:
    photo = services.add_photo(actor=None, listing=listing, upload=jpeg())
    listing.operations.update(is_on_web=True)  # whatever the rules say of it
    return photo


def test_several_files_come_in_by_the_plain_form(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    files = [jpeg(), SimpleUploadedFile("malo.svg", b"<svg></svg>"), jpeg()]
    url = reverse("listings:photo_upload", args=[listing.reference])
    response = as_user(salesperson).post(url, {"photos": files}, follow=True)
    assert listing.photos.count() == 2
    assert "malo.svg" in response.content.decode()


def test_the_script_gets_the_tile_of_one_file(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    url = reverse("listings:photo_upload", args=[listing.reference])
    response = as_user(salesperson).post(url, {"photos": jpeg()}, headers={"accept": "application/json"})
    assert response.status_code == 201
    assert listing.photos.get().token in response.json()["html"]


def test_the_script_is_told_why_a_file_is_refused(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    url = reverse("listings:photo_upload", args=[listing.reference])
    bad = SimpleUploadedFile("malo.svg", b"<svg></svg>")
    response = as_user(salesperson).post(url, {"photos": bad}, headers={"x-upload": "one"})
    assert response.status_code == 422
    assert "JPEG" in response.json()["error"]


def test_an_upload_without_a_file_is_a_message(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    url = reverse("listings:photo_upload", args=[listing.reference])
    assert as_user(salesperson).post(url, follow=True).status_code == 200
    assert as_user(salesperson).post(url, headers={"x-upload": "one"}).status_code == 422


def test_strangers_see_photos_of_what_is_on_the_market(client: Client, photo: Photo) -> None:
    make_variants(photo)
    photo.refresh_from_db()
    response = client.get(photo.small_url)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"].startswith("public")


def test_until_a_size_is_ready_the_original_stands_in(client: Client, photo: Photo) -> None:
    response = client.get(photo.small_url)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_strangers_see_nothing_of_a_draft(client: Client, as_user: SignIn, colleague: User, photo: Photo) -> None:
    photo.listing.operations.update(status="draft", is_on_web=False)
    assert client.get(photo.small_url).status_code == 404
    answer = as_user(colleague).get(photo.small_url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private")


def test_a_lost_file_and_an_unknown_token_are_not_found(client: Client, photo: Photo) -> None:
    delete_files(photo.token)
    assert client.get(photo.small_url).status_code == 404
    assert client.get(f"/listings/photos/{'a' * 64}-320.webp").status_code == 404
    assert client.get("/listings/photos/../../etc/passwd-320.webp").status_code in {302, 404}


def test_remote_photos_are_links_and_never_pictures(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    services.set_remote_photos(actor=None, listing=listing, urls=["https://example.com/1.jpg"])
    for url in (listing.get_absolute_url(), reverse("listings:photos", args=[listing.reference]), "/listings/"):
        page = as_user(salesperson).get(url).content.decode()
        assert 'src="https://example.com' not in page
    assert 'href="https://example.com/1.jpg"' in as_user(salesperson).get(listing.get_absolute_url()).content.decode()


def test_photos_are_ordered_by_small_forms(as_user: SignIn, salesperson: User, listing: Listing) -> None:
    one, two = (PhotoFactory(listing=listing, position=n) for n in range(2))
    client = as_user(salesperson)
    client.post(reverse("listings:photo_up", args=[listing.reference, two.token]))
    assert listing.photos.first() == two
    client.post(reverse("listings:photo_cover", args=[listing.reference, one.token]))
    assert listing.photos.first() == one
    client.post(reverse("listings:photo_order", args=[listing.reference]), {"token": [two.token, one.token]})
    assert listing.photos.first() == two
    client.post(reverse("listings:photo_describe", args=[listing.reference, two.token]), {"caption": "Salón"})
    two.refresh_from_db()
    assert two.caption == "Salón"
    client.post(reverse("listings:photo_delete", args=[listing.reference, two.token]))
    assert list(listing.photos.all()) == [one]


def test_a_photo_of_another_listing_is_not_found(as_user: SignIn, manager: User, listing: Listing) -> None:
    other = PhotoFactory(listing=ListingFactory())
    url = reverse("listings:photo_delete", args=[listing.reference, other.token])
    assert as_user(manager).post(url).status_code == 404
