"""The report to the owner: its period, a look at its figures, and the making."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from realestate.core.views import BusinessRuleMixin
from realestate.listings.views.mandates import private_listing
from realestate.listings.views.papers import pdf_response
from realestate.ownerroom import report
from realestate.ownerroom.activity import activity_of
from realestate.ownerroom.report_forms import PeriodForm, ReportForm
from realestate.salespeople.views import user_of


class ReportView(BusinessRuleMixin, FormView[Any]):
    """Choose the days by the address, read the figures, write some words, make the PDF or look at a sample of it."""

    nav_section = "listings"
    form_class = ReportForm
    template_name = "ownerroom/report.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.listing = private_listing(request, self.kwargs["reference"], to_write=True)
        self.reports = report.reports_of(self.listing, user_of(request))
        self.periods = report.periods_of(self.listing, self.reports)
        return super().dispatch(request, *args, **kwargs)

    def period_form(self) -> PeriodForm:
        """The days of the address; without any, those of the usual period."""
        usual = {"since": self.periods[0].since, "until": self.periods[0].until}
        asked = self.request.GET
        return PeriodForm(asked if "since" in asked or "until" in asked else usual)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = self.period_form()
        if period.is_valid():
            since, until = period.cleaned_data["since"], period.cleaned_data["until"]
        else:
            since, until = self.periods[0].since, self.periods[0].until
        owner = self.listing.owner
        language = "en" if owner is not None and owner.language.startswith("en") else "es"
        kwargs.setdefault("form", ReportForm(initial={"since": since, "until": until, "language": language}))
        return super().get_context_data(
            listing=self.listing,
            period=period,
            periods=[(one, (one.since, one.until) == (since, until)) for one in self.periods],
            activity=activity_of(listing=self.listing, since=since, until=until),
            reports=self.reports,
            **kwargs,
        )

    def perform(self, form: ReportForm) -> HttpResponse:
        asked = {"actor": user_of(self.request), "listing": self.listing, **form.cleaned_data}
        if "sample" in self.request.POST:
            return pdf_response(report.draft_owner_report(**asked), f"{self.listing.reference}-sample.pdf")
        report.make_owner_report(**asked)
        messages.success(self.request, _("The report is made; the owner finds it in their room."))
        return redirect("ownerroom:report", self.listing.reference)
