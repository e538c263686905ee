"""Pages for people without an account: a property on the market, the enquiry form, the privacy notice."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from django.views.generic.base import ContextMixin

from realestate.core.ratelimit import allow, client_address
from realestate.listings.choices import Channel, PhotoKind
from realestate.listings.models import Listing, Operation, Photo, text_in
from realestate.listings.rules import may_leave
from realestate.portals import facts, seo
from realestate.portals.forms import EnquiryForm
from realestate.portals.origins import posted_from_here
from realestate.portals.seo import public_path
from realestate.portals.services import receive_public_enquiry
from realestate.salespeople.models import Office

View = Callable[..., HttpResponseBase]

KEPT = 60  # seconds that a browser or a cache may show a page again: as long as what is withdrawn may still be seen
SIMILAR = 5


def public_in(language: str) -> Callable[[View], View]:
    """Open to everybody, in the language of its address, whatever the visitor's cookie says; kept for a minute."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with translation.override(language):
                response = view(request, *args, **kwargs)
                render = getattr(response, "render", None)
                if render is not None:
                    render()
                response.headers["Content-Language"] = language
            if request.method in ("GET", "HEAD") and not request.user.is_authenticated:
                response.headers.setdefault("Cache-Control", f"public, max-age={KEPT}")
            return response

        return login_not_required(inner)

    return decorate


def language_of_page() -> str:
    return (translation.get_language() or "es")[:2]


class PublicPage(ContextMixin):
    """What all pages for strangers show: whose page it is, and the same page in the other language.

    The page is the same for everybody, so that it may be kept: colours follow the device, not a cookie.
    """

    robots = ""
    """For search engines; empty: this page may be listed."""

    def agency(self) -> Office | None:
        """The office that answers: the listing's, else the agency's first."""
        return Office.objects.order_by("pk").first()

    def alternatives(self) -> dict[str, str]:
        """The path of this page in each language."""
        raise NotImplementedError

    def canonical(self) -> str:
        """The path that search engines should keep; empty when they should keep none."""
        return "" if self.robots else self.alternatives().get(language_of_page(), "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agency = self.agency()
        alternatives = self.alternatives()
        canonical = self.canonical()
        links = [(code, seo.absolute(path)) for code, path in alternatives.items()] if canonical else []
        names = {name: reverse(f"portals:{name}_{language_of_page()}") for name in ("search", "contact", "privacy")}
        return super().get_context_data(
            theme="auto",
            agency=agency,
            agency_name=seo.agency_name(agency),
            alternatives=alternatives,
            hreflang=[*links, ("x-default", links[0][1])] if links else [],
            canonical=seo.absolute(canonical) if canonical else "",
            robots=self.robots,
            public_urls=names,
            locale=seo.LOCALES[language_of_page()],
            **kwargs,
        )


class EnquiryMixin(PublicPage, FormView[EnquiryForm]):
    """A page with the enquiry form; a listing may stand beside it."""

    form_class = EnquiryForm
    listing: Listing | None = None

    @method_decorator(posted_from_here)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

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


class ContactView(EnquiryMixin):
    """Write to the agency."""

    template_name = "portals/contact.html"

    def alternatives(self) -> dict[str, str]:
        return {code: reverse(f"portals:contact_{code}") for code in seo.LANGUAGES}


class ThanksView(PublicPage, TemplateView):
    """Said once the message has arrived."""

    template_name = "portals/thanks.html"
    robots = "noindex"

    def alternatives(self) -> dict[str, str]:
        return {code: reverse(f"portals:thanks_{code}") for code in seo.LANGUAGES}


class PrivacyView(PublicPage, TemplateView):
    """Who keeps what visitors write, what for, and that no page here follows anybody."""

    template_name = "portals/privacy.html"

    def alternatives(self) -> dict[str, str]:
        return {code: reverse(f"portals:privacy_{code}") for code in seo.LANGUAGES}


class PublicListingView(EnquiryMixin):
    """A property as strangers see it, with the enquiry form.

    Each operation is asked again whether it may leave the house: a rule that fell today counts today. What was on the
    market once and is not any more is gone (410) with similar ones; what never was is not found (404), so that nobody
    learns of drafts by trying references.
    """

    template_name = "portals/public_listing.html"

    @method_decorator(posted_from_here)  # again: the mark sits on the method that stands outermost
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = Operation.objects.at_address(self.kwargs["address"])
        self.operations = [one for one in found if one.is_on_web and may_leave(one, Channel.WEB)]
        if not self.operations:
            known = [one for one in found if one.published_at]
            if not known:
                raise Http404
            return self.gone(max(known, key=lambda one: str(one.published_at)))
        self.listing = self.operations[0].listing
        path = self.alternatives()[language_of_page()]
        if request.path != path:
            return redirect(path, permanent=True)
        return super().dispatch(request, *args, **kwargs)

    def gone(self, operation: Operation) -> HttpResponse:
        """Nothing of the property itself, only others like it."""
        self.robots = "noindex"
        similar = list(Operation.objects.similar_to(operation).for_public_cards()[:SIMILAR])
        context = super().get_context_data(similar=similar, form=None)
        return self.response_class(self.request, ["portals/gone.html"], context, status=410, using=self.template_engine)

    def agency(self) -> Office | None:
        return self.listing.office if self.listing is not None else super().agency()

    def alternatives(self) -> dict[str, str]:
        if self.listing is None:
            return {code: reverse(f"portals:search_{code}") for code in seo.LANGUAGES}
        return {code: public_path(self.listing, code) for code in seo.LANGUAGES}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.listing
        assert listing is not None
        language = language_of_page()
        text = text_in(list(listing.texts.all()), language)
        pictures = [one for one in listing.photos.all() if one.original and one.status != Photo.Status.FAILED]
        photos = [one for one in pictures if one.kind == PhotoKind.PHOTO]
        return super().get_context_data(
            listing=listing,
            operations=self.operations,
            text=text,
            photos=photos,
            plans=[one for one in pictures if one.kind == PhotoKind.PLAN],
            facts=facts.public_facts(listing, self.operations),
            description=seo.description_of(listing, self.operations, text),
            structured_data=seo.listing_data(listing, self.operations, text, photos, language),
            share_image=seo.absolute(photos[0].url(1280, "jpg")) if photos else "",
            **kwargs,
        )
