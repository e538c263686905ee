"""Pictures on their way in and out: checked, re-encoded without metadata, stored by token.

``photos/<token>/original.jpg`` is the agency's own copy, never turned and never marked. What pages and feeds show is
made from it by a task, into ``photos/<token>/<edition>/``: the edition is named after its content, so a half-made one
is never seen, and a reader of the old one is never disturbed.
"""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from realestate.core.images import MAX_BYTES, difference_hash, encode, open_picture, shrink
from realestate.listings.lookalikes import bands_of
from realestate.listings.models import Photo
from realestate.listings.watermark import mark

SUFFIXES = frozenset({"", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".gif", ".heic", ".heif", ".avif"})
KEPT_PIXELS = 40_000_000  # of the original; more is more than any portal or printer takes
KEPT_QUALITY = 90
# A file that is a picture and something else besides. Our own encoding would leave the rest out; nobody needs to try.
FOREIGN = re.compile(rb"<script|<!doctype html|<html>|<\?php|<svg xmlns", re.IGNORECASE)
TURNS = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns the other way round
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Prepared:
    """A picture that may be stored: the JPEG, its size in pixels and what it looks like."""

    content: ContentFile[bytes]
    width: int
    height: int
    fingerprint: str


def clean_upload(upload: Any) -> Prepared:
    """The picture as a JPEG of ours, upright and without EXIF, GPS or colour profile.

    Raises ValidationError, with words for the uploader, for what is too large or not a plain picture.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 30 MB."), code="too_large")
    suffix = PurePath(upload.name or "").suffix.lower()
    if suffix in {".svg", ".svgz"}:
        raise ValidationError(
            _("SVG drawings are not taken, as they may hold programs: save the drawing as JPEG or PNG."),
            code="wrong_type",
        )
    if suffix not in SUFFIXES:
        raise ValidationError(
            _("This kind of file is not taken: choose a JPEG, PNG, WebP or GIF picture."), code="wrong_type"
        )
    upload.seek(0)
    data = upload.read()
    if not data:
        raise ValidationError(_("This file is empty."), code="unreadable")
    if _holds_something_else(data):
        raise ValidationError(_("This file holds more than a picture, so it is not taken."), code="wrong_type")
    picture = open_picture(BytesIO(data))
    del data
    pixels = picture.width * picture.height
    if pixels > KEPT_PIXELS:
        picture = shrink(picture, int(picture.width * sqrt(KEPT_PIXELS / pixels)))
    content = ContentFile(encode(picture, kind="JPEG", quality=KEPT_QUALITY), name="original.jpg")
    return Prepared(content, picture.width, picture.height, difference_hash(picture))


def _holds_something_else(data: bytes) -> bool:
    """Web code anywhere, a PDF at the start, a ZIP at the end."""
    return FOREIGN.search(data) is not None or b"%pdf-" in data[:1024].lower() or b"PK\x05\x06" in data[-66_000:]


def variant_name(token: str, width: int, extension: str = "webp", edition: str = "", *, plain: bool = False) -> str:
    """Where a prepared file lies in the media storage; ``plain``: unmarked, for the agency's own people."""
    folder = f"photos/{token}/{edition}" if edition else f"photos/{token}"
    return f"{folder}/{'plain-' if plain else ''}{width}.{extension}"


