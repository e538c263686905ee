"""Forms about viewings."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.agenda.models import Viewing
from realestate.core.forms import DateTimeInput, VersionedForm, form_helper
from realestate.leads.forms import NextActionMixin
from realestate.leads.models import Lead
from realestate.listings.models import Listing
from realestate.salespeople.models import User

DURATIONS = [(15, _("15 minutes")), (30, _("30 minutes")), (45, _("45 minutes")), (60, _("1 hour")), (90, _("1 h 30"))]


class ViewingForm(forms.Form):
    """Book a viewing: which listing, when, who shows it."""

    reference = forms.CharField(label=_("Listing reference"), max_length=50)
    starts_at = forms.DateTimeField(label=_("Day and hour"), widget=DateTimeInput)
    minutes = forms.TypedChoiceField(label=_("How long"), choices=DURATIONS, coerce=int, initial=45)
    salesperson = forms.ModelChoiceField(label=_("Who shows it"), queryset=User.objects.none())
    place = forms.CharField(
        label=_("Meeting place"),
        max_length=200,
        required=False,
        help_text=_("Empty: the address of the property."),
    )

    def __init__(self, *args: Any, user: User, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = form_helper()
        people: forms.ModelChoiceField[User] = self.fields["salesperson"]  # type: ignore[assignment]
        people.queryset = User.objects.visible_to(user).selling().of_office(lead.office)

    def clean_reference(self) -> Listing:
        """The listing meant: our reference, or the one it had where it was imported from."""
        typed = self.cleaned_data["reference"].strip()
        listing = Listing.objects.visible_to(self.user).with_reference(typed).first()
        if listing is None:
            raise forms.ValidationError(_("There is no listing with this reference."))
        return listing


class MoveViewingForm(VersionedForm):
    """Another time or place."""

    minutes = forms.TypedChoiceField(label=_("How long"), choices=DURATIONS, coerce=int)

    class Meta:
        model = Viewing
        fields = ("starts_at", "place")
        widgets = {"starts_at": DateTimeInput}
        labels = {"starts_at": _("Day and hour")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        length = int((self.instance.ends_at - self.instance.starts_at).total_seconds() // 60)
        if length not in dict(DURATIONS):
            minutes: forms.TypedChoiceField = self.fields["minutes"]  # type: ignore[assignment]
            minutes.choices = [*DURATIONS, (length, f"{length} min")]
        self.initial["minutes"] = length
        self.order_fields(["starts_at", "minutes", "place"])


class OutcomeForm(NextActionMixin, forms.Form):
    """How the viewing went, and what comes next."""

    outcome = forms.ChoiceField(label=_("How did it go?"), choices=Viewing.Outcome, widget=forms.RadioSelect)
    feedback = forms.CharField(
        label=_("What they said"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        self.ask_next(optional=not lead.is_open)
        self.order_fields(["outcome", "feedback"])


class EndViewingForm(NextActionMixin, forms.Form):
    """Nobody came, or it is called off: what comes next."""

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        self.ask_next(optional=not lead.is_open)


def suggested_start() -> datetime:
    """The next full hour but one, a sensible first guess."""
    return timezone.localtime().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
