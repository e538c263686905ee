"""Forms of owners and mandates."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.contacts.models import Contact
from realestate.core.dates import add_months, today
from realestate.core.forms import DateInput, VersionedForm, form_helper
from realestate.listings.choices import MandateStatus, OperationKind
from realestate.listings.models import Listing, Mandate
from realestate.listings.owners import find_owner, owner_label
from realestate.listings.services import MANDATE_FIELDS, OwnerShare
from realestate.listings.shares import equal_shares
from realestate.salespeople.models import User

EMPTY_ROWS = 2


# A field that offers contacts while somebody types; without JavaScript it is plain text.
SUGGESTS = {
    "list": "owners",
    "autocomplete": "off",
    "hx-get": reverse_lazy("listings:owner_suggestions"),
    "hx-trigger": "input changed delay:300ms",
    "hx-target": "#owners",
    "hx-swap": "innerHTML",
}


class OwnerRowForm(forms.Form):
    """One owner; an empty row is none."""

    owner = forms.CharField(label=gettext_lazy("Owner"), required=False, max_length=200)
    percent = forms.DecimalField(
        label=gettext_lazy("Share, %"),
        required=False,
        min_value=Decimal("0.0001"),
        max_value=Decimal(100),
        max_digits=7,
        decimal_places=4,
    )
    representative = forms.CharField(label=gettext_lazy("Represented by"), required=False, max_length=200)

    def __init__(self, *args: Any, user: User, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.listing = user, listing
        for name in ("owner", "representative"):
            self.fields[name].widget.attrs.update(SUGGESTS)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_owner(self) -> Contact | None:
        return self._contact("owner")

    def clean_representative(self) -> Contact | None:
        return self._contact("representative")

    def _contact(self, name: str) -> Contact | None:
        typed = self.cleaned_data[name].strip()
        if not typed:
            return None
        for row in self.listing.ownerships.select_related("contact", "representative"):
            for known in (row.contact, row.representative):
                if known is not None and typed == owner_label(known):
                    return known  # unchanged, even when somebody else's contact
        return find_owner(self.user, typed, self.listing.country)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("owner") is None and (values.get("percent") or values.get("representative")) and not self.errors:
            raise ValidationError(_("Say who owns this share."))
        return values


class OwnerRows(forms.BaseFormSet[OwnerRowForm]):
    """All owners of a listing."""

    def shares(self) -> list[OwnerShare]:
        """What was typed; rows without a share get an equal part of what is left to nobody else."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("owner")]
        if rows and all(row.get("percent") is None for row in rows):
            for row, part in zip(rows, equal_shares(len(rows)), strict=True):
                row["percent"] = part
        return [OwnerShare(row["owner"], row.get("percent") or Decimal(0), row.get("representative")) for row in rows]


def owner_rows(user: User, listing: Listing, data: Any = None) -> OwnerRows:
    """The formset with a row for each owner and some empty ones."""
    factory: Any = forms.formset_factory(OwnerRowForm, formset=OwnerRows, extra=EMPTY_ROWS, max_num=50, absolute_max=60)
    initial = [
        {
            "owner": owner_label(row.contact),
            "percent": f"{row.share.normalize():f}",
            "representative": owner_label(row.representative) if row.representative else "",
        }
        for row in listing.ownerships.select_related("contact", "representative")
    ]
    formset: OwnerRows = factory(data, initial=initial, form_kwargs={"user": user, "listing": listing})
    return formset


class MandateForm(VersionedForm):
    """The terms of a mandate."""

    operation_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What the agency may offer"),
        choices=OperationKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Mandate
        fields = (
            "kind", "operation_kinds", "price", "currency", "fee_kind", "fee_value", "fee_minimum", "fee_payer",
            "vat_rate", "starts_on", "ends_on", "renews_months", "is_off_premises", "starts_at_once",
        )  # fmt: skip
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            operations = list(listing.operations.open())
            first = operations[0] if operations else None
            self.initial = {
                "operation_kinds": [one.kind for one in operations],
                "price": first.price if first else None,
                "currency": first.currency if first else listing.office.currency,
                "starts_on": today(),
                "ends_on": add_months(today(), 6),
                **self.initial,
            }

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in MANDATE_FIELDS}


class SignedForm(forms.Form):
    """When it was signed on paper."""

    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=DateInput)
    upload = forms.FileField(label=gettext_lazy("The signed paper"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        self.fields["signed_on"].initial = today()


class OnPaperForm(forms.ModelForm[Mandate]):
    """The terms that many mandates have in common; price and operations are each listing's own."""

    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=DateInput, initial=today)

    class Meta:
        model = Mandate
        fields = (
            "kind", "starts_on", "ends_on", "renews_months", "fee_kind", "fee_value", "fee_minimum", "fee_payer",
            "vat_rate", "is_off_premises", "starts_at_once",
        )  # fmt: skip
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    field_order = ("kind", "signed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        self.fields["starts_on"].initial = today

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > today():
            raise ValidationError(_("The day of signing lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last, months = values.get("starts_on"), values.get("ends_on"), values.get("renews_months")
        if months and last is None and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Only a mandate with a last day renews by itself."))
        if first and last and last < first:
            self.add_error("ends_on", _("The mandate ends before it begins."))
        elif last and last < today() and not months:
            self.add_error("ends_on", _("The last day of this mandate is over: change its dates first."))
        return values

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EndForm(forms.Form):
    """Why a mandate ends before its time."""

    reason = forms.CharField(label=gettext_lazy("Why it ends"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


STATUS_KINDS = {
    MandateStatus.DRAFT: "neutral",
    MandateStatus.SENT: "info",
    MandateStatus.SIGNED: "warn",
    MandateStatus.ACTIVE: "ok",
    MandateStatus.EXPIRING: "warn",
    MandateStatus.EXPIRED: "bad",
    MandateStatus.RENEWED: "neutral",
    MandateStatus.WITHDRAWN: "neutral",
}
