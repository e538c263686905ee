"""Photos that an import has left at their source, fetched into the agency's own storage."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.core.fetch import RefusedError, open_url
from realestate.core.images import MAX_BYTES
from realestate.listings.lookalikes import bands_of, lookalike
from realestate.listings.models import Listing, Photo
from realestate.listings.photos import Prepared, clean_upload, delete_files
from realestate.salespeople.models import User

SECONDS = 60  # for one picture, however slow its server


@transaction.atomic
def download_photos(*, actor: User | None, listing: Listing) -> int:
    """Have all photos of a listing fetched that are still at their source; how many."""
    if actor is not None and not listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
    keys = list(listing.photos.to_download().values_list("pk", flat=True))
    if keys:
        Photo.objects.filter(pk__in=keys).update(status=Photo.Status.WAITING)
        for key in keys:
            jobs.enqueue("listings.download_photo", key)
        record(actor=actor, action="photos.fetched", subject=listing, changes={"count": len(keys)})
    return len(keys)


def download_photo(photo: Photo) -> bool:
    """Fetch one photo from its source, check it like an upload and store it; True when the agency has it now.

    Only public addresses are read. What can never work is marked as failed; for what may work later the error goes on
    to the caller, whose task is tried again, at most five times. Safe to run twice.
    """
    if photo.original or not photo.remote_url:
        return bool(photo.original)
    try:
        with open_url(photo.remote_url, max_bytes=MAX_BYTES, total_seconds=SECONDS) as stream:
            prepared = clean_upload(ContentFile(stream.read()))
    except (RefusedError, ValidationError):
        _fail(photo)
        return False
    except (BusinessRuleError, OSError):
        _fail(photo)
        raise
    return _store(photo, prepared)


def _fail(photo: Photo) -> None:
    Photo.objects.filter(pk=photo.pk, original="").update(status=Photo.Status.FAILED)


def _store(photo: Photo, prepared: Prepared) -> bool:
    name = default_storage.save(f"photos/{photo.token}/original.jpg", prepared.content)
    twin = lookalike(prepared.fingerprint, listing_id=photo.listing_id, but=photo.pk)
    with transaction.atomic():
        stored = Photo.objects.filter(pk=photo.pk, original="").update(
            original=name,
            width=prepared.width,
            height=prepared.height,
            fingerprint=prepared.fingerprint,
            looks_like=twin,
            status=Photo.Status.WAITING,
            **bands_of(prepared.fingerprint),
        )
        if stored:
            jobs.enqueue("listings.make_variants", photo.pk)
    if stored:
        return True
    if Photo.objects.filter(pk=photo.pk).exists():
        default_storage.delete(name)  # another run was first
        return True
    delete_files(photo.token)  # deleted while we fetched
    return False
