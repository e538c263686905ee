"""Who comes in by a link, in which language, and what everybody else is told."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from realestate.core.ratelimit import allow, client_address
from realestate.ownerroom.models import OwnerLink
from realestate.ownerroom.services import find_link
from realestate.ownerroom.services.links import may_enter
from realestate.portals.origins import posted_from_here
from realestate.salespeople.models import Office

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Guest:
    """Somebody inside the room: the link that they came by, its token, and the language of the address."""

    link: OwnerLink
    token: str
    language: str

    def url(self, name: str, *more: str) -> str:
        return reverse(f"ownerroom:{name}_{self.language}", args=[self.token, *more])

    @property
    def other(self) -> str:
        """The room in the other language."""
        return reverse(f"ownerroom:room_{'es' if self.language == 'en' else 'en'}", args=[self.token])


def room_in(language: str) -> Callable[[View], View]:
    """Open to whoever has the link, in the language of the address, on the clock of the listing's office.

    Never kept, never listed; without a cookie, so posts are taken from pages of ours alone. The address stays on this
    site, as the referrer policy of all pages says.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with translation.override(language):
                response = _answer(view, request, token, language, *args, **kwargs)
            response.headers["Content-Language"] = language
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return login_not_required(posted_from_here(inner))

    return decorate


def _answer(view: View, request: HttpRequest, token: str, language: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
    address = client_address(request)
    if not allow(f"ownerroom:{address}", limit=120, seconds=60) or (
        request.method == "POST" and not allow(f"ownerroom-post:{address}", limit=30, seconds=3600)
    ):
        return HttpResponse(_("Too many requests from here. Please wait a while."), status=429)
    link = find_link(token)
    if link is None or not may_enter(link):
        return closed(request, language, status=404 if link is None else 410)
    with timezone.override(ZoneInfo(link.listing.office.time_zone)):
        return view(request, Guest(link, token, language), *args, **kwargs)


def closed(request: HttpRequest, language: str, *, status: int) -> HttpResponse:
    """How to ask for a new link; the same words whether it was ever one, and nothing of any listing."""
    context = {
        "title": _("This link does not open a page any more"),
        "office": Office.objects.order_by("pk").first(),
        "language": language,
    }
    return render(request, "ownerroom/closed.html", context, status=status)
