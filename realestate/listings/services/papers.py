"""Making papers of a listing: advertisements anew each time, so that they never tell an old price; others are kept."""

from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.documents.services import files_with_transaction, make_document, make_pdf
from realestate.listings.choices import FileCategory, FileVisibility, PhotoKind
from realestate.listings.models import ListingFile, Operation
from realestate.listings.photos import picture_for_paper
from realestate.listings.shelf import ADVERTISEMENTS, KEPT, Sheet, sheet_of
from realestate.salespeople.models import User

PICTURES = ("cover", "photo1", "photo2", "photo3", "photo4", "photo5", "photo6")
PICTURE_WIDTH = 1280
CATEGORIES = {"buyer_dossier": FileCategory.REPORT, "price_annex": FileCategory.CONTRACT}


def make_advertisement(*, actor: User, operation: Operation, kind: str, language: str) -> bytes:
    """The PDF, with what strangers may see and nothing else.

    Raises BusinessRuleError while something is missing, or while the publish rules keep the operation in the house.
    """
    if kind not in ADVERTISEMENTS:
        raise BusinessRuleError(_("Choose what to make."))
    sheet = _ready_sheet(actor, operation, kind, language)
    pdf = make_pdf(
        kind=kind,
        language=language,
        office=operation.listing.office,
        values=sheet.values,
        pictures=_pictures(operation),
    )
    changes = {"kind": kind, "language": language, "operation": operation.kind}
    record(actor=actor, action="document.made", subject=operation.listing, changes=changes)
    return pdf


def make_kept_paper(*, actor: User, operation: Operation, kind: str, language: str) -> ListingFile:
    """Make a paper for the parties and keep it with the listing, for whoever may see the owner's data."""
    listing = operation.listing
    if kind not in KEPT:
        raise BusinessRuleError(_("Choose what to make."))
    if not listing.shows_owner_to(actor):
        raise BusinessRuleError(_("You may not do this."))
    sheet = _ready_sheet(actor, operation, kind, language)
    with files_with_transaction():
        document = make_document(actor=actor, kind=kind, language=language, office=listing.office, values=sheet.values)
        file = ListingFile.objects.create(
            listing=listing, document=document, category=CATEGORIES[kind], visibility=FileVisibility.RIGHTS
        )
        changes = {"kind": kind, "language": language, "operation": operation.kind, "document": document.pk}
        record(actor=actor, action="document.made", subject=listing, changes=changes)
    return file


def draft_paper(*, actor: User, operation: Operation, kind: str, language: str) -> bytes:
    """The same with what is there so far and "sample" across it: to look at, not to hand out."""
    sheet = sheet_of(operation, kind, language=language)
    if not actor.sells or (sheet.is_kept and not operation.listing.shows_owner_to(actor)):
        raise BusinessRuleError(_("You may not do this."))
    values = {**sheet.values, "draft": True}
    pictures = {} if sheet.is_kept else _pictures(operation)
    return make_pdf(kind=kind, language=language, office=operation.listing.office, values=values, pictures=pictures)


def _ready_sheet(actor: User, operation: Operation, kind: str, language: str) -> Sheet:
    if not actor.sells:
        raise BusinessRuleError(_("You may not do this."))
    sheet = sheet_of(operation, kind, language=language)
    if sheet.missing:
        fields = ", ".join(gap.label for gap in sheet.missing)
        raise BusinessRuleError(_("Some data is missing: %(fields)s.") % {"fields": fields})
    if sheet.reasons:
        reasons = " ".join(sheet.reasons)
        raise BusinessRuleError(_("The publish rules keep this in the house: %(reasons)s") % {"reasons": reasons})
    return sheet


def _pictures(operation: Operation) -> dict[str, bytes]:
    """The cover and the next photos as strangers see them; those that are not here are left out."""
    photos = [one for one in operation.listing.photos.all() if one.original and one.kind == PhotoKind.PHOTO]
    found = [data for one in photos[: len(PICTURES)] if (data := picture_for_paper(one, PICTURE_WIDTH))]
    return dict(zip(PICTURES, found, strict=False))
