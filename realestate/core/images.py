"""Pictures from outside are decoded with bounds and written anew: no metadata, no surprises."""

from contextlib import suppress
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_PIXELS = 50_000_000  # 12 MP phones and 45 MP cameras pass, bombs do not
MAX_PROPORTION = 8  # longer side to shorter; panoramas pass
MAX_BYTES = 30 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # phones' MPO files are JPEGs with more behind
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def open_picture(file: IO[bytes] | Any, *, max_width: int | None = None) -> Image.Image:
    """The decoded picture, upright, in sRGB and without metadata. Raises ValidationError for what is no fair picture.

    The size is read from the header and refused before anything is decoded; of an animation the first frame is taken.
    """
    try:
        file.seek(0)
        picture = Image.open(file, formats=FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise ValidationError(
                _("This picture has %(found)d million pixels; %(limit)d million are the most.")
                % {"found": width * height // 1_000_000, "limit": MAX_PIXELS // 1_000_000},
                code="too_large",
            )
        if max(width, height) > MAX_PROPORTION * min(width, height):
            raise ValidationError(_("This picture is too long and narrow."), code="proportion")
        if max_width and picture.format == "JPEG":
            picture.draft("RGB", (max_width, max_width))
        return _plain(picture)
    except UnidentifiedImageError as error:
        raise ValidationError(_unknown(file), code="unreadable") from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This picture is damaged or has arrived only in part: send it again."), code="unreadable"
        ) from error


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, RGB, sRGB, opaque, and nothing that the camera said."""
    profile = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture, in_place=True)
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        layered = picture.convert("RGBA")
        plain = Image.new("RGB", layered.size, "white")
        plain.paste(layered, mask=layered.getchannel("A"))
    elif picture.mode.startswith(("I", "F")):  # 16 bits a channel
        plain = picture.point(lambda value: value / 256).convert("L").convert("RGB")
    else:
        plain = picture if picture.mode == "RGB" else picture.convert("RGB")
    plain.load()
    if profile and picture.mode in {"RGB", "RGBA", "P"}:
        plain = _in_srgb(plain, profile)
    plain.info.clear()
    plain.getexif().clear()
    return plain


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """In the colours that every screen knows; phones write wider ones. A profile that cannot be read is left aside."""
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" not in ImageCms.getProfileDescription(theirs):
            ours = ImageCms.createProfile("sRGB")
            ImageCms.profileToProfile(picture, theirs, ours, inPlace=True)
    return picture


def _unknown(file: IO[bytes] | Any) -> str:
    """Why a file is no picture that we know, with what to do about it."""
    file.seek(0)
    start = file.read(64)
    if start[4:8] == b"ftyp" and start[8:12] in HEIC_BRANDS:
        return _(
            "This is a HEIC or AVIF picture. On the iPhone choose Settings, Camera, Formats, Most compatible; or save"
            " it as JPEG first."
        )
    return _("This is not a picture that can be read (JPEG, PNG, WebP or GIF).")


def encode(picture: Image.Image, *, kind: str, width: int | None = None, quality: int = 82) -> bytes:
    """The picture as JPEG or WEBP bytes, at most ``width`` pixels wide, never enlarged."""
    if width and picture.width > width:
        picture = shrink(picture, width)
    buffer = BytesIO()
    more: dict[str, Any] = {"method": 3} if kind == "WEBP" else {"optimize": picture.width <= 1920}
    picture.save(buffer, kind, quality=quality, **more)
    return buffer.getvalue()


def shrink(picture: Image.Image, width: int) -> Image.Image:
    """At most this wide, in proportion."""
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def difference_hash(picture: Image.Image) -> str:
    """64 bits as hex, alike for pictures that look alike (dHash): is each point darker than its right neighbour?

    Neither size, nor compression, nor a little more light changes many of them.
    """
    small = picture.resize((9, 8), Image.Resampling.BOX, reducing_gap=2.0).convert("L")
    points = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            here = row * 9 + column
            bits = bits << 1 | (points[here] < points[here + 1])
    return f"{bits:016x}"


def clean_portrait(upload: Any) -> ContentFile[bytes]:
    """A person's photo, re-encoded, square and small."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 30 MB."), code="too_large")
    picture = ImageOps.fit(open_picture(upload, max_width=800), (256, 256))
    return ContentFile(encode(picture, kind="JPEG", quality=85), name="portrait.jpg")
