"""Forms of a listing's documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from realestate.core.forms import DateInput, form_helper
from realestate.listings.choices import FileCategory, FileVisibility
from realestate.listings.models import ListingFile
from realestate.listings.photo_forms import MultipleFileInput

ACCEPT = ".pdf,image/jpeg,image/png,image/webp"


class MultipleFileField(forms.FileField):
    """One or several files: a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list) else [data] if data else []
        if not several:
            super().clean(None, initial)
        return [super(MultipleFileField, self).clean(one, initial) for one in several]


class FileForm(forms.Form):
    """What is said of a document: what it is, who may see it, until when it holds."""

    category = forms.ChoiceField(
        label=_("Category"),
        choices=[("", "---------"), *FileCategory.choices],
        help_text=_("Of an identity document keep the number with the contact, not its picture."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: the name of the file.")
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"), choices=FileVisibility.choices, initial=FileVisibility.RIGHTS
    )
    expires_on = forms.DateField(label=_("Expires on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, file: ListingFile | None = None, **kwargs: Any) -> None:
        if file is not None:
            kwargs["initial"] = {
                "category": file.category,
                "title": file.document.title,
                "visibility": file.visibility,
                "expires_on": file.expires_on,
            }
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class FileUploadForm(FileForm):
    """The same, with the files; each is checked when it is stored."""

    field_order = ("files", "category", "title", "visibility", "expires_on")
    files = MultipleFileField(  # type: ignore[assignment]
        label=_("Files"),
        help_text=_("PDF, JPEG, PNG or WebP, up to 20 MB each."),
        widget=MultipleFileInput(attrs={"class": "form-control", "accept": ACCEPT, "multiple": True}),
    )
