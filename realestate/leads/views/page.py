"""The lead's page: everything on it, whether it is opened or a form on it went wrong."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from realestate.core.pagination import paginate
from realestate.leads import forms as lead_forms
from realestate.leads.choices import OPEN_STAGES, Stage
from realestate.leads.models import Activity, Lead, NextAction
from realestate.salespeople.models import User
from realestate.salespeople.views import user_of

TIMELINE_SIZE = 20
# kind → (label, icon)
TABS: dict[str, tuple[Any, str]] = {
    "call": (pgettext_lazy("activity", "Call"), "telephone"),
    "whatsapp": ("WhatsApp", "whatsapp"),
    "email": (pgettext_lazy("activity", "E-mail"), "envelope"),
    "note": (pgettext_lazy("activity", "Note"), "pencil"),
    "task": (_("Next action"), "list-check"),
    "viewing": (pgettext_lazy("activity", "Viewing"), "eye"),
}
WHEN_CLOSED = {"call", "whatsapp", "email", "note"}


@dataclass(frozen=True)
class ActionRow:
    """An open next action with its two forms; ``is_asking`` when one of them came back with a question."""

    action: NextAction
    done_form: forms.Form
    postpone_form: forms.Form
    is_asking: bool


@dataclass(frozen=True)
class Step:
    """A stage on the stepper; ``state`` is done, now, lost or nothing."""

    label: str
    state: str


def lead_or_404(request: HttpRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).for_detail(), pk=pk)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead."""
    lead = lead_or_404(request, pk)
    if request.headers.get("HX-Request") and "older" in request.GET:
        return render(request, "leads/_timeline_rows.html", {"lead": lead, **timeline_context(request, lead)})
    return lead_page(request, lead, compose=request.GET.get("compose", ""))


def lead_page(
    request: HttpRequest,
    lead: Lead,
    *,
    compose: str = "",
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """``bound`` holds the forms that were sent and have to be shown again, by name."""
    user = user_of(request)
    sent = bound or {}
    can_work = lead.can_be_worked_by(user)
    context: dict[str, Any] = {
        "lead": lead,
        "nav_section": "leads",
        "can_work": can_work,
        "can_claim": lead.can_be_claimed_by(user),
        "steps": steps_of(lead),
        "enquiries": lead.enquiries.all(),
        "actions": lead.next_actions.all(),
        **timeline_context(request, lead),
    }
    if can_work:
        context |= composer_context(lead, user, compose, sent)
        context |= verb_forms(lead, user, sent)
        context["action_rows"] = action_rows(lead, sent)
    return render(request, "leads/lead_detail.html", context)


def timeline_context(request: HttpRequest, lead: Lead) -> dict[str, Any]:
    lines = Activity.objects.visible_to(request.user).of_lead(lead).newest_first()
    page = paginate(lines, order=("-at", "-pk"), cursor=request.GET.get("older", ""), size=TIMELINE_SIZE)
    return {"activities": page.rows, "older_cursor": page.next_cursor}


def steps_of(lead: Lead) -> list[Step]:
    """The pipeline as far as it has gone; a lost lead shows where it ended."""
    if lead.stage == Stage.LOST:
        return [Step(str(Stage.LOST.label), "lost")]
    stages = [*OPEN_STAGES, Stage.WON.value]
    reached = stages.index(lead.stage)
    states = ["done" if n < reached else "now" if n == reached else "" for n in range(len(stages))]
    return [Step(str(Stage(stage).label), state) for stage, state in zip(stages, states, strict=True)]


def composer_context(lead: Lead, user: User, compose: str, sent: dict[str, forms.Form]) -> dict[str, Any]:
    tabs = {kind: words for kind, words in TABS.items() if lead.is_open or kind in WHEN_CLOSED}
    kind = compose if compose in tabs else next(iter(tabs))
    phones = lead.contact.phones
    text = lead_forms.greeting(lead, user)[1] if kind == "whatsapp" else ""
    return {
        "tabs": [(key, label, icon, key == kind) for key, (label, icon) in tabs.items()],
        "compose": kind,
        "compose_form": sent.get("compose") or composer_form(kind, lead, user),
        "whatsapp_links": [(phone, f"{phone.whatsapp_url}?text={quote(text)}") for phone in phones],
        "whatsapp_text": text,
    }


def composer_form(kind: str, lead: Lead, user: User, data: Any = None) -> forms.Form | None:
    """The form behind a tab; a viewing is booked on the agenda's own page."""
    ids = {"auto_id": "compose_%s"}
    if kind == "note":
        return lead_forms.NoteForm(data, **ids)
    if kind == "task":
        return lead_forms.ActionForm(data, **ids)
    if kind == "email":
        return lead_forms.EmailForm(data, lead=lead, user=user, **ids) if lead.contact.emails else None
    if kind in {"call", "whatsapp"}:
        return lead_forms.ContactLogForm(data, lead=lead, kind=kind, **ids)
    return None


def done_form(action: NextAction, *, is_last: bool, data: Any = None) -> lead_forms.DoneForm:
    return lead_forms.DoneForm(data, is_last=is_last, auto_id=f"done{action.pk}_%s")


def postpone_form(action: NextAction, data: Any = None) -> lead_forms.PostponeForm:
    return lead_forms.PostponeForm(data, auto_id=f"postpone{action.pk}_%s")


def action_rows(lead: Lead, sent: dict[str, forms.Form]) -> list[ActionRow]:
    actions = list(lead.next_actions.all())
    is_last = lead.is_open and len(actions) == 1
    rows = []
    for action in actions:
        done, postpone = sent.get(f"done{action.pk}"), sent.get(f"postpone{action.pk}")
        rows.append(
            ActionRow(
                action=action,
                done_form=done or done_form(action, is_last=is_last),
                postpone_form=postpone or postpone_form(action),
                is_asking=bool(done or postpone),
            )
        )
    return rows


def verb_forms(lead: Lead, user: User, sent: dict[str, forms.Form]) -> dict[str, Any]:
    """The small forms of the verbs that this lead allows now; ``asking`` names the one that came back."""
    found: dict[str, Any] = {"asking": next(iter(sent), "")}
    if not lead.is_open:
        found["reopen_form"] = sent.get("reopen") or lead_forms.ReopenForm(auto_id="reopen_%s")
        return found
    found["assign_form"] = sent.get("assign") or lead_forms.AssignForm(user=user, lead=lead, auto_id="assign_%s")
    found["stage_form"] = sent.get("stage") or lead_forms.StageForm(
        initial={"to": next_stage(lead)}, auto_id="stage_%s"
    )
    found["offer_form"] = sent.get("offer") or lead_forms.OfferForm(lead=lead, auto_id="offer_%s")
    found["win_form"] = sent.get("win") or lead_forms.WinForm(auto_id="win_%s")
    found["lose_form"] = sent.get("lose") or lead_forms.LoseForm(auto_id="lose_%s")
    return found


def next_stage(lead: Lead) -> str:
    """What the move proposes: one forward."""
    place = OPEN_STAGES.index(lead.stage)
    return OPEN_STAGES[min(place + 1, len(OPEN_STAGES) - 1)]
