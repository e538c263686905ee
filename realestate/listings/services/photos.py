"""Photos of a listing: their files and their order, which has no gaps."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import new_token
from realestate.listings.models import Listing, Photo
from realestate.listings.photos import clean_upload, delete_files
from realestate.salespeople.models import User

MAX_PHOTOS = 50


def add_photo(*, actor: User | None, listing: Listing, upload: Any, caption: str = "") -> Photo:
    """Check, re-encode and store one picture at the end; its smaller sizes are made by a task."""
    try:
        content, width, height = clean_upload(upload)
    except ValidationError as error:
        raise BusinessRuleError(" ".join(error.messages)) from error
    photo = Photo(listing=listing, token=new_token(), width=width, height=height, caption=caption[:200])
    with transaction.atomic():
        photo.position = _room_for_one(actor, listing)
        photo.original.save(f"{photo.token}/original.jpg", content, save=False)
        try:
            photo.save()
        except BaseException:
            delete_files(photo.token)
            raise
        record(actor=actor, action="photo.added", subject=listing, changes={"position": photo.position})
        jobs.enqueue("listings.make_variants", photo.pk)
    return photo


@transaction.atomic
def set_remote_photos(*, actor: User | None, listing: Listing, urls: Sequence[str]) -> bool:
    """Photos that stay at their source: add the new addresses at the end, drop those that are gone. True on change."""
    Listing.objects.select_for_update().get(pk=listing.pk)
    wanted = list(dict.fromkeys(url for url in urls if url))
    remote = {photo.remote_url: photo for photo in listing.photos.all() if photo.remote_url}
    gone = [photo.pk for url, photo in remote.items() if url not in wanted and not photo.original]
    room = MAX_PHOTOS - listing.photos.count() + len(gone)
    new = [url for url in wanted if url not in remote][: max(room, 0)]
    if not gone and not new:
        return False
    Photo.objects.filter(pk__in=gone).delete()
    _renumber(listing, list(listing.photos.all()))
    start = listing.photos.count()
    Photo.objects.bulk_create(
        Photo(listing=listing, token=new_token(), remote_url=url, position=start + n, status=Photo.Status.READY)
        for n, url in enumerate(new)
    )
    changes = {"added": len(new), "removed": len(gone)}
    record(actor=actor, action="photos.imported", subject=listing, changes=changes)
    return True


@transaction.atomic
def reorder_photos(*, actor: User | None, listing: Listing, tokens: Sequence[str]) -> list[Photo]:
    """Put the photos in the order of ``tokens``; those it does not name keep their order behind them."""
    photos = _photos_of(actor, listing)
    rank = {token: n for n, token in enumerate(tokens)}
    return _store_order(actor, listing, sorted(photos, key=lambda photo: rank.get(photo.token, len(rank))))


@transaction.atomic
def move_photo_up(*, actor: User | None, photo: Photo) -> list[Photo]:
    """One place towards the cover."""
    return _move(actor, photo, -1)


@transaction.atomic
def move_photo_down(*, actor: User | None, photo: Photo) -> list[Photo]:
    """One place towards the end."""
    return _move(actor, photo, 1)


@transaction.atomic
def make_cover(*, actor: User | None, photo: Photo) -> list[Photo]:
    """To the first place."""
    photos = _photos_of(actor, photo.listing)
    first = [one for one in photos if one.pk == photo.pk]
    return _store_order(actor, photo.listing, first + [one for one in photos if one.pk != photo.pk])


@transaction.atomic
def describe_photo(*, actor: User | None, photo: Photo, caption: str) -> Photo:
    """The words for people who cannot see it."""
    _check_may_edit(actor, photo.listing)
    if photo.caption != caption:
        changes = {"caption": [photo.caption, caption]}
        photo.caption = caption
        photo.save(update_fields=["caption", "updated_at"])
        record(actor=actor, action="photo.described", subject=photo.listing, changes=changes)
    return photo


@transaction.atomic
def delete_photo(*, actor: User | None, photo: Photo) -> None:
    """Remove a photo, and its files once that is certain."""
    listing = photo.listing
    photos = _photos_of(actor, listing)
    position = photo.position
    delete_files_after_commit(photo)
    Photo.objects.filter(pk=photo.pk).delete()
    _renumber(listing, [one for one in photos if one.pk != photo.pk])
    record(actor=actor, action="photo.deleted", subject=listing, changes={"position": position})


def delete_files_after_commit(photo: Photo) -> None:
    """The files go when the transaction has committed, never before."""
    if photo.original:
        transaction.on_commit(partial(delete_files, photo.token))


def _check_may_edit(actor: User | None, listing: Listing) -> None:
    if actor is not None and not listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))


def _photos_of(actor: User | None, listing: Listing) -> list[Photo]:
    """In order, with the listing held: positions are given out to one writer at a time."""
    current = Listing.objects.select_for_update().get(pk=listing.pk)
    _check_may_edit(actor, current)
    return list(current.photos.all())


def _room_for_one(actor: User | None, listing: Listing) -> int:
    photos = _photos_of(actor, listing)
    if len(photos) >= MAX_PHOTOS:
        raise BusinessRuleError(_("A listing has at most %(limit)d photos.") % {"limit": MAX_PHOTOS})
    _renumber(listing, photos)
    return len(photos)


def _move(actor: User | None, photo: Photo, step: int) -> list[Photo]:
    photos = _photos_of(actor, photo.listing)
    here = next(n for n, one in enumerate(photos) if one.pk == photo.pk)
    there = min(max(here + step, 0), len(photos) - 1)
    photos.insert(there, photos.pop(here))
    return _store_order(actor, photo.listing, photos)


def _store_order(actor: User | None, listing: Listing, photos: list[Photo]) -> list[Photo]:
    if _renumber(listing, photos):
        record(actor=actor, action="photos.reordered", subject=listing)
    return photos


def _renumber(listing: Listing, photos: list[Photo]) -> bool:
    """Positions 0 to n-1 in this order; true when any changed."""
    moved = []
    for n, photo in enumerate(photos):
        if photo.position != n:
            photo.position = n
            moved.append(photo)
    Photo.objects.bulk_update(moved, ["position"])
    return bool(moved)
