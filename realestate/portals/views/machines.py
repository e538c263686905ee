"""What search engines ask for before they read anything else."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from realestate.portals import sitemap
from realestate.portals.seo import absolute

HOUR, TEN_MINUTES = 3600, 600
# Everything behind the sign-in answers with its form anyway; this only spares robots the way. Photos are to be found.
PRIVATE = ("/account/", "/admin/", "/agenda/", "/contacts/", "/leads/", "/listings/", "/portals/", "/today/")


def _xml(text: str) -> HttpResponse:
    headers = {"Cache-Control": f"public, max-age={TEN_MINUTES}"}
    return HttpResponse(text, content_type="application/xml; charset=utf-8", headers=headers)


@login_not_required
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index of the sitemap."""
    return _xml(sitemap.index())


@login_not_required
@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The agency's own pages."""
    return _xml(sitemap.own_pages())


@login_not_required
@require_safe
def sitemap_block(request: HttpRequest, number: int) -> HttpResponse:
    """Some of the listings."""
    text = sitemap.block(number) if number < 10**9 else None
    if text is None:
        raise Http404
    return _xml(text)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Which addresses are not for robots, and where the sitemap is."""
    lines = ["User-agent: *", "Allow: /listings/photos/", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += ["", f"Sitemap: {absolute(reverse('portals:sitemap'))}", ""]
    headers = {"Cache-Control": f"public, max-age={HOUR}"}
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8", headers=headers)
