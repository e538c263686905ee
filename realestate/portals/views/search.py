"""The public search."""

from typing import Any, ClassVar, cast

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView

from realestate.core.pagination import Page, paginate_both_ways
from realestate.core.views import active_filters
from realestate.listings.models import Operation
from realestate.listings.querysets import OperationQuerySet
from realestate.portals import seo
from realestate.portals.filters import PublicFilterSet
from realestate.portals.views.public import PublicPage, language_of_page

MOST_COUNTED = 500
# Pages that are worth a place in a search engine: what people look for by name. All others are ways to look at these.
LISTED = ("kind", "type", "place")


class SearchView(PublicPage, TemplateView):
    """What is on offer, for everybody: filters in the address, pages by key, no cookie, no script needed."""

    template_name = "portals/search.html"
    page_size: ClassVar[int] = 24
    orders: ClassVar[dict[str, tuple[Any, tuple[str, ...]]]] = {
        "newest": (gettext_lazy("Newest first"), ("-published_at", "-id")),
        "price": (gettext_lazy("Cheapest first"), ("price", "id")),
        "-price": (gettext_lazy("Dearest first"), ("-price", "-id")),
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        filterset = PublicFilterSet(asked, queryset=Operation.objects.on_web(), request=self.request)
        rows = cast(OperationQuerySet, filterset.qs)
        sort = asked.get("sort", "")
        sort = sort if sort in self.orders else "newest"
        page = paginate_both_ways(
            rows.for_public_cards(),
            order=self.orders[sort][1],
            cursor=asked.get("cursor", ""),
            before=asked.get("before", ""),
            size=self.page_size,
        )
        is_first = not page.previous_cursor
        self.kept = self._kept()
        self.robots = "" if is_first and page.rows and self._is_listed(filterset) else "noindex, follow"
        return super().get_context_data(
            filter=filterset,
            rows=page.rows,
            count=rows.count_up_to(MOST_COUNTED) if len(page) == self.page_size or not is_first else len(page),
            most_counted=MOST_COUNTED,
            sort=sort,
            sort_choices=[(key, label) for key, (label, _columns) in self.orders.items()],
            active_filters=active_filters(filterset),
            has_more_filters=any(asked.get(name) for name in ("bedrooms_from", "area_from", "type", "features")),
            heading=self.heading(filterset),
            structured_data=seo.list_data(page.rows, language_of_page()) if page.rows else None,
            **self._neighbours(page),
            **kwargs,
        )

    def _kept(self) -> str:
        """The parameters that name a page worth listing, always in the same order."""
        kept = QueryDict(mutable=True)
        for name in LISTED:
            for value in self.request.GET.getlist(name):
                if value:
                    kept.appendlist(name, value)
        return f"?{kept.urlencode()}" if kept else ""

    def _is_listed(self, filterset: PublicFilterSet) -> bool:
        used = {name for name, values in self.request.GET.lists() if any(values)}
        one_type = len(self.request.GET.getlist("type")) <= 1
        place_is_known = not self.request.GET.get("place") or bool(filterset.found_place)
        return used <= set(LISTED) and one_type and place_is_known and not filterset.errors

    def _neighbours(self, page: Page[Operation]) -> dict[str, str]:
        """The addresses of the pages beside this one, with the same filters."""
        addresses = {"previous_url": "", "next_url": "", "first_url": self.request.path}
        query = self.request.GET.copy()
        query.pop("cursor", None)
        query.pop("before", None)
        if query:
            addresses["first_url"] = f"{self.request.path}?{query.urlencode()}"
        for name, parameter, cursor in (
            ("previous_url", "before", page.previous_cursor),
            ("next_url", "cursor", page.next_cursor),
        ):
            if cursor:
                there = query.copy()
                there[parameter] = cursor
                addresses[name] = f"{self.request.path}?{there.urlencode()}"
        return addresses

    def canonical(self) -> str:
        return "" if self.robots else f"{reverse(f'portals:search_{language_of_page()}')}{self.kept}"

    def alternatives(self) -> dict[str, str]:
        """With the filters, without the place in the list: a key of one order fits in both languages too."""
        query = self.request.GET.urlencode() if self.robots else self.kept.removeprefix("?")
        return {code: reverse(f"portals:search_{code}") + (f"?{query}" if query else "") for code in seo.LANGUAGES}

    def heading(self, filterset: PublicFilterSet) -> str:
        """What the page shows, in words: "Properties for sale in Murcia"."""
        words = {
            "sale": _("Properties for sale"),
            "rent": _("Properties to let"),
            "seasonal_rent": _("Seasonal lets"),
            "transfer": _("Business transfers"),
            "rent_to_own": _("Properties to rent to own"),
        }
        kind = filterset.form.cleaned_data.get("kind") or ""
        what = words.get(kind, pgettext("public search", "Properties"))
        if filterset.found_place:
            return _("%(what)s in %(place)s") % {"what": what, "place": filterset.found_place}
        return what
