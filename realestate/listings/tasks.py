"""Background work of the stock."""

from realestate.core.jobs import register
from realestate.listings import photos, services
from realestate.listings.models import Photo
from realestate.salespeople.models import Office


@register("listings.make_variants", queue="photos")
def make_variants(photo_id: int) -> None:
    """The files that pages and feeds show of one photo; nothing to do when it was deleted or is not ours."""
    photo = Photo.objects.filter(pk=photo_id).exclude(original="").select_related("listing__office").first()
    if photo is not None:
        photos.make_variants(photo)
        services.refresh_publication(listing=photo.listing)  # what was being prepared may be all that was missing


@register("listings.download_photo", queue="photos")
def download_photo(photo_id: int) -> None:
    """One photo from its source; an error that may pass has the task tried again, five times at most."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is not None:
        services.download_photo(photo)


@register("listings.refresh_office")
def refresh_office(office_id: int) -> None:
    """What an office shows on the public pages, after a publish rule was switched."""
    office = Office.objects.filter(pk=office_id).first()
    if office is not None:
        services.refresh_all_publications(office=office)
