"""The agency's page about an owner's room: links, prices to decide on, words about viewings."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from realestate.agenda.models import Viewing
from realestate.core.errors import BusinessRuleError
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView, say_error
from realestate.documents.files import document_response
from realestate.listings.models import Listing, Operation, Photo
from realestate.listings.views.mandates import private_listing
from realestate.ownerroom import services
from realestate.ownerroom.desk import desk_of, suggested_words
from realestate.ownerroom.forms import FeedbackForm, LinkForm, ProposeForm
from realestate.ownerroom.models import OwnerLink, PriceProposal, ReleasedFeedback
from realestate.ownerroom.room import room_of
from realestate.salespeople.views import user_of


@require_safe
def panel(request: HttpRequest, reference: str) -> HttpResponse:
    """All of it; for htmx the short form of the listing's page."""
    listing = private_listing(request, reference)
    context = {
        "nav_section": "listings",
        "listing": listing,
        "desk": desk_of(listing),
        "can_edit": listing.can_be_edited_by(request.user),
    }
    is_part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, f"ownerroom/{'_panel' if is_part else 'panel'}.html", context)


@require_safe
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The room as its owners see it, in either language."""
    listing = private_listing(request, reference)
    language = "en" if request.GET.get("language") == "en" else "es"
    cover = Photo.objects.visible_to(request.user).of_reference(reference).at(0)
    with translation.override(language):
        context = {
            "title": listing.headline,
            "room": room_of(listing, None),
            "office": listing.office,
            "cover_url": cover.large_url if cover is not None and cover.is_shown else "",
            "is_preview": True,
            "language": language,
            "room_url": request.path,
            "other": f"{request.path}?language={'es' if language == 'en' else 'en'}",
        }
        return render(request, "ownerroom/room.html", context)


class LinkCreateView(BusinessRuleMixin, FormView[LinkForm]):
    """A way in for one owner."""

    nav_section = "listings"
    form_class = LinkForm
    template_name = "ownerroom/link_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.listing = private_listing(request, self.kwargs["reference"], to_write=True)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "listing": self.listing}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Link for an owner")
        return super().get_context_data(listing=self.listing, title=title, submit_label=_("Make the link"), **kwargs)

    def perform(self, form: LinkForm) -> HttpResponse:
        values = dict(form.cleaned_data)
        make = services.invite_owner if values.pop("send") else services.make_link
        link = make(actor=user_of(self.request), listing=self.listing, **values)
        said = _("The link is on its way to %(name)s.") if link.sent_at else _("The link for %(name)s is ready.")
        messages.success(self.request, said % {"name": link.contact.name})
        return redirect("ownerroom:panel", self.listing.reference)


def _own_link(request: HttpRequest, reference: str, pk: int) -> OwnerLink:
    private_listing(request, reference, to_write=True)
    rows = OwnerLink.objects.visible_to(request.user).of_reference(reference).for_list()
    return get_object_or_404(rows, pk=pk)


def _do(request: HttpRequest, reference: str, service: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    try:
        service(actor=user_of(request), **more)
        messages.success(request, said)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("ownerroom:panel", reference)


@require_POST
def link_send(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Mail it."""
    link = _own_link(request, reference, pk)
    said = _("The link is on its way to %(name)s.") % {"name": link.contact.name}
    return _do(request, link.listing.reference, services.send_link, said, link=link)


