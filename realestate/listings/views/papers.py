"""Brochure and window card of a listing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import say_error
from realestate.listings import services
from realestate.listings.models import Operation
from realestate.listings.views.common import listing_or_404
from realestate.salespeople.views import user_of

LANGUAGES = ("es", "en")


class PapersView(TemplateView):
    """What can be printed of a listing, and what is missing for it."""

    nav_section = "listings"
    template_name = "listings/papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not user_of(self.request).sells:
            raise PermissionDenied
        listing = listing_or_404(self.request, kwargs.pop("reference"))
        rows = Operation.objects.visible_to(self.request.user).of_reference(listing.reference).for_papers()
        papers = [
            {
                "operation": operation,
                "kind": kind,
                "missing": services.missing_in_advertisement(operation=operation, kind=kind, language="es"),
            }
            for operation in rows
            for kind in services.ADVERTISEMENTS
        ]
        return super().get_context_data(listing=listing, papers=papers, **kwargs)


@require_POST
def make(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The PDF, to be opened or saved."""
    if not user_of(request).sells:
        raise PermissionDenied
    rows = Operation.objects.visible_to(request.user).of_reference(reference).for_papers()
    operation = get_object_or_404(rows, pk=pk)
    kind = request.POST.get("kind", "")
    language = "en" if request.POST.get("language") == "en" else "es"
    try:
        pdf = services.make_advertisement(actor=user_of(request), operation=operation, kind=kind, language=language)
    except BusinessRuleError as error:
        say_error(request, error)
        return redirect("listings:papers", operation.listing.reference)
    name = f'inline; filename="{operation.listing.reference}-{kind}-{language}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
