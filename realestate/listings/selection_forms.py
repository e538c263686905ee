"""Forms about several operations at once: what to change in all of them, and whom to send them to."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.forms import form_helper
from realestate.listings import choices
from realestate.listings.models.selection import LANGUAGES
from realestate.listings.owners import find_owner
from realestate.listings.services.bulk import Changes
from realestate.listings.services.selections import MAX_DAYS
from realestate.salespeople.models import User

if TYPE_CHECKING:
    from realestate.contacts.models import Contact

AS_IT_IS = ("", _("Leave as it is"))


class BulkEditForm(forms.Form):
    """One change to many; each field that is left alone changes nothing."""

    salesperson = forms.ModelChoiceField(
        label=_("Salesperson"), queryset=User.objects.none(), required=False, empty_label=_("Leave as it is")
    )
    percent = forms.DecimalField(
        label=_("Price, + or − %"),
        required=False,
        min_value=Decimal(-90),
        max_value=Decimal(200),
        max_digits=6,
        decimal_places=3,
        help_text=_("-3 takes three per cent off, 2.5 adds two and a half."),
    )
    round_to = forms.TypedChoiceField(
        label=_("Round the price to"),
        choices=[
            ("0", _("The cent")),
            ("1", "1"),
            ("10", "10"),
            ("100", "100"),
            ("1000", "1000"),
        ],
        coerce=int,
        empty_value="0",
        required=False,
        initial="100",
        help_text=_("Never coarser than one per cent of the price."),
    )
    address_visibility = forms.ChoiceField(
        label=_("Address shown in public"), choices=[AS_IT_IS, *choices.AddressVisibility.choices], required=False
    )
    energy_status = forms.ChoiceField(
        label=_("Energy certificate"), choices=[AS_IT_IS, *choices.EnergyStatus.choices], required=False
    )
    verb = forms.ChoiceField(
        label=_("On the market"),
        choices=[AS_IT_IS, ("publish", _("Publish")), ("withdraw", pgettext_lazy("verb", "Withdraw"))],
        required=False,
    )
    add_features = forms.MultipleChoiceField(
        label=_("Add features"),
        choices=choices.Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remove_features = forms.MultipleChoiceField(
        label=_("Take features away"),
        choices=choices.Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Add to the internal notes"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        people = cast(Any, self.fields["salesperson"])
        people.queryset = User.objects.visible_to(user).selling()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        both = set(values.get("add_features", ())) & set(values.get("remove_features", ()))
        if both:
            self.add_error("remove_features", _("A feature is either added or taken away."))
        if not self.errors and not self.changes():
            raise ValidationError(_("Choose something to change."), code="nothing")
        return values

    def changes(self) -> Changes:
        values = self.cleaned_data
        return Changes(
            salesperson=values["salesperson"],
            percent=values["percent"] or None,
            round_to=int(values["round_to"]),
            address_visibility=values["address_visibility"],
            energy_status=values["energy_status"],
            note=values["note"],
            add_features=tuple(values["add_features"]),
            remove_features=tuple(values["remove_features"]),
            verb=values["verb"],
        )


class SelectionForm(forms.Form):
    """What a client reads above the listings, and how long the link is good for."""

    title = forms.CharField(label=_("Title"), max_length=120)
    contact = forms.CharField(
        label=_("For"),
        max_length=200,
        required=False,
        help_text=_("A contact: name, e-mail or phone. Only the agency sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    days = forms.IntegerField(label=_("Days that the link is good for"), min_value=1, max_value=MAX_DAYS, initial=30)
    message = forms.CharField(
        label=_("Message"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown above the listings."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.country = user, user.office.country if user.office else "ES"
        self.helper = form_helper()

    def clean_contact(self) -> "Contact | None":
        typed = str(self.cleaned_data["contact"]).strip()
        return find_owner(self.user, typed, self.country) if typed else None
