"""Documents kept with a listing: stored, described, opened and removed, each with a line in the audit."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.documents.services import files_with_transaction, store_upload
from realestate.documents.services.storing import remove_file
from realestate.listings.choices import FileVisibility
from realestate.listings.models import Listing, ListingFile
from realestate.listings.services.publishing import refresh_publication
from realestate.salespeople.models import User

MAX_FILES = 200


def add_files(
    *,
    actor: User | None,
    listing: Listing,
    uploads: Sequence[Any],
    category: str,
    visibility: str = FileVisibility.RIGHTS,
    title: str = "",
    expires_on: date | None = None,
) -> list[ListingFile]:
    """Keep one or several files of the same kind with a listing: all of them, or none when one is not fit."""
    _check_may_edit(actor, listing)
    if listing.files.count() + len(uploads) > MAX_FILES:
        raise BusinessRuleError(_("A listing has at most %(limit)d documents.") % {"limit": MAX_FILES})
    added = []
    with files_with_transaction():
        for upload in uploads:
            try:
                document = store_upload(actor=actor, office=listing.office, title=title, upload=upload)
            except BusinessRuleError as error:
                reason = {"file": getattr(upload, "name", ""), "reason": error}
                raise BusinessRuleError(_("%(file)s: %(reason)s") % reason) from error
            added.append(
                ListingFile.objects.create(
                    listing=listing,
                    document=document,
                    category=category,
                    visibility=visibility,
                    expires_on=expires_on,
                )
            )
            record(actor=actor, action="file.added", subject=listing, changes={"category": category})
        refresh_publication(listing=listing)
    return added


@transaction.atomic
def update_file(*, actor: User | None, file: ListingFile, values: dict[str, Any]) -> ListingFile:
    """Another category, visibility, expiry or title; the file itself never changes."""
    _check_may_edit(actor, file.listing)
    changes: dict[str, Any] = {}
    for name in ("category", "visibility", "expires_on"):
        if name in values and values[name] != getattr(file, name):
            changes[name] = [getattr(file, name), values[name]]
            setattr(file, name, values[name])
    if changes:
        file.save(update_fields=[*changes, "updated_at"])
    title = values.get("title", "").strip()
    if title and title != file.document.title:
        file.document.title = title
        file.document.save(update_fields=["title", "updated_at"])
        changes["title"] = True  # what it says may be private
    if changes:
        record(actor=actor, action="file.changed", subject=file.listing, changes=changes)
        refresh_publication(listing=file.listing)
    return file


@transaction.atomic
def delete_file(*, actor: User | None, file: ListingFile) -> None:
    """Take a document away; its file goes once that is certain. What somebody signed, or is to sign, stays."""
    _check_may_edit(actor, file.listing)
    listing, document = file.listing, file.document
    path = document.file.name
    try:
        with transaction.atomic():
            file.delete()
            document.delete()
    except ProtectedError as error:
        raise BusinessRuleError(_("This document belongs to a mandate or a signature, so it stays.")) from error
    transaction.on_commit(partial(remove_file, path or ""))
    changes = {"category": file.category, "sha256": document.sha256}
    record(actor=actor, action="file.deleted", subject=listing, changes=changes)
    refresh_publication(listing=listing)


def note_downloaded(*, actor: User | None, file: ListingFile) -> None:
    """Who opened a document that is not for the whole agency."""
    if file.visibility != FileVisibility.AGENCY:
        changes = {"category": file.category, "document": file.document_id}
        record(actor=actor, action="file.downloaded", subject=file.listing, changes=changes)


def _check_may_edit(actor: User | None, listing: Listing) -> None:
    if actor is not None and not listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
