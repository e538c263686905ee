"""The words of an advertisement, one language at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from realestate.core.views import VersionedUpdateView
from realestate.listings import services
from realestate.listings.choices import Language
from realestate.listings.models import Listing
from realestate.listings.text_forms import TextForm
from realestate.listings.views.common import check_may_edit, listing_or_404
from realestate.listings.words import channel_meters, language_meters
from realestate.salespeople.views import user_of


class TextsView(VersionedUpdateView):
    """Title and description in the language of ``?language=``; ``?copy=`` begins with the words of another."""

    nav_section = "listings"
    form_class = TextForm
    template_name = "listings/texts.html"

    @property
    def language(self) -> str:
        wanted = self.request.GET.get("language", "")
        return wanted if wanted in Language.values else Language.ES.value

    def get_queryset(self) -> Any:
        return Listing.objects.visible_to(self.request.user).for_form()

    def get_object(self, queryset: Any = None) -> Listing:
        listing = listing_or_404(self.request, self.kwargs["reference"], self.get_queryset())
        check_may_edit(self.request, listing)
        return listing

    def get_form_kwargs(self) -> dict[str, Any]:
        copy = self.request.GET.get("copy", "")
        copy = copy if copy in Language.values and copy != self.language else ""
        return {**super().get_form_kwargs(), "language": self.language, "copy": copy}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing: Listing = self.object
        texts = list(listing.texts.all())
        by_language = {text.language: text for text in texts}
        meters = language_meters(texts)
        return super().get_context_data(
            listing=listing,
            language=self.language,
            language_label=Language(self.language).label,
            text=by_language.get(self.language),
            meters=meters.values(),
            channels=channel_meters(texts),
            sources=[text for text in texts if text.language != self.language and text.description],
            cancel_url=listing.get_absolute_url(),
            **kwargs,
        )

    def perform(self, form: TextForm) -> HttpResponse:
        cleaned = form.cleaned_data
        services.update_listing(
            actor=user_of(self.request),
            listing=form.instance,
            values={},
            texts={self.language: (cleaned["title"], cleaned["description"])},
            copied_from=cleaned["copied_from"],
        )
        saved = _("The text in %(language)s is saved.") % {"language": Language(self.language).label}
        messages.success(self.request, saved)
        return redirect(f"{reverse('listings:texts', args=[form.instance.reference])}?language={self.language}")
