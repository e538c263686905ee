"""Owners and mandates of a listing, and the mandates of the agency that end soon."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, TemplateView

from realestate.contacts.models import Contact
from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView, say_error
from realestate.documents.files import document_response
from realestate.listings import services
from realestate.listings.choices import OperationKind
from realestate.listings.fees import Fee, fee_at
from realestate.listings.mandate_forms import STATUS_KINDS, EndForm, MandateForm, SignedForm, owner_rows
from realestate.listings.mandate_states import allowed_verbs
from realestate.listings.models import Listing, Mandate, Ownership
from realestate.listings.owner_lines import OwnerLine, owner_lines
from realestate.listings.views.common import listing_or_404, own_listing
from realestate.salespeople.views import user_of

OF_CONTACT = 50


def private_listing(request: HttpRequest, reference: str, *, to_write: bool = False) -> Listing:
    """Owners and terms are for its salesperson, coordinators of its office and managers."""
    listing = own_listing(request, reference) if to_write else listing_or_404(request, reference)
    if not listing.shows_owner_to(user_of(request)):
        raise PermissionDenied
    return listing


def own_mandate(request: HttpRequest, reference: str, pk: int) -> Mandate:
    private_listing(request, reference, to_write=True)
    rows = Mandate.objects.visible_to(request.user).of_reference(reference)
    return get_object_or_404(rows.select_related("listing__office"), pk=pk)


class OwnersView(TemplateView):
    """Who owns the listing, in which shares."""

    nav_section = "listings"
    template_name = "listings/owners.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = kwargs.pop("listing", None) or private_listing(self.request, self.kwargs["reference"], to_write=True)
        formset = kwargs.pop("formset", None) or owner_rows(user_of(self.request), listing)
        kwargs.pop("reference", None)
        return super().get_context_data(listing=listing, formset=formset, **kwargs)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        listing = private_listing(request, reference, to_write=True)
        user = user_of(request)
        formset = owner_rows(user, listing, request.POST)
        error = ""
        if formset.is_valid():
            try:
                services.set_owners(actor=user, listing=listing, owners=formset.shares())
            except BusinessRuleError as problem:
                error = str(problem)
            else:
                messages.success(request, _("The owners are saved."))
                return redirect("listings:mandates", listing.reference)
        return self.render_to_response(self.get_context_data(listing=listing, formset=formset, error=error))


class MandatesView(TemplateView):
    """The owners and mandates of one listing; for htmx the short form of its page."""

    nav_section = "listings"
    template_name = "listings/mandates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = listing_or_404(self.request, kwargs["reference"])
        user = user_of(self.request)
        shows_terms = listing.shows_owner_to(user)
        mandates = list(Mandate.objects.visible_to(user).of_reference(listing.reference))
        return super().get_context_data(
            listing=listing,
            mandates=[(one, STATUS_KINDS[one.status]) for one in mandates],  # type: ignore[index]
            owners=self.owners_of(listing) if shows_terms else [],
            shows_terms=shows_terms,
            can_edit=shows_terms and listing.can_be_edited_by(user),
            **kwargs,
        )

    def owners_of(self, listing: Listing) -> list[OwnerLine]:
        """None in the short form, which names nobody; who looks at them on the page is recorded."""
        if self.request.headers.get("HX-Request"):
            return []
        user = user_of(self.request)
        owners = owner_lines(user, listing)
        if owners:
            services.note_owner_viewed(actor=user, listing=listing)
        return owners

    def get_template_names(self) -> list[str]:
        return ["listings/_mandates.html"] if self.request.headers.get("HX-Request") else [self.template_name]


@require_safe
def of_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """What a contact owns, has a part of or speaks for: a piece of the contact's page, and a page."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    rows = Ownership.objects.visible_to(request.user).about(contact)[:OF_CONTACT]
    is_fragment = bool(request.headers.get("HX-Request"))
    page = "listings/_of_contact.html" if is_fragment else "listings/of_contact.html"
    return render(request, page, {"contact": contact, "rows": rows, "nav_section": "contacts"})


class MandateCreateView(BusinessRuleMixin, CreateView[Mandate, MandateForm]):
    """A new mandate, as a draft."""

    nav_section = "listings"
    model = Mandate
    form_class = MandateForm
    template_name = "listings/mandate_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.listing = private_listing(self.request, self.kwargs["reference"], to_write=True)
        return {**super().get_form_kwargs(), "listing": self.listing}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "listing": self.listing, "title": _("New mandate")}

    def perform(self, form: MandateForm) -> HttpResponse:
        mandate = services.create_mandate(actor=user_of(self.request), listing=self.listing, values=form.values())
        return redirect("listings:mandate", self.listing.reference, mandate.pk)


