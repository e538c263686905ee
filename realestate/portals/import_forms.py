"""The form that starts an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.core.forms import form_helper
from realestate.salespeople.models import Office, User


class ImportForm(forms.Form):
    """A file or an address, whose stock it is, and what to do beyond adding and changing."""

    office = forms.ModelChoiceField(label=gettext_lazy("Office"), queryset=Office.objects.none(), empty_label=None)
    upload = forms.FileField(
        label=gettext_lazy("Kyero file"),
        required=False,
        help_text=gettext_lazy("The export of the program that you leave, or a portal's feed: .xml or .xml.gz."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.gz,text/xml,application/gzip"}),
    )
    url = forms.URLField(
        label=gettext_lazy("Or its address on the web"), required=False, max_length=500, assume_scheme="https"
    )
    source = forms.CharField(
        label=gettext_lazy("Name of the source"),
        max_length=60,
        initial="kyero",
        help_text=gettext_lazy("The same name next time, so that listings are recognised and not made twice."),
    )
    downloads_photos = forms.BooleanField(
        label=gettext_lazy("Download the photos"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Otherwise they stay where they are and vanish with the old program."),
    )
    withdraws_missing = forms.BooleanField(
        label=gettext_lazy("Withdraw what this source no longer has"), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices: Any = self.fields["office"]
        offices.queryset = Office.objects.visible_to(user).order_by("name")
        offices.initial = user.office_id
        self.helper = form_helper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("upload")) == bool(cleaned.get("url")) and not self.errors:
            raise forms.ValidationError(_("Choose a file or give an address, one of the two."))
        return cleaned
