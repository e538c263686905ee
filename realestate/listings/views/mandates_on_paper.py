"""Mandates signed on paper, noted for many listings: choose, say the terms once, look it over, write."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import say_error
from realestate.listings import services
from realestate.listings.mandate_forms import OnPaperForm
from realestate.listings.models import Listing
from realestate.listings.services.bulk import MAX_ROWS
from realestate.listings.views.stock_bulk import PREVIEW_SECONDS, chosen_keys
from realestate.salespeople.models import User
from realestate.salespeople.views import user_of

SALT = "listings.on_paper"


def manager_of(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.is_manager:
        raise PermissionDenied
    return user


class OnPaperView(FormView[OnPaperForm]):
    """The chosen listings and the terms; the same address shows, by POST, what would be noted. Nothing is written."""

    nav_section = "listings"
    form_class = OnPaperForm
    template_name = "listings/on_paper_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.user = manager_of(self.request)
        self.keys = chosen_keys(self.request)
        rows = Listing.objects.visible_to(self.user).of_operations(self.keys[:MAX_ROWS])
        self.listings = list(rows.for_mandates().order_by("reference"))
        return super().get_form_kwargs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        plans = services.plan_on_paper(actor=self.user, listings=self.listings)
        return {
            **context,
            "title": _("Mandates signed on paper"),
            "possible": [one for one in plans if one.is_possible],
            "impossible": [one for one in plans if not one.is_possible],
            "is_cut": len(self.keys) > MAX_ROWS,
            "most": MAX_ROWS,
        }

    def form_valid(self, form: OnPaperForm) -> HttpResponse:
        signed_on = form.cleaned_data["signed_on"]
        plans = services.plan_on_paper(
            actor=self.user, listings=self.listings, values=form.terms(), signed_on=signed_on
        )
        going = [one for one in plans if one.is_possible]
        typed = {name: form.data.get(name, "") for name in form.fields}
        content = {"user": self.user.pk, "typed": typed, "listings": [one.listing.pk for one in going]}
        context = {
            "title": _("Look it over, then note it"),
            "form": form,
            "keys": self.keys[:MAX_ROWS],
            "going": going,
            "staying": [one for one in plans if not one.is_possible],
            "signed": signing.dumps(content, salt=SALT, compress=True),
            "nav_section": self.nav_section,
            "view": self,
        }
        return self.response_class(
            self.request, ["listings/on_paper_preview.html"], context, using=self.template_engine
        )


@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Note what the preview showed: all of it, or nothing."""
    user = manager_of(request)
    try:
        content = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old. Choose the rows once more."))
        return redirect("listings:list")
    if content["user"] != user.pk:
        raise PermissionDenied
    form = OnPaperForm(content["typed"])
    if not form.is_valid():  # a day has passed since, and with it the last one of the mandate
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("listings:list")
    rows = Listing.objects.visible_to(user).with_keys(content["listings"])
    try:
        done = services.record_on_paper(
            actor=user, listings=list(rows), values=form.terms(), signed_on=form.cleaned_data["signed_on"]
        )
    except BusinessRuleError as error:
        say_error(request, error)
        return redirect("listings:list")
    said = ngettext("%(count)d mandate is noted.", "%(count)d mandates are noted.", len(done))
    messages.success(request, said % {"count": len(done)})
    return redirect(f"{reverse('listings:mandate_list')}?only=all")
