"""Values that every page may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark", "auto")


def site(request: HttpRequest) -> dict[str, Any]:
    """``theme`` from its cookie, ``nav_section`` from the view, the languages and the release."""
    match = request.resolver_match
    view_class = getattr(getattr(match, "func", None), "view_class", None)
    theme = request.COOKIES.get("theme", "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "nav_section": getattr(view_class, "nav_section", ""),
        "release": settings.RELEASE,
        "languages": settings.LANGUAGES,
    }
