"""Forms on pages that a cache may keep: they hold no secret of one visitor, so where a post comes from is asked."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def is_from_here(request: HttpRequest) -> bool:
    """Did a page of ours send this? Browsers say so themselves, and no page can make them say otherwise."""
    if getattr(request, "_dont_enforce_csrf_checks", False):  # Django's own mark on requests of its test client
        return True
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    here = f"{request.scheme}://{request.get_host()}"
    return bool(sender.netloc) and f"{sender.scheme}://{sender.netloc}" in {here, *settings.CSRF_TRUSTED_ORIGINS}


def posted_from_here(view: View) -> View:
    """In place of the token, which would give every visitor a cookie and every page a secret: posts from elsewhere
    are refused."""

    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not is_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner
