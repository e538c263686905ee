"""Who opens the pages of the intake."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from realestate.salespeople.models import User
from realestate.salespeople.views import user_of

SECTION = "intake"


def reader_of(request: HttpRequest) -> User:
    """Coordinators, managers, and who reads everything; 403 for everybody else."""
    user = user_of(request)
    if not (user.directs or user.reads_everything):
        raise PermissionDenied
    return user


def director_of(request: HttpRequest) -> User:
    """Coordinators and managers: they complete, set aside and teach."""
    user = user_of(request)
    if not user.directs:
        raise PermissionDenied
    return user


def manager_of(request: HttpRequest) -> User:
    """Managers set up the doors, and know what they cost."""
    user = user_of(request)
    if not user.is_manager:
        raise PermissionDenied
    return user


class ManagersOnly:
    """The first thing that each page asks."""

    nav_section = SECTION

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        manager_of(request)
        parent: Any = super()
        return cast(HttpResponseBase, parent.dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parent: Any = super()
        request: Any = self.request  # type: ignore[attr-defined]
        return cast(dict[str, Any], parent.get_context_data(rooms=rooms(user_of(request), request.path), **kwargs))


def rooms(user: User, path: str) -> list[tuple[str, str, bool]]:
    """(address, name, is it this one) of the pages that this person may open."""
    found = [("intake:messages", _("Messages"))]
    if user.directs:
        found.append(("intake:rules", _("Taught rules")))
    if user.is_manager:
        found += [
            ("intake:mailboxes", _("Mailboxes")),
            ("intake:keys", _("Webhooks")),
            ("intake:imports", _("Files of leads")),
            ("intake:sources", _("Sources and costs")),
        ]
    here = [reverse(name) for name, _label in found]
    now = max((one for one in here if path.startswith(one)), key=len, default="")
    return [(address, label, address == now) for address, (_name, label) in zip(here, found, strict=True)]
