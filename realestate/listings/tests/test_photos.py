import hashlib
from io import BytesIO
from pathlib import PurePath

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from realestate.core.errors import BusinessRuleError
from realestate.listings import services
from realestate.listings.models import Listing, Photo
from realestate.listings.photos import delete_files, make_variants, variant_name
from realestate.listings.tasks import make_variants as make_variants_task
from realestate.listings.tests.pictures import jpeg
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, PhotoFactory

pytestmark = pytest.mark.django_db


def files_of(photo: Photo) -> dict[str, bytes]:
    """What lies in the photo's folder, by name."""
    found = {}
    folders, names = default_storage.listdir(f"photos/{photo.token}")
    for folder in folders:
        names += [f"{folder}/{name}" for name in default_storage.listdir(f"photos/{photo.token}/{folder}")[1]]
    for path in names:
        with default_storage.open(f"photos/{photo.token}/{path}") as file:
            found[path] = file.read()
    return found


def positions(listing: Listing) -> list[int]:
    return [photo.position for photo in listing.photos.all()]


def test_an_upload_is_stored_by_token_as_a_jpeg() -> None:
    photo = services.add_photo(actor=None, listing=ListingFactory(), upload=jpeg())
    assert photo.original.name == f"photos/{photo.token}/original.jpg"
    assert Image.open(photo.original.open()).format == "JPEG"


def test_where_and_with_what_it_was_taken_is_gone() -> None:
    upload = jpeg(640, 480, exif=True)
    assert b"SecretPhone" in upload.read()
    photo = services.add_photo(actor=None, listing=ListingFactory(), upload=upload)
    data = photo.original.open().read()
    assert b"SecretPhone" not in data
    assert b"Exif" not in data
    assert (photo.width, photo.height) == (480, 640)  # and it stands upright


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dibujo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("dibujo.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("pagina.html", b"<html><body>hola</body></html>"),
        ("pagina.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("foto.jpg", b""),
        ("foto.jpg", b"\xff\xd8\xff\xe0 not really"),
        ("foto.gif", b"GIF89a/*<script>alert(1)</script>*/"),
        ("informe.pdf", b"%PDF-1.7"),
    ],
)
def test_what_is_no_picture_is_refused_with_words(name: str, data: bytes) -> None:
    with pytest.raises(BusinessRuleError) as caught:
        services.add_photo(actor=None, listing=ListingFactory(), upload=SimpleUploadedFile(name, data))
    assert str(caught.value)
    assert not Photo.objects.exists()


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x05\x06" + b"\0" * 18])
def test_a_picture_that_is_something_else_too_is_refused(tail: bytes) -> None:
    upload = SimpleUploadedFile("foto.jpg", jpeg().read() + tail, "image/jpeg")
    with pytest.raises(BusinessRuleError):
        services.add_photo(actor=None, listing=ListingFactory(), upload=upload)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    buffer = BytesIO()
    Image.new("1", (30_000, 30_000)).save(buffer, "PNG")
    upload = SimpleUploadedFile("bomba.png", buffer.getvalue(), "image/png")
    with pytest.raises(BusinessRuleError):
        services.add_photo(actor=None, listing=ListingFactory(), upload=upload)


def test_a_file_that_is_too_large_is_refused() -> None:
    upload = jpeg()
    upload.size = 31 * 1024 * 1024
    with pytest.raises(BusinessRuleError):
        services.add_photo(actor=None, listing=ListingFactory(), upload=upload)


def test_fifty_photos_are_the_most() -> None:
    listing = ListingFactory()
    for n in range(50):
        PhotoFactory(listing=listing, position=n)
    with pytest.raises(BusinessRuleError):
        services.add_photo(actor=None, listing=listing, upload=jpeg())


