"""A listing's page and its forms."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, TemplateView

from realestate.core.dates import today
from realestate.core.models import ExchangeRate
from realestate.core.rates import approximate
from realestate.core.views import BusinessRuleMixin, VersionedUpdateView
from realestate.listings import services
from realestate.listings.boards import lights_of
from realestate.listings.forms import ListingCreateForm, ListingForm
from realestate.listings.history import days_on_market, price_on, price_steps
from realestate.listings.models import Development, Listing, Operation, text_in
from realestate.listings.owner_lines import owner_lines
from realestate.listings.owners import owner_label, suggest_owners
from realestate.listings.rules import findings
from realestate.listings.timeline import timeline_of
from realestate.listings.transitions import allowed_verbs
from realestate.listings.views.common import check_may_edit, listing_or_404
from realestate.salespeople.views import user_of


class ListingDetailView(TemplateView):
    """All about one listing."""

    nav_section = "listings"
    template_name = "listings/listing_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Listing.objects.visible_to(request.user).for_detail()
        self.listing = listing_or_404(request, kwargs["reference"], rows)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing, user = self.listing, user_of(self.request)
        operations = list(listing.operations.all())
        rates = ExchangeRate.objects.in_force() if operations else []
        day = day_of(self.request)
        texts = list(listing.texts.all())
        return super().get_context_data(
            listing=listing,
            operations=[self.facts_of(operation, rates, day) for operation in operations],
            day=day,
            today=today(),
            prospect=getattr(listing, "prospect", None),
            photos=list(listing.photos.all()),
            texts=texts,
            text=text_in(texts),
            sources=list(listing.sources.all()),
            timeline=timeline_of(listing, user),
            can_edit=listing.can_be_edited_by(user),
            shows_owner=listing.shows_owner_to(user),
            is_public=any(operation.is_on_web for operation in operations),
            can_add_operation=len(operations) < len(Operation._meta.get_field("kind").choices or ()),
            **kwargs,
        )

    @staticmethod
    def facts_of(operation: Operation, rates: list[ExchangeRate], day: date | None) -> dict[str, Any]:
        """An operation with what may be done to it and what it cost before."""
        return {
            "operation": operation,
            "verbs": [
                {
                    "verb": verb,
                    "url": reverse(f"listings:{verb.name}", args=[operation.listing.reference, operation.pk]),
                }
                for verb in allowed_verbs(operation)
            ],
            "lights": lights_of(operation),
            "reasons": [one for one in findings(operation) if one.is_blocking] if operation.is_open else [],
            "steps": price_steps(operation.price_changes.all(), operation),
            "about": approximate(operation.price, operation.currency, operation.listing.office.currency, rates),
            "on_day": price_on(operation, day) if day else None,
            "days": days_on_market(operation),
        }


def day_of(request: HttpRequest) -> date | None:
    """The day of ``?day=``, if it is one."""
    try:
        return date.fromisoformat(request.GET.get("day", "")[:10])
    except ValueError:
        return None


class OwnerView(TemplateView):
    """Who owns it, in which parts, and how to reach them and who speaks for them; that somebody looked is recorded."""

    nav_section = "listings"
    template_name = "listings/listing_owner.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = listing_or_404(self.request, kwargs["reference"])
        user = user_of(self.request)
        if not listing.shows_owner_to(user):
            raise PermissionDenied
        owners = owner_lines(user, listing)
        if owners:
            services.note_owner_viewed(actor=user, listing=listing)
        return super().get_context_data(
            listing=listing,
            owners=owners,
            blocked=listing.ownerships.count() - len(owners),
            can_edit=listing.can_be_edited_by(user),
            **kwargs,
        )

    def get_template_names(self) -> list[str]:
        return ["listings/_owner.html"] if self.request.headers.get("HX-Request") else [self.template_name]


@require_safe
def owner_suggestions(request: HttpRequest) -> HttpResponse:
    """Options for the owner's field while somebody types."""
    if not user_of(request).sells:
        raise PermissionDenied
    typed = str(next(iter(request.GET.values()), ""))  # named after its field: "owner", or one of several rows
    found = suggest_owners(request.user, typed)
    contacts = [(owner_label(contact), contact.town) for contact in found]
    return render(request, "listings/_owner_options.html", {"contacts": contacts})


def say_warnings(request: HttpRequest, form: ListingForm) -> None:
    for text in form.warnings():
        messages.warning(request, text)


class ListingCreateView(BusinessRuleMixin, CreateView[Listing, ListingCreateForm]):
    """A new listing with the first thing that is offered of it."""

    nav_section = "listings"
    form_class = ListingCreateForm
    model = Listing
    template_name = "listings/listing_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        if not user_of(self.request).sells:
            raise PermissionDenied
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_initial(self) -> dict[str, Any]:
        """A unit begins with what its development says."""
        reference = self.request.GET.get("development", "")
        rows = Development.objects.visible_to(self.request.user).by_reference(reference)
        development = rows.first() if reference else None
        if development is None:
            return super().get_initial()
        values = {"town": development.town, "zone": development.zone, "is_new_build": True, "condition": "new"}
        return {**super().get_initial(), "development": development.pk, "office": development.office_id, **values}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(towns=Listing.objects.towns()[:1000], **kwargs)

    def perform(self, form: ListingCreateForm) -> HttpResponse:
        listing = services.create_listing(
            actor=user_of(self.request),
            office=form.cleaned_data["office"],
            values=form.values(),
            operations=[form.operation_values()],
            texts=form.texts(),
        )
        messages.success(
            self.request, _("%(reference)s is created. Add photos next.") % {"reference": listing.reference}
        )
        say_warnings(self.request, form)
        return redirect("listings:photos", listing.reference)


class ListingUpdateView(VersionedUpdateView):
    """Change a listing; a stale save shows both values."""

    nav_section = "listings"
    form_class = ListingForm
    template_name = "listings/listing_form.html"

    def get_queryset(self) -> Any:
        return Listing.objects.visible_to(self.request.user).for_form()

    def get_object(self, queryset: Any = None) -> Listing:
        listing = listing_or_404(self.request, self.kwargs["reference"], self.get_queryset())
        check_may_edit(self.request, listing)
        return listing

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The heading names what is stored, not what is being typed.
        stored = self.get_queryset().get(pk=self.object.pk) if self.request.method == "POST" else self.object
        return super().get_context_data(listing=stored, towns=Listing.objects.towns()[:1000], **kwargs)

    def perform(self, form: ListingForm) -> HttpResponse:
        listing = services.update_listing(
            actor=user_of(self.request), listing=form.instance, values=form.values(), texts=form.texts()
        )
        messages.success(self.request, _("%(reference)s is saved.") % {"reference": listing.reference})
        say_warnings(self.request, form)
        return redirect(listing)
