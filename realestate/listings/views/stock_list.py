"""The stock as a list: cards, a table or a map, and the same rows as a file."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from realestate.core.csv import stream_csv
from realestate.core.views import ListPage
from realestate.listings import exports, services
from realestate.listings.filters import OperationFilterSet
from realestate.listings.models import Operation
from realestate.listings.querysets import OperationQuerySet
from realestate.salespeople.views import user_of

VIEWS = ("cards", "table")


class OperationListView(ListPage):
    """The stock: one card or line an operation."""

    nav_section = "listings"
    template_name = "listings/operation_list.html"
    rows_template = "listings/_operation_rows.html"
    filterset_class = OperationFilterSet
    page_size = 48
    orders = {
        "newest": (gettext_lazy("Newest first"), ("-id",)),
        "updated": (gettext_lazy("Last changed first"), ("-updated_at", "-id")),
        "price": (gettext_lazy("Cheapest first"), ("price", "id")),
        "-price": (gettext_lazy("Dearest first"), ("-price", "-id")),
        "area": (gettext_lazy("Largest first"), ("-listing__built_area", "-id")),
    }

    def get_queryset(self) -> OperationQuerySet:
        return Operation.objects.visible_to(self.request.user).for_rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = self.request.GET.get("view", "")
        context = super().get_context_data(view=view if view in VIEWS else VIEWS[0], **kwargs)
        context["can_create"] = user_of(self.request).sells
        return context


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly the rows of the list with the same filters, as CSV; leaves an audit line."""
    rows = Operation.objects.visible_to(request.user).for_rows()
    filterset = OperationFilterSet(request.GET, queryset=rows, request=request)
    services.note_export(actor=user_of(request), filters=request.GET.urlencode())
    filtered: Any = filterset.qs
    return stream_csv("listings.csv", exports.header(), exports.rows(filtered.order_by("-id")))
