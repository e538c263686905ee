"""Pages about some chosen operations: side by side, and put together for a client."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import BusinessRuleMixin, say_error
from realestate.listings import compare, services
from realestate.listings.models import Operation, Selection
from realestate.listings.selection_forms import SelectionForm
from realestate.listings.services.selections import MAX_OPERATIONS
from realestate.salespeople.views import user_of


def keys_in(request: HttpRequest, most: int) -> list[int]:
    """The operations ticked, ``o=1&o=2``, each once; what is no number was not ticked by anybody."""
    values = request.POST.getlist("o") or request.GET.getlist("o")
    keys = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]
    return list(dict.fromkeys(keys))[:most]


class CompareView(TemplateView):
    """Two to six operations side by side; also on paper."""

    nav_section = "listings"
    template_name = "listings/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = keys_in(self.request, 100)
        operations = Operation.objects.visible_to(self.request.user).chosen(keys[: compare.MOST])
        return super().get_context_data(
            title=_("Compare"),
            operations=operations,
            facts=compare.compared(operations) if len(operations) >= compare.FEWEST else [],
            left_out=max(len(keys) - compare.MOST, 0),
            most=compare.MOST,
            can_share=user_of(self.request).sells,
            **kwargs,
        )


class SelectionListView(TemplateView):
    """The selections that somebody has made; those who read everything see everybody's."""

    nav_section = "listings"
    template_name = "listings/selections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Selection.objects.visible_to(self.request.user).for_list()
        page = paginate(rows, order=("-id",), cursor=self.request.GET.get("cursor", ""))
        return super().get_context_data(
            title=_("Selections"),
            rows=page.rows,
            next_cursor=page.next_cursor,
            is_first_page=not self.request.GET.get("cursor"),
            **kwargs,
        )


class SelectionCreateView(BusinessRuleMixin, FormView[SelectionForm]):
    """Put chosen operations together for a client."""

    nav_section = "listings"
    form_class = SelectionForm
    template_name = "listings/selection_form.html"
    extra_context = {"title": gettext_lazy("Send listings to a client")}

    def get_form_kwargs(self) -> dict[str, Any]:
        if not user_of(self.request).sells:
            raise PermissionDenied
        rows = Operation.objects.visible_to(self.request.user)
        self.operations = rows.chosen(keys_in(self.request, MAX_OPERATIONS))
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_initial(self) -> dict[str, Any]:
        return {"title": _("Listings for you"), "language": user_of(self.request).language}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        hidden = [operation for operation in self.operations if not operation.is_on_web]
        return {**context, "operations": self.operations, "hidden": hidden, "cancel_url": reverse("listings:list")}

    def perform(self, form: SelectionForm) -> HttpResponse:
        selection = services.create_selection(
            actor=user_of(self.request), operations=self.operations, **form.cleaned_data
        )
        messages.success(self.request, _("The link is ready: copy it, or send it from here."))
        return redirect("listings:selection", selection.pk)


class SelectionView(TemplateView):
    """One selection: its link, how often it was opened, what a client sees of it."""

    nav_section = "listings"
    template_name = "listings/selection_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = own_selection(self.request, kwargs["pk"])
        keys = list(selection.items.values_list("operation_id", flat=True))
        operations = Operation.objects.visible_to(self.request.user).chosen(keys)
        link = link_of(selection) if selection.is_open else ""
        words = f"{selection.title}\n{link}"
        return super().get_context_data(
            title=selection.title,
            selection=selection,
            operations=operations,
            shown=sum(operation.is_on_web for operation in operations),
            link=link,
            pdf_url=f"{link}pdf/" if link else "",
            whatsapp=f"https://wa.me/?text={quote(words)}",
            mail=f"mailto:?subject={quote(selection.title)}&body={quote(words)}",
            can_edit=selection.can_be_edited_by(user_of(self.request)),
            **kwargs,
        )


def link_of(selection: Selection) -> str:
    """The whole address that a client opens; empty when only a new link helps."""
    token = selection.token
    name = f"portals:selection_{selection.language}"
    return f"{settings.BASE_URL}{reverse(name, args=[token])}" if token else ""


def own_selection(request: HttpRequest, pk: int) -> Selection:
    return get_object_or_404(Selection.objects.visible_to(request.user).for_list(), pk=pk)


def _change(request: HttpRequest, pk: int, service: Any, text: str) -> HttpResponse:
    selection = own_selection(request, pk)
    if not selection.can_be_edited_by(user_of(request)):
        raise PermissionDenied
    try:
        service(actor=user_of(request), selection=selection)
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        messages.success(request, text)
    return redirect("listings:selection", pk)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, services.revoke_selection, _("The link opens nothing any more."))


@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, services.renew_selection, _("There is a new link; the old one opens nothing any more."))
