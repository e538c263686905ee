"""Brochures and window cards: made anew each time, so that they never tell an old price."""

from contextlib import suppress

from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.documents.choices import DocumentKind
from realestate.documents.kinds import missing
from realestate.documents.services import make_pdf
from realestate.listings.choices import PhotoKind
from realestate.listings.models import Operation, Photo
from realestate.listings.papers import Values, advertisement_values
from realestate.listings.photos import open_variant
from realestate.salespeople.models import User

ADVERTISEMENTS = (DocumentKind.BROCHURE, DocumentKind.WINDOW_CARD)
PICTURES = ("cover", "photo1", "photo2", "photo3", "photo4", "photo5", "photo6")


def missing_in_advertisement(*, operation: Operation, kind: str, language: str) -> list[str]:
    """What a brochure or window card would lack, in words."""
    return _lacking(kind, advertisement_values(operation, language=language))


def make_advertisement(*, actor: User, operation: Operation, kind: str, language: str) -> bytes:
    """The PDF, with what strangers may see and nothing else. Raises BusinessRuleError while something is missing."""
    if not actor.sells:
        raise BusinessRuleError(_("You may not do this."))
    if kind not in ADVERTISEMENTS:
        raise BusinessRuleError(_("Choose what to make."))
    values = advertisement_values(operation, language=language)
    lacking = _lacking(kind, values)
    if lacking:
        raise BusinessRuleError(_("Some data is missing: %(fields)s.") % {"fields": ", ".join(lacking)})
    pdf = make_pdf(
        kind=kind,
        language=language,
        office=operation.listing.office,
        values=values,
        pictures=_pictures(operation),
    )
    changes = {"kind": kind, "language": language, "operation": operation.kind}
    record(actor=actor, action="document.made", subject=operation.listing, changes=changes)
    return pdf


def _lacking(kind: str, values: Values) -> list[str]:
    return [str(field.label) for field in missing(kind, values)]


def _pictures(operation: Operation) -> dict[str, bytes]:
    """The cover and the next photos as strangers see them; those that are not here are left out."""
    photos = [one for one in operation.listing.photos.all() if one.original and one.kind == PhotoKind.PHOTO]
    found: list[bytes] = []
    for photo in photos[: len(PICTURES)]:
        with suppress(OSError):
            found.append(_bytes_of(photo))
    return dict(zip(PICTURES, found, strict=False))


def _bytes_of(photo: Photo) -> bytes:
    file, _type, _exact = open_variant(photo, 1280, "jpg", stranger=True)
    with file:
        return file.read()
