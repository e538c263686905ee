"""A listing at the portals: a part of its page, and a page of its own."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from realestate.core.errors import BusinessRuleError
from realestate.core.views import say_error
from realestate.listings.models import Operation
from realestate.listings.views.common import check_may_edit, listing_or_404
from realestate.portals.feeds import accounts as services
from realestate.portals.feeds.panel import open_operations, places_of
from realestate.portals.models import PortalAccount
from realestate.salespeople.models import User


@require_safe
def listing_on_portals(request: HttpRequest, reference: str) -> HttpResponse:
    """Its state at each portal, and what each would reject or cut."""
    operations = open_operations(Operation.objects.visible_to(request.user).of_reference(reference))
    listing = operations[0].listing if operations else listing_or_404(request, reference)
    context = {
        "nav_section": "listings",
        "listing": listing,
        "places": places_of(listing, operations),
        "can_edit": listing.can_be_edited_by(request.user),
    }
    is_part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, f"portals/feeds/{'_on_portals' if is_part else 'on_portals'}.html", context)


def _switch(request: HttpRequest, reference: str, account: int, operation: int, *, is_wanted: bool) -> HttpResponse:
    found = get_object_or_404(
        Operation.objects.visible_to(request.user).of_reference(reference).select_related("listing"), pk=operation
    )
    check_may_edit(request, found.listing)
    portal = get_object_or_404(PortalAccount.objects.visible_to(request.user).active(), pk=account)
    try:
        services.set_wanted(actor=cast(User, request.user), account=portal, operation=found, is_wanted=is_wanted)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("portals:listing_on_portals", found.listing.reference)


@require_POST
def want(request: HttpRequest, reference: str, account: int, operation: int) -> HttpResponse:
    """Send this operation to this portal."""
    return _switch(request, reference, account, operation, is_wanted=True)


@require_POST
def unwant(request: HttpRequest, reference: str, account: int, operation: int) -> HttpResponse:
    """Keep this operation from this portal."""
    return _switch(request, reference, account, operation, is_wanted=False)
