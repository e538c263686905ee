"""What every request passes through: headers, language and time zone, sign-in, a database that is away."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


class SecurityHeadersMiddleware:
    """Headers that no package of ours sets; on errors and files too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class DatabaseAwayMiddleware:
    """Lost connections, read-only servers and deadlocks answer 503 with a friendly page, never 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        connections.close_all()
        with translation.override(settings.LANGUAGE_CODE):
            page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})


class LanguageMiddleware:
    """The signed-in user's language and office time zone; before sign-in the language cookie, else the default.

    The browser's own preference is not asked: an agency in Spain reads Spanish unless somebody chose otherwise.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = dict(settings.LANGUAGES)
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if request.user.is_authenticated:
            language = request.user.language
            timezone.activate(ZoneInfo(request.user.time_zone))
        else:
            timezone.activate(ZoneInfo(settings.TIME_ZONE))
        with translation.override(language if language in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ["HX-Request"])
        return response


class SignInRequiredMiddleware:
    """Every page asks for a sign-in unless its view is marked ``login_not_required`` or is allauth's own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    @staticmethod
    def _rooms(request: HttpRequest) -> list[str]:
        return request.resolver_match.app_names if request.resolver_match else []

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        if request.user.is_authenticated:
            if "admin" in self._rooms(request) and not request.user.is_staff:
                raise PermissionDenied  # the back office would send them to a sign-in page, where they are already
            return None
        if not getattr(view, "login_required", True):
            return None
        if view.__module__.startswith("allauth."):
            return None
        target = redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if request.headers.get("HX-Request"):  # a fragment cannot hold the sign-in page: send the whole tab there
            return HttpResponse(status=204, headers={"HX-Redirect": str(target.headers["Location"])})
        return target
