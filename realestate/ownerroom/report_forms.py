"""Choosing what a report to the owner is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.core.dates import today
from realestate.core.forms import DateInput, form_helper

LANGUAGES = (("es", gettext_lazy("Spanish")), ("en", gettext_lazy("English")))


class PeriodForm(forms.Form):
    """Two days, both included."""

    since = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    until = forms.DateField(label=gettext_lazy("Until"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", _("The period ends before it begins."))
        if until and until > today():
            self.add_error("until", _("The period ends in the future."))
        return values


class ReportForm(PeriodForm):
    """The period that was chosen, with the salesperson's words for the owner."""

    since = forms.DateField(widget=forms.HiddenInput)
    until = forms.DateField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=gettext_lazy("Language of the report"), choices=LANGUAGES)
    summary = forms.CharField(
        label=gettext_lazy("Your words for the owner"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("How you see it and what you advise. Nobody's name: the owner keeps this paper."),
    )
