"""What managers fill in about publish rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from realestate.listings.choices import Channel

SHORTEST_REASON = 10


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        min_length=SHORTEST_REASON,
        max_length=300,
        error_messages={
            "required": _("Give a reason of ten letters or more: it is kept."),
            "min_length": _("Give a reason of ten letters or more: it is kept."),
        },
    )


class OverrideForm(forms.Form):
    """Let an amber point pass, on one channel or on all."""

    code = forms.CharField(max_length=60)
    channel = forms.ChoiceField(choices=[("", ""), *Channel.choices], required=False)
    reason = reason_field()


class SwitchForm(forms.Form):
    """Whether a rule counts in an office."""

    is_on = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    reason = reason_field()
