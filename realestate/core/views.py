"""Bases of the pages: lists, details, forms with a version, and the error pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from django.views.generic.edit import FormMixin, UpdateView
from django_filters import FilterSet

from realestate.core.context_processors import THEMES
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.pagination import paginate
from realestate.core.querysets import ScopedQuerySet

YEAR = 365 * 24 * 60 * 60


class ListPage(TemplateView):
    """A list: rows that the user may see, one FilterSet, sorts by name, pages by key.

    Full page for a browser, only the rows (``rows_template``) for htmx. ``orders`` maps the value of ``?sort=`` to
    (label, columns); the first is the default and each must end in the primary key.
    """

    nav_section: ClassVar[str] = ""
    filterset_class: ClassVar[type[FilterSet]]
    orders: ClassVar[dict[str, tuple[Any, tuple[str, ...]]]]
    rows_template: ClassVar[str]
    page_size: ClassVar[int] = 50

    def get_queryset(self) -> ScopedQuerySet[Any]:
        """Rows visible to the user, with what a row shows already joined."""
        raise NotImplementedError

    def get_sort(self) -> str:
        sort = self.request.GET.get("sort", "")
        return sort if sort in self.orders else next(iter(self.orders))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = self.filterset_class(self.request.GET or None, queryset=self.get_queryset(), request=self.request)
        sort = self.get_sort()
        queryset = cast(ScopedQuerySet[Any], filterset.qs)
        page = paginate(
            queryset, order=self.orders[sort][1], cursor=self.request.GET.get("cursor", ""), size=self.page_size
        )
        return super().get_context_data(
            filter=filterset,
            page=page,
            rows=page.rows,
            next_cursor=page.next_cursor,
            sort=sort,
            sort_choices=[(key, label) for key, (label, _columns) in self.orders.items()],
            active_filters=active_filters(filterset),
            is_first_page=not self.request.GET.get("cursor"),
            rows_template=self.rows_template,
            **kwargs,
        )

    def get_template_names(self) -> list[str]:
        if self.request.headers.get("HX-Request") and not self.request.headers.get("HX-Boosted"):
            return [self.rows_template]
        return super().get_template_names()


@dataclass(frozen=True)
class ActiveFilter:
    """One line of "what is filtered": the label, the value in words, and the parameter that clears it."""

    name: str
    label: str
    value: str


def active_filters(filterset: FilterSet) -> list[ActiveFilter]:
    """What is filtered, in words, for the chips above a list."""
    form = filterset.form
    if not form.is_bound or not form.is_valid():
        return []
    chips = []
    for name, value in form.cleaned_data.items():
        if value is False or value in (None, "", [], ()) or (hasattr(value, "exists") and not value):
            continue
        field = form.fields[name]
        choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
        several = value if isinstance(value, (list, tuple, models.QuerySet)) else [value]
        said = ", ".join(choices.get(str(getattr(one, "pk", one)), str(one)) for one in several)
        if value is True:
            said = _("Yes")
        chips.append(ActiveFilter(name, str(field.label or name), said))
    return chips


class BusinessRuleMixin(FormMixin[Any]):
    """A form page whose service may say no: the reason becomes the form's error, never a 500."""

    def perform(self, form: Any) -> HttpResponse:
        """Call the service and answer; raise BusinessRuleError to show the form again."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.perform(form)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)


class VersionedUpdateView(BusinessRuleMixin, UpdateView[Any, Any]):
    """An edit page: a stale save shows both values and loses neither; saving once more is a decision."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("conflicts", [])
        return super().get_context_data(**kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if form.is_stale():
            return self.show_conflicts(form)
        try:
            return self.perform(form)
        except StaleVersionError:
            return self.show_conflicts(form)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)

    def show_conflicts(self, form: Any) -> HttpResponse:
        current = self.get_queryset().get(pk=form.instance.pk)
        conflicts = form.conflicts_with(current)
        return self.render_to_response(self.get_context_data(form=form, conflicts=conflicts), status=409)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's switch; for who is signed in the choice goes into the profile, which is what their pages follow."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return i18n.set_language(request)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the device's choice in a cookie for a year."""
    theme = request.POST.get("theme", "auto")
    response = HttpResponseRedirect(safe_next(request, "/"))
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def safe_next(request: HttpRequest, default: str) -> str:
    """Where the form asked to go back to, if that is on this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return default


def say_error(request: HttpRequest, error: BusinessRuleError) -> None:
    """Show the rule that said no, with its reasons."""
    reasons: Sequence[Any] = getattr(error, "reasons", ())
    messages.error(request, " ".join([str(error), *(str(reason) for reason in reasons)]))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    return render(request, "404.html", {"title": _("That request cannot be read")}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """In our own look: Django's page has a style of its own, which the content security policy refuses."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    return render(request, "500.html", status=500)
