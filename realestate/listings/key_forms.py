"""Forms of keys."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.forms import DateTimeInput, form_helper
from realestate.listings.models import KeySet
from realestate.salespeople.models import User


class KeySetForm(forms.ModelForm[KeySet]):
    """A set that came in."""

    class Meta:
        model = KeySet
        fields = ("label", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class NoteForm(forms.Form):
    """A word about a movement."""

    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class TakeOutForm(NoteForm):
    """Who takes a set, and until when."""

    holder = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), required=False, empty_label=_("Somebody else")
    )
    holder_name = forms.CharField(label=_("Name of somebody else"), required=False, max_length=120)
    due_back_at = forms.DateTimeField(label=_("Due back"), widget=DateTimeInput)

    field_order = ("holder", "holder_name", "due_back_at", "note")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        people: Any = self.fields["holder"]
        people.queryset = User.objects.visible_to(user).selling()
        people.initial = user.pk
        self.fields["due_back_at"].initial = timezone.localtime(timezone.now() + timedelta(hours=3))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("holder_name"):
            values["holder"] = None  # the name was typed on purpose; the colleague stood there before
        return values
