"""Forms of the portal accounts."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.forms import DateTimeInput, VersionedForm, form_helper
from realestate.listings.choices import Language
from realestate.portals.models import PortalAccount


class AccountForm(VersionedForm):
    """Everything about an account but its address. The format is chosen once."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )

    class Meta:
        model = PortalAccount
        fields = [
            "name", "format", "is_active", "offices", "languages", "photo_limit", "sends_reserved", "customer_code",
            "contact_email", "contact_phone", "drop_guard_percent",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"offices": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["format"].disabled = True


class HistoryForm(forms.Form):
    """The question to the history: when, and which listing."""

    at = forms.DateTimeField(
        label=_("At"), required=False, widget=DateTimeInput, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    reference = forms.CharField(label=_("Reference"), required=False, max_length=50)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()

    def clean_at(self) -> datetime:
        return self.cleaned_data["at"] or timezone.now()
