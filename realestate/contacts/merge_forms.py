"""The form before a merge: which of the differing facts shall stand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from realestate.contacts.merging import ALL
from realestate.contacts.models import Contact
from realestate.contacts.services import FIELDS
from realestate.contacts.unmerging import shown
from realestate.core.forms import form_helper


class MergeForm(forms.Form):
    """A choice for each fact that differs; the first contact is the one that stays."""

    versions = forms.CharField(widget=forms.HiddenInput, max_length=500)

    def __init__(self, *args: Any, contacts: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        self.same: list[tuple[str, str]] = []
        for name in FIELDS:
            self._ask(name, contacts)
        self.fields["versions"].initial = " ".join(f"{contact.pk}:{contact.version}" for contact in contacts)

    def _ask(self, name: str, contacts: Sequence[Contact]) -> None:
        field: Any = Contact._meta.get_field(name)
        values: dict[Any, int] = {}
        for contact in contacts:
            values.setdefault(getattr(contact, field.attname), contact.pk)
        label = capfirst(str(field.verbose_name))
        if len(values) == 1:
            (value,) = values
            if value not in ("", None):
                self.same.append((label, shown(field.attname, value)))
            return
        choices = [(pk, shown(field.attname, value)) for value, pk in values.items()]
        filled = [pk for value, pk in values.items() if value not in ("", None)]
        initial = filled[0]
        if name == "notes" and len(filled) > 1:
            choices.insert(0, (ALL, str(_("All of them, one under the other"))))
            initial = ALL
        self.fields[name] = forms.TypedChoiceField(
            label=label, choices=choices, coerce=int, initial=initial, widget=forms.RadioSelect
        )

    def clean_versions(self) -> dict[int, int]:
        """What the person looked at: the key and version of each contact."""
        try:
            pairs = [pair.split(":") for pair in self.cleaned_data["versions"].split()]
            return {int(key): int(version) for key, version in pairs}
        except ValueError as error:
            raise ValidationError(_("This page is out of date. Open it again.")) from error

    def facts(self) -> dict[str, int]:
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS}
