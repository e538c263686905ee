"""Forms of notifications and absences."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.core.forms import DateInput, VersionedForm
from realestate.salespeople.models import Absence, Notification, NotificationSettings, User

# The kinds of which there are mails; the others stand under the bell alone.
MAILED = ("lead", "offer", "reminder", "escalation")


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class NotificationSettingsForm(VersionedForm):
    """Of what to be told by mail, and when to be left alone. What is ticked comes by mail."""

    by_email = forms.MultipleChoiceField(
        label=gettext_lazy("By mail too"),
        choices=[(kind, Notification.Kind(kind).label) for kind in MAILED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Under the bell you find everything, whatever you choose here."),
    )

    class Meta:
        model = NotificationSettings
        fields = ("quiet_from", "quiet_until")
        widgets = {"quiet_from": time_input(), "quiet_until": time_input()}
        help_texts = {
            "quiet_from": gettext_lazy("In these hours no mail is sent; it waits until they end. Empty: always."),
        }

    field_order = ["by_email", "quiet_from", "quiet_until", "version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by_email"].initial = wanted(self.instance)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if (values.get("quiet_from") is None) != (values.get("quiet_until") is None) and not self.errors:
            self.add_error("quiet_until", _("Quiet hours need a beginning and an end."))
        chosen = values.get("by_email", [])
        self.instance.no_email = [kind for kind in MAILED if kind not in chosen]
        return values

    def stored_value(self, current: Any, name: str) -> Any:
        return wanted(current) if name == "by_email" else super().stored_value(current, name)


def wanted(choice: NotificationSettings) -> list[str]:
    return [kind for kind in MAILED if kind not in choice.no_email]


class AbsenceForm(VersionedForm):
    """Who is away, from when until when."""

    class Meta:
        model = Absence
        fields = ("user", "starts_on", "ends_on", "note")
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = User.objects.whose_absence_is_written_by(actor)
        people.initial = actor.pk
