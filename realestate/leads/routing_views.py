"""Pages of routing: the rules and their order, the dry run, the ledger, hours and the response chain."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.views import VersionedUpdateView, say_error
from realestate.leads import services
from realestate.leads.dry_run import SIZE, dry_run
from realestate.leads.models import ResponsePolicy, RoutingRule, RoutingTurn
from realestate.leads.response import board
from realestate.leads.routing_forms import HolidayForm, PolicyForm, RuleForm
from realestate.leads.routing_words import (
    conditions_in_words,
    decision_in_words,
    rule_title,
    skipped_in_words,
    trace_in_words,
)
from realestate.salespeople.models import Holiday, Office, User
from realestate.salespeople.services import add_holiday, remove_holiday
from realestate.salespeople.views import user_of

PERIODS = (7, 30, 90)


@dataclass(frozen=True)
class RuleRow:
    """A rule as the page shows it."""

    rule: RoutingRule
    number: int
    title: str
    conditions: list[str]
    target: str


def director(request: HttpRequest) -> User:
    """Coordinators and managers look at routing; others have no business there."""
    user = user_of(request)
    if not user.directs:
        raise PermissionDenied
    return user


def manager(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.is_manager:
        raise PermissionDenied
    return user


class OfficePage(TemplateView):
    """A page about one of the offices that the user directs; ``?office=`` says which."""

    nav_section = "leads"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        director(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = user_of(self.request)
        offices = list(Office.objects.visible_to(user).run_by(user))
        wanted = self.request.GET.get("office", "")
        mine = next((one for one in offices if one.pk == user.office_id), offices[0] if offices else None)
        office = next((one for one in offices if str(one.pk) == wanted), mine)
        context = super().get_context_data(
            offices=offices, office=office, can_edit=user.is_manager, page=self.template_name, **kwargs
        )
        if office is not None:
            context |= self.about(user, office)
        return context

    def about(self, user: User, office: Office) -> dict[str, Any]:
        """What the page says of the office."""
        raise NotImplementedError


class RulesView(OfficePage):
    """An office's rules in the order in which they are tried."""

    template_name = "leads/routing_rules.html"

    def about(self, user: User, office: Office) -> dict[str, Any]:
        rules = RoutingRule.objects.visible_to(user).of_office(office)
        return {"rows": [row_of(rule, number) for number, rule in enumerate(rules, start=1)]}


def row_of(rule: RoutingRule, number: int) -> RuleRow:
    conditions = rule.conditions
    who = {"person": rule.salesperson, "team": rule.team, "claim": rule.team or rule.office}.get(rule.outcome)
    target = str(rule.get_outcome_display())
    return RuleRow(
        rule=rule,
        number=number,
        title=capfirst(rule_title({"name": rule.name, "conditions": conditions})),
        conditions=conditions_in_words(conditions) if rule.name else [],
        target=f"{target}: {who}" if who else target,
    )


class DryRunView(OfficePage):
    """Who would have had the last leads; with ``?drafts=1`` as if the drafts were switched on."""

    template_name = "leads/routing_dry_run.html"

    def about(self, user: User, office: Office) -> dict[str, Any]:
        drafts = self.request.GET.get("drafts", "1") == "1"
        return {"run": dry_run(user=user, office=office, drafts=drafts), "drafts": drafts, "size": SIZE}


class LedgerView(OfficePage):
    """Which lead went to whom by which rule, and why others were passed over."""

    template_name = "leads/routing_ledger.html"

    def about(self, user: User, office: Office) -> dict[str, Any]:
        turns = RoutingTurn.objects.visible_to(user).of_office(office).for_ledger()
        cursor = self.request.GET.get("cursor", "")
        page = paginate(turns, order=("-at", "-pk"), cursor=cursor, size=50)
        rows = [
            (turn, decision_in_words(turn.details), skipped_in_words(turn.details), trace_in_words(turn.details))
            for turn in page.rows
        ]
        return {"rows": rows, "next_cursor": page.next_cursor, "is_first_page": not cursor}


class AccountabilityView(OfficePage):
    """How fast leads are answered, by whom."""

    template_name = "leads/accountability.html"

    def about(self, user: User, office: Office) -> dict[str, Any]:
        asked = self.request.GET.get("days", "")
        days = int(asked) if asked in {str(one) for one in PERIODS} else 30
        return {"board": board(user=user, office=office, days=days), "days": days, "periods": PERIODS}


