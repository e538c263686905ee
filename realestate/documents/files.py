"""Files on their way in and out: what is taken, and how a browser may show it."""

import re
from io import BytesIO
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from realestate.core.images import encode, open_picture
from realestate.documents.models import Document

MAX_BYTES = 20 * 1024 * 1024
PDF = "application/pdf"
PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# Nothing in a shown file may run, load or send anything; PDF viewers of browsers need no more.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
_MARKUP = (b"<script", b"<!doctype html", b"<html", b"<?php", b"<svg")
# What makes a PDF more than pages: programs, programs started, files within.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")


def clean_upload(upload: Any) -> tuple[bytes, str, str]:
    """The bytes to keep, their type and a file name. Raises ValidationError with words for the uploader.

    PDFs are kept as they are, as their hash may be quoted elsewhere; pictures are written anew, without metadata.
    Word processor and spreadsheet files are refused: nothing here can look into them, and each can be saved as PDF.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 20 MB."), code="too_large")
    name = safe_name(upload.name or "")
    suffix = PurePath(name).suffix.lower()
    upload.seek(0)
    data: bytes = upload.read()
    if not data:
        raise ValidationError(_("This file is empty."), code="empty")
    if suffix == ".pdf":
        _check_pdf(data)
        return data, PDF, name
    if suffix in PICTURES:
        if data.startswith(b"%PDF-") or _holds_markup(data) or b"PK\x05\x06" in data[-66_000:]:
            raise ValidationError(_("This file holds more than a picture, so it is not taken."), code="wrong_type")
        kind = PICTURES[suffix]
        try:
            return encode(open_picture(BytesIO(data)), kind=kind, quality=90), PICTURE_TYPES[kind], name
        except ValidationError:
            raise
    raise ValidationError(
        _("This kind of file is not taken: choose a PDF, or a JPEG, PNG or WebP picture. Save other documents as PDF."),
        code="wrong_type",
    )


def safe_name(name: str, fallback: str = "document") -> str:
    """A file name without folders and without signs that a system or a header could misread."""
    plain = PurePath(name.replace("\\", "/")).name.replace("..", ".").strip()
    try:
        plain = get_valid_filename(plain)
    except Exception:  # Django's SuspiciousFileOperation: nothing is left of the name
        plain = fallback
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:120]}{dot}{suffix[:10]}" if dot else plain[:120]


def document_response(document: Document, *, inline: bool = False) -> HttpResponseBase:
    """The file for a view that has checked who asks. PDFs may be shown; everything else is only ever saved."""
    try:
        file = document.file.open("rb")
    except OSError as error:
        raise Http404 from error
    shown = inline and document.content_type == PDF
    response = FileResponse(file, content_type=document.content_type)
    name = safe_name(document.name)
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    kind = "inline" if shown else "attachment"
    response.headers["Content-Disposition"] = f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _check_pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise ValidationError(_("This is not a PDF that can be read."), code="unreadable")
    if _holds_markup(data[:1024]) or _holds_markup(data[data.rfind(b"%%EOF") :]) or b"PK\x05\x06" in data[-66_000:]:
        raise ValidationError(_("This file holds more than a PDF, so it is not taken."), code="wrong_type")
    if _ACTIVE.search(data):
        raise ValidationError(
            _("This PDF holds programs or other files. Print it to a new PDF and choose that one."), code="active"
        )


def _holds_markup(data: bytes) -> bool:
    lowered = data.lower()
    return any(mark in lowered for mark in _MARKUP)
