"""What keeps a listing in the house, and what managers decide about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import say_error
from realestate.listings import services
from realestate.listings.boards import board_of, rule_book
from realestate.listings.choices import Channel
from realestate.listings.forms_publishing import OverrideForm, SwitchForm
from realestate.listings.models import Operation, RuleOverride
from realestate.listings.views.common import listing_or_404
from realestate.salespeople.models import Office, User
from realestate.salespeople.views import user_of


class PublishingView(TemplateView):
    """The lights of a listing's operations by channel, with all that has to be mended."""

    nav_section = "listings"
    template_name = "listings/publishing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = listing_or_404(self.request, kwargs["reference"])
        user = user_of(self.request)
        operations = Operation.objects.visible_to(user).of_reference(listing.reference).for_rules().order_by("pk")
        overrides = list(RuleOverride.objects.visible_to(user).standing_for(listing))
        return super().get_context_data(
            listing=listing,
            boards=[board_of(operation, overrides) for operation in operations],
            channels=list(Channel),
            can_edit=listing.can_be_edited_by(user),
            can_override=user.is_manager,
            **kwargs,
        )


@require_POST
def override(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A manager lets an amber point pass."""
    user = _manager(request)
    rows = Operation.objects.visible_to(user).of_reference(reference)
    operation = get_object_or_404(rows.select_related("listing"), pk=pk)
    form = OverrideForm(request.POST)
    if not form.is_valid():
        _say_errors(request, form)
    else:
        try:
            services.override_rule(actor=user, operation=operation, **form.cleaned_data)
        except BusinessRuleError as error:
            say_error(request, error)
        else:
            messages.success(request, _("It may go out; your reason is kept."))
    return redirect("listings:publishing", operation.listing.reference)


@require_POST
def take_back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The amber point counts again."""
    user = _manager(request)
    rows = RuleOverride.objects.visible_to(user).of_reference(reference)
    found = get_object_or_404(rows.select_related("operation__listing"), pk=pk)
    try:
        services.take_back_override(actor=user, override=found)
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        messages.success(request, _("Taken back: the point counts again."))
    return redirect("listings:publishing", found.operation.listing.reference)


class RulesView(TemplateView):
    """Every rule of every office, and which are switched off."""

    nav_section = "listings"
    template_name = "listings/publishing_rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = _manager(self.request)
        offices = Office.objects.visible_to(user).prefetch_related("rule_switches").order_by("name")
        books = [rule_book(office, office.rule_switches.all()) for office in offices]
        wanted = self.request.GET.get("office", "")
        book = next((one for one in books if str(one.office.pk) == wanted), books[0] if books else None)
        return super().get_context_data(books=books, book=book, **kwargs)


@require_POST
def switch(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Switch a rule of an office on or off."""
    user = _manager(request)
    office = get_object_or_404(Office.objects.visible_to(user), pk=pk)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        _say_errors(request, form)
    else:
        try:
            done = services.switch_rule(actor=user, office=office, code=code, **form.cleaned_data)
        except BusinessRuleError as error:
            say_error(request, error)
        else:
            messages.success(request, _("The rule applies.") if done.is_on else _("The rule is switched off."))
    return redirect(f"{reverse('listings:rules')}?office={office.pk}#rule-{code}")


def _manager(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.is_manager:
        raise PermissionDenied
    return user


def _say_errors(request: HttpRequest, form: Any) -> None:
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
