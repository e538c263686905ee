"""Pages of the portal accounts, for managers."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, ListView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView, say_error
from realestate.portals.feeds import accounts as services
from realestate.portals.feeds import history, overview
from realestate.portals.feeds.feed_forms import AccountForm, HistoryForm
from realestate.portals.models import FeedBuild, PortalAccount
from realestate.salespeople.models import User

SECTION = "portals"


def manager_of(request: HttpRequest) -> User:
    """The signed-in manager; 403 for everybody else."""
    user = cast(User, request.user)
    if not user.is_manager:
        raise PermissionDenied
    return user


def account_or_404(request: HttpRequest, pk: int) -> PortalAccount:
    return get_object_or_404(PortalAccount.objects.visible_to(request.user).for_list(), pk=pk)


class ManagersOnly:
    """The first thing that each page asks."""

    nav_section = SECTION

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        manager_of(request)
        parent: Any = super()
        return cast(HttpResponseBase, parent.dispatch(request, *args, **kwargs))


class AccountListView(ManagersOnly, ListView[PortalAccount]):
    """All accounts with what stands in their feeds; the counts add up."""

    template_name = "portals/feeds/account_list.html"

    def get_queryset(self) -> Any:
        return PortalAccount.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "title": _("Portals"), "rows": overview.summaries(list(context["object_list"]))}


class AccountCreateView(ManagersOnly, BusinessRuleMixin, CreateView[PortalAccount, AccountForm]):
    """Open an account; its address is shown on the page that follows."""

    form_class = AccountForm
    model = PortalAccount
    template_name = "generic/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("New portal account"), cancel_url=reverse("portals:accounts"), **kwargs)

    def perform(self, form: AccountForm) -> HttpResponse:
        account = services.create_account(actor=manager_of(self.request), values=form.cleaned_data)
        messages.success(self.request, _("The account is open. Give the portal the address of the feed."))
        return redirect("portals:account", account.pk)


class AccountUpdateView(ManagersOnly, VersionedUpdateView):
    """Change what is sent."""

    form_class = AccountForm
    template_name = "generic/form.html"

    def get_queryset(self) -> Any:
        return PortalAccount.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cancel_url = reverse("portals:account", args=[self.kwargs["pk"]])
        return super().get_context_data(title=self.object.name, cancel_url=cancel_url, **kwargs)

    def perform(self, form: AccountForm) -> HttpResponse:
        account = self.get_queryset().get(pk=form.instance.pk)
        account.version = form.instance.version
        services.update_account(actor=manager_of(self.request), account=account, values=form.cleaned_data)
        messages.success(self.request, _("The account is saved; the feed is being built anew."))
        return redirect("portals:account", account.pk)


@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its address, its counts, the last feeds and visits, and the alarm when there is one."""
    manager_of(request)
    found = account_or_404(request, pk)
    context = {"nav_section": SECTION, "account": found, "form": HistoryForm(), **overview.page_of(found)}
    return render(request, "portals/feeds/account.html", context)


@require_safe
def excluded(request: HttpRequest, pk: int) -> HttpResponse:
    """The listings in one state at this portal, each with its reasons."""
    manager_of(request)
    found = account_or_404(request, pk)
    page = overview.rows_of(
        found,
        state=request.GET.get("state", "excluded"),
        reason=request.GET.get("reason", ""),
        cursor=request.GET.get("cursor", ""),
    )
    context = {"nav_section": SECTION, "account": found, **page}
    return render(request, "portals/feeds/publications.html", context)


@require_safe
def account_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What did this portal see then, and why was a listing not in it?"""
    manager_of(request)
    found = account_or_404(request, pk)
    form = HistoryForm(request.GET or None)
    at, reference = timezone.now(), ""
    if form.is_bound and form.is_valid():
        at, reference = form.cleaned_data["at"], form.cleaned_data["reference"]
    answer = None if form.errors else history.answer(account=found, at=at, reference=reference)
    context = {
        "nav_section": SECTION,
        "account": found,
        "form": form,
        "answer": answer,
        **overview.history_of(found, answer.build if answer else None),
    }
    return render(request, "portals/feeds/history.html", context)


@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address; the old one stops at once."""
    services.reissue_address(actor=manager_of(request), account=account_or_404(request, pk))
    messages.warning(request, _("The feed has a new address. The portal must be told: the old one has stopped."))
    return redirect("portals:account", pk)


@require_POST
def build_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the feed built by the worker at once."""
    try:
        services.request_build(actor=manager_of(request), account=account_or_404(request, pk))
        messages.success(request, _("The feed is being built. Reload the page in a moment."))
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("portals:account", pk)


@require_POST
def serve_anyway(request: HttpRequest, pk: int, build: int) -> HttpResponse:
    """Let the portal have a feed that the drop guard held back."""
    manager = manager_of(request)
    found = account_or_404(request, pk)
    held = get_object_or_404(FeedBuild.objects.visible_to(manager).of(found), pk=build)
    try:
        services.accept_drop(actor=manager, account=found, build=held)
        messages.success(request, _("The shorter feed is being built and will be served."))
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("portals:account", pk)
