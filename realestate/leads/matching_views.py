"""Pages of demands and matches: fragments on the lead's and the listing's page, and full pages without JavaScript."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import CreateView

from realestate.audit.services import snapshot
from realestate.core.errors import BusinessRuleError
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView, say_error
from realestate.leads import demands, matching
from realestate.leads.demands import DemandForm
from realestate.leads.models import Demand, Lead
from realestate.listings.models import Listing
from realestate.salespeople.views import user_of


def _page(request: HttpRequest, fragment: str, context: dict[str, Any]) -> HttpResponse:
    """The fragment alone for htmx, else the page around it."""
    template = fragment if request.headers.get("HX-Request") else "leads/matches.html"
    return render(request, template, {"fragment": fragment, "nav_section": "leads", **context})


@require_GET
def demands_of_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """What this lead looks for, each demand with the operations that fit."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user).select_related("contact"), pk=pk)
    wanted = list(lead.demands.select_related("contact", "lead"))
    results = [(demand, matching.operations_for(demand, request.user, limit=6)) for demand in wanted[:3]]
    context = {"lead": lead, "results": results, "can_work": lead.can_be_worked_by(request.user)}
    return _page(request, "leads/_demands.html", context)


@require_GET
def demand_matches(request: HttpRequest, pk: int) -> HttpResponse:
    """All that fits one demand, near-misses apart."""
    demand = get_object_or_404(Demand.objects.visible_to(request.user).select_related("contact", "lead"), pk=pk)
    found = matching.operations_for(demand, request.user, limit=50)
    can_work = demand.lead is not None and demand.lead.can_be_worked_by(request.user)
    return _page(
        request, "leads/_matches.html", {"demand": demand, "lead": demand.lead, "found": found, "can_work": can_work}
    )


@require_GET
def matches_for_listing(request: HttpRequest, reference: str) -> HttpResponse:
    """Who looks for a listing like this."""
    listings = Listing.objects.visible_to(request.user).prefetch_related("operations")
    listing = get_object_or_404(listings, reference=reference)
    found = matching.demands_for(listing, request.user)
    return _page(request, "leads/_buyers.html", {"listing": listing, "found": found, "nav_section": "listings"})


class DemandCreateView(BusinessRuleMixin, CreateView[Demand, DemandForm]):
    """Write down what the person of a lead looks for."""

    nav_section = "leads"
    form_class = DemandForm
    template_name = "leads/demand_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.lead = get_object_or_404(
            Lead.objects.visible_to(request.user).select_related("contact", "office", "listing"), pk=self.kwargs["pk"]
        )
        if not self.lead.can_be_worked_by(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Begin with what the listing they asked about tells."""
        listing = self.lead.listing
        if listing is None:
            return {}
        first = listing.operations.first()
        price = first.price if first else None
        return {
            "operation": first.kind if first else "sale",
            "price_max": round(price) if price else None,
            "property_types": [listing.property_type],
            "zones": listing.town,
            "bedrooms_min": listing.bedrooms,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=self.lead, **kwargs)

    def perform(self, form: DemandForm) -> HttpResponse:
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        demand = demands.create_demand(actor=user_of(self.request), lead=self.lead, values=values)
        messages.success(self.request, _("The demand is saved. This is what fits."))
        return redirect("leads:demand_matches", demand.pk)


class DemandUpdateView(VersionedUpdateView):
    """Change a demand."""

    nav_section = "leads"
    model = Demand
    form_class = DemandForm
    template_name = "leads/demand_form.html"

    def get_queryset(self) -> Any:
        return Demand.objects.visible_to(self.request.user).select_related("contact", "lead")

    def get_object(self, queryset: Any = None) -> Demand:
        demand: Demand = super().get_object(queryset)
        if demand.lead is None or not demand.lead.can_be_worked_by(self.request.user):
            raise PermissionDenied
        self.before = snapshot(demand)
        return demand

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=self.object.lead, **kwargs)

    def perform(self, form: DemandForm) -> HttpResponse:
        demand = demands.update_demand(actor=user_of(self.request), demand=form.save(commit=False), before=self.before)
        messages.success(self.request, _("The demand is saved. This is what fits."))
        return redirect("leads:demand_matches", demand.pk)


def _verb(request: HttpRequest, pk: int, service: Any) -> HttpResponse:
    demand = get_object_or_404(Demand.objects.visible_to(request.user).select_related("contact", "lead"), pk=pk)
    if demand.lead is None or not demand.lead.can_be_worked_by(request.user):
        raise PermissionDenied
    try:
        service(actor=user_of(request), demand=demand)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(reverse("leads:detail", args=[demand.lead.pk]))


@require_POST
def close_demand(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, demands.close_demand)


@require_POST
def renew_demand(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, demands.renew_demand)
