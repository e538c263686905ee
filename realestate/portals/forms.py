"""The public enquiry form."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from realestate.contacts.phones import normalise_phone
from realestate.core.forms import form_helper
from realestate.portals.consents import COMMERCIAL_TEXT, ENQUIRY_TEXT


class EnquiryForm(forms.Form):
    """What a visitor writes to the agency. ``website`` is a trap: people do not see it, robots fill it in."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"), max_length=190, required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    message = forms.CharField(
        label=_("Message"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    agrees = forms.BooleanField(label=ENQUIRY_TEXT)
    wants_offers = forms.BooleanField(label=COMMERCIAL_TEXT, required=False)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        return normalise_phone(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("email") and not values.get("phone") and not self.errors:
            raise forms.ValidationError(_("Write an e-mail address or a phone number, so that we can answer you."))
        return values

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def language(self) -> str:
        return (get_language() or "es")[:2]
