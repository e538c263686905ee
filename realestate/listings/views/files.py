"""Documents of a listing: private, and handed out only after asking who it is for."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import BusinessRuleMixin, say_error
from realestate.documents.files import document_response
from realestate.listings import services
from realestate.listings.file_forms import FileForm, FileUploadForm
from realestate.listings.models import Listing, ListingFile
from realestate.listings.views.common import check_may_edit, listing_or_404
from realestate.salespeople.views import user_of

AHEAD = 90  # days: what expires later is nobody's worry yet


class FilesView(BusinessRuleMixin, FormView[Any]):
    """The documents that this person may see, and the form to add some; for htmx the list alone."""

    nav_section = "listings"
    template_name = "listings/files.html"
    form_class = FileUploadForm

    def get_listing(self) -> Listing:
        listing = listing_or_404(self.request, self.kwargs["reference"])
        if self.request.method == "POST":
            check_may_edit(self.request, listing)
        return listing

    def get_template_names(self) -> list[str]:
        return ["listings/_files.html"] if self.request.headers.get("HX-Request") else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.get_listing()
        rows = ListingFile.objects.visible_to(self.request.user).of_listing(listing)
        return super().get_context_data(
            listing=listing,
            files=list(rows.for_list()[: services.MAX_FILES]),
            can_edit=listing.can_be_edited_by(self.request.user),
            is_manager=user_of(self.request).is_manager,
            is_fragment=bool(self.request.headers.get("HX-Request")),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.get_listing()
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        listing = self.get_listing()
        values = {name: form.cleaned_data[name] for name in ("category", "title", "visibility", "expires_on")}
        added = services.add_files(
            actor=user_of(self.request), listing=listing, uploads=form.cleaned_data["files"], **values
        )
        said = ngettext("%(count)d document is added.", "%(count)d documents are added.", len(added))
        messages.success(self.request, said % {"count": len(added)})
        return redirect("listings:files", listing.reference)


def own_file(request: HttpRequest, reference: str, pk: int) -> ListingFile:
    """A document that this person may see, with all that is asked of it."""
    rows = ListingFile.objects.visible_to(request.user).of_reference(reference)
    return get_object_or_404(rows.select_related("document", "listing__office"), pk=pk)


@require_safe
def download(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """The file itself; 404 for whoever may not see it, a line in the audit unless it is for the whole agency."""
    file = own_file(request, reference, pk)
    response = document_response(file.document, inline="download" not in request.GET)
    services.note_downloaded(actor=user_of(request), file=file)
    return response


class FileEditView(BusinessRuleMixin, FormView[Any]):
    """What is said of a document."""

    nav_section = "listings"
    template_name = "listings/file_form.html"
    form_class = FileForm

    def get_file(self) -> ListingFile:
        file = own_file(self.request, self.kwargs["reference"], self.kwargs["pk"])
        check_may_edit(self.request, file.listing)
        return file

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "file": self.get_file()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.get_file()
        back = reverse("listings:files", args=[file.listing.reference])
        return super().get_context_data(title=str(file), file=file, cancel_url=back, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        file = self.get_file()
        services.update_file(actor=user_of(self.request), file=file, values=form.cleaned_data)
        messages.success(self.request, _("The document is saved."))
        return redirect("listings:files", file.listing.reference)


@require_POST
def delete(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    file = own_file(request, reference, pk)
    check_may_edit(request, file.listing)
    try:
        services.delete_file(actor=user_of(request), file=file)
        messages.success(request, _("The document is deleted."))
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("listings:files", file.listing.reference)


class ExpiringFilesView(TemplateView):
    """For managers: what has expired or will within three months, the oldest first."""

    nav_section = "listings"
    template_name = "listings/files_expiring.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = user_of(self.request)
        if not user.is_manager:
            raise PermissionDenied
        rows = ListingFile.objects.visible_to(user).expiring(today() + timedelta(days=AHEAD)).for_list()
        page = paginate(rows, order=("expires_on", "pk"), cursor=self.request.GET.get("cursor", ""))
        return super().get_context_data(
            title=_("Documents that expire"), files=page.rows, next_cursor=page.next_cursor, days=AHEAD, **kwargs
        )
