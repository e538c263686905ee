"""The form of an advertisement's words in one language."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from realestate.core.forms import VersionedForm
from realestate.listings.choices import Language
from realestate.listings.models import Listing
from realestate.listings.words import DESCRIPTION_MAX, TITLE_MAX, plain_text


class TextForm(VersionedForm):
    """Title and description, plain: HTML that somebody pastes becomes text. The version is the listing's."""

    title = forms.CharField(label=_("Title"), required=False, max_length=TITLE_MAX)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_MAX,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Plain text; an empty line begins a paragraph."),
    )
    copied_from = forms.ChoiceField(choices=[("", ""), *Language.choices], required=False, widget=forms.HiddenInput)

    class Meta:
        model = Listing
        fields: list[str] = []

    def __init__(self, *args: Any, language: str, copy: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        for name in ("title", "description"):
            self.initial[name] = self.stored_value(self.instance, name, copy or language)
            self.fields[name].widget.attrs.update({"lang": language, "data-count": self.fields[name].max_length})  # type: ignore[attr-defined]
        self.initial["copied_from"] = copy

    def stored_value(self, current: models.Model, name: str, language: str = "") -> Any:
        assert isinstance(current, Listing)
        if name == "copied_from":
            return self.initial.get("copied_from", "")
        texts = {text.language: text for text in current.texts.all()}
        text = texts.get(language or self.language)
        return getattr(text, name) if text else ""

    def clean_title(self) -> str:
        return plain_text(self.cleaned_data["title"], one_line=True)

    def clean_description(self) -> str:
        return plain_text(self.cleaned_data["description"])
