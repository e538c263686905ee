"""Forms and verbs of what is offered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView, safe_next, say_error
from realestate.listings import services
from realestate.listings.forms import ClosePriceForm, OperationForm, PriceForm
from realestate.listings.models import Operation
from realestate.listings.views.common import own_listing, own_operation
from realestate.salespeople.views import user_of


class OperationAddView(BusinessRuleMixin, FormView[OperationForm]):
    """Offer the listing in one more way."""

    nav_section = "listings"
    form_class = OperationForm
    template_name = "listings/operation_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.listing = own_listing(self.request, self.kwargs["reference"])
        return {**super().get_form_kwargs(), "listing": self.listing}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "listing": self.listing, "cancel_url": self.listing.get_absolute_url()}

    def perform(self, form: OperationForm) -> HttpResponse:
        services.add_operation(actor=user_of(self.request), listing=self.listing, values=form.operation_values())
        messages.success(self.request, _("The operation is added, as a draft."))
        return redirect(self.listing)


class PriceView(VersionedUpdateView):
    """Change what is asked."""

    nav_section = "listings"
    form_class = PriceForm
    template_name = "listings/price_form.html"

    def get_queryset(self) -> Any:
        return Operation.objects.visible_to(self.request.user).of_reference(self.kwargs["reference"])

    def get_object(self, queryset: Any = None) -> Operation:
        return own_operation(self.request, self.kwargs["reference"], self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.object.listing
        cancel_url = listing.get_absolute_url()
        return super().get_context_data(operation=self.object, listing=listing, cancel_url=cancel_url, **kwargs)

    def perform(self, form: PriceForm) -> HttpResponse:
        services.set_price(actor=user_of(self.request), operation=form.instance, **form.values())
        messages.success(self.request, _("The price is changed."))
        return redirect(self.object.listing)


def _do(request: HttpRequest, operation: Operation, service: Callable[..., Operation], **more: Any) -> HttpResponse:
    """Call a verb's service, say how it went, go back."""
    try:
        done = service(actor=user_of(request), operation=operation, **more)
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        values = {"operation": done.get_kind_display(), "status": done.get_status_display()}
        messages.success(request, _("%(operation)s: %(status)s.") % values)
    return redirect(safe_next(request, operation.listing.get_absolute_url()))


def _close(request: HttpRequest, operation: Operation, service: Callable[..., Operation]) -> HttpResponse:
    form = ClosePriceForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(operation.listing)
    return _do(request, operation, service, close_price=form.cleaned_data["close_price"])


@require_POST
def publish(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, own_operation(request, reference, pk), services.publish_operation)


@require_POST
def reserve(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, own_operation(request, reference, pk), services.reserve_operation)


@require_POST
def put_under_contract(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, own_operation(request, reference, pk), services.put_under_contract)


@require_POST
def mark_sold(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _close(request, own_operation(request, reference, pk), services.mark_sold)


@require_POST
def mark_rented(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _close(request, own_operation(request, reference, pk), services.mark_rented)


@require_POST
def withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, own_operation(request, reference, pk), services.withdraw_operation)


@require_POST
def reactivate(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, own_operation(request, reference, pk), services.reactivate_operation)
