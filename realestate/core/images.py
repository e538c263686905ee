"""Pictures from outside are decoded with bounds and written anew: no metadata, no surprises."""

from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 50_000_000  # 12 MP phones and 45 MP cameras pass, bombs do not
MAX_BYTES = 30 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # phones' MPO files are JPEGs with more behind


def open_picture(file: IO[bytes] | Any, *, max_width: int | None = None) -> Image.Image:
    """The decoded picture, upright, RGB and without metadata. Raises ValidationError for what is not a fair picture.

    The size is read from the header and refused before anything is decoded.
    """
    try:
        file.seek(0)
        picture = Image.open(file, formats=FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise ValidationError(_("This picture has too many pixels."), code="too_large")
        if max_width and picture.format == "JPEG":
            picture.draft("RGB", (max_width, max_width))
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in {"RGBA", "LA", "P"}:
            layered = upright.convert("RGBA")
            plain = Image.new("RGB", layered.size, "white")
            plain.paste(layered, mask=layered.getchannel("A"))
        else:
            plain = upright.convert("RGB")
        plain.info.clear()
        plain.getexif().clear()
        return plain
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This is not a picture that can be read (JPEG, PNG, WebP or GIF)."), code="unreadable"
        ) from error


def encode(picture: Image.Image, *, kind: str, width: int | None = None, quality: int = 82) -> bytes:
    """The picture as JPEG or WEBP bytes, at most ``width`` pixels wide, never enlarged."""
    if width and picture.width > width:
        picture = picture.resize(
            (width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS
        )
    buffer = BytesIO()
    picture.save(buffer, kind, quality=quality)
    return buffer.getvalue()


def clean_portrait(upload: Any) -> ContentFile[bytes]:
    """A person's photo, re-encoded, square and small."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 30 MB."), code="too_large")
    picture = ImageOps.fit(open_picture(upload, max_width=800), (256, 256))
    return ContentFile(encode(picture, kind="JPEG", quality=85), name="portrait.jpg")
