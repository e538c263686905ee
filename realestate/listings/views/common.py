"""Finding the row that a page is about, and whether this person may change it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from realestate.listings.models import Listing, Operation, Photo
from realestate.listings.querysets import ListingQuerySet


def listing_or_404(request: HttpRequest, reference: str, rows: ListingQuerySet | None = None) -> Listing:
    """The whole stock is visible inside the agency; ``rows`` says what else to read along."""
    if rows is None:
        rows = Listing.objects.visible_to(request.user).select_related("office", "salesperson")
    return get_object_or_404(rows.by_reference(reference))


def own_listing(request: HttpRequest, reference: str) -> Listing:
    """A listing to write on: 403 for whoever may only look."""
    listing = listing_or_404(request, reference)
    check_may_edit(request, listing)
    return listing


def own_operation(request: HttpRequest, reference: str, pk: int) -> Operation:
    operations = Operation.objects.visible_to(request.user).of_reference(reference)
    operation = get_object_or_404(operations.select_related("listing__office"), pk=pk)
    check_may_edit(request, operation.listing)
    return operation


def own_photo(request: HttpRequest, reference: str, token: str) -> Photo:
    photos = Photo.objects.visible_to(request.user).of_reference(reference).for_page()
    photo = get_object_or_404(photos.select_related("listing__office"), token=token)
    check_may_edit(request, photo.listing)
    return photo


def check_may_edit(request: HttpRequest, listing: Listing) -> None:
    if not listing.can_be_edited_by(request.user):
        raise PermissionDenied