class MandateUpdateView(VersionedUpdateView):
    """Change a draft."""

    nav_section = "listings"
    form_class = MandateForm
    template_name = "listings/mandate_form.html"

    def get_queryset(self) -> Any:
        return Mandate.objects.visible_to(self.request.user).of_reference(self.kwargs["reference"])

    def get_object(self, queryset: Any = None) -> Mandate:
        return own_mandate(self.request, self.kwargs["reference"], self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "listing": self.object.listing}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "listing": self.object.listing, "title": self.object.reference}

    def perform(self, form: MandateForm) -> HttpResponse:
        mandate = services.update_mandate(actor=user_of(self.request), mandate=form.instance, values=form.values())
        messages.success(self.request, _("The mandate is saved."))
        return redirect("listings:mandate", self.kwargs["reference"], mandate.pk)


class MandateView(TemplateView):
    """One mandate: its terms, who has signed, and what can be done with it now."""

    nav_section = "listings"
    template_name = "listings/mandate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = private_listing(self.request, kwargs.pop("reference"))
        rows = Mandate.objects.visible_to(self.request.user).of_reference(listing.reference)
        mandate = get_object_or_404(rows.for_detail(), pk=kwargs.pop("pk"))
        verbs = {verb.name for verb in allowed_verbs(mandate, today())}
        return super().get_context_data(
            listing=listing,
            mandate=mandate,
            status_kind=STATUS_KINDS[mandate.status],  # type: ignore[index]
            kinds=[label for code, label in OperationKind.choices if code in mandate.operation_kinds],
            fee=fee_of(mandate),
            requests=list(mandate.document.signature_requests.all()) if mandate.document else [],
            can_edit=listing.can_be_edited_by(user_of(self.request)),
            can_send="send" in verbs,
            can_sign="sign" in verbs,
            can_end="withdraw" in verbs,
            can_renew="renew" in verbs,
            can_revoke="revoke" in verbs,
            signed_form=SignedForm(),
            end_form=EndForm(),
            **kwargs,
        )


class MandateListView(TemplateView):
    """The agency's mandates: those that end soon first asked for."""

    nav_section = "listings"
    template_name = "listings/mandate_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Mandate.objects.terms_visible_to(self.request.user).for_rows()
        only_ending = self.request.GET.get("only") != "all"
        if only_ending:
            rows = rows.ending()
        order = ("ends_on", "id") if only_ending else ("-id",)
        page = paginate(rows, order=order, cursor=self.request.GET.get("cursor", ""))
        return super().get_context_data(
            rows=[(one, STATUS_KINDS[one.status]) for one in page.rows],  # type: ignore[index]
            next_cursor=page.next_cursor,
            only_ending=only_ending,
            **kwargs,
        )


def fee_of(mandate: Mandate) -> Fee | None:
    return fee_at(
        mandate.price,
        kind=mandate.fee_kind,
        value=mandate.fee_value,
        minimum=mandate.fee_minimum,
        vat_rate=mandate.vat_rate,
        currency=mandate.currency,
    )


def _do(
    request: HttpRequest, mandate: Mandate, service: Callable[..., Mandate], said: str, **more: Any
) -> HttpResponse:
    try:
        done = service(actor=user_of(request), mandate=mandate, **more)
    except BusinessRuleError as error:
        say_error(request, error)
        done = mandate
    else:
        messages.success(request, said)
    return redirect("listings:mandate", mandate.listing.reference, done.pk)


@require_POST
def send(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    mandate = own_mandate(request, reference, pk)
    language = "en" if request.POST.get("language") == "en" else "es"
    return _do(request, mandate, services.send_mandate, _("The owners have been asked to sign."), language=language)


@require_POST
def reopen(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, own_mandate(request, reference, pk), services.reopen_mandate, _("It is a draft again."))


@require_POST
def sign(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    mandate = own_mandate(request, reference, pk)
    form = SignedForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("listings:mandate", reference, pk)
    return _do(request, mandate, services.sign_on_paper, _("The mandate is signed."), **form.cleaned_data)


@require_POST
def withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    mandate = own_mandate(request, reference, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("listings:mandate", reference, pk)
    return _do(request, mandate, services.withdraw_mandate, _("The mandate has ended."), **form.cleaned_data)


@require_POST
def revoke(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, own_mandate(request, reference, pk), services.revoke_mandate, _("The mandate is revoked."))


@require_POST
def renew(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    said = _("A draft with the same terms follows it.")
    return _do(request, own_mandate(request, reference, pk), services.renew_mandate, said)


@require_safe
def document(request: HttpRequest, reference: str, pk: int) -> Any:
    """The mandate's PDF."""
    listing = private_listing(request, reference)
    rows = Mandate.objects.visible_to(request.user).of_reference(listing.reference).for_detail()
    mandate = get_object_or_404(rows.with_document(), pk=pk)
    assert mandate.document is not None
    return document_response(mandate.document, inline=True)