def test_the_task_makes_the_smaller_sizes() -> None:
    photo = services.add_photo(actor=None, listing=ListingFactory(), upload=jpeg(2000, 1500))
    assert DBTaskResult.objects.get().args_kwargs == {"args": [photo.pk], "kwargs": {}}
    make_variants_task.func(photo.pk)
    photo.refresh_from_db()
    assert photo.status == "ready"
    for width in Photo.WIDTHS:
        for extension, kind in (("webp", "WEBP"), ("jpg", "JPEG")):
            with default_storage.open(variant_name(photo.token, width, extension, photo.edition)) as file:
                picture = Image.open(file)
                assert (picture.format, picture.width) == (kind, width)
    with default_storage.open(variant_name(photo.token, 1920, "jpg", photo.edition)) as file:
        assert hashlib.sha256(file.read()).hexdigest() == photo.sha256


def test_making_them_again_changes_nothing() -> None:
    photo = services.add_photo(actor=None, listing=ListingFactory(), upload=jpeg())
    make_variants(photo)
    photo.refresh_from_db()
    first = files_of(photo)
    make_variants(photo)
    before = photo.edition
    photo.refresh_from_db()
    assert photo.edition == before
    assert files_of(photo) == first


def test_a_lost_original_is_marked_unreadable() -> None:
    photo = services.add_photo(actor=None, listing=ListingFactory(), upload=jpeg())
    delete_files(photo.token)
    make_variants(photo)
    photo.refresh_from_db()
    assert photo.status == "failed"


def test_files_go_only_when_the_deletion_is_certain(django_capture_on_commit_callbacks: object) -> None:
    photo = services.add_photo(actor=None, listing=ListingFactory(), upload=jpeg())
    make_variants(photo)
    photo.refresh_from_db()
    names = [photo.original.name, *(variant_name(photo.token, width, "jpg", photo.edition) for width in Photo.WIDTHS)]
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]
        services.delete_photo(actor=None, photo=photo)
    assert all(default_storage.exists(name) for name in names)
    for callback in callbacks:
        callback()
    assert not any(default_storage.exists(name) for name in names)
    assert not default_storage.exists(str(PurePath(names[0]).parent))


def test_the_cover_is_the_first() -> None:
    listing = ListingFactory()
    photos = [PhotoFactory(listing=listing, position=n) for n in range(3)]
    services.make_cover(actor=None, photo=photos[2])
    assert [photo.pk for photo in listing.photos.all()] == [photos[2].pk, photos[0].pk, photos[1].pk]


def test_an_order_with_unknown_tokens_keeps_the_rest_behind() -> None:
    listing = ListingFactory()
    one, two, three = (PhotoFactory(listing=listing, position=n) for n in range(3))
    services.reorder_photos(actor=None, listing=listing, tokens=["nonsense", three.token])
    assert [photo.pk for photo in listing.photos.all()] == [three.pk, one.pk, two.pk]


def test_a_colleague_cannot_delete_a_photo(salesperson: User, colleague: User) -> None:
    photo = PhotoFactory(listing__salesperson=salesperson, listing__office=salesperson.office)
    with pytest.raises(BusinessRuleError):
        services.delete_photo(actor=colleague, photo=photo)


def test_remote_photos_follow_the_feed_and_nothing_else() -> None:
    listing = ListingFactory()
    assert services.set_remote_photos(actor=None, listing=listing, urls=["https://x.es/1", "https://x.es/2"])
    assert not services.set_remote_photos(actor=None, listing=listing, urls=["https://x.es/2", "https://x.es/1"])
    assert services.set_remote_photos(actor=None, listing=listing, urls=["https://x.es/2", "https://x.es/3"])
    assert [photo.remote_url[-1] for photo in listing.photos.all()] == ["2", "3"]


MOVES = {
    "up": services.move_photo_up,
    "down": services.move_photo_down,
    "cover": services.make_cover,
    "delete": services.delete_photo,
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 4)), max_size=8))
def test_positions_never_have_gaps(moves: list[tuple[str, int]]) -> None:
    listing = ListingFactory()
    for n in range(5):
        PhotoFactory(listing=listing, position=n)
    for name, index in moves:
        photos = list(listing.photos.all())
        if photos:
            MOVES[name](actor=None, photo=photos[index % len(photos)])
        assert positions(listing) == list(range(listing.photos.count()))
