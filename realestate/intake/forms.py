"""Forms of the intake."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.contacts.phones import phone_or_none
from realestate.core.forms import DateInput, VersionedForm, form_helper
from realestate.core.money import Currency, default_currency
from realestate.intake.choices import Field
from realestate.intake.models import InboundKey, InboundMessage, Mailbox
from realestate.intake.models.doors import portal_code
from realestate.intake.services.csv_files import LARGEST_FILE
from realestate.leads.choices import Source
from realestate.salespeople.models import Office, User


def portal_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Portal"),
        max_length=40,
        required=False,
        validators=[portal_code],
        help_text=gettext_lazy("Its code in lower case, for example idealista."),
    )


class CompleteForm(forms.Form):
    """What a person fills in where the machine could not: who, how to reach them, about what."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=50, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=190, required=False)
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Of the listing that they ask about, if they say."),
    )
    message = forms.CharField(
        label=gettext_lazy("Message"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=Source.choices)
    portal = portal_field()

    def __init__(self, *args: Any, message: InboundMessage, **kwargs: Any) -> None:
        guess = message.guess
        references = [guess.get("reference", ""), *guess.get("other_references", [])]
        kwargs["initial"] = {
            **{name: guess.get(name, "") for name in ("name", "phone", "email", "message")},
            "reference": next((one for one in references if one), ""),
            "source": message.source,
            "portal": message.portal or guess.get("portal", ""),
        }
        super().__init__(*args, **kwargs)
        self.country = message.office.country
        self.helper = form_helper()

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        if typed.strip() and phone_or_none(typed, self.country) is None:
            raise forms.ValidationError(_("That is not a telephone number."))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            raise forms.ValidationError(_("Give a telephone number or an e-mail address: somebody must be answered."))
        return cleaned


class TeachForm(forms.Form):
    """A rule as the machine proposes it; a person takes out what is wrong."""

    sender = forms.CharField(
        label=gettext_lazy("From"),
        max_length=254,
        help_text=gettext_lazy("A whole e-mail address, or a domain: all its addresses."),
    )
    subject = forms.CharField(
        label=gettext_lazy("Only when the subject holds"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: whatever the subject."),
    )
    labels = forms.MultipleChoiceField(
        label=gettext_lazy("What stands where"), choices=(), widget=forms.CheckboxSelectMultiple
    )
    portal = portal_field()

    def __init__(self, *args: Any, message: InboundMessage, suggested: dict[str, str], **kwargs: Any) -> None:
        kwargs["initial"] = {"sender": message.sender, "portal": message.portal, "labels": list(suggested)}
        super().__init__(*args, **kwargs)
        self.suggested = suggested
        rows: Any = self.fields["labels"]
        rows.choices = [(label, f"{said(label)} → {Field(field).label}") for label, field in suggested.items()]
        if message.kind != "mail":
            del self.fields["subject"]
            self.fields["sender"].disabled = True
        self.helper = form_helper()

    @property
    def chosen(self) -> dict[str, str]:
        return {label: self.suggested[label] for label in self.cleaned_data["labels"]}


def said(label: str) -> str:
    """Where a value stands, in words."""
    whole = {
        "@sender.name": _("the sender's name"),
        "@sender.email": _("the sender's address"),
        "@reply.name": _("the name to answer to"),
        "@reply.email": _("the address to answer to"),
        "@subject": _("the subject"),
        "@text": _("the whole text"),
    }
    return whole.get(label, f"“{label}”")


class KeyForm(VersionedForm):
    """Whose leads a webhook brings and how they are written; its address is made, not typed."""

    portal = portal_field()

    class Meta:
        model = InboundKey
        fields = ["name", "office", "source", "portal", "shape", "is_active"]


class ReissueForm(forms.Form):
    """For how long the former address goes on working."""

    hours = forms.TypedChoiceField(
        label=gettext_lazy("The former address works for"),
        coerce=int,
        initial="168",
        choices=[
            ("168", gettext_lazy("7 days")),
            ("24", gettext_lazy("1 day")),
            ("720", gettext_lazy("30 days")),
            ("0", gettext_lazy("Not at all: it stops at once")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class MailboxForm(VersionedForm):
    """Where a mailbox is and how to sign in; a stored password is never shown again."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Mailbox
        fields = [
            "name", "office", "host", "port", "username", "password", "folder", "starts_on", "marks_seen",
            "certificate", "is_active",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"starts_on": DateInput, "certificate": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["password"].help_text = _("Empty: the stored one stays.")

    def clean_password(self) -> str:
        typed = str(self.cleaned_data["password"])
        if not typed and not self.instance.pk:
            raise forms.ValidationError(_("The password is needed to sign in."))
        return typed


class ImportForm(forms.Form):
    """A file of leads, and whose they are."""

    office = forms.ModelChoiceField(label=gettext_lazy("Office"), queryset=Office.objects.none(), empty_label=None)
    upload = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("One lead a row, the names of the columns in the first row."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=Source.choices, initial=Source.OTHER)
    portal = portal_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices: Any = self.fields["office"]
        offices.queryset = Office.objects.visible_to(user).order_by("name")
        offices.initial = user.office_id
        self.helper = form_helper()

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB: split it."))
        return upload


class ColumnsForm(forms.Form):
    """Which field each column of a file is."""

    def __init__(self, *args: Any, columns: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = [("", _("Not imported")), *Field.choices, ("received_at", _("Date"))]
        for index, column in enumerate(columns):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=column["name"],
                choices=fields,
                required=False,
                initial=column["field"],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def chosen(self) -> list[str]:
        return [str(self.cleaned_data[name]) for name in self.fields]


class CostForm(forms.Form):
    """What a source cost in a month."""

    month = forms.DateField(
        label=gettext_lazy("Month"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month", "placeholder": "2026-11"}, format="%Y-%m"),
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=Source.choices, initial=Source.PORTAL)
    portal = portal_field()
    office = forms.ModelChoiceField(
        label=gettext_lazy("Office"),
        queryset=Office.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("The whole agency"),
    )
    amount = forms.DecimalField(label=gettext_lazy("Cost without tax"), min_value=0, max_digits=12, decimal_places=2)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=Currency.choices, initial=default_currency)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
