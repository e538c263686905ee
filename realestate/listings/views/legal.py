"""What buyers and tenants are told before they pay: the forms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from realestate.core.views import VersionedUpdateView
from realestate.listings import services
from realestate.listings.legal_forms import LegalForm, TermsForm
from realestate.listings.models import LegalFacts, OperationTerms
from realestate.listings.views.common import own_listing, own_operation
from realestate.salespeople.views import user_of


class FirstSaveView(VersionedUpdateView):
    """An edit page of a row that need not be there: the first save makes it."""

    nav_section = "listings"
    template_name = "listings/legal_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ObjectDoesNotExist:  # somebody made it between our reading and our writing
            form.instance = self.get_queryset().get()
            return self.show_conflicts(form)


class LegalView(FirstSaveView):
    """The legal information of a listing."""

    form_class = LegalForm

    def get_queryset(self) -> Any:
        return LegalFacts.objects.visible_to(self.request.user).of_reference(self.kwargs["reference"])

    def get_object(self, queryset: Any = None) -> LegalFacts:
        self.listing = own_listing(self.request, self.kwargs["reference"])
        return self.get_queryset().first() or LegalFacts(listing=self.listing)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(listing=self.listing, title=_("Legal information"), **kwargs)

    def perform(self, form: LegalForm) -> HttpResponse:
        services.set_legal_facts(
            actor=user_of(self.request),
            listing=self.listing,
            version=form.loaded_version,
            values=form.values(),
            words=form.words(),
        )
        messages.success(self.request, _("The legal information is saved."))
        return redirect("listings:papers", self.listing.reference)


class TermsView(FirstSaveView):
    """What the price of an operation includes and how it is paid."""

    form_class = TermsForm

    def get_queryset(self) -> Any:
        return OperationTerms.objects.visible_to(self.request.user).of_operation(self.kwargs["pk"])

    def get_object(self, queryset: Any = None) -> OperationTerms:
        self.operation = own_operation(self.request, self.kwargs["reference"], self.kwargs["pk"])
        return self.get_queryset().first() or OperationTerms(operation=self.operation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Terms: %(operation)s") % {"operation": self.operation.get_kind_display()}
        return super().get_context_data(listing=self.operation.listing, title=title, **kwargs)

    def perform(self, form: TermsForm) -> HttpResponse:
        services.set_terms(
            actor=user_of(self.request), operation=self.operation, version=form.loaded_version, words=form.words()
        )
        messages.success(self.request, _("The terms are saved."))
        return redirect("listings:papers", self.operation.listing.reference)
