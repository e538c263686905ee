"""What the agency writes for an owner, and what an owner answers."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.forms import VersionedForm, form_helper
from realestate.listings.models import Listing
from realestate.ownerroom.models import LANGUAGES, ReleasedFeedback
from realestate.ownerroom.owners import owners_of
from realestate.ownerroom.services import links, proposals


class LinkForm(forms.Form):
    """For whom, in which language, for how long."""

    contact = forms.TypedChoiceField(label=_("Owner"), coerce=int)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("That of the owner")), *LANGUAGES], required=False
    )
    days = forms.IntegerField(
        label=_("Days that the link is good for"), min_value=1, max_value=links.MAX_DAYS, initial=links.DAYS
    )
    send = forms.BooleanField(label=_("Send it by e-mail now"), required=False, initial=True)

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in owners_of(listing)}
        cast(Any, self.fields["contact"]).choices = [(pk, person.name) for pk, person in self.people.items()]
        self.helper = form_helper()

    def clean_contact(self) -> Contact:
        return self.people[self.cleaned_data["contact"]]


class ProposeForm(forms.Form):
    """Another price, and why."""

    price = forms.DecimalField(label=_("New price"), min_value=Decimal("0.01"), max_digits=16, decimal_places=2)
    reason = forms.CharField(
        label=_("Words for the owner"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why this price: the owner reads it in the room and in the mail."),
    )
    days = forms.IntegerField(
        label=_("Days to decide"), min_value=1, max_value=proposals.MAX_DAYS, initial=proposals.DAYS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class FeedbackForm(VersionedForm):
    """What the owner reads of a viewing."""

    class Meta:
        model = ReleasedFeedback
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"text": _("What was liked and what was not. Never who came.")}

    def is_stale(self) -> bool:
        """Also when somebody released the first words while this form was open."""
        return bool(self.instance.pk) and self.cleaned_data.get("version") != self.loaded_version


class AcceptForm(forms.Form):
    """The owner's yes."""

    typed_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    agree = forms.BooleanField(label=_("I accept the new price."))

    prefix = "accept"  # both forms stand on one page

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class DeclineForm(forms.Form):
    """The owner's no."""

    typed_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    reason = forms.CharField(
        label=_("Why not?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    prefix = "decline"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
