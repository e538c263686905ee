"""HTML to PDF without ever leaving this process: style sheets and pictures are handed over, nothing is fetched.

WeasyPrint reads ``static/css/documents.css`` and the pictures that the caller gives as bytes; any other address, of the
network or of the disk, is refused.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from PIL import ImageFile
from weasyprint import CSS, HTML  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]

# The library lets Pillow take half a picture for a whole one, in the whole process; uploads must not profit from that.
ImageFile.LOAD_TRUNCATED_IMAGES = False

SCHEME = "picture:"
PRODUCER = "CRM Inmobiliaria"

# The fonts belong to Pango, which dies when two threads of a web process lay out text with them at the same moment.
_ONE_AT_A_TIME = Lock()


class _GivenOnly(URLFetcher):  # type: ignore[misc]
    """Hands out the given pictures by name; refuses all else."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self.pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> Any:
        data = self.pictures.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if data is None:
            raise ValueError("nothing is fetched for a document")
        return URLFetcherResponse(url, body=data, headers={"Content-Type": _picture_type(data)})


@cache
def _fonts() -> Any:
    return FontConfiguration()


@cache
def _style() -> Any:
    found = finders.find("css/documents.css")
    if not isinstance(found, str):
        raise ImproperlyConfigured("static/css/documents.css is missing")
    with open(found, encoding="utf-8") as file:
        return CSS(string=file.read(), font_config=_fonts(), url_fetcher=_GivenOnly({}))


def render_pdf(*, html: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The finished PDF. The same words and pictures give the same bytes, so that its hash says something.

    ``pictures`` are JPEG, PNG or WebP bytes by the name that the page uses: ``<img src="picture:cover">``.
    """
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    with _ONE_AT_A_TIME:
        page = HTML(string=html, base_url=None, url_fetcher=_GivenOnly(pictures or {}), media_type="print")
        written = page.write_pdf(
            stylesheets=[_style()],
            font_config=_fonts(),
            pdf_identifier=identifier,
            pdf_tags=True,
            optimize_images=False,
            dpi=200,
            jpeg_quality=82,
            finisher=_fix_metadata,
        )
    assert isinstance(written, bytes)
    return written


def _fix_metadata(_document: Any, pdf: Any) -> None:
    pdf.info["Producer"] = f"({PRODUCER})"


def _picture_type(data: bytes) -> str:
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:4] == b"\x89PNG":
        return "image/png"
    return "image/webp" if data[8:12] == b"WEBP" else "application/octet-stream"
