"""New developments: list, page with the units, forms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import CreateView, TemplateView

from realestate.core.pagination import paginate
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView
from realestate.listings import services
from realestate.listings.models import Development, Listing
from realestate.listings.prospect_forms import DevelopmentCreateForm, DevelopmentForm
from realestate.salespeople.views import user_of


class DevelopmentListView(TemplateView):
    """All developments, the newest first."""

    nav_section = "listings"
    template_name = "listings/development_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Development.objects.visible_to(self.request.user).for_rows()
        page = paginate(rows, order=("-pk",), cursor=self.request.GET.get("cursor", ""))
        return super().get_context_data(
            rows=page.rows,
            next_cursor=page.next_cursor,
            is_first_page=not self.request.GET.get("cursor"),
            can_add=user_of(self.request).sells,
            **kwargs,
        )


class DevelopmentView(TemplateView):
    """One development with its units."""

    nav_section = "listings"
    template_name = "listings/development_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        development = development_or_404(self.request, kwargs["reference"])
        user = user_of(self.request)
        units = Listing.objects.visible_to(user).units_of(development)
        return super().get_context_data(
            development=development,
            units=list(units[:500]),
            can_edit=services.may_write_developments(user, development.office),
            add_unit_url=f"{reverse('listings:create')}?development={development.reference}",
            **kwargs,
        )


class DevelopmentCreateView(BusinessRuleMixin, CreateView[Development, DevelopmentCreateForm]):
    """A new one, without units yet."""

    nav_section = "listings"
    model = Development
    form_class = DevelopmentCreateForm
    template_name = "listings/development_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        if not user_of(self.request).sells:
            raise PermissionDenied
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("New development"), towns=Listing.objects.towns()[:1000], **kwargs)

    def perform(self, form: DevelopmentCreateForm) -> HttpResponse:
        development = services.create_development(
            actor=user_of(self.request), office=form.cleaned_data["office"], values=form.values()
        )
        messages.success(self.request, _("%(reference)s is created.") % {"reference": development.reference})
        return redirect(development)


class DevelopmentUpdateView(VersionedUpdateView):
    """Change a development."""

    nav_section = "listings"
    form_class = DevelopmentForm
    template_name = "listings/development_form.html"

    def get_queryset(self) -> Any:
        return Development.objects.visible_to(self.request.user).select_related("office", "developer")

    def get_object(self, queryset: Any = None) -> Development:
        development = development_or_404(self.request, self.kwargs["reference"])
        if not services.may_write_developments(user_of(self.request), development.office):
            raise PermissionDenied
        return development

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Edit %(reference)s") % {"reference": self.object.reference}
        return super().get_context_data(title=title, towns=Listing.objects.towns()[:1000], **kwargs)

    def perform(self, form: DevelopmentForm) -> HttpResponse:
        development = services.update_development(
            actor=user_of(self.request), development=form.instance, values=form.values()
        )
        messages.success(self.request, _("%(reference)s is saved.") % {"reference": development.reference})
        return redirect(development)


def development_or_404(request: HttpRequest, reference: str) -> Development:
    rows = Development.objects.visible_to(request.user).for_rows()
    return get_object_or_404(rows.by_reference(reference))
