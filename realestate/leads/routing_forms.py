"""Forms of routing rules and of what happens without an answer."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.core.forms import DateInput, VersionedForm, form_helper
from realestate.leads.choices import Outcome, Source
from realestate.leads.models import ResponsePolicy, RoutingRule
from realestate.leads.routing_words import LANGUAGES
from realestate.leads.services.routing import default_weight
from realestate.listings.choices import OperationKind, PropertyType
from realestate.salespeople.models import Office, Team, User

DAYS = [
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
]


class ListField(forms.CharField):
    """Several words, separated by commas; kept as a list."""

    def __init__(self, *args: Any, lower: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, required=False, max_length=500, **kwargs)
        self.lower = lower

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        words = [" ".join(word.split()) for word in text.split(",")]
        return list(dict.fromkeys(word.lower() if self.lower else word for word in words if word))

    def run_validators(self, value: Any) -> None:
        if len(value) > 50 or any(len(word) > 100 for word in value):
            raise ValidationError(_("That is too long."))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))


def several(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple
    )


class RuleForm(VersionedForm):
    """One rule: when, and to whom. The shares of the turns follow once it has a team."""

    sources = several(gettext_lazy("Source"), Source.choices)
    portals = ListField(
        label=gettext_lazy("Portals"), lower=True, help_text=gettext_lazy("Codes with commas: idealista, kyero")
    )
    operations = several(gettext_lazy("Operation"), OperationKind.choices)
    property_types = several(gettext_lazy("Type of property"), PropertyType.choices)
    zones = ListField(label=gettext_lazy("Zones or towns"), help_text=gettext_lazy("With commas: El Carmen, Murcia"))
    languages = several(gettext_lazy("Language"), LANGUAGES.items())

    class Meta:
        model = RoutingRule
        fields = (
            "name",
            "sources",
            "portals",
            "operations",
            "property_types",
            "zones",
            "price_from",
            "price_to",
            "languages",
            "agent",
            "agent_is",
            "hours",
            "outcome",
            "salesperson",
            "team",
            "window_minutes",
            "if_unclaimed",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = self.instance.office
        people = User.objects.selling().of_office(office).order_by("first_name", "last_name", "pk")
        for name in ("agent", "salesperson"):
            choose: Any = self.fields[name]
            choose.queryset = people
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.filter(office=office)
        self.fields["window_minutes"].required = False
        self.fields["if_unclaimed"].required = False
        for name in ("agent_is", "hours"):
            field: Any = self.fields[name]
            field.choices = [("", _("Does not matter")), *[one for one in field.choices if one[0]]]
        self.weight_fields = self._add_weights()
        self.helper.layout = self._layout()

    def _add_weights(self) -> dict[str, int]:
        """Field name → person, for the people who take turns under the rule as it is saved."""
        rule = self.instance
        if not rule.pk or rule.outcome != Outcome.TEAM or rule.team_id is None:
            return {}
        shares = {share.salesperson_id: share.weight for share in rule.shares.all()}
        names = {}
        for person in User.objects.selling().filter(team=rule.team_id).order_by("first_name", "last_name", "pk"):
            name = f"weight_{person.pk}"
            self.fields[name] = forms.IntegerField(
                label=str(person),
                min_value=0,
                max_value=100,
                initial=shares.get(person.pk, default_weight(person)),
            )
            names[name] = person.pk
        return names

    def _layout(self) -> Layout:
        parts = [
            Fieldset(_("When"), "name", "sources", "portals", "languages", "hours"),
            Fieldset(
                _("The listing asked about"),
                "operations",
                "property_types",
                "zones",
                "price_from",
                "price_to",
                "agent_is",
                "agent",
            ),
            Fieldset(_("To whom"), "outcome", "salesperson", "team", "window_minutes", "if_unclaimed"),
        ]
        if self.weight_fields:
            parts.append(Fieldset(_("Shares of the turns"), *self.weight_fields))
        for part in parts:
            part.css_class = "form-section"
        return Layout("version", *parts)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = values.get("outcome")
        if outcome == Outcome.PERSON and not values.get("salesperson"):
            self.add_error("salesperson", _("Say to which salesperson the leads go."))
        if outcome == Outcome.TEAM and not values.get("team"):
            self.add_error("team", _("Say to which team the leads go."))
        if values.get("window_minutes") is None:
            values["window_minutes"] = 10
        values["if_unclaimed"] = values.get("if_unclaimed") or "next"
        low, high = values.get("price_from"), values.get("price_to")
        if low is not None and high is not None and high < low:
            self.add_error("price_to", _("The upper price cannot be less than the lower."))
        return values

    def weights(self) -> dict[int, int]:
        return {person: self.cleaned_data[name] for name, person in self.weight_fields.items()}

    def stored_value(self, current: Any, name: str) -> Any:
        if name in self.weight_fields:
            person = self.weight_fields[name]
            return next((one.weight for one in current.shares.all() if one.salesperson_id == person), None)
        return super().stored_value(current, name)


class PolicyForm(VersionedForm):
    """The office's hours, and the chain behind a lead that nobody answers."""

    opens_at = forms.TimeField(
        label=gettext_lazy("Opens at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes_at = forms.TimeField(
        label=gettext_lazy("Closes at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    working_days = forms.MultipleChoiceField(
        label=gettext_lazy("Working days"), choices=DAYS, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ResponsePolicy
        fields = ("is_on", "remind_after", "escalate_after", "release_after")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Office = self.instance.office
        self.fields["opens_at"].initial = office.opens_at
        self.fields["closes_at"].initial = office.closes_at
        self.fields["working_days"].initial = list(office.working_days)
        parts = [
            Fieldset(_("Office hours"), "opens_at", "closes_at", "working_days"),
            Fieldset(
                _("Without an answer, in minutes of working time"),
                "is_on",
                "remind_after",
                "escalate_after",
                "release_after",
            ),
        ]
        for part in parts:
            part.css_class = "form-section"
        self.helper.layout = Layout("version", *parts)

    def clean_working_days(self) -> str:
        return "".join(sorted(self.cleaned_data["working_days"]))

    def hours(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("opens_at", "closes_at", "working_days")}

    def stored_value(self, current: Any, name: str) -> Any:
        if name in {"opens_at", "closes_at"}:
            return getattr(current.office, name)
        if name == "working_days":
            return list(current.office.working_days)
        return super().stored_value(current, name)


class HolidayForm(forms.Form):
    """One day on which the office is closed."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    name = forms.CharField(label=gettext_lazy("Name of the holiday"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
