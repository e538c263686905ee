"""What can be done to a lead, each at its own address and by POST only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from realestate.core.errors import BusinessRuleError
from realestate.core.views import safe_next, say_error
from realestate.leads import forms as lead_forms
from realestate.leads import services
from realestate.leads.models import Lead, NextAction
from realestate.leads.views.page import composer_form, done_form, lead_or_404, lead_page, postpone_form
from realestate.salespeople.views import user_of

# How long after a claim a slower colleague still reads who was first.
JUST_NOW = timedelta(minutes=10)


def workable(request: HttpRequest, pk: int) -> Lead:
    """A lead that the user may see (else 404) and work (else 403)."""
    lead = lead_or_404(request, pk)
    if not lead.can_be_worked_by(request.user):
        raise PermissionDenied
    return lead


def to_lead(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(safe_next(request, reverse("leads:detail", args=[pk])))


def submit(
    request: HttpRequest,
    lead: Lead,
    name: str,
    form: Any,
    work: Callable[[Any], object],
    said: str,
    compose: str = "",
) -> HttpResponse:
    """Do it and go back to the lead; what is wrong is shown in the form that was sent, on the lead's page."""
    if form.is_valid():
        try:
            work(form)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return to_lead(request, lead.pk)
    sent: dict[str, forms.Form] = {name: form}
    return lead_page(request, lead_or_404(request, lead.pk), compose=compose, bound=sent)


def run(request: HttpRequest, lead: Lead, work: Callable[[], object], said: str) -> HttpResponse:
    """A verb without a form."""
    try:
        work()
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        messages.success(request, said)
    return to_lead(request, lead.pk)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lead from the pool. Who comes second reads who was first."""
    user = user_of(request)
    if not user.sells:
        lead_or_404(request, pk)
        raise PermissionDenied
    lead = Lead.objects.visible_to(user).find(pk)
    if lead is None:
        taken = Lead.objects.in_office_of(user).taken_since(timezone.now() - JUST_NOW)
        lead = get_object_or_404(taken, pk=pk)
        messages.error(request, _("%(name)s took this lead first.") % {"name": lead.salesperson})
        return redirect("leads:list")
    found = lead
    return run(request, found, lambda: services.claim_lead(actor=user, lead=found), _("The lead is yours."))


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    user, lead = user_of(request), workable(request, pk)
    form = lead_forms.AssignForm(request.POST, user=user, lead=lead, auto_id="assign_%s")
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            lead = services.assign_lead(actor=user, lead=lead, to=to)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The lead is with %(name)s now.") % {"name": to})
            visible = Lead.objects.visible_to(user).find(pk) is not None
            return to_lead(request, pk) if visible else redirect("leads:list")
    return lead_page(request, lead, bound={"assign": form})


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Back into the pool."""
    lead = workable(request, pk)
    actor = user_of(request)
    return run(
        request, lead, lambda: services.release_lead(actor=actor, lead=lead), _("The lead is in the pool again.")
    )


