"""Photos: the page to upload and order them, its verbs, and the files themselves."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import BusinessRuleMixin, say_error
from realestate.listings import services
from realestate.listings.models import Listing, Photo
from realestate.listings.photo_forms import PhotoForm, QuickPhotoForm, UploadForm
from realestate.listings.photos import open_variant
from realestate.listings.views.common import own_listing, own_photo
from realestate.salespeople.views import user_of

SHORT, DAY, MONTH = 60, 24 * 60 * 60, 30 * 24 * 60 * 60


class PhotosView(TemplateView):
    """Upload, order, describe, turn, mark and delete the photos of a listing."""

    nav_section = "listings"
    template_name = "listings/photos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = own_listing(self.request, kwargs["reference"])
        photos = list(listing.photos.for_page())
        return super().get_context_data(
            listing=listing,
            photos=photos,
            room=max(services.MAX_PHOTOS - len(photos), 0),
            remote=sum(not photo.is_stored for photo in photos),
            watermark=listing.office.watermark,
            limit=services.MAX_PHOTOS,
            form=UploadForm(watermark=listing.office.watermark),
            **kwargs,
        )


class PhotoEditView(BusinessRuleMixin, FormView[Any]):
    """One photo and all that is said of it, with the way to the next one."""

    nav_section = "listings"
    template_name = "listings/photo_form.html"
    form_class = PhotoForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.photo: Photo | None = None

    def get_photo(self) -> Photo:
        if self.photo is None:
            self.photo = own_photo(self.request, self.kwargs["reference"], self.kwargs["token"])
        return self.photo

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "photo": self.get_photo()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        photo = self.get_photo()
        around = {one.position: one for one in photo.listing.photos.all()}
        return super().get_context_data(
            photo=photo,
            listing=photo.listing,
            previous=around.get(photo.position - 1),
            next=around.get(photo.position + 1),
            total=len(around),
            **kwargs,
        )

    def perform(self, form: Any) -> HttpResponse:
        photo = self.get_photo()
        listing, actor = photo.listing, user_of(self.request)
        services.describe_photo(actor=actor, photo=photo, **form.values())
        if "is_watermarked" in form.cleaned_data:
            wanted = form.cleaned_data["is_watermarked"]
            services.set_watermark(actor=actor, listing=listing, tokens=[photo.token], wanted=wanted)
        messages.success(self.request, _("Photo %(number)d is saved.") % {"number": photo.position + 1})
        following = listing.photos.at(photo.position + 1) if "next" in self.request.POST else None
        if following is not None:
            return redirect("listings:photo_edit", listing.reference, following.token)
        return redirect("listings:photos", listing.reference)


@require_POST
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """One file from the script (JSON: the new tile, or why not), or several from the plain form."""
    listing = own_listing(request, reference)
    if request.headers.get("X-Upload") == "one" or "application/json" in request.headers.get("Accept", ""):
        return _upload_one(request, listing)
    return _upload_several(request, listing)


def _is_marked(request: HttpRequest, listing: Listing) -> bool:
    return "is_watermarked" in request.POST and bool(listing.office.watermark)


def _upload_one(request: HttpRequest, listing: Listing) -> JsonResponse:
    file = request.FILES.get("photos")
    if file is None:
        return JsonResponse({"error": _("Choose a file.")}, status=422)
    marked = _is_marked(request, listing)
    try:
        photo = services.add_photo(actor=user_of(request), listing=listing, upload=file, is_watermarked=marked)
    except BusinessRuleError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"html": _tile(request, listing, photo), "token": photo.token}, status=201)


def _upload_several(request: HttpRequest, listing: Listing) -> HttpResponse:
    added = 0
    files = request.FILES.getlist("photos")
    marked = _is_marked(request, listing)
    for file in files:
        try:
            services.add_photo(actor=user_of(request), listing=listing, upload=file, is_watermarked=marked)
            added += 1
        except BusinessRuleError as error:
            messages.error(request, _("%(file)s: %(reason)s") % {"file": file.name, "reason": error})
    if added:
        said = ngettext("%(count)d photo is added.", "%(count)d photos are added.", added)
        messages.success(request, said % {"count": added})
    if not files:
        messages.error(request, _("Choose a file."))
    return redirect("listings:photos", listing.reference)


def _tile(request: HttpRequest, listing: Listing, photo: Photo) -> str:
    context = {"photo": photo, "listing": listing, "watermark": listing.office.watermark}
    return render_to_string("listings/_photo_tile.html", context, request)


@require_safe
def tile(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """One tile of the page; it asks for itself again while the photo is being prepared."""
    photo = own_photo(request, reference, token)
    if not request.headers.get("HX-Request"):
        return redirect("listings:photos", photo.listing.reference)
    return HttpResponse(_tile(request, photo.listing, photo))


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
    if request.headers.get("HX-Request"):
        fresh = own_photo(request, reference, token)
        return HttpResponse(_tile(request, fresh.listing, fresh))
    return redirect(f"{reverse('listings:photos', args=[photo.listing.reference])}#photo-{photo.token[:12]}")


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
def turn(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    return _do(request, reference, token, services.turn_photo)


@require_POST
def retry(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    return _do(request, reference, token, services.retry_photo)


@require_POST
def different(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    return _do(request, reference, token, services.dismiss_lookalike)


@require_POST
def delete(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    photo = own_photo(request, reference, token)
    services.delete_photo(actor=user_of(request), photo=photo)
    return redirect("listings:photos", photo.listing.reference)


@require_POST
def describe(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """The few things that the tile itself asks: what is to be seen, in the agency's language, which room, a plan?"""
    photo = own_photo(request, reference, token)
    form = QuickPhotoForm(request.POST, photo=photo)
    if form.is_valid():
        services.describe_photo(actor=user_of(request), photo=photo, **form.values())
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("listings:photos", photo.listing.reference)


