"""One change to many operations: choose, look at what would happen, write it, take it back."""

import secrets
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import say_error
from realestate.listings import services
from realestate.listings.models import BulkEdit, Operation
from realestate.listings.selection_forms import BulkEditForm
from realestate.listings.services.bulk import MAX_ROWS, UNDO_FOR, Changes, Plan, plan
from realestate.listings.views.stock_choice import keys_in
from realestate.listings.views.stock_list import filtered
from realestate.salespeople.models import User
from realestate.salespeople.views import user_of

SALT = "listings.bulk"
PREVIEW_SECONDS = 60 * 60


def chosen_keys(request: HttpRequest) -> list[int]:
    """The ticked rows, or all that fit the filters; one more than the limit tells that there are more."""
    if request.GET.get("all") and request.method == "GET":
        rows, order = filtered(request)
        return list(rows.order_by(*order).values_list("pk", flat=True)[: MAX_ROWS + 1])
    return keys_in(request, MAX_ROWS + 1)


class BulkEditView(FormView[BulkEditForm]):
    """What to change; the same address shows, by POST, what would happen. Nothing is written here."""

    nav_section = "listings"
    form_class = BulkEditForm
    template_name = "listings/bulk_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        user = user_of(self.request)
        if not user.sells:
            raise PermissionDenied
        self.keys = chosen_keys(self.request)
        return {**super().get_form_kwargs(), "user": user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "title": _("Change many at once"),
            "keys": self.keys[:MAX_ROWS],
            "is_cut": len(self.keys) > MAX_ROWS,
            "most": MAX_ROWS,
        }

    def form_valid(self, form: BulkEditForm) -> HttpResponse:
        user, changes = user_of(self.request), form.changes()
        operations = Operation.objects.visible_to(user).for_bulk().with_keys(self.keys[:MAX_ROWS])
        plans = plan(actor=user, operations=operations, changes=changes)
        going = [one for one in plans if one.will_change]
        context = {
            "title": _("Look it over, then change"),
            "form": form,
            "keys": self.keys[:MAX_ROWS],
            "going": going,
            "staying": [one for one in plans if not one.will_change],
            "signed": sign(user, changes, going),
            "nav_section": self.nav_section,
            "view": self,
        }
        return self.response_class(self.request, ["listings/bulk_preview.html"], context, using=self.template_engine)


def sign(user: User, changes: Changes, plans: list[Plan]) -> str:
    """What the preview showed, so that exactly that is written: rows with versions, and a key to write it once."""
    rows = [(one.operation.pk, one.operation.version, one.operation.listing.version) for one in plans]
    content = {"user": user.pk, "changes": changes.as_json(), "rows": rows, "key": secrets.token_hex(32)}
    return signing.dumps(content, salt=SALT, compress=True)


@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Write what the preview showed; a second click lands on the same result."""
    user = user_of(request)
    if not user.sells:
        raise PermissionDenied
    try:
        content = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old. Choose the rows once more."))
        return redirect("listings:list")
    if content["user"] != user.pk:
        raise PermissionDenied
    try:
        edit, is_new = services.apply_bulk_edit(
            actor=user,
            changes=Changes.from_json(content["changes"]),
            versions=[(row[0], row[1], row[2]) for row in content["rows"]],
            key=content["key"],
        )
    except BusinessRuleError as error:
        say_error(request, error)
        return redirect("listings:list")
    if not is_new:
        messages.info(request, _("This had been done already; nothing was changed twice."))
    return redirect("listings:bulk_result", edit.pk)


class BulkResultView(TemplateView):
    """What an edit changed and what it left, with the way back."""

    nav_section = "listings"
    template_name = "listings/bulk_result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edit = own_edit(self.request, kwargs["pk"])
        return super().get_context_data(
            title=_("Changed at once"),
            edit=edit,
            can_undo=services.can_be_undone(edit, user_of(self.request)),
            undo_until=edit.at + UNDO_FOR,
            **kwargs,
        )


def own_edit(request: HttpRequest, pk: int) -> BulkEdit:
    return get_object_or_404(BulkEdit.objects.visible_to(request.user).select_related("actor", "undone_by"), pk=pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    edit = own_edit(request, pk)
    if not user_of(request).sells:
        raise PermissionDenied
    try:
        done = services.undo_bulk_edit(actor=user_of(request), edit=edit)
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        if done.not_undone:
            messages.warning(request, _("Undone, but for the rows below."))
        else:
            messages.success(request, _("All of it is undone."))
    return redirect("listings:bulk_result", pk)
