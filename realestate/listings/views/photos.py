"""Photos: the page to upload and order them, its verbs, and the files themselves."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import say_error
from realestate.listings import services
from realestate.listings.forms import CaptionForm, UploadForm
from realestate.listings.models import Listing, Photo
from realestate.listings.photos import open_variant
from realestate.listings.views.common import own_listing, own_photo
from realestate.salespeople.views import user_of

SHORT, DAY, MONTH = 60, 24 * 60 * 60, 30 * 24 * 60 * 60


class PhotosView(TemplateView):
    """Upload, order, describe and delete the photos of a listing."""

    nav_section = "listings"
    template_name = "listings/photos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = own_listing(self.request, kwargs["reference"])
        photos = list(listing.photos.all())
        room = max(services.MAX_PHOTOS - len(photos), 0)
        return super().get_context_data(
            listing=listing, photos=photos, room=room, limit=services.MAX_PHOTOS, form=UploadForm(), **kwargs
        )


@require_POST
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """One file from the script (JSON: the new tile, or why not), or several from the plain form."""
    listing = own_listing(request, reference)
    if request.headers.get("X-Upload") == "one" or "application/json" in request.headers.get("Accept", ""):
        return _upload_one(request, listing)
    return _upload_several(request, listing)


def _upload_one(request: HttpRequest, listing: Listing) -> JsonResponse:
    file = request.FILES.get("photos")
    if file is None:
        return JsonResponse({"error": _("Choose a file.")}, status=422)
    try:
        photo = services.add_photo(actor=user_of(request), listing=listing, upload=file)
    except BusinessRuleError as error:
        return JsonResponse({"error": str(error)}, status=422)
    context = {"photo": photo, "listing": listing}
    html = render_to_string("listings/_photo_tile.html", context, request)
    return JsonResponse({"html": html, "token": photo.token}, status=201)


def _upload_several(request: HttpRequest, listing: Listing) -> HttpResponse:
    added = 0
    files = request.FILES.getlist("photos")
    for file in files:
        try:
            services.add_photo(actor=user_of(request), listing=listing, upload=file)
            added += 1
        except BusinessRuleError as error:
            messages.error(request, _("%(file)s: %(reason)s") % {"file": file.name, "reason": error})
    if added:
        said = ngettext("%(count)d photo is added.", "%(count)d photos are added.", added)
        messages.success(request, said % {"count": added})
    if not files:
        messages.error(request, _("Choose a file."))
    return redirect("listings:photos", listing.reference)


@require_POST
def reorder(request: HttpRequest, reference: str) -> HttpResponse:
    """The order of the tiles after dragging: ``token`` once for each, first to last."""
    listing = own_listing(request, reference)
    tokens = request.POST.getlist("token")[: services.MAX_PHOTOS * 2]
    services.reorder_photos(actor=user_of(request), listing=listing, tokens=tokens)
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    return redirect("listings:photos", listing.reference)


def _do(request: HttpRequest, reference: str, token: str, service: Callable[..., object]) -> HttpResponse:
    photo = own_photo(request, reference, token)
    try:
        service(actor=user_of(request), photo=photo)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("listings:photos", photo.listing.reference)


@require_POST
def move_up(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    return _do(request, reference, token, services.move_photo_up)


@require_POST
def move_down(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    return _do(request, reference, token, services.move_photo_down)


@require_POST
def cover(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    return _do(request, reference, token, services.make_cover)


@require_POST
def delete(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    return _do(request, reference, token, services.delete_photo)


@require_POST
def describe(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """What is to be seen, for who cannot see it."""
    photo = own_photo(request, reference, token)
    form = CaptionForm(request.POST, instance=Photo(caption=photo.caption))
    form.fields["caption"].required = False
    if "caption" in form.errors:
        messages.error(request, " ".join(str(error) for error in form.errors["caption"]))
    else:
        services.describe_photo(actor=user_of(request), photo=photo, caption=form.cleaned_data["caption"])
    return redirect("listings:photos", photo.listing.reference)


@login_not_required
@require_safe
def photo(request: HttpRequest, token: str, width: str, extension: str) -> HttpResponseBase:
    """A picture: to everybody when the listing is on the market, else to the agency's people; 404 otherwise."""
    public = Photo.objects.public().by_token(token).first()
    found = public or get_object_or_404(Photo.objects.visible_to(request.user).by_token(token))
    try:
        file, content_type, is_final = open_variant(found, int(width), extension)
    except FileNotFoundError as error:
        raise Http404 from error
    age = SHORT if not is_final else MONTH if public else DAY
    scope = "public" if public else "private"
    response = FileResponse(file, content_type=content_type)
    response.headers["Cache-Control"] = f"{scope}, max-age={age}"
    return response