def _chosen(request: HttpRequest, reference: str) -> tuple[Listing, list[str]]:
    """The listing and the tokens that were ticked."""
    listing = own_listing(request, reference)
    tokens = request.POST.getlist("token")[: services.MAX_PHOTOS * 2]
    if not tokens:
        messages.error(request, _("Tick some photos first."))
    return listing, tokens


@require_POST
def delete_chosen(request: HttpRequest, reference: str) -> HttpResponse:
    listing, tokens = _chosen(request, reference)
    gone = services.delete_photos(actor=user_of(request), listing=listing, tokens=tokens)
    if gone:
        said = ngettext("%(count)d photo is deleted.", "%(count)d photos are deleted.", gone)
        messages.success(request, said % {"count": gone})
    return redirect("listings:photos", listing.reference)


def _mark(request: HttpRequest, reference: str, wanted: bool) -> HttpResponse:
    listing, tokens = _chosen(request, reference)
    try:
        changed = services.set_watermark(actor=user_of(request), listing=listing, tokens=tokens, wanted=wanted)
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        if changed:
            said = ngettext("%(count)d photo is made anew.", "%(count)d photos are made anew.", changed)
            messages.success(request, said % {"count": changed})
    return redirect("listings:photos", listing.reference)


@require_POST
def mark_chosen(request: HttpRequest, reference: str) -> HttpResponse:
    return _mark(request, reference, True)


@require_POST
def unmark_chosen(request: HttpRequest, reference: str) -> HttpResponse:
    return _mark(request, reference, False)


@require_POST
def fetch(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring the photos that are still at their source into the agency's storage."""
    listing = own_listing(request, reference)
    count = services.download_photos(actor=user_of(request), listing=listing)
    if count:
        said = ngettext("%(count)d photo is being fetched.", "%(count)d photos are being fetched.", count)
        messages.success(request, said % {"count": count})
    return redirect("listings:photos", listing.reference)


@require_safe
def original(request: HttpRequest, reference: str, token: str) -> HttpResponseBase:
    """The agency's own copy in full size, unmarked, to download."""
    found = get_object_or_404(Photo.objects.visible_to(request.user).of_reference(reference).by_token(token))
    if not found.original:
        raise Http404
    try:
        file = found.original.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{reference.upper()}-{found.position + 1}.jpg"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def photo(request: HttpRequest, token: str, width: str, extension: str, edition: str = "") -> HttpResponseBase:
    """A picture: to everybody when the listing is on the public pages, else to the agency's people; 404 otherwise.

    Those who are signed in see it without its watermark, ``?public`` shows it as strangers see it. What strangers get
    may be kept by caches in between, what others get only by their own browser.
    """
    stranger = not request.user.is_authenticated or "public" in request.GET
    rows = Photo.objects.by_token(token)
    public = rows.public().first() if stranger else None
    found = public or get_object_or_404(rows.visible_to(request.user))
    is_current = bool(edition) and edition == found.edition
    etag = f'"{found.edition}-{width}-{extension}{"" if stranger else "-in"}"' if found.edition else ""
    if etag and found.status == Photo.Status.READY and etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _cached(HttpResponseNotModified(), etag, public, is_current)
    try:
        file, content_type, is_final = open_variant(found, int(width), extension, stranger=stranger)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=content_type)
    return _cached(response, etag if is_final else "", public, is_current)


def _cached(response: HttpResponseBase, etag: str, public: Photo | None, is_current: bool) -> HttpResponseBase:
    """Once prepared, an edition never changes; an address without it, or with an old one, is asked for again."""
    scope = "public" if public else "private"
    if not etag:
        age = f"max-age={SHORT}"
    elif is_current:
        age = f"max-age={MONTH if public else DAY}, immutable"
    else:
        age = f"max-age={DAY if public else SHORT}"
    response.headers["Cache-Control"] = f"{scope}, {age}"
    if etag:
        response.headers["ETag"] = etag
    return response
