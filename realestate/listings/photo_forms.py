"""Forms of the photos."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from realestate.core.forms import form_helper
from realestate.listings.choices import Language, PhotoKind, Room
from realestate.listings.models import Photo

# The browser of an iPhone turns HEIC into JPEG by itself when HEIC is not in this list.
ACCEPT = "image/jpeg,image/png,image/webp,image/gif"


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """Several pictures at once; each is checked by itself when it is stored."""

    photos = forms.FileField(
        label=_("Photos"),
        help_text=_("JPEG, PNG, WebP or GIF, up to 30 MB each."),
        widget=MultipleFileInput(attrs={"class": "form-control", "accept": ACCEPT, "multiple": True}),
    )
    is_watermarked = forms.BooleanField(
        label=_("With the office's watermark for strangers"), required=False, initial=True
    )

    def __init__(self, *args: Any, watermark: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        if not watermark:
            del self.fields["is_watermarked"]


class QuickPhotoForm(forms.Form):
    """What a tile asks: the words in the agency's language, the room, photo or plan. What is not sent stays."""

    caption = forms.CharField(label=_("What is to be seen"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=PhotoKind.choices, required=False)
    room = forms.ChoiceField(label=_("Room"), choices=[("", "---------"), *Room.choices], required=False)

    def __init__(self, *args: Any, photo: Photo, **kwargs: Any) -> None:
        kwargs["initial"] = {"caption": photo.caption, "kind": photo.kind, "room": photo.room}
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        self.photo = photo

    def values(self) -> dict[str, Any]:
        """What the service takes: only what was sent."""
        sent = {name: self.cleaned_data[name] for name in ("caption", "kind", "room") if name in self.data}
        if not sent.get("kind", "x"):
            del sent["kind"]
        return sent


def other_languages() -> list[tuple[str, Any]]:
    """Those that are not the agency's own, English and Spanish first."""
    return [choice for choice in Language.choices if choice[0] != settings.LANGUAGE_CODE]


class PhotoForm(QuickPhotoForm):
    """All that is said of a photo, in every language."""

    def __init__(self, *args: Any, photo: Photo, **kwargs: Any) -> None:
        super().__init__(*args, photo=photo, **kwargs)
        own = dict(Language.choices)[settings.LANGUAGE_CODE]
        self.fields["caption"].label = _("What is to be seen, in %(language)s") % {"language": own}
        self.fields["caption"].widget.attrs["lang"] = settings.LANGUAGE_CODE
        self.fields["caption"].help_text = _(
            "For people who cannot see it, and for search engines: what, not how nice."
        )
        present = {text.language: text.text for text in photo.texts.all()}
        for code, name in other_languages():
            self.fields[f"text_{code}"] = forms.CharField(
                label=name,
                max_length=200,
                required=False,
                initial=present.get(code, ""),
                widget=forms.TextInput(attrs={"lang": code}),
            )
        if photo.is_stored and (photo.listing.office.watermark or photo.is_watermarked):
            self.fields["is_watermarked"] = forms.BooleanField(
                label=_("With the office's watermark for strangers"), required=False, initial=photo.is_watermarked
            )

    def values(self) -> dict[str, Any]:
        texts = {code: self.cleaned_data[f"text_{code}"] for code, _name in other_languages()}
        return {**super().values(), "texts": texts}

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("caption", "room", "kind", "is_watermarked") if name in self.fields]

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[f"text_{code}"] for code, _name in other_languages()]
