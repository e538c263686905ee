"""Forms of prospects and developments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from realestate.contacts.phones import normalise_phone
from realestate.core.forms import DateInput, VersionedForm
from realestate.core.text import normalise_email
from realestate.listings.choices import OperationKind
from realestate.listings.fields import types_with
from realestate.listings.models import Development, Prospect
from realestate.listings.owners import find_owner, owner_label
from realestate.salespeople.models import Office, User


def contact_field(label: Any) -> forms.CharField:
    """Somebody among the contacts, by typing."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=300,
        help_text=_("Name, e-mail or phone of a contact."),
        widget=forms.TextInput(
            attrs={
                "list": "owners",
                "autocomplete": "off",
                "hx-get": reverse_lazy("listings:owner_suggestions"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#owners",
                "hx-swap": "innerHTML",
            }
        ),
    )


class WithContact(VersionedForm):
    """A form with one field, ``contact_name``, in which a contact is typed."""

    contact_name = ""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["town"].widget.attrs.update({"list": "towns", "autocomplete": "off"})
        if self.contact_name in self.fields:
            self.initial[self.contact_name] = self.stored_value(self.instance, self.contact_name)

    def stored_value(self, current: models.Model, name: str) -> Any:
        if name == self.contact_name:
            contact = getattr(current, name)
            return owner_label(contact) if contact else ""
        return super().stored_value(current, name)

    def contact_typed(self) -> Any:
        typed = self.cleaned_data[self.contact_name].strip()
        stored = getattr(self.instance, self.contact_name)
        if not typed:
            return None
        if stored and typed == owner_label(stored):
            return stored  # unchanged, even when somebody else's contact
        return find_owner(self.user, typed, self.user.office.country if self.user.office else "ES")

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        names = [*(self._meta.fields or ()), self.contact_name]
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class ProspectForm(WithContact):
    """All that is known of a prospect."""

    contact_name = "owner"
    owner = contact_field(_("Owner"))

    class Meta:
        model = Prospect
        fields = [
            "property_type", "operation_kind", "street", "street_number", "floor", "door", "postal_code", "zone",
            "town", "province", "built_area", "bedrooms", "asking_price", "currency", "salesperson", "source",
            "next_step_on", "notes",
        ]  # fmt: skip
        widgets = {"next_step_on": DateInput(), "notes": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if "salesperson" in self.fields:
            people = Q(pk__in=User.objects.assignable_by(user).values("pk")) | Q(pk=self.instance.salesperson_id)
            self.fields["salesperson"].queryset = User.objects.visible_to(user).filter(people)  # type: ignore[attr-defined]
        if "bedrooms" in self.fields:
            self.fields["bedrooms"].widget.attrs["data-types"] = " ".join(types_with("bedrooms"))

    def clean_owner(self) -> Any:
        return self.contact_typed()


class ProspectQuickForm(ProspectForm):
    """What one knows in front of the house, with a phone in the hand."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    owner = None  # type: ignore[assignment]
    owner_name = forms.CharField(label=_("Owner's name"), required=False, max_length=200)
    owner_phone = forms.CharField(
        label=_("Owner's phone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    owner_email = forms.EmailField(label=_("Owner's e-mail"), required=False, max_length=190)

    class Meta(ProspectForm.Meta):
        fields = [
            "property_type", "operation_kind", "street", "street_number", "floor", "door", "town", "zone",
            "asking_price", "source", "next_step_on", "notes",
        ]  # fmt: skip

    field_order = (
        "property_type", "operation_kind", "street", "street_number", "floor", "door", "town", "zone", "owner_name",
        "owner_phone", "owner_email", "asking_price", "source", "next_step_on", "notes", "office",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        offices: Any = self.fields["office"]
        offices.queryset = Office.objects.visible_to(user)
        if not user.is_manager:
            offices.queryset = offices.queryset.filter(pk__in=user.office_ids)
        offices.initial = user.office_id
        self.initial.setdefault("operation_kind", OperationKind.SALE)
        if not user.is_manager and len(user.office_ids) == 1:
            offices.widget = forms.HiddenInput()

    def clean_owner_email(self) -> str:
        return normalise_email(self.cleaned_data["owner_email"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        office = values.get("office")
        if values.get("owner_phone"):
            try:
                values["owner_phone"] = normalise_phone(values["owner_phone"], office.country if office else "ES")
            except ValidationError as error:
                self.add_error("owner_phone", error)
        reachable = values.get("owner_phone") or values.get("owner_email")
        if reachable and not (values.get("owner_name") or "").strip():
            self.add_error("owner_name", _("Write a name too, if only a first name."))
        return values


class ValueForm(forms.Form):
    """What it is worth."""

    valuation = forms.DecimalField(label=_("Valuation"), min_value=0, max_digits=16, decimal_places=2)
    next_step_on = forms.DateField(label=_("Next step on"), required=False, widget=DateInput)


class NextStepForm(forms.Form):
    """When to go on."""

    next_step_on = forms.DateField(label=_("Next step on"), required=False, widget=DateInput)


class LoseForm(forms.Form):
    """Why it was lost."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class DevelopmentForm(WithContact):
    """A new building or estate."""

    contact_name = "developer"
    developer = contact_field(_("Developer"))

    class Meta:
        model = Development
        fields = ["name", "town", "zone", "delivery_on", "building_licence", "description"]
        widgets = {"delivery_on": DateInput(), "description": forms.Textarea(attrs={"rows": 8})}

    def clean_developer(self) -> Any:
        return self.contact_typed()


class DevelopmentCreateForm(DevelopmentForm):
    """Also its office."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        offices: Any = self.fields["office"]
        offices.queryset = Office.objects.visible_to(user)
        if not user.is_manager:
            offices.queryset = offices.queryset.filter(pk__in=user.office_ids)
        offices.initial = user.office_id
