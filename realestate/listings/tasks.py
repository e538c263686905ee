"""Background work of the stock."""

from realestate.core.jobs import register
from realestate.listings import photos
from realestate.listings.models import Photo


@register("listings.make_variants", queue="photos")
def make_variants(photo_id: int) -> None:
    """The WebP sizes of one photo; nothing to do when it was deleted or is not ours."""
    photo = Photo.objects.filter(pk=photo_id).exclude(original="").first()
    if photo is not None:
        photos.make_variants(photo)
