"""Files of leads: choose, look, confirm. And the page of sources with their costs. For managers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import BusinessRuleMixin, say_error
from realestate.intake import figures, services
from realestate.intake.choices import ImportState, State
from realestate.intake.forms import ColumnsForm, CostForm, ImportForm
from realestate.intake.models import InboundMessage, LeadImport
from realestate.intake.reasons import words
from realestate.intake.services import csv_files
from realestate.intake.views.base import SECTION, ManagersOnly, manager_of, rooms
from realestate.salespeople.views import user_of

SHOWN_ROWS = 10
SHOWN_FAILURES = 100


class ImportListView(ManagersOnly, TemplateView):
    template_name = "intake/imports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = LeadImport.objects.visible_to(self.request.user).for_rows()
        page = paginate(rows, order=("-id",), cursor=self.request.GET.get("cursor", ""), size=50)
        return super().get_context_data(rows=page.rows, next_cursor=page.next_cursor, **kwargs)


class ImportCreateView(ManagersOnly, BusinessRuleMixin, FormView[ImportForm]):
    """Choose a file; it is read for a preview, and nothing is written yet."""

    form_class = ImportForm
    template_name = "intake/import_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def perform(self, form: ImportForm) -> HttpResponse:
        values = form.cleaned_data
        upload = values["upload"]
        batch = csv_files.start_import(
            actor=manager_of(self.request),
            office=values["office"],
            source=values["source"],
            portal=values["portal"],
            filename=upload.name,
            content=upload.read(),
        )
        return redirect(batch)


def batch_or_404(request: HttpRequest, pk: int) -> LeadImport:
    rows = LeadImport.objects.visible_to(request.user).select_related("office", "created_by")
    found: LeadImport = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def lead_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, or what became of the rows and which of them failed."""
    manager_of(request)
    batch = batch_or_404(request, pk)
    return _page(request, batch, ColumnsForm(columns=batch.columns))


def _page(request: HttpRequest, batch: LeadImport, form: ColumnsForm) -> HttpResponse:
    user = manager_of(request)
    rows = InboundMessage.objects.visible_to(user).of_import(batch)
    counts = rows.counts_by_state()
    context: dict[str, Any] = {
        "nav_section": SECTION,
        "rooms": rooms(user, request.path),
        "batch": batch,
        "form": form,
        "counts": [(State(code).label, counts[code]) for code in State.values if code in counts],
        "done": sum(counts.values()),
    }
    if batch.state == ImportState.PREVIEW:
        table = csv_files.read_table(bytes(batch.content))
        context["preview"] = [list(zip(table.names, row, strict=False)) for row in table.rows[:SHOWN_ROWS]]
        context["columns"] = list(zip(table.names, form, strict=False))
    else:
        failed = rows.quarantined().for_rows()[:SHOWN_FAILURES]
        context["failed"] = [(row, words(row.error)) for row in failed]
    return render(request, "intake/import.html", context)


@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    user, batch = manager_of(request), batch_or_404(request, pk)
    form = ColumnsForm(request.POST, columns=batch.columns)
    try:
        if not form.is_valid():
            raise BusinessRuleError(_("Choose a field for each column, or none."))
        csv_files.confirm_import(actor=user, batch=batch, fields=form.chosen)
        messages.success(request, _("The leads are being imported. Reload the page in a moment."))
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(batch)


@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, batch = manager_of(request), batch_or_404(request, pk)
    try:
        csv_files.cancel_import(actor=user, batch=batch)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(batch)


class SourcesView(ManagersOnly, BusinessRuleMixin, FormView[CostForm]):
    """What each source brought, cost and led to; and the form for a month's cost."""

    form_class = CostForm
    template_name = "intake/sources.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = user_of(self.request)
        months = figures.period(self.request.GET.get("months", ""))
        return super().get_context_data(
            lines=figures.figures(user, months=months),
            months=months,
            periods=[(1, _("This month")), (3, _("3 months")), (12, _("12 months"))],
            costs=figures.recent_costs(user),
            **kwargs,
        )

    def perform(self, form: CostForm) -> HttpResponse:
        services.save_cost(actor=manager_of(self.request), values=form.cleaned_data)
        messages.success(self.request, _("The cost is written down."))
        return redirect(f"{self.request.path}?months={figures.period(self.request.GET.get('months', ''))}")
