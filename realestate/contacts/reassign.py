"""The back office's action "give to another salesperson": the person is chosen beside the action."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from realestate.core.errors import BusinessRuleError
from realestate.salespeople.models import User

MOST_AT_ONCE = 500


class ReassignForm(ActionForm):
    """The action, and to whom."""

    to = forms.ModelChoiceField(
        label=_("Give to"), queryset=User.objects.selling(), required=False, empty_label=_("Choose a person")
    )


class ReassignMixin:
    """For admins whose rows have a salesperson; ``hand_over`` calls the room's service."""

    action_form = ReassignForm

    def hand_over(self, request: HttpRequest, row: Any, to: User) -> None:
        raise NotImplementedError

    @admin.action(description=_("Give selected rows to another salesperson"))
    def reassign(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        key = request.POST.get("to", "")
        to = User.objects.selling().filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
        if to is None:
            messages.error(request, _now("Choose the person beside the action."))
            return
        done = 0
        for row in queryset.order_by("pk")[:MOST_AT_ONCE]:
            try:
                self.hand_over(request, row, to)
            except BusinessRuleError as error:
                messages.warning(request, f"{row}: {error}")
            else:
                done += 1
        said = ngettext("%(count)d row is with %(name)s now.", "%(count)d rows are with %(name)s now.", done)
        messages.success(request, said % {"count": done, "name": to})
