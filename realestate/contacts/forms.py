"""Forms about contacts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact, ContactRole
from realestate.contacts.phones import normalise_phone, readable
from realestate.contacts.tax_numbers import is_tax_number, tax_number
from realestate.core.forms import VersionedForm
from realestate.core.text import normalise_email
from realestate.salespeople.models import Office, User

MOST_POINTS = 10
LONGEST_EMAIL = 190
LANGUAGES = [
    ("es", "Español"),
    ("en", "English"),
    ("ca", "Català"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pt", "Português"),
    ("sv", "Svenska"),
]


def lines_field(label: Any, help_text: Any, **attrs: Any) -> forms.CharField:
    """Several values, one a line: works without JavaScript."""
    widget = forms.Textarea(attrs={"rows": 2, **attrs})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=2000, widget=widget)


class ContactForm(VersionedForm):
    """A person or company with phones and e-mails."""

    phones = lines_field(_("Phones"), _("One a line. Numbers of other countries with their prefix: +44…"))
    emails = lines_field(_("E-mails"), _("One a line."), autocapitalize="none", spellcheck="false")
    language = forms.ChoiceField(label=_("Language they read"), choices=LANGUAGES, initial="es")
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ContactRole.Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Owner, buyer and tenant also follow by themselves from listings and demands."),
    )

    class Meta:
        model = Contact
        fields = (
            "kind",
            "first_name",
            "last_name",
            "company_name",
            "language",
            "tax_id",
            "address",
            "town",
            "office",
            "salesperson",
            "notes",
        )
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices: forms.ModelChoiceField[Any] = self.fields["office"]  # type: ignore[assignment]
        people: forms.ModelChoiceField[Any] = self.fields["salesperson"]  # type: ignore[assignment]
        asks = reverse("contacts:duplicates") + (f"?but={self.instance.pk}" if self.instance.pk else "")
        for name in ("phones", "emails"):
            self.fields[name].widget.attrs |= {
                "hx-get": asks,
                "hx-trigger": "change",
                "hx-target": "#known-contacts",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
            }
        offices.queryset = Office.objects.visible_to(user)
        if not user.is_manager:
            offices.queryset = offices.queryset.filter(pk__in={*user.office_ids, self.instance.office_id})
        offices.empty_label = None
        # Whoever keeps it now stays a choice, even from another office or no longer here.
        allowed = Q(pk__in=User.objects.assignable_by(user).values("pk")) | Q(pk=self.instance.salesperson_id)
        people.queryset = User.objects.visible_to(user).filter(allowed)
        people.empty_label = _("Nobody: for everyone in the office")
        if self.instance.pk:
            self.initial["phones"] = self.stored_value(self.instance, "phones")
            self.initial["emails"] = self.stored_value(self.instance, "emails")
            self.initial["roles"] = self.stored_value(self.instance, "roles")

    def clean_tax_id(self) -> str:
        """The number alone, in capitals; checked where it is of the office's country or says that it is."""
        return tax_number(self.cleaned_data["tax_id"])

    def clean_emails(self) -> list[str]:
        return self._values("emails", self._email)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "phones" in values:
            office = values.get("office") or getattr(self.instance, "office", None)
            country = office.country if office else "ES"
            try:
                values["phones"] = self._values("phones", lambda line: normalise_phone(line, country))
            except ValidationError as error:
                self.add_error("phones", error)
        if values.get("tax_id") and values["tax_id"] != self.instance.tax_id:
            office = values.get("office") or getattr(self.instance, "office", None)
            if not is_tax_number(values["tax_id"], office.country if office else "ES"):
                self.add_error("tax_id", _("The check digit does not fit: look at the number again."))
        names = ("first_name", "last_name", "company_name")
        if not any(values.get(name) for name in names):
            company = values.get("kind") == Contact.Kind.COMPANY
            self.add_error("company_name" if company else "first_name", _("A contact needs a name."))
        return values

    def stored_value(self, current: models.Model, name: str) -> Any:
        assert isinstance(current, Contact)
        if name == "phones":
            return "\n".join(readable(point.value) for point in current.phones)
        if name == "emails":
            return "\n".join(point.value for point in current.emails)
        if name == "roles":
            return list(current.roles.values_list("role", flat=True))
        return super().stored_value(current, name)

    def _values(self, name: str, clean: Any) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        if len(lines) > MOST_POINTS:
            raise ValidationError(_("At most %(count)d, please.") % {"count": MOST_POINTS})
        errors: list[ValidationError] = []
        values: list[str] = []
        for line in lines:
            try:
                values.append(clean(line))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(values))

    def _email(self, line: str) -> str:
        email = normalise_email(line)
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(_("“%(value)s” is not an e-mail address.") % {"value": line[:60]}) from error
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(_("That e-mail address is too long."))
        return email
