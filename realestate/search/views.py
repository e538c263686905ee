"""The page behind the one box; the window that opens with Ctrl-K asks it for its fragment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from realestate.salespeople.views import user_of
from realestate.search.results import SHOWN, search

ON_THE_PAGE = 25


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Answers a whole page, or for the window only the results."""
    is_window = bool(request.headers.get("HX-Request"))
    results = search(user_of(request), request.GET.get("q", ""), shown=SHOWN if is_window else ON_THE_PAGE)
    context: dict[str, Any] = {"results": results, "nav_section": "search"}
    return render(request, "search/_results.html" if is_window else "search/search.html", context)
