"""Bringing stock in from a Kyero feed, in the browser; for managers."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import BusinessRuleMixin, say_error
from realestate.portals import imports, undo
from realestate.portals.import_forms import ImportForm
from realestate.portals.importer import LineKind, ReportLine
from realestate.portals.models import ImportBatch
from realestate.portals.reports import kind_name, write_csv
from realestate.salespeople.models import User
from realestate.salespeople.views import user_of

SHOWN_LINES = 100
SHOWN_EDITS = 50


def manager_of(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.is_manager:
        raise PermissionDenied
    return user


def batch_of(request: HttpRequest, pk: int) -> ImportBatch:
    manager_of(request)
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).for_rows(), pk=pk)


class ImportListView(TemplateView):
    """The imports so far."""

    nav_section = "listings"
    template_name = "portals/imports/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        manager_of(self.request)
        rows = ImportBatch.objects.visible_to(self.request.user).for_rows()
        page = paginate(rows, order=("-id",), cursor=self.request.GET.get("cursor", ""), size=50)
        return super().get_context_data(page=page, rows=page.rows, next_cursor=page.next_cursor, **kwargs)


class ImportCreateView(BusinessRuleMixin, FormView[ImportForm]):
    """Choose a file or give an address; it is read for a preview, and nothing is written yet."""

    nav_section = "listings"
    form_class = ImportForm
    template_name = "portals/imports/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": manager_of(self.request)}

    def perform(self, form: ImportForm) -> HttpResponse:
        return redirect(imports.start_import(actor=user_of(self.request), **form.cleaned_data))


class ImportView(TemplateView):
    """One import: progress, preview, result, undo."""

    nav_section = "listings"
    template_name = "portals/imports/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = batch_of(self.request, self.kwargs["pk"])
        lines = [{**line, "kind_name": kind_name(LineKind(line["kind"]))} for line in batch.lines[:SHOWN_LINES]]
        edits = undo.edits_since(batch) if "undo" in self.request.GET and batch.status == "done" else []
        context = {
            "batch": batch,
            "counts": counted(batch),
            "lines": lines,
            "more_lines": max(len(batch.lines) - SHOWN_LINES, 0) + batch.untold,
            "asks_undo": "undo" in self.request.GET and batch.status == "done",
            "edits": edits[:SHOWN_EDITS],
            "more_edits": max(len(edits) - SHOWN_EDITS, 0),
            "rows": batch.rows.select_related("listing")[:SHOWN_LINES],
        }
        return super().get_context_data(**context, **kwargs)

    def get_template_names(self) -> list[str]:
        return ["portals/imports/_state.html"] if self.request.headers.get("HX-Request") else [self.template_name]


def counted(batch: ImportBatch) -> list[tuple[str, int]]:
    """The figures of an import, in words."""
    names = (
        ("created", _("New")),
        ("updated", _("Changed")),
        ("unchanged", _("Unchanged")),
        ("rejected", _("Rejected")),
        ("missing", _("No longer in the feed")),
        ("withdrawn", _("Taken off the market")),
    )
    return [(label, int(batch.counts.get(name, 0))) for name, label in names]


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """All lines of the report as CSV."""
    batch = batch_of(request, pk)
    file = io.StringIO()
    write_csv(file, [ReportLine(**{**line, "kind": LineKind(line["kind"])}) for line in batch.lines])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
    return response


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    try:
        imports.confirm_import(actor=user_of(request), batch=batch)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(batch)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    try:
        imports.cancel_import(actor=user_of(request), batch=batch)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(batch)


@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everything back; with ``leave_edited`` all but what people have worked on since."""
    batch = batch_of(request, pk)
    try:
        undone = undo.undo_import(
            actor=user_of(request), batch=batch, leave_edited=request.POST.get("leave_edited") == "yes"
        )
    except BusinessRuleError as error:
        say_error(request, error)
        return redirect(f"{batch.get_absolute_url()}?undo=")
    if undone is None:  # the page tells how far it has come
        return redirect(batch)
    said = ngettext("%(count)d listing is as it was before.", "%(count)d listings are as they were before.", undone)
    messages.success(request, said % {"count": undone})
    return redirect(batch)
