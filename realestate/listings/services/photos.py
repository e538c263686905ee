"""Photos of a listing: their files and their order, which has no gaps."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import new_token
from realestate.listings.lookalikes import bands_of, lookalike
from realestate.listings.models import Listing, Photo, PhotoText
from realestate.listings.photos import Prepared, clean_upload, delete_files
from realestate.listings.services.publishing import refresh_publication
from realestate.salespeople.models import User

MAX_PHOTOS = 50


def add_photo(
    *, actor: User | None, listing: Listing, upload: Any, caption: str = "", is_watermarked: bool = False
) -> Photo:
    """Check, re-encode and store one picture at the end; what pages show of it is made by a task.

    A picture that looks like another one is taken all the same, with a note of which.
    """
    _check_may_edit(actor, listing)
    prepared = _clean(upload)
    photo = Photo(listing=listing, token=new_token(), caption=caption[:200], is_watermarked=is_watermarked)
    _note(photo, prepared)
    with transaction.atomic():
        photo.position = _room_for_one(actor, listing)
        photo.looks_like = lookalike(prepared.fingerprint, listing_id=listing.pk)
        photo.original.save(f"{photo.token}/original.jpg", prepared.content, save=False)
        try:
            photo.save()
        except BaseException:
            delete_files(photo.token)
            raise
        record(actor=actor, action="photo.added", subject=listing, changes={"position": photo.position})
        jobs.enqueue("listings.make_variants", photo.pk)
        refresh_publication(listing=listing)
    return photo


def _clean(upload: Any) -> Prepared:
    try:
        return clean_upload(upload)
    except ValidationError as error:
        raise BusinessRuleError(" ".join(error.messages)) from error


def _note(photo: Photo, prepared: Prepared) -> None:
    """What the picture is, on the row."""
    photo.width, photo.height, photo.fingerprint = prepared.width, prepared.height, prepared.fingerprint
    for name, value in bands_of(prepared.fingerprint).items():
        setattr(photo, name, value)


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
    refresh_publication(listing=listing)
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
def describe_photo(
    *,
    actor: User | None,
    photo: Photo,
    caption: str | None = None,
    kind: str | None = None,
    room: str | None = None,
    texts: Mapping[str, str] | None = None,
) -> Photo:
    """What it shows: the words for who cannot see it, plan or photo, which room; ``None`` leaves a thing as it is.

    ``texts`` maps a language other than the agency's to the words in it; empty words take a language away.
    """
    _check_may_edit(actor, photo.listing)
    wanted = {"caption": caption, "kind": kind, "room": room}
    changes: dict[str, Any] = {
        name: [getattr(photo, name), value]
        for name, value in wanted.items()
        if value is not None and value != getattr(photo, name)
    }
    for name, (_before, value) in changes.items():
        setattr(photo, name, value)
    if changes:
        photo.save(update_fields=[*changes, "updated_at"])
    changes |= _set_texts(photo, texts or {})
    if changes:
        record(actor=actor, action="photo.described", subject=photo.listing, changes=changes)
        refresh_publication(listing=photo.listing)
    return photo


def _set_texts(photo: Photo, texts: Mapping[str, str]) -> dict[str, Any]:
    present = {text.language: text.text for text in PhotoText.objects.filter(photo=photo)}
    changes = {}
    for language, words in texts.items():
        before = present.get(language, "")
        if words == before:
            continue
        if words:
            PhotoText.objects.update_or_create(photo=photo, language=language, defaults={"text": words})
        else:
            PhotoText.objects.filter(photo=photo, language=language).delete()
        changes[f"text_{language}"] = [before, words]
    return changes


@transaction.atomic
def turn_photo(*, actor: User | None, photo: Photo) -> Photo:
    """A quarter turn clockwise: the files that pages show are made anew, the original stays as it is."""
    _photos_of(actor, photo.listing)
    photo.refresh_from_db()
    photo.rotation = (photo.rotation + 90) % 360
    photo.width, photo.height = photo.height, photo.width
    _make_anew(photo, "rotation", "width", "height")
    record(actor=actor, action="photo.turned", subject=photo.listing, changes={"position": photo.position})
    return photo


@transaction.atomic
def retry_photo(*, actor: User | None, photo: Photo) -> Photo:
    """Prepare, or fetch from its source, once more what could not be read."""
    _check_may_edit(actor, photo.listing)
    _make_anew(photo)
    return photo


@transaction.atomic
def set_watermark(*, actor: User | None, listing: Listing, tokens: Sequence[str], wanted: bool) -> int:
    """Put the office's words over these photos for strangers, or take them away; how many changed."""
    if wanted and not listing.office.watermark:
        raise BusinessRuleError(_("The office has no words for a watermark; a manager writes them in the back office."))
    chosen = set(tokens)
    changed = 0
    for photo in _photos_of(actor, listing):
        if photo.token in chosen and photo.is_stored and photo.is_watermarked != wanted:
            photo.is_watermarked = wanted
            _make_anew(photo, "is_watermarked")
            changed += 1
    if changed:
        record(actor=actor, action="photos.marked", subject=listing, changes={"watermark": wanted, "count": changed})
    return changed


def _make_anew(photo: Photo, *fields: str) -> None:
    photo.status = Photo.Status.WAITING
    photo.save(update_fields=["status", "updated_at", *fields])
    jobs.enqueue("listings.make_variants" if photo.is_stored else "listings.download_photo", photo.pk)


def prepare_photos() -> int:
    """Have the stored photos prepared that this release has not prepared yet; how many."""
    keys = list(Photo.objects.to_prepare().values_list("pk", flat=True))
    for key in keys:
        jobs.enqueue("listings.make_variants", key)
    return len(keys)


@transaction.atomic
def dismiss_lookalike(*, actor: User | None, photo: Photo) -> Photo:
    """Somebody has looked: it is another picture than the one it looks like."""
    _check_may_edit(actor, photo.listing)
    if photo.looks_like_id:
        photo.looks_like = None
        photo.save(update_fields=["looks_like", "updated_at"])
    return photo


@transaction.atomic
def delete_photo(*, actor: User | None, photo: Photo) -> None:
    """Remove a photo, and its files once that is certain."""
    delete_photos(actor=actor, listing=photo.listing, tokens=[photo.token])


@transaction.atomic
def delete_photos(*, actor: User | None, listing: Listing, tokens: Sequence[str]) -> int:
    """Remove several photos of a listing, and their files once that is certain; how many there were."""
    photos = _photos_of(actor, listing)
    gone = [photo for photo in photos if photo.token in set(tokens)]
    if not gone:
        return 0
    for photo in gone:
        delete_files_after_commit(photo)
    Photo.objects.filter(pk__in=[photo.pk for photo in gone]).delete()
    _renumber(listing, [photo for photo in photos if photo not in gone])
    places = [photo.position for photo in gone]
    action = "photo.deleted" if len(gone) == 1 else "photos.deleted"
    record(actor=actor, action=action, subject=listing, changes={"position": places[0] if len(gone) == 1 else places})
    refresh_publication(listing=listing)
    return len(gone)


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
