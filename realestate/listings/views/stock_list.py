"""The stock as a list: cards, a table or a map, and the same rows as a file."""

from itertools import groupby
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from realestate.core.csv import stream_csv
from realestate.core.views import ListPage
from realestate.listings import exports, geo, services, stock_map
from realestate.listings.filters import DEFAULT_KM, OperationFilterSet
from realestate.listings.models import Operation
from realestate.listings.querysets import OperationQuerySet
from realestate.salespeople.views import user_of

VIEWS = ("cards", "table", "map")
MORE_FILTERS = ("near", "km", "located", "web", "light", "mandate", "development")  # folded away until one is used
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "newest": (gettext_lazy("Newest first"), ("-id",)),
    "updated": (gettext_lazy("Last changed first"), ("-updated_at", "-id")),
    "price": (gettext_lazy("Cheapest first"), ("price", "id")),
    "-price": (gettext_lazy("Dearest first"), ("-price", "-id")),
    "area": (gettext_lazy("Largest first"), ("-listing__built_area", "-id")),
    "published": (gettext_lazy("Published last first"), ("-published_at", "-id")),
    "waiting": (gettext_lazy("Longest on the market first"), ("published_at", "id")),
}


class Filtered(NamedTuple):
    """The rows that somebody asked for, and in which order: what the list, the map, the files and bulk edits share."""

    rows: OperationQuerySet
    order: tuple[str, ...]


def stock_of(request: HttpRequest, sort: str) -> OperationQuerySet:
    """All that this person may see; what was never published has not waited on the market."""
    rows = Operation.objects.visible_to(request.user)
    return rows.once_published() if sort == "waiting" else rows


def filtered(request: HttpRequest) -> Filtered:
    """Exactly the operations that the list shows for this query."""
    sort = request.GET.get("sort", "")
    sort = sort if sort in ORDERS else "newest"
    filterset = OperationFilterSet(request.GET, queryset=stock_of(request, sort), request=request)
    return Filtered(cast(OperationQuerySet, filterset.qs), ORDERS[sort][1])


class OperationListView(ListPage):
    """The stock: one card, line or point an operation."""

    nav_section = "listings"
    template_name = "listings/operation_list.html"
    rows_template = "listings/_operation_rows.html"
    filterset_class = OperationFilterSet
    page_size = 48
    orders = ORDERS

    def get_queryset(self) -> OperationQuerySet:
        return stock_of(self.request, self.get_sort()).for_rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = self.request.GET.get("view", "")
        context = super().get_context_data(view=view if view in VIEWS else VIEWS[0], **kwargs)
        user = user_of(self.request)
        context["can_create"] = context["can_bulk_edit"] = context["can_share"] = user.sells
        context["can_note_mandates"] = user.is_manager
        context["query"] = query_without(self.request, "view", "cursor")
        chosen = context["filter"].form.cleaned_data if context["filter"].form.is_valid() else {}
        context["more_filters"] = any(chosen.get(name) for name in MORE_FILTERS)
        if context["view"] == "map":
            context["has_area"] = any(chosen.get(name) for name in ("bbox", "area", "near"))
            if chosen.get("near"):
                near, km = chosen["near"], chosen.get("km") or DEFAULT_KM
                context["circle"] = f"{near.latitude},{near.longitude},{km}"
            # Towns side by side on the page; the order asked for holds inside each.
            rows = sorted(context["rows"], key=lambda one: one.listing.town)
            context["towns"] = [(town, list(some)) for town, some in groupby(rows, key=lambda one: one.listing.town)]
            context["tiles_url"], context["tiles_attribution"] = settings.MAP_TILES_URL, settings.MAP_ATTRIBUTION
        return context


def query_without(request: HttpRequest, *names: str) -> str:
    """The filters and the order as they stand in the address."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


@require_safe
def map_points(request: HttpRequest) -> JsonResponse:
    """What the map shows of the filtered rows, inside ``shown`` (a box); points, or clusters where they are many."""
    try:
        shown = geo.read_box(request.GET.get("shown", "")) if request.GET.get("shown") else None
    except ValidationError as error:
        return JsonResponse({"error": error.messages}, status=400)
    return JsonResponse(stock_map.map_of(filtered(request).rows, shown))


def _too_many(request: HttpRequest) -> HttpResponseBase:
    text = _("A file holds at most %(number)d rows. Filter the list first.") % {"number": exports.MAX_ROWS}
    messages.error(request, text)
    return redirect(f"{reverse('listings:list')}?{request.GET.urlencode()}")


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters and in its order, as CSV; leaves an audit line."""
    keys = exports.keys_of(*filtered(request))
    if keys is None:
        return _too_many(request)
    services.note_export(actor=user_of(request), filters=request.GET.urlencode())
    return stream_csv("listings.csv", exports.header(), exports.rows(keys))


@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The same rows as a workbook: numbers are numbers and days are days."""
    keys = exports.keys_of(*filtered(request))
    if keys is None:
        return _too_many(request)
    services.note_export(actor=user_of(request), filters=request.GET.urlencode())
    file = exports.workbook(_("Stock"), exports.header(), exports.rows(keys))
    return FileResponse(file, as_attachment=True, filename="listings.xlsx", content_type=exports.XLSX)
