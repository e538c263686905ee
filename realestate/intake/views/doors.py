"""Pages of the webhooks and mailboxes, for managers."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, ListView

from realestate.core.errors import BusinessRuleError
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView, say_error
from realestate.intake import services
from realestate.intake.forms import KeyForm, MailboxForm, ReissueForm
from realestate.intake.models import InboundKey, InboundMessage, Mailbox
from realestate.intake.views.base import SECTION, ManagersOnly, manager_of, rooms


def key_or_404(request: HttpRequest, pk: int) -> InboundKey:
    found: InboundKey = get_object_or_404(InboundKey.objects.visible_to(request.user).for_list(), pk=pk)
    return found


class KeyListView(ManagersOnly, ListView[InboundKey]):
    """The webhooks, and when something came through each."""

    template_name = "intake/keys.html"

    def get_queryset(self) -> Any:
        return InboundKey.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = InboundMessage.objects.last_by_key()
        context = super().get_context_data(**kwargs)
        return {**context, "rows": [(key, last.get(key.pk)) for key in context["object_list"]]}


class KeyCreateView(ManagersOnly, BusinessRuleMixin, CreateView[InboundKey, KeyForm]):
    """Open a webhook; its address is shown on the page that follows."""

    form_class = KeyForm
    model = InboundKey
    template_name = "generic/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("New webhook"), cancel_url=reverse("intake:keys"), **kwargs)

    def perform(self, form: KeyForm) -> HttpResponse:
        key = services.create_key(actor=manager_of(self.request), values=form.cleaned_data)
        messages.success(self.request, _("The webhook is open. Give the sender its address."))
        return redirect(key)


class KeyUpdateView(ManagersOnly, VersionedUpdateView):
    form_class = KeyForm
    template_name = "generic/form.html"

    def get_queryset(self) -> Any:
        return InboundKey.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cancel_url = reverse("intake:key", args=[self.kwargs["pk"]])
        return super().get_context_data(title=self.object.name, cancel_url=cancel_url, **kwargs)

    def perform(self, form: KeyForm) -> HttpResponse:
        key = self.get_queryset().get(pk=form.instance.pk)
        key.version = form.instance.version
        services.update_key(actor=manager_of(self.request), key=key, values=form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return redirect(key)


@require_safe
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: its address and secret, and what came last."""
    user, found = manager_of(request), key_or_404(request, pk)
    token = found.key
    context = {
        "nav_section": SECTION,
        "rooms": rooms(user, request.path),
        "key": found,
        "address": f"{settings.BASE_URL.rstrip('/')}{reverse('intake:hook', args=[token])}" if token else "",
        "form": ReissueForm(),
        "rows": InboundMessage.objects.visible_to(user).through(found).for_rows()[:20],
    }
    return render(request, "intake/key.html", context)


def _key_verb(request: HttpRequest, pk: int, verb: Any, said: str, **values: Any) -> HttpResponse:
    user, found = manager_of(request), key_or_404(request, pk)
    try:
        verb(actor=user, key=found, **values)
        messages.warning(request, said)
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(found)


@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address, the former one for a while beside it."""
    manager_of(request)
    form = ReissueForm(request.POST)
    hours = form.cleaned_data["hours"] if form.is_valid() else 168
    said = _("The webhook has a new address. Tell the sender before the former one stops.")
    return _key_verb(request, pk, services.reissue_key, said, overlap=timedelta(hours=hours))


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    return _key_verb(request, pk, services.require_signature, _("From now on each message must be signed."))


@require_POST
def unsign(request: HttpRequest, pk: int) -> HttpResponse:
    return _key_verb(request, pk, services.forget_secret, _("Messages need no signature any more."))


class MailboxListView(ManagersOnly, ListView[Mailbox]):
    """The mailboxes, how far they are read and what went wrong."""

    template_name = "intake/mailboxes.html"

    def get_queryset(self) -> Any:
        return Mailbox.objects.visible_to(self.request.user).for_list()


class MailboxCreateView(ManagersOnly, BusinessRuleMixin, CreateView[Mailbox, MailboxForm]):
    form_class = MailboxForm
    model = Mailbox
    template_name = "generic/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("New mailbox"), cancel_url=reverse("intake:mailboxes"), **kwargs)

    def perform(self, form: MailboxForm) -> HttpResponse:
        services.create_mailbox(actor=manager_of(self.request), values=form.cleaned_data)
        messages.success(self.request, _("The mailbox is read every minute from now on."))
        return redirect("intake:mailboxes")


class MailboxUpdateView(ManagersOnly, VersionedUpdateView):
    form_class = MailboxForm
    template_name = "generic/form.html"

    def get_queryset(self) -> Any:
        return Mailbox.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.object.name, cancel_url=reverse("intake:mailboxes"), **kwargs)

    def perform(self, form: MailboxForm) -> HttpResponse:
        mailbox = self.get_queryset().get(pk=form.instance.pk)
        mailbox.version = form.instance.version
        services.update_mailbox(actor=manager_of(self.request), mailbox=mailbox, values=form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return redirect("intake:mailboxes")


@require_POST
def fetch_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a mailbox read by the worker at once."""
    user = manager_of(request)
    mailbox = get_object_or_404(Mailbox.objects.visible_to(user), pk=pk)
    try:
        services.request_fetch(actor=user, mailbox=mailbox)
        messages.success(request, _("The mailbox is being read. Reload the page in a moment."))
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("intake:mailboxes")
