"""The same story on a disk and in a bucket: photos and documents are written, read, remade and removed."""

import logging
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client, override_settings
from moto.server import ThreadedMotoServer

from crm.media import media_storage
from realestate.documents.files import document_response
from realestate.documents.services import store_upload
from realestate.listings import services
from realestate.listings.models import Photo
from realestate.listings.photos import delete_files, make_variants
from realestate.listings.tests.pictures import jpeg
from realestate.tests.factories import ListingFactory, OperationFactory

pytestmark = pytest.mark.django_db
NOWHERE = {"endpoint_url": "", "region_name": "", "access_key": "", "secret_key": "", "bucket_name": ""}


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    """A stand-in for S3 with one bucket."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    options = {
        "bucket_name": "crm-media",
        "endpoint_url": f"http://{host}:{port}",
        "region_name": "eu-west-1",
        "access_key": "nobody",
        "secret_key": "nothing",
    }
    client = boto3.client(
        "s3",
        endpoint_url=options["endpoint_url"],
        region_name="eu-west-1",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
    )
    client.create_bucket(Bucket="crm-media", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield options
    server.stop()


@pytest.fixture(params=["disk", "s3"], autouse=True)
def _storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    disk = request.param == "disk"
    chosen = media_storage(NOWHERE if disk else request.getfixturevalue("s3"))
    all_of_them = {"default": chosen, "staticfiles": storages.backends["staticfiles"]}
    with override_settings(STORAGES=all_of_them, MEDIA_ROOT=str(tmp_path)):
        yield


@pytest.fixture
def photo() -> Photo:
    listing = OperationFactory().listing
    photo = services.add_photo(actor=None, listing=listing, upload=jpeg(2000, 1500))
    listing.operations.update(is_on_web=True)
    return photo


def names(path: str) -> set[str]:
    """All that lies below, with folders; empty when there is nothing."""
    try:
        folders, files = default_storage.listdir(path)
    except FileNotFoundError:
        return set()
    return {*files, *(f"{folder}/{name}" for folder in folders for name in names(f"{path}/{folder}"))} - {""}


def test_a_file_comes_back_as_it_was() -> None:
    name = default_storage.save("documents/x/file.pdf", ContentFile(b"%PDF-1.7 words"))
    with default_storage.open(name) as file:
        assert file.read() == b"%PDF-1.7 words"
    assert default_storage.size(name) == 14
    default_storage.delete(name)
    assert not default_storage.exists(name)


def test_a_name_that_is_taken_is_never_overwritten() -> None:
    first = default_storage.save("documents/y/file.pdf", ContentFile(b"one"))
    second = default_storage.save("documents/y/file.pdf", ContentFile(b"two"))
    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"one"


def test_a_missing_file_is_told_the_same_way() -> None:
    with pytest.raises(FileNotFoundError):
        default_storage.open("photos/none/320.webp", "rb")


def test_a_photo_is_prepared_served_and_kept_by_browsers(photo: Photo, client: Client) -> None:
    make_variants(photo)
    photo.refresh_from_db()
    assert len(names(f"photos/{photo.token}")) == 1 + 2 * len(Photo.WIDTHS)
    answer = client.get(photo.url(1280, "jpg"))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert len(b"".join(answer)) > 1000  # type: ignore[arg-type]
    assert "immutable" in answer.headers["Cache-Control"]
    again = client.get(photo.url(1280, "jpg"), headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_turned_photo_leaves_nothing_of_its_old_self(photo: Photo) -> None:
    make_variants(photo)
    photo.refresh_from_db()
    old = photo.edition
    services.turn_photo(actor=None, photo=photo)
    make_variants(photo)
    photo.refresh_from_db()
    assert photo.edition != old
    assert not any(name.startswith(old) for name in names(f"photos/{photo.token}"))
    assert (photo.width, photo.height) == (1500, 2000)


def test_a_deleted_photo_leaves_nothing(photo: Photo) -> None:
    make_variants(photo)
    delete_files(photo.token)
    assert names(f"photos/{photo.token}") == set()
    delete_files(photo.token)  # and once more does no harm


def test_a_lost_photo_is_not_found(photo: Photo, client: Client) -> None:
    delete_files(photo.token)
    assert client.get(photo.small_url).status_code == 404


def test_a_document_is_stored_and_handed_out() -> None:
    listing = ListingFactory()
    document = store_upload(actor=None, office=listing.office, title="Nota simple", upload=jpeg(name="nota.jpg"))
    response = document_response(document)
    assert b"".join(response)[:2] == b"\xff\xd8"  # type: ignore[arg-type]
