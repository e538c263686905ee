"""Who is away: read by colleagues, written by oneself, the coordinators and the managers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from realestate.core.dates import today
from realestate.core.views import VersionedUpdateView
from realestate.salespeople import services
from realestate.salespeople.models import Absence, User
from realestate.salespeople.notification_forms import AbsenceForm
from realestate.salespeople.services.worktime import may_write_absence
from realestate.salespeople.views import user_of

AT_MOST = 200


class AbsenceListView(TemplateView):
    """Absences under way and to come."""

    nav_section = "team"
    template_name = "salespeople/absences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = user_of(self.request)
        found = Absence.objects.visible_to(user).not_over(today()).select_related("user__office")[:AT_MOST]
        rows = [(one, may_write_absence(actor=user, of=one.user), one.starts_on <= today()) for one in found]
        return super().get_context_data(rows=rows, can_add=user.sells, **kwargs)


class AbsenceFormView(VersionedUpdateView):
    """A new absence, or a change of one."""

    nav_section = "team"
    form_class = AbsenceForm
    template_name = "salespeople/absence_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_of(request).sells:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return Absence.objects.visible_to(self.request.user).select_related("user")

    def get_object(self, queryset: Any = None) -> Absence:
        return writable(self.request, self.kwargs["pk"]) if "pk" in self.kwargs else Absence()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": user_of(self.request)}

    def perform(self, form: AbsenceForm) -> HttpResponse:
        services.save_absence(actor=user_of(self.request), absence=form.instance)
        messages.success(self.request, _("Noted. No new leads are given out in that time."))
        return redirect("salespeople:absences")


@require_POST
def absence_delete(request: HttpRequest, pk: int) -> HttpResponse:
    services.delete_absence(actor=user_of(request), absence=writable(request, pk))
    messages.success(request, _("Deleted."))
    return redirect("salespeople:absences")


def writable(request: HttpRequest, pk: int) -> Absence:
    """An absence that the user may see (else 404) and change (else 403)."""
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("user"), pk=pk)
    who: User = absence.user
    if not may_write_absence(actor=user_of(request), of=who):
        raise PermissionDenied
    return absence
