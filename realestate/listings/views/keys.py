"""Keys: those of a listing, and those that are out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import BusinessRuleMixin, say_error
from realestate.listings import services
from realestate.listings.key_forms import KeySetForm, NoteForm, TakeOutForm
from realestate.listings.models import KeySet
from realestate.listings.views.common import listing_or_404, own_listing
from realestate.salespeople.views import user_of


class KeyListView(TemplateView):
    """Sets that are out, the one that should have been back longest first."""

    nav_section = "listings"
    template_name = "listings/keys_out.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        only_overdue = self.request.GET.get("only") == "overdue"
        rows = KeySet.objects.visible_to(self.request.user).for_list()
        rows = rows.overdue() if only_overdue else rows.out()
        page = paginate(rows, order=("due_back_at", "pk"), cursor=self.request.GET.get("cursor", ""))
        return super().get_context_data(
            rows=page.rows,
            next_cursor=page.next_cursor,
            is_first_page=not self.request.GET.get("cursor"),
            only_overdue=only_overdue,
            **kwargs,
        )


class KeysView(TemplateView):
    """The sets of one listing with their movements; for htmx the short list of its page."""

    nav_section = "listings"
    template_name = "listings/keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = listing_or_404(self.request, kwargs["reference"])
        user = user_of(self.request)
        key_sets = KeySet.objects.visible_to(user).of_reference(listing.reference).for_page()
        return super().get_context_data(
            listing=listing,
            key_sets=list(key_sets.order_by("label", "pk")),
            can_edit=listing.can_be_edited_by(user),
            can_move=user.sells,
            **kwargs,
        )

    def get_template_names(self) -> list[str]:
        return ["listings/_keys.html"] if self.request.headers.get("HX-Request") else [self.template_name]


class KeySetCreateView(BusinessRuleMixin, FormView[KeySetForm]):
    """A set that the owner hands over."""

    nav_section = "listings"
    form_class = KeySetForm
    template_name = "listings/key_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.listing = own_listing(self.request, self.kwargs["reference"])
        return super().get_form_kwargs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        cancel_url = reverse("listings:keys", args=[self.listing.reference])
        return {**context, "listing": self.listing, "title": _("Add a set of keys"), "cancel_url": cancel_url}

    def perform(self, form: KeySetForm) -> HttpResponse:
        services.add_key_set(actor=user_of(self.request), listing=self.listing, **form.cleaned_data)
        messages.success(self.request, _("The set is in the office."))
        return redirect("listings:keys", self.listing.reference)


class TakeOutView(BusinessRuleMixin, FormView[TakeOutForm]):
    """Hand a set to a colleague, or to somebody else by name."""

    nav_section = "listings"
    form_class = TakeOutForm
    template_name = "listings/key_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.key_set = movable(self.request, self.kwargs["reference"], self.kwargs["pk"])
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        title = _("Take out the keys: %(label)s") % {"label": self.key_set.label}
        listing = self.key_set.listing
        cancel_url = reverse("listings:keys", args=[listing.reference])
        said = {"title": title, "submit_label": _("Take out"), "cancel_url": cancel_url}
        return {**context, "listing": listing, **said}

    def perform(self, form: TakeOutForm) -> HttpResponse:
        done = services.take_out_keys(actor=user_of(self.request), key_set=self.key_set, **form.cleaned_data)
        messages.success(self.request, _("%(name)s has the set now.") % {"name": done.with_whom})
        return redirect("listings:keys", self.key_set.listing.reference)


def movable(request: HttpRequest, reference: str, pk: int) -> KeySet:
    """A set to move: everybody who sells takes keys, of the whole stock."""
    key_set = get_object_or_404(KeySet.objects.visible_to(request.user).of_reference(reference).for_list(), pk=pk)
    if not user_of(request).sells:
        raise PermissionDenied
    return key_set


def _move(request: HttpRequest, key_set: KeySet, service: Callable[..., KeySet]) -> HttpResponse:
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        done = service(actor=user_of(request), key_set=key_set, note=note)
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        messages.success(request, f"{done.label}: {done.get_place_display()}.")
    return redirect("listings:keys", key_set.listing.reference)


@require_POST
def bring_back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _move(request, movable(request, reference, pk), services.bring_back_keys)


@require_POST
def give_to_owner(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    key_set = movable(request, reference, pk)
    if not key_set.listing.can_be_edited_by(request.user):
        raise PermissionDenied
    return _move(request, key_set, services.give_keys_to_owner)


@require_POST
def lose(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _move(request, movable(request, reference, pk), services.lose_keys)
