"""The papers of a listing: what can be made, what is missing for it, a look at each, and the making."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import say_error
from realestate.documents.choices import DocumentKind
from realestate.documents.files import SANDBOX
from realestate.listings import services, shelf
from realestate.listings.models import Operation
from realestate.listings.views.common import listing_or_404
from realestate.salespeople.views import user_of


def language_of(request: HttpRequest) -> str:
    """Spanish or English: as asked, else the reader's own."""
    asked = request.POST.get("language") or request.GET.get("language") or get_language() or "es"
    return "en" if asked.startswith("en") else "es"


def papers_operation(request: HttpRequest, reference: str, pk: int) -> Operation:
    """The operation with all that papers say of it: for those who sell."""
    if not user_of(request).sells:
        raise PermissionDenied
    rows = Operation.objects.visible_to(request.user).of_reference(reference).for_papers()
    return get_object_or_404(rows, pk=pk)


def check_kind(request: HttpRequest, operation: Operation, kind: str) -> None:
    """404 for a paper that there is not of this listing, 403 where it would show the owners' names."""
    if kind not in shelf.kinds_for(operation, private=True):
        raise Http404
    if kind in shelf.KEPT:
        if not operation.listing.shows_owner_to(request.user):
            raise PermissionDenied
        services.note_owner_viewed(actor=user_of(request), listing=operation.listing)


class PapersView(TemplateView):
    """Everything that can be printed of a listing, and what is missing for it."""

    nav_section = "listings"
    template_name = "listings/papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = user_of(self.request)
        if not user.sells:
            raise PermissionDenied
        listing = listing_or_404(self.request, kwargs.pop("reference"))
        private = listing.shows_owner_to(user)
        rows = Operation.objects.visible_to(user).of_reference(listing.reference).open().for_papers()
        return super().get_context_data(
            listing=listing,
            papers=shelf.sheets_of(rows, language=language_of(self.request), private=private),
            elsewhere=shelf.elsewhere(listing, private=private),
            can_edit=listing.can_be_edited_by(user),
            is_manager=user.is_manager,
            **kwargs,
        )


class PaperView(TemplateView):
    """One paper before it is made: what it will say, what is missing, what it will leave out."""

    nav_section = "listings"
    template_name = "listings/paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        operation = papers_operation(self.request, kwargs.pop("reference"), kwargs.pop("pk"))
        kind = kwargs.pop("kind")
        check_kind(self.request, operation, kind)
        language = language_of(self.request)
        user = user_of(self.request)
        return super().get_context_data(
            listing=operation.listing,
            paper=shelf.sheet_of(operation, kind, language=language),
            languages=[("es", language == "es"), ("en", language == "en")],
            can_edit=operation.listing.can_be_edited_by(user),
            is_manager=user.is_manager,
            **kwargs,
        )


@require_safe
def draft(request: HttpRequest, reference: str, pk: int, kind: str) -> HttpResponse:
    """The PDF as it would be by now, with "sample" across it."""
    operation = papers_operation(request, reference, pk)
    check_kind(request, operation, kind)
    try:
        pdf = services.draft_paper(
            actor=user_of(request), operation=operation, kind=kind, language=language_of(request)
        )
    except BusinessRuleError as error:
        say_error(request, error)
        return redirect("listings:paper", operation.listing.reference, pk, kind)
    return pdf_response(pdf, f"{operation.listing.reference}-{kind}-{language_of(request)}-sample.pdf")


@require_POST
def make(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """An advertisement as PDF to be opened or saved; a paper for the parties is kept, and opened from there."""
    operation = papers_operation(request, reference, pk)
    kind, language = request.POST.get("kind", ""), language_of(request)
    made: dict[str, Any] = {"actor": user_of(request), "operation": operation, "kind": kind, "language": language}
    try:
        if kind in shelf.KEPT:
            check_kind(request, operation, kind)
            file = services.make_kept_paper(**made)
            return redirect("listings:file", operation.listing.reference, file.pk)
        pdf = services.make_advertisement(**made)
    except BusinessRuleError as error:
        say_error(request, error)
        if kind in shelf.MADE_HERE:
            page = reverse("listings:paper", args=[operation.listing.reference, pk, kind])
            return redirect(f"{page}?language={language}")
        return redirect("listings:papers", operation.listing.reference)
    return pdf_response(pdf, f"{operation.listing.reference}-{DocumentKind(kind)}-{language}.pdf")


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """Shown in the browser under a policy of its own; never kept on the way."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
