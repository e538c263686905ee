"""Messages: the quarantine, what became of each, completing one, teaching from it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import say_error
from realestate.intake import services
from realestate.intake.choices import State
from realestate.intake.forms import CompleteForm, TeachForm
from realestate.intake.models import InboundMessage, TaughtRule
from realestate.intake.reading import shown
from realestate.intake.reasons import words
from realestate.intake.services.quarantine import suggested_labels
from realestate.intake.views.base import SECTION, director_of, reader_of, rooms

COUNTED = 99  # more than so many are "99+"


def message_or_404(request: HttpRequest, pk: int) -> InboundMessage:
    rows = InboundMessage.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office", "enquiry__lead__contact", "handled_by", "rule"), pk=pk)


class MessageListView(TemplateView):
    """The quarantine first; the other states behind tabs."""

    template_name = "intake/messages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = reader_of(self.request)
        state = self.request.GET.get("state", "")
        state = state if state in State.values else State.QUARANTINED
        rows = InboundMessage.objects.visible_to(user)
        waiting = rows.quarantined().count_up_to(COUNTED + 1)
        page = paginate(
            rows.in_state(state).for_rows(), order=("-id",), cursor=self.request.GET.get("cursor", ""), size=50
        )
        lines = [(message, words(message.error)) for message in page.rows]
        return super().get_context_data(
            nav_section=SECTION,
            rooms=rooms(user, self.request.path),
            state=state,
            states=[(code, State(code).label) for code in TABS],
            waiting=f"{COUNTED}+" if waiting > COUNTED else str(waiting or ""),
            lines=lines,
            next_cursor=page.next_cursor,
            is_first_page=not self.request.GET.get("cursor"),
            **kwargs,
        )


TABS = (State.QUARANTINED, State.DONE, State.DUPLICATE, State.RECEIVED, State.SET_ASIDE, State.REFUSED)


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: what came, what was made of it, and the form that completes it."""
    reader_of(request)
    found = message_or_404(request, pk)
    return _page(request, found, CompleteForm(message=found))


def _page(
    request: HttpRequest, found: InboundMessage, form: CompleteForm, teach: TeachForm | None = None
) -> HttpResponse:
    user = reader_of(request)
    may = user.directs and (user.is_manager or found.office_id in user.office_ids)
    learnt = found.handled_by_id is not None and found.enquiry_id is not None and found.rule_id is None
    if teach is None and may and learnt:
        suggested = suggested_labels(found, found.guess)
        teach = TeachForm(message=found, suggested=suggested) if suggested else None
    context = {
        "nav_section": SECTION,
        "rooms": rooms(user, request.path),
        "message": found,
        "reason": words(found.error),
        "shown": shown(found),
        "form": form,
        "teach": teach,
        "may": may,
        "can_take_back": may and found.state in (State.SET_ASIDE, State.REFUSED),
    }
    return render(request, "intake/message.html", context)


@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead, from what was filled in."""
    user, found = director_of(request), message_or_404(request, pk)
    form = CompleteForm(request.POST, message=found)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        services.complete_message(actor=user, message=found, values=form.cleaned_data)
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return _page(request, found, form)
    messages.success(request, _("The lead is there."))
    return redirect(found)


@require_POST
def teach(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was shown as a rule, and read by it what waits."""
    user, found = director_of(request), message_or_404(request, pk)
    form = TeachForm(request.POST, message=found, suggested=suggested_labels(found, found.guess))
    if not form.is_valid():
        return _page(request, found, CompleteForm(message=found), form)
    values = form.cleaned_data
    try:
        services.teach(
            actor=user,
            message=found,
            sender=values["sender"],
            subject=values.get("subject", ""),
            labels=form.chosen,
            portal=values["portal"],
        )
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return _page(request, found, CompleteForm(message=found), form)
    messages.success(request, _("Taught. Messages like this one are now read by themselves, those that wait as well."))
    return redirect("intake:rules")


def _verb(request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
    user, found = director_of(request), message_or_404(request, pk)
    try:
        verb(actor=user, message=found)
        messages.success(request, said)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(found)


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, services.set_aside, _("Set aside. It stays readable under “Not a lead”."))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, services.take_back, _("The message is back among those to be completed."))


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, services.read_again, _("The message is being read again. Reload the page in a moment."))


@require_safe
def raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, to keep; never shown by the browser."""
    reader_of(request)
    found = message_or_404(request, pk)
    response = HttpResponse(found.bytes, content_type="application/octet-stream")
    ending = "eml" if found.kind == "mail" else "txt"
    response.headers["Content-Disposition"] = f'attachment; filename="message-{found.pk}.{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """What has been taught, the newest first."""
    user = director_of(request)
    page = paginate(
        TaughtRule.objects.visible_to(user).for_list(), order=("-id",), cursor=request.GET.get("cursor", ""), size=50
    )
    context = {
        "nav_section": SECTION,
        "rooms": rooms(user, request.path),
        "rows": page.rows,
        "next_cursor": page.next_cursor,
    }
    return render(request, "intake/rules.html", context)


def _switch(request: HttpRequest, pk: int, is_active: bool) -> HttpResponse:
    user = director_of(request)
    rule = get_object_or_404(TaughtRule.objects.visible_to(user), pk=pk)
    try:
        services.switch_rule(actor=user, rule=rule, is_active=is_active)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("intake:rules")


@require_POST
def rule_on(request: HttpRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, True)


@require_POST
def rule_off(request: HttpRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, False)
