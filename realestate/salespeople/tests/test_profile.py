from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from realestate.salespeople.models import User

pytestmark = pytest.mark.django_db


def fields(user: User, **more: object) -> dict[str, object]:
    return {
        "first_name": "Ana María",
        "last_name": "Pérez",
        "phone": "612345678",
        "language": "es",
        "colour": "teal",
        **more,
    }


def picture() -> bytes:
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.new("RGB", (900, 600), "navy").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_a_phone_is_stored_with_its_prefix(salesperson: User, as_user: Callable[[User], Client]) -> None:
    as_user(salesperson).post("/profile/", fields(salesperson))
    salesperson.refresh_from_db()
    assert salesperson.phone.as_e164 == "+34612345678"


def test_a_portrait_is_made_small_and_forgets_its_camera(salesperson: User, as_user: Callable[[User], Client]) -> None:
    photo = SimpleUploadedFile("yo.jpg", picture(), "image/jpeg")
    as_user(salesperson).post("/profile/", fields(salesperson, photo=photo))
    salesperson.refresh_from_db()
    stored = Image.open(salesperson.photo.open("rb"))
    assert stored.size == (256, 256)
    assert not stored.getexif()


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"<script>"])
def test_a_portrait_that_is_no_picture_is_refused(
    content: bytes, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    photo = SimpleUploadedFile("yo.jpg", content, "image/jpeg")
    response = as_user(salesperson).post("/profile/", fields(salesperson, photo=photo))
    assert "photo" in response.context["form"].errors


def test_nobody_promotes_themselves(salesperson: User, as_user: Callable[[User], Client]) -> None:
    as_user(salesperson).post("/profile/", fields(salesperson, role="manager", is_active="", email="x@example.com"))
    salesperson.refresh_from_db()
    assert (salesperson.role, salesperson.email, salesperson.is_active) == ("salesperson", "ana@example.com", True)


def test_other_sessions_can_be_ended(salesperson: User) -> None:
    desk, phone = Client(), Client()
    for client in (desk, phone):
        client.post("/account/login/", {"login": salesperson.email, "password": "correct horse battery"})
    assert len(desk.get("/profile/").context["sessions"]) == 2
    desk.post("/profile/sessions/end-others/")
    assert (desk.get("/").status_code, phone.get("/").status_code) == (200, 302)


def test_the_portrait_stands_beside_the_name(
    salesperson: User, colleague: User, as_user: Callable[[User], Client]
) -> None:
    photo = SimpleUploadedFile("yo.jpg", picture(), "image/jpeg")
    as_user(salesperson).post("/profile/", fields(salesperson, photo=photo))
    client = as_user(colleague)
    path = f"/team/{salesperson.pk}/photo/"
    assert path in client.get("/team/").content.decode()
    assert client.get(path).headers["Content-Type"] == "image/jpeg"