class RuleFormView(VersionedUpdateView):
    """A new rule, or a change of one."""

    nav_section = "leads"
    form_class = RuleForm
    template_name = "leads/routing_rule_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        manager(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return RoutingRule.objects.visible_to(self.request.user).select_related("office").prefetch_related("shares")

    def get_object(self, queryset: Any = None) -> RoutingRule:
        if "pk" in self.kwargs:
            found: RoutingRule = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
            return found
        offices = Office.objects.visible_to(self.request.user)
        return RoutingRule(office=get_object_or_404(offices, pk=self.kwargs["office"]))

    def perform(self, form: RuleForm) -> HttpResponse:
        rule = services.save_rule(actor=user_of(self.request), rule=form.instance, weights=form.weights())
        if "pk" in self.kwargs:
            messages.success(self.request, _("The rule is saved."))
        else:
            messages.success(self.request, _("The rule is saved as a draft. Try it in the dry run, then switch it on."))
        return to_rules(rule.office_id)


class PolicyView(VersionedUpdateView):
    """An office's hours, holidays, and what happens when nobody answers."""

    nav_section = "leads"
    form_class = PolicyForm
    template_name = "leads/response_policy.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        manager(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return ResponsePolicy.objects.visible_to(self.request.user).select_related("office")

    def get_object(self, queryset: Any = None) -> ResponsePolicy:
        office = get_object_or_404(Office.objects.visible_to(self.request.user), pk=self.kwargs["office"])
        return services.policy_of(office)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        office = self.object.office
        holidays = Holiday.objects.visible_to(self.request.user).coming(office, today())
        return super().get_context_data(
            office=office,
            holidays=holidays,
            holiday_form=HolidayForm(),
            can_edit=True,
            page=self.template_name,
            **kwargs,
        )

    def perform(self, form: PolicyForm) -> HttpResponse:
        services.save_policy(actor=user_of(self.request), policy=form.instance, hours=form.hours())
        messages.success(self.request, _("The hours and the response chain are saved."))
        return redirect("leads:response_policy", self.kwargs["office"])


@require_POST
def holiday_add(request: HttpRequest, office: int) -> HttpResponse:
    user = manager(request)
    found = get_object_or_404(Office.objects.visible_to(user), pk=office)
    form = HolidayForm(request.POST)
    if form.is_valid():
        add_holiday(actor=user, office=found, **form.cleaned_data)
        messages.success(request, _("The office is closed on that day."))
    else:
        messages.error(request, _("Choose a day."))
    return redirect("leads:response_policy", office)


@require_POST
def holiday_remove(request: HttpRequest, office: int, pk: int) -> HttpResponse:
    user = manager(request)
    holiday = get_object_or_404(Holiday.objects.visible_to(user).select_related("office"), pk=pk, office=office)
    remove_holiday(actor=user, holiday=holiday)
    messages.success(request, _("The office is open on that day."))
    return redirect("leads:response_policy", office)


def to_rules(office: int) -> HttpResponse:
    return redirect(f"{reverse('leads:routing')}?office={office}")


def rule_or_404(request: HttpRequest, pk: int) -> tuple[User, RoutingRule]:
    user = manager(request)
    rules = RoutingRule.objects.visible_to(user).select_related("office", "salesperson", "team")
    return user, get_object_or_404(rules, pk=pk)


@require_POST
def rule_up(request: HttpRequest, pk: int) -> HttpResponse:
    user, rule = rule_or_404(request, pk)
    services.move_rule(actor=user, rule=rule, up=True)
    return to_rules(rule.office_id)


@require_POST
def rule_down(request: HttpRequest, pk: int) -> HttpResponse:
    user, rule = rule_or_404(request, pk)
    services.move_rule(actor=user, rule=rule, up=False)
    return to_rules(rule.office_id)


@require_POST
def rule_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """``on`` says which way, so that a second click on an old page changes nothing."""
    user, rule = rule_or_404(request, pk)
    try:
        services.switch_rule(actor=user, rule=rule, is_active=request.POST.get("on") == "1")
    except BusinessRuleError as error:
        say_error(request, error)
    return to_rules(rule.office_id)


@require_POST
def rule_delete(request: HttpRequest, pk: int) -> HttpResponse:
    user, rule = rule_or_404(request, pk)
    services.delete_rule(actor=user, rule=rule)
    messages.success(request, _("The rule is gone. The ledger keeps what it decided."))
    return to_rules(rule.office_id)
