"""Winning properties: list, page, forms and verbs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, TemplateView

from realestate.contacts.duplicates import known_to
from realestate.core.errors import BusinessRuleError
from realestate.core.views import BusinessRuleMixin, ListPage, VersionedUpdateView, say_error
from realestate.listings import services
from realestate.listings.models import Listing, Prospect
from realestate.listings.prospect_filters import ProspectFilterSet
from realestate.listings.prospect_forms import LoseForm, NextStepForm, ProspectForm, ProspectQuickForm, ValueForm
from realestate.listings.querysets import ProspectQuerySet
from realestate.salespeople.views import user_of


class ProspectListView(ListPage):
    """The prospects that one may see; without a filter the open ones."""

    nav_section = "listings"
    template_name = "listings/prospect_list.html"
    rows_template = "listings/_prospect_rows.html"
    filterset_class = ProspectFilterSet
    orders = {
        "newest": (gettext_lazy("Newest first"), ("-pk",)),
        "next": (gettext_lazy("Next step first"), ("next_step_on", "pk")),
    }

    def get_queryset(self) -> ProspectQuerySet:
        return Prospect.objects.visible_to(self.request.user).for_rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(can_add=user_of(self.request).sells, **kwargs)


class ProspectView(TemplateView):
    """One prospect, and what may be done with it."""

    nav_section = "listings"
    template_name = "listings/prospect_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        prospect = prospect_or_404(self.request, kwargs["reference"])
        return super().get_context_data(
            prospect=prospect,
            can_edit=prospect.can_be_edited_by(self.request.user),
            known=services.places_like(
                town=prospect.town,
                street=prospect.street,
                street_number=prospect.street_number,
                floor=prospect.floor,
                door=prospect.door,
                but=prospect,
            )
            if prospect.is_open
            else [],
            **kwargs,
        )


class ProspectCreateView(BusinessRuleMixin, CreateView[Prospect, ProspectQuickForm]):
    """Quickly, in front of the house; who or what is known already is shown first."""

    nav_section = "listings"
    model = Prospect
    form_class = ProspectQuickForm
    template_name = "listings/prospect_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        if not user_of(self.request).sells:
            raise PermissionDenied
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("New prospect"), towns=Listing.objects.towns()[:1000], **kwargs)

    def perform(self, form: ProspectQuickForm) -> HttpResponse:
        user, cleaned = user_of(self.request), form.cleaned_data
        phones = [cleaned["owner_phone"]] if cleaned["owner_phone"] else []
        emails = [cleaned["owner_email"]] if cleaned["owner_email"] else []
        if "confirmed" not in self.request.POST:
            places = services.places_like(
                **{name: cleaned[name] for name in ("town", "street", "street_number", "floor", "door")}
            )
            known = known_to(user, phones=phones, emails=emails)
            if places or known:
                return self.render_to_response(self.get_context_data(form=form, places=places, known=known))
        values = {**form.values(), "salesperson": user}
        if cleaned["owner_name"].strip():
            values["owner"] = services.contact_of_owner(
                actor=user,
                office=cleaned["office"],
                salesperson=user,
                name=cleaned["owner_name"],
                phones=phones,
                emails=emails,
            )
        prospect = services.create_prospect(actor=user, office=cleaned["office"], values=values)
        messages.success(self.request, _("%(reference)s is created.") % {"reference": prospect.reference})
        return redirect(prospect)


class ProspectUpdateView(VersionedUpdateView):
    """Change a prospect."""

    nav_section = "listings"
    form_class = ProspectForm
    template_name = "listings/prospect_form.html"

    def get_queryset(self) -> Any:
        return Prospect.objects.visible_to(self.request.user).for_rows()

    def get_object(self, queryset: Any = None) -> Prospect:
        return own_prospect(self.request, self.kwargs["reference"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Edit %(reference)s") % {"reference": self.object.reference}
        return super().get_context_data(title=title, towns=Listing.objects.towns()[:1000], **kwargs)

    def perform(self, form: ProspectForm) -> HttpResponse:
        prospect = services.update_prospect(actor=user_of(self.request), prospect=form.instance, values=form.values())
        messages.success(self.request, _("%(reference)s is saved.") % {"reference": prospect.reference})
        return redirect(prospect)


def prospect_or_404(request: HttpRequest, reference: str) -> Prospect:
    rows = Prospect.objects.visible_to(request.user).for_rows()
    return get_object_or_404(rows.by_reference(reference))


def own_prospect(request: HttpRequest, reference: str) -> Prospect:
    prospect = prospect_or_404(request, reference)
    if not prospect.can_be_edited_by(request.user):
        raise PermissionDenied
    return prospect


def _do(
    request: HttpRequest, reference: str, service: Callable[..., Any], form: forms.Form | None = None
) -> HttpResponse:
    """Read the small form, call the verb's service, say how it went."""
    prospect = own_prospect(request, reference)
    if form is not None and not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(prospect)
    try:
        done = service(actor=user_of(request), prospect=prospect, **(form.cleaned_data if form else {}))
    except BusinessRuleError as error:
        say_error(request, error)
        return redirect(prospect)
    if isinstance(done, Listing):
        said = _("%(prospect)s is %(listing)s in the stock now.")
        messages.success(request, said % {"prospect": prospect.reference, "listing": done.reference})
        return redirect(done)
    messages.success(request, f"{done.reference}: {done.get_status_display()}.")
    return redirect(done)


@require_POST
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, services.contact_prospect, NextStepForm(request.POST))


@require_POST
def value(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, services.value_prospect, ValueForm(request.POST))


@require_POST
def lose(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, services.lose_prospect, LoseForm(request.POST))


@require_POST
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, services.reopen_prospect)


@require_POST
def convert(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, services.convert_prospect)
