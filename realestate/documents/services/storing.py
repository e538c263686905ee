"""Keeping files: the row and the file come and go together."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import new_token
from realestate.documents import files
from realestate.documents.choices import DocumentKind
from realestate.documents.models import Document
from realestate.salespeople.models import Office, User

_written: ContextVar[list[str] | None] = ContextVar("documents_written", default=None)


@contextmanager
def files_with_transaction() -> Iterator[None]:
    """A transaction that takes back the files stored within it when it fails.

    For a service that stores a document and writes rows of its own after it: the database forgets by itself, the
    storage does not.
    """
    around = _written.get()
    paths: list[str] = []
    mark = _written.set(paths)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for path in paths:
            remove_file(path)
        raise
    else:
        if around is not None:
            around.extend(paths)
    finally:
        _written.reset(mark)


def keep_file(path: str, content: bytes) -> str:
    """Write one file; returns its name. It goes again when the ``files_with_transaction`` around it fails."""
    name = default_storage.save(path, ContentFile(content))
    written = _written.get()
    if written is not None:
        written.append(name)
    return name


def store_document(
    *,
    actor: User | None,
    office: Office,
    kind: str,
    title: str,
    language: str = "",
    content: bytes,
    name: str,
    content_type: str = files.PDF,
) -> Document:
    """Write a finished file and its row with the SHA-256. When the row cannot be written, the file goes again."""
    token = new_token()
    document = Document(
        token=token,
        kind=kind,
        title=title[:200],
        language=language,
        office=office,
        name=files.safe_name(name)[:150],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=actor,
    )
    suffix = document.name.rpartition(".")[2] if "." in document.name else "bin"
    path = keep_file(f"documents/{token}/file.{suffix}", content)
    document.file.name = path
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            changes = {"kind": kind, "size": document.size, "sha256": document.sha256}
            record(actor=actor, action="document.stored", subject=document, changes=changes)
    except BaseException:
        remove_file(path)
        raise
    return document


def store_upload(
    *, actor: User | None, office: Office, title: str, upload: Any, kind: str = DocumentKind.UPLOAD
) -> Document:
    """Check an uploaded file and keep it. Raises BusinessRuleError with words for the uploader."""
    try:
        content, content_type, name = files.clean_upload(upload)
    except ValidationError as error:
        raise BusinessRuleError(" ".join(error.messages)) from error
    return store_document(
        actor=actor,
        office=office,
        kind=kind,
        title=title.strip() or name,
        content=content,
        name=name,
        content_type=content_type,
    )


def remove_file(path: str) -> None:
    """A file that no row names any more; one that is gone already is no matter."""
    with suppress(OSError):
        default_storage.delete(path)
