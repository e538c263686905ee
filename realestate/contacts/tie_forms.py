"""Forms about what hangs on a contact."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from realestate.contacts.choosing import find_typed
from realestate.contacts.models import Consent, Contact
from realestate.contacts.relations import relation_choices
from realestate.core.forms import DateTimeInput, form_helper
from realestate.salespeople.models import User


class PlainForm(forms.Form):
    """Rendered by crispy inside the page's own form tag."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class RelationForm(PlainForm):
    """How the contact is related, and to whom."""

    kind = forms.ChoiceField(label=_("Relation"))
    other = forms.CharField(
        label=_("With whom"),
        max_length=200,
        help_text=_("Name, e-mail or phone of a contact of yours."),
        widget=forms.TextInput(
            attrs={
                "list": "contacts-typed",
                "autocomplete": "off",
                "hx-get": reverse_lazy("contacts:suggestions"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#contacts-typed",
                "hx-swap": "innerHTML",
            }
        ),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        kind: forms.ChoiceField = self.fields["kind"]  # type: ignore[assignment]
        kind.choices = relation_choices()

    def clean_other(self) -> Contact:
        country = self.user.office.country if self.user.office else "ES"
        return find_typed(self.user, self.cleaned_data["other"], country)


class ConsentForm(PlainForm):
    """One line of the ledger in the agent's hand."""

    purpose = forms.ChoiceField(label=_("What for"), choices=Consent.Purpose.choices)
    channel = forms.ChoiceField(label=_("By which channel"), choices=Consent.Channel.choices)
    is_given = forms.ChoiceField(
        label=_("What they said"),
        choices=[("yes", _("They agree")), ("no", _("They do not want it, or not any more"))],
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=_("How they told you"),
        max_length=100,
        help_text=_("For example “on the phone on 3 May, asked for flats in Lorca”. It is the proof."),
    )
    at = forms.DateTimeField(
        label=_("When"), required=False, widget=DateTimeInput, help_text=_("Leave it empty for now.")
    )


class CommercialEmailForm(PlainForm):
    """What the mail says; the way out is added to it."""

    recipient = forms.ChoiceField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recipient: forms.ChoiceField = self.fields["recipient"]  # type: ignore[assignment]
        recipient.choices = [(point.value, point.value) for point in contact.emails]
