"""Forms about people."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from realestate.core.forms import form_helper
from realestate.core.images import clean_portrait
from realestate.salespeople.models import Office, Team, User


class ProfileForm(forms.ModelForm[User]):
    """What people change about themselves."""

    phone = PhoneNumberField(label=_("Phone"), required=False)

    class Meta:
        model = User
        fields = ("first_name", "last_name", "phone", "language", "colour", "photo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()

    def clean_photo(self) -> Any:
        photo = self.cleaned_data.get("photo")
        return clean_portrait(photo) if photo and "photo" in self.files else photo


class InviteForm(forms.ModelForm[User]):
    """A new colleague."""

    phone = PhoneNumberField(label=_("Phone"), required=False)

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "role", "office", "team", "phone", "language")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        offices: forms.ModelChoiceField[Any] = self.fields["office"]  # type: ignore[assignment]
        offices.queryset = Office.objects.visible_to(user)
        offices.required = True
        teams: forms.ModelChoiceField[Any] = self.fields["team"]  # type: ignore[assignment]
        teams.queryset = Team.objects.visible_to(user)


class AcceptInvitationForm(SetPasswordForm):  # type: ignore[type-arg]
    """A first password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
