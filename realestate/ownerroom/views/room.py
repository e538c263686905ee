"""The owner's pages: the room, its picture and papers, and a price to decide on."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from realestate.core.errors import BusinessRuleError
from realestate.core.ratelimit import client_address
from realestate.documents.files import document_response
from realestate.listings.models import Photo
from realestate.listings.photos import open_variant
from realestate.ownerroom import services
from realestate.ownerroom.forms import AcceptForm, DeclineForm
from realestate.ownerroom.models import PriceProposal
from realestate.ownerroom.room import LATELY, file_in, offer_of, proposal_in, room_of
from realestate.ownerroom.views.common import Guest

COVER_WIDTH = 1280


@require_safe
def room_page(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The room. Somebody of the agency who opens the link looks, and does not count as the owner's visit."""
    link = guest.link
    if request.method == "GET" and not request.user.is_authenticated:
        services.note_visit(link=link)
    lately = request.GET.get("days") == str(LATELY)
    context = {
        "title": link.listing.headline,
        "room": room_of(link.listing, link, url=guest.url, lately=lately),
        "until": link.expires_at,
        "reader": link.contact.name,
        "cover_url": guest.url("photo") if getattr(link, "cover", "") else "",
        "is_staff_look": request.user.is_authenticated,
        **_place(guest),
    }
    return render(request, "ownerroom/room.html", context)


@require_safe
def photo(request: HttpRequest, guest: Guest) -> HttpResponseBase:
    """The first photo, also while the listing is not on the public pages."""
    found = get_object_or_404(Photo.objects.by_token(getattr(guest.link, "cover", None) or ""))
    try:
        file, content_type, _is_final = open_variant(found, COVER_WIDTH, "webp")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type=content_type)


@require_safe
def document(request: HttpRequest, guest: Guest, document: str) -> HttpResponseBase:
    """A document that the agency shows to the owners."""
    found = file_in(guest.link, document)
    if found is None:
        raise Http404
    return document_response(found, inline=True)


@require_safe
def annex(request: HttpRequest, guest: Guest, code: str) -> HttpResponseBase:
    """The annex of a price that this owner accepted; it names them, so nobody else gets it here."""
    proposal = _proposal(guest, code)
    if proposal.annex is None or proposal.decided_by_contact_id != guest.link.contact_id:
        raise Http404
    return document_response(proposal.annex, inline=True)


@require_safe
def price_page(request: HttpRequest, guest: Guest, code: str) -> HttpResponse:
    """A proposed price, with a yes and a no."""
    return _price_page(request, guest, _proposal(guest, code))


@require_POST
def approve(request: HttpRequest, guest: Guest, code: str) -> HttpResponse:
    """Yes."""
    proposal = _proposal(guest, code)
    form = AcceptForm(request.POST)
    if request.user.is_authenticated:
        return _price_page(request, guest, proposal, status=403)
    if not form.is_valid():
        return _price_page(request, guest, proposal, accept=form)
    try:
        services.approve_price(
            proposal=proposal, link=guest.link, typed_name=form.cleaned_data["typed_name"], **_traces(request)
        )
    except BusinessRuleError as error:
        return _price_page(request, guest, _proposal(guest, code), accept=form, problem=str(error), status=409)
    return redirect(guest.url("price", code))


@require_POST
def decline(request: HttpRequest, guest: Guest, code: str) -> HttpResponse:
    """No."""
    proposal = _proposal(guest, code)
    form = DeclineForm(request.POST)
    if request.user.is_authenticated:
        return _price_page(request, guest, proposal, status=403)
    if not form.is_valid():
        return _price_page(request, guest, proposal, decline=form)
    try:
        services.decline_price(proposal=proposal, link=guest.link, **form.cleaned_data, **_traces(request))
    except BusinessRuleError as error:
        return _price_page(request, guest, _proposal(guest, code), decline=form, problem=str(error), status=409)
    return redirect(guest.url("price", code))


def _proposal(guest: Guest, code: str) -> PriceProposal:
    found = proposal_in(guest.link, code)
    if found is None:
        raise Http404
    return found


def _traces(request: HttpRequest) -> dict[str, str]:
    return {"address": client_address(request), "browser": request.headers.get("User-Agent", "")}


def _place(guest: Guest) -> dict[str, Any]:
    return {
        "office": guest.link.listing.office,
        "language": guest.language,
        "other": guest.other,
        "room_url": guest.url("room"),
    }


def _price_page(
    request: HttpRequest,
    guest: Guest,
    proposal: PriceProposal,
    *,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    mine = proposal.decided_by_contact_id == guest.link.contact_id
    context = {
        "title": _("A new price"),
        "listing": guest.link.listing,
        "offer": offer_of(proposal, guest.link, guest.url),
        "proposal": proposal,
        "mine": mine,
        "accept": accept or AcceptForm(),
        "decline": decline or DeclineForm(),
        "problem": problem,
        "is_staff_look": request.user.is_authenticated,
        "urls": {name: guest.url(name, proposal.code) for name in ("approve", "decline")},
        **_place(guest),
    }
    return render(request, "ownerroom/price.html", context, status=status)
