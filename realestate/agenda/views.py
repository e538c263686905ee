"""Pages of the agenda: the day, the week, a viewing and its verbs."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.generic import DetailView, FormView, TemplateView

from realestate.agenda import services
from realestate.agenda.forms import EndViewingForm, MoveViewingForm, OutcomeForm, ViewingForm, suggested_start
from realestate.agenda.models import Viewing
from realestate.audit.services import snapshot
from realestate.contacts.models import Contact
from realestate.core.dates import day_range, today, week_range
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView
from realestate.leads.models import Lead
from realestate.listings.models import Listing
from realestate.salespeople.views import user_of


class AgendaView(TemplateView):
    """Viewings of a day or of a week, by day and hour; ``?day=2026-11-24&view=week&who=mine``."""

    nav_section = "agenda"
    template_name = "agenda/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.day()
        is_week = self.request.GET.get("view") == "week"
        everybody = self.request.GET.get("who") == "all"
        start, end = week_range(day) if is_week else day_range(day)
        viewings = Viewing.objects.visible_to(self.request.user).between(start, end).for_rows()
        if not everybody:
            viewings = viewings.shown_by(user_of(self.request))
        first = timezone.localtime(start).date()
        days = [first + timedelta(days=offset) for offset in range(7 if is_week else 1)]
        by_day: dict[date, list[Viewing]] = {one: [] for one in days}
        for viewing in viewings[:500]:
            by_day[timezone.localtime(viewing.starts_at).date()].append(viewing)
        step = timedelta(days=7 if is_week else 1)
        return super().get_context_data(
            day=day,
            days=list(by_day.items()),
            is_week=is_week,
            everybody=everybody,
            earlier=day - step,
            later=day + step,
            today=today(),
            now=timezone.now(),
            **kwargs,
        )

    def day(self) -> date:
        try:
            typed = parse_date(self.request.GET.get("day", ""))
        except ValueError:
            typed = None
        near = typed is not None and abs((typed - today()).days) < 3660
        return typed if typed is not None and near else today()


class ViewingDetailView(DetailView[Viewing]):
    """One viewing: who, where, when, and what came of it."""

    nav_section = "agenda"
    template_name = "agenda/viewing_detail.html"
    context_object_name = "viewing"

    def get_queryset(self) -> Any:
        return Viewing.objects.visible_to(self.request.user).for_detail()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_change = self.object.can_be_changed_by(self.request.user) and self.object.is_scheduled
        return super().get_context_data(can_change=can_change, **kwargs)


class ViewingCreateView(BusinessRuleMixin, FormView[ViewingForm]):
    """Book a viewing for a lead: ``?lead=12&listing=MUR-0001``."""

    nav_section = "agenda"
    form_class = ViewingForm
    template_name = "agenda/viewing_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.GET.get("lead", "")
        if not key.isdecimal() or len(key) > 18:
            raise Http404
        leads = Lead.objects.visible_to(request.user).select_related("contact", "office", "listing", "salesperson")
        self.lead = get_object_or_404(leads, pk=int(key))
        if not self.lead.can_be_worked_by(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        listing = self.lead.listing
        return {
            "reference": self.request.GET.get("listing") or (listing.reference if listing else ""),
            "starts_at": suggested_start(),
            "salesperson": self.lead.salesperson_id or self.request.user.pk,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "lead": self.lead}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        start = day_range(today())[0]
        coming = Viewing.objects.visible_to(self.request.user).between(start, start + timedelta(days=7)).for_rows()
        return super().get_context_data(
            lead=self.lead, coming=coming.shown_by(user_of(self.request)).scheduled()[:20], **kwargs
        )

    def perform(self, form: ViewingForm) -> HttpResponse:
        values = form.cleaned_data
        viewing = services.book_viewing(
            actor=user_of(self.request),
            lead=self.lead,
            listing=values["reference"],
            salesperson=values["salesperson"],
            starts_at=values["starts_at"],
            minutes=values["minutes"],
            place=values["place"],
        )
        messages.success(self.request, _("The viewing is in the agenda."))
        return redirect("agenda:detail", viewing.pk)


class ViewingUpdateView(VersionedUpdateView):
    """Move a viewing."""

    nav_section = "agenda"
    model = Viewing
    form_class = MoveViewingForm
    template_name = "agenda/viewing_move.html"

    def get_queryset(self) -> Any:
        return Viewing.objects.visible_to(self.request.user).for_detail()

    def get_object(self, queryset: Any = None) -> Viewing:
        viewing: Viewing = super().get_object(queryset)
        if not viewing.can_be_changed_by(self.request.user):
            raise PermissionDenied
        self.before = snapshot(viewing)
        return viewing

    def perform(self, form: MoveViewingForm) -> HttpResponse:
        services.move_viewing(
            actor=user_of(self.request),
            viewing=form.instance,
            before=self.before,
            starts_at=form.cleaned_data["starts_at"],
            minutes=form.cleaned_data["minutes"],
            place=form.cleaned_data["place"],
        )
        messages.success(self.request, _("The viewing is moved."))
        return redirect("agenda:detail", form.instance.pk)


class EndViewingView(BusinessRuleMixin, FormView[Any]):
    """A page that ends a viewing and asks for what comes next."""

    nav_section = "agenda"
    template_name = "agenda/viewing_end.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Viewing.objects.visible_to(request.user).for_detail()
        self.viewing = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.viewing.can_be_changed_by(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lead": self.viewing.lead}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(viewing=self.viewing, verb=self.verb, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        self.end(form)
        messages.success(self.request, _("Written down."))
        return redirect(reverse("leads:detail", args=[self.viewing.lead_id]))

    verb: str

    def end(self, form: Any) -> None:
        raise NotImplementedError


class OutcomeView(EndViewingView):
    """How it went."""

    form_class = OutcomeForm
    verb = "outcome"

    def end(self, form: OutcomeForm) -> None:
        services.record_outcome(
            actor=user_of(self.request),
            viewing=self.viewing,
            outcome=form.cleaned_data["outcome"],
            feedback=form.cleaned_data["feedback"],
            next_action=form.next_action(),
        )


class NoShowView(EndViewingView):
    """Nobody came."""

    form_class = EndViewingForm
    verb = "no_show"

    def end(self, form: EndViewingForm) -> None:
        services.record_no_show(actor=user_of(self.request), viewing=self.viewing, next_action=form.next_action())


class CancelView(EndViewingView):
    """Called off."""

    form_class = EndViewingForm
    verb = "cancel"

    def end(self, form: EndViewingForm) -> None:
        services.cancel_viewing(actor=user_of(self.request), viewing=self.viewing, next_action=form.next_action())


def _rows(request: HttpRequest, viewings: Any, **context: Any) -> HttpResponse:
    template = "agenda/_viewings.html" if request.headers.get("HX-Request") else "agenda/viewings.html"
    return render(request, template, {"viewings": viewings, "nav_section": "agenda", **context})


@require_GET
def viewings_of_listing(request: HttpRequest, reference: str) -> HttpResponse:
    """The viewings of one listing that this user may see, newest first."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), reference=reference)
    rows = Viewing.objects.visible_to(request.user).of_listing(listing).for_rows()[:50]
    return _rows(request, rows, listing=listing)


@require_GET
def viewings_of_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """The viewings of one lead, newest first."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user).select_related("contact"), pk=pk)
    rows = Viewing.objects.visible_to(request.user).of_lead(lead).for_rows()[:50]
    return _rows(request, rows, lead=lead)


@require_GET
def viewings_of_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The viewings of one contact that this user may see, newest first."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    rows = Viewing.objects.visible_to(request.user).of_contact(contact).for_rows()[:50]
    return _rows(request, rows, contact=contact)
