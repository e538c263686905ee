"""Pages for people without an account: a listing on the market, and the enquiry form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from realestate.core.ratelimit import allow, client_address
from realestate.listings.models import Listing, text_in
from realestate.portals.forms import EnquiryForm
from realestate.portals.services import receive_public_enquiry

View = Callable[..., HttpResponseBase]


def public_in(language: str) -> Callable[[View], View]:
    """Open to everybody, in the language of its address, whatever the visitor's cookie says."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with translation.override(language):
                response = view(request, *args, **kwargs)
                render = getattr(response, "render", None)
                if render is not None:
                    render()
                response.headers["Content-Language"] = language
                return response

        return login_not_required(inner)

    return decorate


class EnquiryMixin(FormView[EnquiryForm]):
    """A page with the enquiry form; a listing may stand beside it."""

    form_class = EnquiryForm
    listing: Listing | None = None

    def form_valid(self, form: EnquiryForm) -> HttpResponse:
        address = client_address(self.request)
        if not (
            allow(f"enquiry:{address}", limit=5, seconds=600)
            and allow(f"enquiry-day:{address}", limit=30, seconds=86_400)
        ):
            form.add_error(None, _("Too many messages from here. Please call us, or try again in ten minutes."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        if not form.is_robot:  # a robot reads the same thanks
            receive_public_enquiry(values=form.cleaned_data, language=form.language, listing=self.listing)
        return redirect(reverse(f"portals:thanks_{form.language}"))

    def alternatives(self) -> dict[str, str]:
        """The address of this page in each language."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(alternatives=self.alternatives(), **kwargs)


class ContactView(EnquiryMixin):
    """Write to the agency."""

    template_name = "portals/contact.html"

    def alternatives(self) -> dict[str, str]:
        return {code: reverse(f"portals:contact_{code}") for code in ("es", "en")}


class ThanksView(TemplateView):
    """Said once the message has arrived."""

    template_name = "portals/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        alternatives = {code: reverse(f"portals:thanks_{code}") for code in ("es", "en")}
        return super().get_context_data(alternatives=alternatives, **kwargs)


class PublicListingView(EnquiryMixin):
    """A listing as strangers see it, with the enquiry form."""

    template_name = "portals/public_listing.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        listing = Listing.objects.at_address(self.kwargs["address"])
        if listing is None:
            raise Http404
        self.listing = listing
        self.operations = [operation for operation in listing.operations.all() if operation.is_public]
        if not self.operations:
            return self.gone()
        path = self.alternatives()[(translation.get_language() or "es")[:2]]
        if request.path != path:
            return redirect(path, permanent=True)
        return super().dispatch(request, *args, **kwargs)

    def gone(self) -> HttpResponse:
        return self.response_class(
            self.request, ["portals/gone.html"], {"alternatives": {}}, status=410, using=self.template_engine
        )

    def alternatives(self) -> dict[str, str]:
        assert self.listing is not None
        return {code: public_path(self.listing, code) for code in ("es", "en")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.listing is not None
        return super().get_context_data(
            listing=self.listing,
            operations=self.operations,
            text=text_in(list(self.listing.texts.all())),
            photos=list(self.listing.photos.all()),
            **kwargs,
        )


def public_path(listing: Listing, language: str) -> str:
    """The public address of a listing: words for people and search engines, the reference for us."""
    with translation.override(language):
        return reverse(f"portals:listing_{language}", args=[f"{listing.slug}-{listing.reference}"])
