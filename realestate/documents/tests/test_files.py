"""Files that come in, and how they go out."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.documents import files
from realestate.documents.models import Document
from realestate.documents.services import files_with_transaction, store_upload
from realestate.salespeople.models import User
from realestate.tests.factories import PDF, stored_document

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, kind, **options)
    return buffer.getvalue()


def upload(actor: User, name: str, content: bytes) -> Document:
    with translation.override("en"):
        return store_upload(
            actor=actor, office=actor.office, title="", upload=SimpleUploadedFile(name, content, "text/html")
        )


def test_a_pdf_is_kept_as_it_is_with_its_hash(salesperson: User) -> None:
    document = upload(salesperson, "C:\\x\\Escritura ñ.pdf", PDF)
    with document.file.open("rb") as file:
        assert file.read() == PDF
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document.content_type == "application/pdf"
    assert document.name == "Escritura_ñ.pdf"
    assert document.file.name.startswith(f"documents/{document.token}/")
    assert AuditLine.objects.filter(action="document.stored", subject_id=document.pk).exists()


def test_a_picture_is_written_anew_without_its_metadata(salesperson: User) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Calle Secreta 1"
    document = upload(salesperson, "plano.jpg", picture(exif=exif))
    with document.file.open("rb") as file:
        content = file.read()
    assert b"Secreta" not in content
    assert Image.open(BytesIO(content)).size == (40, 30)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.html", b"<html>", "This kind of file is not taken"),
        ("a.svg", b"<svg xmlns='x'/>", "This kind of file is not taken"),
        ("a.docx", b"PK\x03\x04", "Save other documents as PDF"),
        ("a.pdf", b"<html>%PDF-", "This is not a PDF"),
        ("a.pdf", b"%PDF-1.4 <script>alert(1)</script> %%EOF", "more than a PDF"),
        ("a.pdf", PDF + b"PK\x05\x06" + b"\0" * 18, "more than a PDF"),
        ("a.pdf", b"%PDF-1.4 /OpenAction << /JavaScript (x) >> %%EOF", "holds programs"),
        ("a.jpg", b"%PDF-1.4 %%EOF", "more than a picture"),
        ("a.png", picture("PNG") + b"<script>", "more than a picture"),
        ("a.png", b"not a picture", "This is not a picture"),
        ("a.pdf", b"", "This file is empty"),
    ],
)
def test_what_is_not_a_plain_file_is_refused_with_words(
    name: str, content: bytes, said: str, salesperson: User
) -> None:
    file = SimpleUploadedFile(name, content)
    with translation.override("en"), pytest.raises(BusinessRuleError, match=said):
        store_upload(actor=salesperson, office=salesperson.office, title="x", upload=file)
    assert not Document.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread(salesperson: User) -> None:
    file = SimpleUploadedFile("a.pdf", PDF)
    file.size = files.MAX_BYTES + 1
    with translation.override("en"), pytest.raises(BusinessRuleError, match="larger than 20 MB"):
        store_upload(actor=salesperson, office=salesperson.office, title="x", upload=file)


def store_and_fail(actor: User, kept: list[Document], *, within: bool = False) -> None:
    with files_with_transaction():
        if within:
            with files_with_transaction():
                kept.append(stored_document(actor=actor))
        else:
            kept.append(stored_document(actor=actor))
        assert default_storage.exists(kept[0].file.name)
        raise RuntimeError


@pytest.mark.parametrize("within", [False, True], ids=["plain", "within another"])
def test_the_file_goes_when_the_transaction_fails(within: bool, salesperson: User) -> None:
    kept: list[Document] = []
    with pytest.raises(RuntimeError):
        store_and_fail(salesperson, kept, within=within)
    assert not default_storage.exists(kept[0].file.name)
    assert not Document.objects.exists()


def test_a_file_is_served_so_that_nothing_in_it_runs(salesperson: User) -> None:
    response = files.document_response(stored_document(actor=salesperson), inline=True)
    assert response.headers["Content-Disposition"].startswith("inline;")
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store, private"


def test_a_picture_is_only_ever_saved(salesperson: User) -> None:
    document = upload(salesperson, "plano.png", picture("PNG"))
    assert files.document_response(document, inline=True).headers["Content-Disposition"].startswith("attachment;")


def test_a_name_cannot_break_the_header(salesperson: User) -> None:
    document = stored_document(actor=salesperson)
    document.name = 'a"\r\nX-Bad: 1\r\n.pdf'
    header = files.document_response(document).headers["Content-Disposition"]
    assert "\n" not in header
    assert "\r" not in header


def test_a_file_that_is_gone_is_not_found(salesperson: User) -> None:
    from django.http import Http404

    document = stored_document(actor=salesperson)
    default_storage.delete(document.file.name)
    with pytest.raises(Http404):
        files.document_response(document)
