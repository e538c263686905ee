"""Forms about leads. Their fields become clean values for the services and nothing else."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from realestate.core.forms import DateTimeInput, form_helper
from realestate.core.money import Currency
from realestate.leads.choices import CONTACT_KINDS, OPEN_STAGES, ActionKind, Direction, LostReason, Stage
from realestate.leads.models import Lead, NextAction
from realestate.leads.services import NextActionValues, tomorrow_at_ten
from realestate.leads.services.enquiries import split_phone_or_email
from realestate.listings.models import Listing
from realestate.salespeople.models import User

# A viewing is booked in the agenda, which makes the next action itself.
PLANNABLE = [(kind.value, kind.label) for kind in ActionKind if kind != ActionKind.VIEWING]
FURTHEST = timedelta(days=5 * 366)


class PlainForm(forms.Form):
    """A form whose fields crispy renders inside the page's own form tag."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


def due_field(label: Any, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, required=required, widget=DateTimeInput)


def check_due(value: Any) -> None:
    """Within the next years: further away is a slip of the hand."""
    if value is not None and abs(value - timezone.now()) > FURTHEST:
        raise ValidationError(_("Choose a day within the next five years."))


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NextActionMixin(forms.Form):
    """The question that every finishing asks: what comes next, and when? Prefilled with a call tomorrow at ten."""

    next_kind = forms.ChoiceField(label=_("Next action"), required=False)
    next_due_at = due_field(_("When"), required=False)
    next_note = forms.CharField(label=_("What about"), required=False, max_length=300)

    def ask_next(self, *, optional: bool) -> None:
        kind: forms.ChoiceField = self.fields["next_kind"]  # type: ignore[assignment]
        kind.choices = [("", _("Nothing more")), *PLANNABLE] if optional else PLANNABLE
        kind.required = self.fields["next_due_at"].required = not optional
        kind.initial = ActionKind.CALL
        self.fields["next_due_at"].initial = tomorrow_at_ten

    def clean_next_due_at(self) -> Any:
        check_due(self.cleaned_data["next_due_at"])
        return self.cleaned_data["next_due_at"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("next_kind") and "next_due_at" in values and values["next_due_at"] is None:
            self.add_error("next_due_at", _("Say when."))
        return values

    def next_action(self) -> NextActionValues | None:
        values = self.cleaned_data
        if not values.get("next_kind"):
            return None
        return NextActionValues(kind=values["next_kind"], due_at=values["next_due_at"], note=values["next_note"])


class ContactLogForm(NextActionMixin, PlainForm):
    """What was said, which open action that does, and what comes next. For calls and WhatsApp."""

    direction = forms.ChoiceField(
        label=_("Who contacted whom"), choices=[(Direction.OUT, _("We to them")), (Direction.IN, _("They to us"))]
    )
    body = forms.CharField(label=_("What was said"), max_length=5000, required=False, widget=text_area())
    finishes = forms.ModelChoiceField(
        label=_("This does"), queryset=NextAction.objects.none(), required=False, empty_label=_("None of the open ones")
    )

    field_order = ["direction", "body", "finishes", "next_kind", "next_due_at", "next_note"]

    def __init__(self, *args: Any, lead: Lead, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finishes: forms.ModelChoiceField[Any] = self.fields["finishes"]  # type: ignore[assignment]
        finishes.queryset = NextAction.objects.open().filter(lead=lead, viewing_id__isnull=True)
        waiting = [action for action in finishes.queryset if action.kind in CONTACT_KINDS]
        finishes.initial = next((action for action in waiting if action.kind == kind), next(iter(waiting), None))
        if not lead.is_open:
            for name in ("finishes", "next_kind", "next_due_at", "next_note"):
                del self.fields[name]
            return
        self.ask_next(optional=True)


class NoteForm(PlainForm):
    """Something worth remembering."""

    body = forms.CharField(label=_("Note"), max_length=5000, widget=text_area(4))


class EmailForm(ContactLogForm):
    """A mail to the contact, and what comes next."""

    recipient = forms.ChoiceField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=text_area(8))

    field_order = ["recipient", "subject", "body", "finishes", "next_kind", "next_due_at", "next_note"]

    def __init__(self, *args: Any, lead: Lead, user: User, **kwargs: Any) -> None:
        super().__init__(*args, lead=lead, kind="email", **kwargs)
        del self.fields["direction"]
        recipient: forms.ChoiceField = self.fields["recipient"]  # type: ignore[assignment]
        recipient.choices = [(point.value, point.value) for point in lead.contact.emails]
        self.fields["subject"].initial, self.fields["body"].initial = greeting(lead, user)


def greeting(lead: Lead, user: User) -> tuple[str, str]:
    """(subject, first lines) in the language that the contact reads, as far as we write it."""
    language = lead.contact.language if lead.contact.language in {"es", "en"} else "en"
    names = {
        "name": lead.contact.first_name or lead.contact.name,
        "me": user.get_full_name(),
        "office": lead.office.name,
        "listing": f"{lead.listing.reference} ({lead.listing.headline})" if lead.listing else "",
    }
    with translation.override(language):
        if lead.listing:
            subject = _now("Your enquiry about %(listing)s") % names
            text = _now("Hello %(name)s, I am %(me)s of %(office)s. You asked about %(listing)s.") % names
        else:
            subject = _now("Your enquiry")
            text = _now("Hello %(name)s, I am %(me)s of %(office)s. Thank you for asking us.") % names
    return subject, text


class ActionForm(PlainForm):
    """Something to do about the lead."""

    kind = forms.ChoiceField(label=_("What"), choices=PLANNABLE, initial=ActionKind.CALL)
    due_at = due_field(_("When"))
    note = forms.CharField(label=_("What about"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"].initial = tomorrow_at_ten

    def clean_due_at(self) -> Any:
        check_due(self.cleaned_data["due_at"])
        return self.cleaned_data["due_at"]

    def values(self) -> NextActionValues:
        values = self.cleaned_data
        return NextActionValues(kind=values["kind"], due_at=values["due_at"], note=values["note"])


class DoneForm(NextActionMixin, PlainForm):
    """An action is done or dropped: how it went, and what comes next."""

    note = forms.CharField(label=_("How it went"), required=False, max_length=5000, widget=text_area(2))

    field_order = ["note", "next_kind", "next_due_at", "next_note"]

    def __init__(self, *args: Any, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_next(optional=not is_last)


class PostponeForm(PlainForm):
    due_at = due_field(_("New time"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"].initial = tomorrow_at_ten

    def clean_due_at(self) -> Any:
        check_due(self.cleaned_data["due_at"])
        return self.cleaned_data["due_at"]


class StageForm(PlainForm):
    to = forms.ChoiceField(label=_("Move to"), choices=[(value, Stage(value).label) for value in OPEN_STAGES])


class AssignForm(PlainForm):
    to = forms.ModelChoiceField(label=_("Salesperson"), queryset=User.objects.none())

    def __init__(self, *args: Any, user: User, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: forms.ModelChoiceField[Any] = self.fields["to"]  # type: ignore[assignment]
        to.queryset = User.objects.assignable_by(user).exclude(pk=lead.salesperson_id)


class OfferForm(PlainForm):
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=14, decimal_places=2, min_value=Decimal("0.01"), localize=False
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=text_area(2))

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = lead.office.currency


class WinForm(PlainForm):
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=text_area(2))


class LoseForm(PlainForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *LostReason.choices])
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=text_area(2))


class ReopenForm(NextActionMixin, PlainForm):
    note = forms.CharField(label=_("Why"), required=False, max_length=2000, widget=text_area(2))

    field_order = ["note", "next_kind", "next_due_at", "next_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_next(optional=False)


class QuickAddForm(PlainForm):
    """Three fields, and the listing if they ask about one."""

    name = forms.CharField(label=_("Name"), max_length=250, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone_or_email = forms.CharField(label=_("Phone or e-mail"), max_length=190)
    wants = forms.CharField(label=_("What they look for"), max_length=2000, required=False, widget=text_area(2))
    listing = forms.CharField(label=_("Listing reference"), max_length=50, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.phones: list[str] = []
        self.emails: list[str] = []
        self.fields["phone_or_email"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "none",
            "aria-describedby": "known-contacts",
            "hx-get": reverse("contacts:duplicates"),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "#known-contacts",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
        }

    def clean_phone_or_email(self) -> str:
        typed: str = self.cleaned_data["phone_or_email"]
        country = self.user.office.country if self.user.office else "ES"
        try:
            self.phones, self.emails = split_phone_or_email(typed, country)
        except ValidationError as error:
            raise ValidationError(_("Type a phone number or an e-mail address."), code="invalid") from error
        return typed

    def clean_listing(self) -> Listing | None:
        reference = self.cleaned_data["listing"].strip()
        if not reference:
            return None
        listing = Listing.objects.visible_to(self.user).filter(reference__iexact=reference).first()
        if listing is None:
            raise ValidationError(_("There is no listing with this reference."))
        return listing