def make_variants(photo: Photo) -> None:
    """Write the files that pages and feeds show and note the result; may be run again, or killed at any time."""
    try:
        with photo.original.open("rb") as file:
            picture = open_picture(file)
    except (ValidationError, OSError):
        Photo.objects.filter(pk=photo.pk).update(status=Photo.Status.FAILED)
        return
    fingerprint = photo.fingerprint or difference_hash(picture)
    if photo.rotation in TURNS:
        picture = picture.transpose(TURNS[photo.rotation])
    size = picture.size
    picture = shrink(picture, max(Photo.WIDTHS))
    words = photo.listing.office.watermark if photo.is_watermarked else ""
    shown = mark(picture, words) if words else picture
    largest = encode(shown, kind="JPEG", quality=85)
    sha256 = hashlib.sha256(largest).hexdigest()
    edition = sha256[:8]
    _write_edition(photo.token, edition, shown, picture if words else None)
    ready = {
        "status": Photo.Status.READY,
        "width": size[0],
        "height": size[1],
        "fingerprint": fingerprint,
        "sha256": sha256,
        "prepared_at": timezone.now(),
        **bands_of(fingerprint),
    }
    # Whoever turned or marked it meanwhile has asked for another run, which shall have the last word.
    same = {"rotation": photo.rotation, "is_watermarked": photo.is_watermarked}
    if Photo.objects.filter(pk=photo.pk, **same).update(**ready):
        delete_files(photo.token, but={"original.jpg", edition})
    elif not Photo.objects.filter(pk=photo.pk).exists():
        delete_files(photo.token)  # deleted while we worked


def _write_edition(token: str, edition: str, shown: Image.Image, plain: Image.Image | None) -> None:
    for width in sorted(Photo.WIDTHS, reverse=True):
        shown = shrink(shown, width)
        _write(variant_name(token, width, "jpg", edition), encode(shown, kind="JPEG", quality=85))
        _write(variant_name(token, width, "webp", edition), encode(shown, kind="WEBP", quality=78))
        if plain is not None:
            plain = shrink(plain, width)
            _write(variant_name(token, width, "webp", edition, plain=True), encode(plain, kind="WEBP", quality=78))


def _write(name: str, content: bytes) -> None:
    """The same name always means the same content; what a killed worker left half-written is replaced."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def delete_files(token: str, *, but: frozenset[str] | set[str] = frozenset()) -> None:
    """All files of a photo and their folder, on a disk or in a bucket; ``but`` names what stays."""
    _delete_folder(f"photos/{token}", but)


def _delete_folder(path: str, but: frozenset[str] | set[str] = frozenset()) -> None:
    try:
        folders, files = default_storage.listdir(path)
    except FileNotFoundError:
        return
    for name in files:
        if name and name not in but:
            default_storage.delete(f"{path}/{name}")
    for name in folders:
        if name not in but:
            _delete_folder(f"{path}/{name}")
    if not but:
        with suppress(OSError):
            default_storage.delete(path)  # a folder on a disk; a bucket has none and does not mind


def open_variant(photo: Photo, width: int, extension: str, *, stranger: bool = False) -> tuple[IO[bytes], str, bool]:
    """The file to send, its type, and whether it is the one asked for; the original stands in for a missing variant.

    Strangers never get the unmarked original of a photo that bears a watermark. Raises FileNotFoundError when there is
    nothing.
    """
    kinds = {"webp": "image/webp", "jpg": "image/jpeg"}
    for plain in (False,) if stranger or not photo.is_watermarked else (True, False):
        name = variant_name(photo.token, width, extension, photo.edition, plain=plain)
        with suppress(FileNotFoundError):
            return default_storage.open(name, "rb"), kinds[extension], photo.status == Photo.Status.READY
    if not photo.original or (stranger and photo.is_watermarked):
        raise FileNotFoundError(photo.token)
    return photo.original.open("rb"), "image/jpeg", False


def picture_for_paper(photo: Photo, width: int) -> bytes:
    """A JPEG at most this wide as strangers see it; empty when there is none, or its mark is not on it yet.

    Until the prepared files are there it is made from the original, which itself never goes out.
    """
    name = variant_name(photo.token, width, "jpg", photo.edition)
    with suppress(OSError), default_storage.open(name, "rb") as file:
        return bytes(file.read())
    if not photo.original or photo.is_watermarked:
        return b""
    with suppress(OSError, ValidationError):
        with photo.original.open("rb") as file:
            picture = open_picture(file, max_width=width)
        turned = picture.transpose(TURNS[photo.rotation]) if photo.rotation in TURNS else picture
        return encode(turned, kind="JPEG", width=width, quality=85)
    return b""
