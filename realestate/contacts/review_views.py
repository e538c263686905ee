"""The queue of contacts that may be the same."""

from typing import Any

import django_filters as filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from realestate.contacts import reviewing
from realestate.contacts.models import Likeness
from realestate.contacts.querysets import LikenessQuerySet
from realestate.core.forms import form_helper
from realestate.core.views import ListPage, safe_next
from realestate.salespeople.views import user_of


class LikenessFilterSet(filters.FilterSet):
    """Those to look at, or those that somebody said are not the same."""

    status = filters.ChoiceFilter(
        label=gettext_lazy("Which"),
        choices=[(Likeness.Status.DIFFERENT.value, Likeness.Status.DIFFERENT.label)],
        empty_label=Likeness.Status.OPEN.label,
        method="by_status",
    )

    class Meta:
        model = Likeness
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        form: Any = self.form
        form.helper = form_helper()

    def by_status(self, queryset: LikenessQuerySet, name: str, value: str) -> LikenessQuerySet:
        return queryset  # the page itself chooses: without a value it shows the open ones


class LikenessListView(ListPage):
    """Pairs of contacts that look alike, the likest first."""

    nav_section = "contacts"
    template_name = "contacts/review.html"
    rows_template = "contacts/_review_rows.html"
    filterset_class = LikenessFilterSet
    orders = {"likest": (gettext_lazy("Likest first"), ("-score", "-pk"))}
    page_size = 20

    def get_queryset(self) -> LikenessQuerySet:
        decided = self.request.GET.get("status") == Likeness.Status.DIFFERENT
        rows = Likeness.objects.different() if decided else Likeness.objects.open()
        return rows.within_reach(self.request.user).for_rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(can_decide=user_of(self.request).sells, **kwargs)


@require_POST
def not_same(request: HttpRequest, pk: int) -> HttpResponse:
    """Two people: the pair is not shown again."""
    pair = _pair(request, pk)
    reviewing.say_different(actor=user_of(request), likeness=pair)
    messages.success(request, _("Noted: they are not the same."))
    return redirect(safe_next(request, "/contacts/review/"))


@require_POST
def look_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Back into the queue."""
    pair = _pair(request, pk)
    reviewing.look_again(actor=user_of(request), likeness=pair)
    messages.success(request, _("The pair is in the queue again."))
    return redirect(safe_next(request, "/contacts/review/"))


def _pair(request: HttpRequest, pk: int) -> Likeness:
    pair = get_object_or_404(Likeness.objects.visible_to(request.user).for_rows(), pk=pk)
    if not user_of(request).sells:
        raise PermissionDenied
    return pair
