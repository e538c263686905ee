"""Documents in the back office: managers edit the words; files and signatures are looked at."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.audit.services import difference, record, snapshot
from realestate.core.admin import BaseAdmin, ReadOnlyAdmin
from realestate.core.errors import BusinessRuleError
from realestate.documents import kinds, services
from realestate.documents.choices import DocumentKind
from realestate.documents.files import PDF, SANDBOX, document_response
from realestate.documents.forms import TemplateForm
from realestate.documents.models import Document, DocumentTemplate, SignatureRequest
from realestate.salespeople.models import Office


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(BaseAdmin):
    """The agency's words. A new one starts from the text that ships with the product."""

    form = TemplateForm
    list_display = ("title", "kind", "language", "office", "is_active", "updated_at")
    list_filter = ("kind", "language", "is_active", "office")
    list_select_related = ("office",)
    search_fields = ("title",)
    readonly_fields = ("fields_to_use",)
    change_form_template = "documents/admin_template_form.html"

    @admin.display(description=gettext_lazy("Fields to use"))
    def fields_to_use(self, obj: DocumentTemplate | None) -> str:
        """What may stand between the braces, with its meaning."""
        if obj is None or not obj.kind:
            return _("Choose a kind and save: the fields are listed here.")
        rows = ((self._as_written(one), one.label, one.law) for one in kinds.merge_fields(obj.kind))
        return format_html_join("", "<div><code>{}</code> {} <small>{}</small></div>", rows)

    @staticmethod
    def _as_written(one: kinds.Field) -> str:
        return f"{{{{#each {one.path}}}}} … {{{{/each}}}}" if one.many else f"{{{{ {one.path} }}}}"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start from the default of ``?kind=…&language=…``."""
        initial = dict(super().get_changeform_initial_data(request))
        kind, language = str(initial.get("kind", DocumentKind.MANDATE)), str(initial.get("language", "es"))
        if kind in {one.value for one in kinds.made_kinds()}:
            words = services.default_words(kind, language)
            initial = {"title": words.title, "body": words.body, **initial, "kind": kind, "language": language}
        return initial

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        starts = [(kind, language) for kind in kinds.made_kinds() for language in ("es", "en")]
        context = {"starts": starts, **(extra_context or {})}
        return super().add_view(request, form_url, context)

    def save_model(self, request: HttpRequest, obj: DocumentTemplate, form: Any, change: bool) -> None:
        before = snapshot(DocumentTemplate.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        record(
            actor=request.user if request.user.is_authenticated else None,
            action="template.changed" if change else "template.created",
            subject=obj,
            changes=difference(before, obj) if change else {"kind": obj.kind, "language": obj.language},
        )

    def get_urls(self) -> list[Any]:
        preview = path(
            "<path:object_id>/preview/", self.admin_site.admin_view(self.preview), name="documents_template_preview"
        )
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The saved words with sample values, as PDF."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        template = self.get_object(request, object_id)
        if template is None:
            raise Http404
        office = template.office or getattr(request.user, "office", None) or Office.objects.order_by("pk").first()
        if office is None:
            raise Http404
        try:
            pdf = services.make_pdf(
                kind=template.kind,
                language=template.language,
                office=office,
                values={**kinds.sample_values(template.kind), "draft": True},
                words=services.Words(template.title, template.body),
            )
        except BusinessRuleError as error:
            return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
        headers = {"Content-Disposition": 'inline; filename="preview.pdf"', "Content-Security-Policy": SANDBOX}
        return HttpResponse(pdf, content_type=PDF, headers=headers)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        messages.info(request, _("From now on these words go before those that ship with the product."))
        return super().response_add(request, obj, post_url_continue)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "office", "size", "created_by", "created_at")
    list_filter = ("kind", "office")
    list_select_related = ("office", "created_by")
    search_fields = ("title", "sha256")
    exclude = ("file",)
    change_form_template = "documents/admin_document.html"

    def get_urls(self) -> list[Any]:
        view = path("<path:object_id>/file/", self.admin_site.admin_view(self.file), name="documents_document_file")
        return [view, *super().get_urls()]

    def file(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The file, for a manager; the record-keeping knows who looked."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = self.get_object(request, object_id)
        if document is None:
            raise Http404
        record(actor=request.user if request.user.is_authenticated else None, action="document.read", subject=document)
        return document_response(document, inline=True)


@admin.register(SignatureRequest)
class SignatureRequestAdmin(ReadOnlyAdmin):
    list_display = ("document", "signer_name", "status", "expires_at", "signed_at")
    list_filter = ("status",)
    list_select_related = ("document",)
    search_fields = ("signer_name", "signer_email")
    exclude = ("token_hash", "code_hash", "drawing")
