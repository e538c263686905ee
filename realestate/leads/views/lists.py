"""Lists of leads, their export, the leads of a listing, and adding one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.generic import FormView

from realestate.audit.services import record
from realestate.contacts.duplicates import known_to
from realestate.contacts.models import Contact
from realestate.core.csv import stream_csv
from realestate.core.views import BusinessRuleMixin, ListPage
from realestate.leads import exports, services
from realestate.leads.filters import LeadFilterSet
from realestate.leads.forms import QuickAddForm
from realestate.leads.models import Lead
from realestate.leads.querysets import LeadQuerySet
from realestate.listings.models import Listing
from realestate.salespeople.views import user_of

OF_LISTING = 50


class LeadListView(ListPage):
    """The leads that one may see, open ones unless asked otherwise."""

    nav_section = "leads"
    template_name = "leads/lead_list.html"
    rows_template = "leads/_lead_rows.html"
    filterset_class = LeadFilterSet
    orders = {
        "newest": (gettext_lazy("Newest first"), ("-received_at", "-pk")),
        # Those without an answer stand first (nothing sorts before something), the oldest of them on top.
        "waiting": (gettext_lazy("Waiting longest"), ("answered_at", "received_at", "pk")),
        "due": (gettext_lazy("Next action due"), ("next_due_at", "pk")),
    }

    def get_queryset(self) -> LeadQuerySet:
        return Lead.objects.visible_to(self.request.user).for_rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = user_of(self.request)
        return super().get_context_data(can_add=user.sells, can_direct=user.directs, **kwargs)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as a file; who took it along is written down."""
    user = user_of(request)
    leads = Lead.objects.visible_to(user).for_rows()
    filterset: Any = LeadFilterSet(request.GET, queryset=leads, request=request)
    record(actor=user, action="lead.exported", subject=user, changes={"filters": dict(request.GET.lists())})
    return stream_csv("leads.csv", exports.header(), exports.rows(filterset.qs.order_by("-received_at", "-pk")))


@require_GET
def of_listing(request: HttpRequest, reference: str) -> HttpResponse:
    """Who has asked about a listing: a piece of the listing's page, and a page of its own."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), reference=reference)
    leads = Lead.objects.visible_to(request.user).about_listing(reference).for_rows()
    context = {
        "listing": listing,
        "leads": leads.order_by("-received_at", "-pk")[:OF_LISTING],
        "can_add": user_of(request).sells,
        "nav_section": "listings",
    }
    fragment = bool(request.headers.get("HX-Request"))
    return render(request, "leads/_of_listing.html" if fragment else "leads/of_listing.html", context)


class LeadCreateView(BusinessRuleMixin, FormView[QuickAddForm]):
    """Quick add: three fields, from every page. Somebody who is known already is shown first."""

    nav_section = "leads"
    form_class = QuickAddForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_of(request).sells:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        fragment = bool(self.request.headers.get("HX-Request"))
        return ["leads/_quick_add.html" if fragment else "leads/lead_form.html"]

    def get_initial(self) -> dict[str, Any]:
        return {"listing": self.request.GET.get("listing", "")[:50]}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request), "auto_id": "quick_%s"}

    def perform(self, form: QuickAddForm) -> HttpResponse:
        user, values = user_of(self.request), form.cleaned_data
        contact = self.chosen_contact()
        if contact is None and "confirmed" not in self.request.POST:
            known = known_to(user, phones=form.phones, emails=form.emails)
            if known:
                return self.render_to_response(self.get_context_data(form=form, known=known))
        lead = services.quick_add_lead(
            actor=user,
            name=values["name"],
            phone_or_email=values["phone_or_email"],
            wants=values["wants"],
            listing=values["listing"],
            contact=contact,
        )
        messages.success(self.request, _("The lead is saved and yours."))
        if self.request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("leads:detail", args=[lead.pk])})
        return redirect("leads:detail", lead.pk)

    def chosen_contact(self) -> Contact | None:
        """The known person whom the user picked in the warning."""
        key = self.request.POST.get("use", "")
        if not key:
            return None
        if not key.isdecimal() or len(key) > 18:
            raise Http404
        return get_object_or_404(Contact.objects.visible_to(self.request.user).not_blocked(), pk=int(key))