@require_POST
def link_show(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show it, to be handed over some other way; by POST, as it is on record that somebody has seen it."""
    link = _own_link(request, reference, pk)
    try:
        address = services.show_link(actor=user_of(request), link=link)
    except BusinessRuleError as error:
        say_error(request, error)
        return redirect("ownerroom:panel", link.listing.reference)
    context = {"listing": link.listing, "link": link, "address": address, "nav_section": "listings"}
    return render(request, "ownerroom/link.html", context)


@require_POST
def link_extend(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ninety more days from today."""
    link = _own_link(request, reference, pk)
    return _do(request, link.listing.reference, services.extend_link, _("The link is good for longer."), link=link)


@require_POST
def link_revoke(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take it back."""
    link = _own_link(request, reference, pk)
    said = _("The link opens nothing any more.")
    return _do(request, link.listing.reference, services.revoke_link, said, link=link)


class ProposeView(BusinessRuleMixin, FormView[ProposeForm]):
    """Put another price before the owners."""

    nav_section = "listings"
    form_class = ProposeForm
    template_name = "ownerroom/propose_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.listing = private_listing(request, self.kwargs["reference"], to_write=True)
        rows = Operation.objects.visible_to(request.user).of_listing(self.listing)
        self.operation = get_object_or_404(rows, pk=self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        readers = [row.link.contact.name for row in desk_of(self.listing).open_links]
        title = _("Propose a price to the owner")
        return super().get_context_data(
            listing=self.listing,
            operation=self.operation,
            readers=readers,
            title=title,
            submit_label=_("Propose this price"),
            **kwargs,
        )

    def perform(self, form: ProposeForm) -> HttpResponse:
        services.propose_price(actor=user_of(self.request), operation=self.operation, **form.cleaned_data)
        messages.success(self.request, _("The owners find the proposal in their room."))
        return redirect("ownerroom:panel", self.listing.reference)


def _own_proposal(request: HttpRequest, reference: str, pk: int) -> PriceProposal:
    rows = PriceProposal.objects.visible_to(request.user).of_reference(reference).for_list()
    return get_object_or_404(rows, pk=pk)


@require_POST
def proposal_withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a proposal back."""
    listing = private_listing(request, reference, to_write=True)
    proposal = _own_proposal(request, reference, pk)
    said = _("The proposal is taken back.")
    return _do(request, listing.reference, services.withdraw_proposal, said, proposal=proposal)


@require_safe
def proposal_annex(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """The annex of a price that an owner accepted."""
    private_listing(request, reference)
    annex = _own_proposal(request, reference, pk).annex
    if annex is None:
        raise Http404
    return document_response(annex, inline=True)


def _viewing(request: HttpRequest, listing: Listing, pk: int) -> Viewing:
    """Of this listing; whoever answers for it to the owner may, whoever's client came."""
    return get_object_or_404(Viewing.objects.of_listing(listing).for_detail(), pk=pk)


class FeedbackView(VersionedUpdateView):
    """Words for the owner about one viewing; saving releases them."""

    nav_section = "listings"
    form_class = FeedbackForm
    template_name = "ownerroom/feedback_form.html"

    def get_queryset(self) -> Any:
        return ReleasedFeedback.objects.visible_to(self.request.user).of_reference(self.kwargs["reference"])

    def get_object(self, queryset: Any = None) -> ReleasedFeedback:
        self.listing = private_listing(self.request, self.kwargs["reference"], to_write=True)
        self.viewing = _viewing(self.request, self.listing, self.kwargs["pk"])
        found = self.get_queryset().of_viewing(self.viewing).first()
        words = suggested_words(self.viewing, self.listing, user_of(self.request))
        feedback: ReleasedFeedback = found or ReleasedFeedback(text=words)
        feedback.viewing = self.viewing
        return feedback

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Words for the owner")
        return super().get_context_data(
            listing=self.listing, viewing=self.viewing, title=title, submit_label=_("Show it to the owner"), **kwargs
        )

    def perform(self, form: FeedbackForm) -> HttpResponse:
        services.release_feedback(actor=user_of(self.request), feedback=form.instance, text=form.cleaned_data["text"])
        messages.success(self.request, _("The owner can read it now."))
        return redirect("ownerroom:panel", self.listing.reference)


@require_POST
def feedback_withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take the words about a viewing back."""
    listing = private_listing(request, reference, to_write=True)
    viewing = _viewing(request, listing, pk)
    rows = ReleasedFeedback.objects.visible_to(request.user).of_viewing(viewing)
    said = _("The owner does not read it any more.")
    return _do(request, listing.reference, services.withdraw_feedback, said, feedback=get_object_or_404(rows))
