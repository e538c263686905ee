"""Bases of the forms."""

from dataclasses import dataclass
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed while this form was open."""

    label: str
    yours: str
    theirs: str


def form_helper() -> FormHelper:
    """Crispy renders the fields; the page renders the form tag, its buttons and the CSRF token."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker for day and hour."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class VersionedForm(forms.ModelForm[Any]):
    """A form that remembers which version it showed, so that a stale save is seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        self.loaded_version: int = self.instance.version if self.instance.pk else 0
        self.fields["version"].initial = self.loaded_version or ""

    def is_stale(self) -> bool:
        """Has somebody saved since this form was shown?"""
        shown = self.cleaned_data.get("version")
        return bool(self.instance.pk) and shown is not None and shown != self.loaded_version

    def conflicts_with(self, current: models.Model) -> list[Conflict]:
        """The fields where what was typed differs from what is stored now; the form moves on to that version."""
        conflicts = []
        for name, field in self.fields.items():
            if name == "version" or name not in self.cleaned_data:
                continue
            theirs = field.prepare_value(self.stored_value(current, name))
            typed = self[name].value()
            if isinstance(typed, str):
                typed = typed.replace("\r\n", "\n")  # browsers send a text area's lines so
            if field.has_changed(theirs, typed):
                conflicts.append(Conflict(str(field.label or name), said(field, typed), said(field, theirs)))
        data = cast(Any, self.data).copy()
        data[self.add_prefix("version")] = str(getattr(current, "version", ""))
        self.data = data
        return conflicts

    def stored_value(self, current: models.Model, name: str) -> Any:
        """What the database holds for a field of this form; forms with fields beyond the model's say more."""
        return forms.models.model_to_dict(current, [name]).get(name)


def said(field: forms.Field, value: Any) -> str:
    """A form value in words."""
    if value in (None, "", []):
        return str(_("(empty)"))
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    several = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(choices.get(str(one), str(one)) for one in several)
