"""The page behind the link "no more of these" in a commercial mail."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from realestate.contacts import consents
from realestate.core.ratelimit import allow, client_address

OTHER = {"es": "en", "en": "es"}


@csrf_exempt  # the token is the right; mail programs post without a page before (RFC 8058)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """One click to this page, one to confirm: looking alone changes nothing, mail scanners look too."""
    if not allow(f"withdraw:{client_address(request)}", limit=60, seconds=60):
        return HttpResponse(_("Too many requests from here. Please wait a minute."), status=429)
    link = consents.find_link(token) if len(token) == 64 else None
    if link is None:
        raise Http404
    with translation.override(language):
        if request.method == "POST":
            consents.withdraw_by_link(link=link, language=language)
        office = consents.owner_of(link).office
        context: dict[str, Any] = {
            "title": _("No more mail of this kind"),
            "purpose": link.get_purpose_display(),
            "done": request.method == "POST",
            "office": office,
            "language": language,
            "other": reverse(f"consents:withdraw_{OTHER[language]}", args=[token]),
        }
        response = render(request, "contacts/withdraw.html", context)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
