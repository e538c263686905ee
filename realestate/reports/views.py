"""The first page: what waits, what is due, who comes today."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.views.generic import TemplateView

from realestate.core.dates import today
from realestate.reports import today as figures
from realestate.salespeople.views import user_of


def sees_everybody(request: HttpRequest) -> bool:
    """Managers and coordinators begin with everybody's day, salespeople with their own; ``?who=`` changes it."""
    user = user_of(request)
    who = request.GET.get("who", "")
    if not (user.directs or user.reads_everything):
        return False
    return who != "mine"


class TodayView(TemplateView):
    """Today: the leads that wait for an answer in the page, the other panels behind it."""

    nav_section = "today"
    template_name = "reports/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, everybody = user_of(self.request), sees_everybody(self.request)
        return super().get_context_data(
            everybody=everybody,
            can_see_everybody=user.directs or user.reads_everything,
            who="all" if everybody else "mine",
            today=today(),
            panel=figures.unanswered(user, everybody=everybody),
            **kwargs,
        )


class PanelView(TemplateView):
    """One panel: a fragment for htmx, a page of its own without JavaScript."""

    nav_section = "today"
    fragment: ClassVar[str]
    figure: ClassVar[Any]

    def get_template_names(self) -> list[str]:
        return [self.fragment] if self.request.headers.get("HX-Request") else ["reports/panel.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everybody = sees_everybody(self.request)
        panel = type(self).figure(user_of(self.request), everybody=everybody)
        return super().get_context_data(
            panel=panel, fragment=self.fragment, everybody=everybody, who="all" if everybody else "mine", **kwargs
        )


class UnansweredView(PanelView):
    """Leads with running clocks; the page asks for it again every minute."""

    fragment = "reports/_unanswered.html"
    figure = staticmethod(figures.unanswered)


class ActionsView(PanelView):
    """Overdue and today's actions."""

    fragment = "reports/_actions.html"
    figure = staticmethod(figures.actions)


class ViewingsView(PanelView):
    """Today's viewings by the hour."""

    fragment = "reports/_viewings.html"
    figure = staticmethod(figures.viewings)


class LooseEndsView(PanelView):
    """Open leads without a next action."""

    fragment = "reports/_loose_ends.html"
    figure = staticmethod(figures.loose_ends)


class MonthView(PanelView):
    """My month in one line."""

    fragment = "reports/_month.html"
    figure = staticmethod(figures.month)