@require_POST
def log(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Write down a call, a WhatsApp or a note."""
    if kind not in {"call", "whatsapp", "note"}:
        raise Http404
    user, lead = user_of(request), workable(request, pk)
    form = composer_form(kind, lead, user, request.POST)

    def work(form: Any) -> object:
        if kind == "note":
            return services.log_activity(actor=user, lead=lead, kind=kind, body=form.cleaned_data["body"])
        values = form.cleaned_data
        return services.log_contact(
            actor=user,
            lead=lead,
            kind=kind,
            direction=values["direction"],
            body=values["body"],
            finishes=values.get("finishes"),
            next_action=form.next_action(),
        )

    return submit(request, lead, "compose", form, work, _("Written down."), compose=kind)


@require_POST
def email(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the contact a mail; the answer goes to the salesperson's own mailbox."""
    user, lead = user_of(request), workable(request, pk)
    form = composer_form("email", lead, user, request.POST)
    if form is None:
        messages.error(request, _("This contact has no e-mail address."))
        return to_lead(request, pk)

    def work(form: Any) -> object:
        values = form.cleaned_data
        return services.send_lead_email(
            actor=user,
            lead=lead,
            recipient=values["recipient"],
            subject=values["subject"],
            body=values["body"],
            finishes=values.get("finishes"),
            next_action=form.next_action(),
        )

    return submit(request, lead, "compose", form, work, _("The mail is on its way."), compose="email")


@require_POST
def add_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan something."""
    user, lead = user_of(request), workable(request, pk)
    form = composer_form("task", lead, user, request.POST)

    def work(form: Any) -> object:
        return services.add_next_action(actor=user, lead=lead, values=form.values())

    return submit(request, lead, "compose", form, work, _("It is planned."), compose="task")


def action_of(lead: Lead, pk: int) -> NextAction:
    return get_object_or_404(lead.next_actions.all(), pk=pk)


@require_POST
def complete_action(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    """Done; the last one asks for the next."""
    user, lead = user_of(request), workable(request, pk)
    row = action_of(lead, action)
    form = done_form(row, is_last=False, data=request.POST)

    def work(form: Any) -> object:
        return services.complete_action(
            actor=user, action=row, note=form.cleaned_data["note"], next_action=form.next_action()
        )

    return submit(request, lead, f"done{row.pk}", form, work, _("Done."))


@require_POST
def cancel_action(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    """Not needed any more; the last one asks for the next."""
    user, lead = user_of(request), workable(request, pk)
    row = action_of(lead, action)
    form = done_form(row, is_last=False, data=request.POST)

    def work(form: Any) -> object:
        return services.cancel_action(
            actor=user, action=row, note=form.cleaned_data["note"], next_action=form.next_action()
        )

    return submit(request, lead, f"done{row.pk}", form, work, _("It is off the list."))


@require_POST
def postpone_action(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    user, lead = user_of(request), workable(request, pk)
    row = action_of(lead, action)
    form = postpone_form(row, request.POST)

    def work(form: Any) -> object:
        return services.postpone_action(actor=user, action=row, due_at=form.cleaned_data["due_at"])

    return submit(request, lead, f"postpone{row.pk}", form, work, _("It is put off."))


@require_POST
def change_stage(request: HttpRequest, pk: int) -> HttpResponse:
    user, lead = user_of(request), workable(request, pk)
    form = lead_forms.StageForm(request.POST, auto_id="stage_%s")

    def work(form: Any) -> object:
        return services.change_stage(actor=user, lead=lead, to=form.cleaned_data["to"])

    return submit(request, lead, "stage", form, work, _("The stage is changed."))


@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    user, lead = user_of(request), workable(request, pk)
    form = lead_forms.OfferForm(request.POST, lead=lead, auto_id="offer_%s")

    def work(form: Any) -> object:
        return services.make_offer(actor=user, lead=lead, **form.cleaned_data)

    return submit(request, lead, "offer", form, work, _("The offer is written down."))


@require_POST
def win(request: HttpRequest, pk: int) -> HttpResponse:
    user, lead = user_of(request), workable(request, pk)
    form = lead_forms.WinForm(request.POST, auto_id="win_%s")

    def work(form: Any) -> object:
        return services.win_lead(actor=user, lead=lead, note=form.cleaned_data["note"])

    return submit(request, lead, "win", form, work, _("Won. Congratulations!"))


@require_POST
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    user, lead = user_of(request), workable(request, pk)
    form = lead_forms.LoseForm(request.POST, auto_id="lose_%s")

    def work(form: Any) -> object:
        return services.lose_lead(actor=user, lead=lead, **form.cleaned_data)

    return submit(request, lead, "lose", form, work, _("The lead is closed."))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user, lead = user_of(request), workable(request, pk)
    form = lead_forms.ReopenForm(request.POST, auto_id="reopen_%s")

    def work(form: Any) -> object:
        return services.reopen_lead(
            actor=user, lead=lead, next_action=form.next_action(), note=form.cleaned_data["note"]
        )

    return submit(request, lead, "reopen", form, work, _("The lead is open again."))
