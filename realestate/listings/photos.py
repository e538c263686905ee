"""Pictures on their way in and out: checked, re-encoded without metadata, stored by token."""

from contextlib import suppress
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from realestate.core.images import MAX_BYTES, encode, open_picture
from realestate.listings.models import Photo

SUFFIXES = frozenset({"", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif"})
ORIGINAL_WIDTH = 2560
# A file that is a picture and something else besides. Our own encoding would leave the rest out; nobody needs to try.
FOREIGN = (b"<script", b"<!doctype html", b"<html>", b"<?php", b"<svg xmlns")


def clean_upload(upload: Any) -> tuple[ContentFile[bytes], int, int]:
    """The picture as a JPEG of ours, upright and without EXIF or GPS, with its width and height.

    Raises ValidationError, with words for the uploader, for what is too large or not a plain picture.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 30 MB."), code="too_large")
    if PurePath(upload.name or "").suffix.lower() not in SUFFIXES:
        raise ValidationError(
            _("This kind of file is not taken: choose a JPEG, PNG, WebP or GIF picture."), code="wrong_type"
        )
    upload.seek(0)
    data = upload.read()
    if _holds_something_else(data):
        raise ValidationError(_("This file holds more than a picture, so it is not taken."), code="wrong_type")
    picture = open_picture(BytesIO(data), max_width=ORIGINAL_WIDTH)
    if picture.width > ORIGINAL_WIDTH:
        picture = picture.resize((ORIGINAL_WIDTH, max(1, round(picture.height * ORIGINAL_WIDTH / picture.width))))
    content = ContentFile(encode(picture, kind="JPEG", quality=88), name="original.jpg")
    return content, picture.width, picture.height


def _holds_something_else(data: bytes) -> bool:
    """Web code anywhere, a PDF at the start, a ZIP at the end."""
    lowered = data.lower()
    return any(mark in lowered for mark in FOREIGN) or b"%pdf-" in lowered[:1024] or b"PK\x05\x06" in data[-66_000:]


def variant_name(token: str, width: int) -> str:
    """Where the WebP of this width lies in the media storage."""
    return f"photos/{token}/{width}.webp"


def make_variants(photo: Photo) -> None:
    """Write the smaller sizes beside the original and note the result; safe to run again."""
    try:
        with photo.original.open("rb") as file:
            picture = open_picture(file)
    except (ValidationError, OSError):
        Photo.objects.filter(pk=photo.pk).update(status=Photo.Status.FAILED)
        return
    for width in Photo.WIDTHS:
        name = variant_name(photo.token, width)
        default_storage.delete(name)  # a worker that was killed may have left half a file
        default_storage.save(name, ContentFile(encode(picture, kind="WEBP", width=width, quality=78)))
    ready = {"status": Photo.Status.READY, "width": picture.width, "height": picture.height}
    if not Photo.objects.filter(pk=photo.pk).update(**ready):
        delete_files(photo.token)  # deleted while we worked


def delete_files(token: str) -> None:
    """The original, its variants and their folder."""
    for name in (f"photos/{token}/original.jpg", *(variant_name(token, width) for width in Photo.WIDTHS)):
        default_storage.delete(name)
    with suppress(OSError):
        default_storage.delete(f"photos/{token}")


def open_variant(photo: Photo, width: int, extension: str) -> tuple[IO[bytes], str, bool]:
    """The file to send, its type, and whether it is the one asked for; the original stands in for a missing variant.

    Raises FileNotFoundError when there is nothing.
    """
    if extension == "webp" and photo.status == Photo.Status.READY:
        with suppress(FileNotFoundError):
            return default_storage.open(variant_name(photo.token, width), "rb"), "image/webp", True
    if not photo.original:
        raise FileNotFoundError(photo.token)
    return photo.original.open("rb"), "image/jpeg", extension == "jpg"
