"""The page of a selection: what an agent put together for a client, behind a secret link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from realestate.listings.models import Operation, Selection
from realestate.listings.services import note_selection_opened
from realestate.portals import selection_paper, seo
from realestate.portals.views.public import PublicPage, language_of_page
from realestate.salespeople.models import Office

HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer"}


class SelectionMixin(PublicPage):
    """Finds the selection; an address that is over answers 410, one that never was 404."""

    robots = "noindex, nofollow"
    request: HttpRequest
    kwargs: dict[str, Any]
    selection: Selection

    def find(self) -> bool:
        """Reads the selection of this address; tells whether it may still be seen."""
        rows = Selection.objects.by_token(self.kwargs["token"]).select_related("created_by__office")
        self.selection = get_object_or_404(rows)
        return self.selection.is_open

    def agency(self) -> Office | None:
        return self.selection.created_by.office or super().agency()

    def alternatives(self) -> dict[str, str]:
        return {code: reverse(f"portals:selection_{code}", args=[self.kwargs["token"]]) for code in seo.LANGUAGES}

    def operations(self, *, with_texts: bool = False) -> list[Operation]:
        """Only what strangers may see just now, in the order in which it was chosen."""
        rows = Operation.objects.on_web().of_selection(self.selection.pk).for_public_cards()
        return list(rows.prefetch_related("listing__texts") if with_texts else rows)


class SelectionView(SelectionMixin, TemplateView):
    """The chosen properties that are on the public pages at this moment."""

    template_name = "portals/selection.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.find():
            return self.answer(["portals/selection_over.html"], 410)
        if request.method == "GET":
            note_selection_opened(selection=self.selection)
        return self.answer([self.template_name], 200, operations=self.operations())

    def answer(self, templates: list[str], status: int, **context: Any) -> HttpResponse:
        language = (self.selection.language if status == 200 else "") or None
        context = self.get_context_data(
            selection=self.selection,
            message_language=language,
            pdf_url=f"{self.request.path}pdf/",
            **context,
        )
        response = self.response_class(self.request, templates, context, status=status, using=self.template_engine)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response


class PdfView(SelectionMixin, TemplateView):
    """The same properties as a PDF to print or keep."""

    template_name = "portals/selection_over.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.find():
            response: HttpResponse = self.render_to_response(self.get_context_data(), status=410)
        else:
            office = self.agency()
            assert office is not None  # whoever made it had one, or there is a first
            page = seo.absolute(self.alternatives()[language_of_page()])
            operations = self.operations(with_texts=True)
            pdf = selection_paper.paper_of(self.selection, operations, office, page)
            name = f'inline; filename="{_("selection")}.pdf"'
            response = HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
        for header, value in HEADERS.items():
            response.headers[header] = value
        return response
