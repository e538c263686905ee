"""What a signer fills in, and the words that managers edit."""

import base64
import binascii
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realestate.core.forms import form_helper
from realestate.core.images import encode, open_picture
from realestate.documents import kinds, merge
from realestate.documents.models import DocumentTemplate

MAX_DRAWING = 300_000  # characters of base64; a line on a small canvas takes a tenth of it
_PREFIX = "data:image/png;base64,"


class SignForm(forms.Form):
    """The code, the name, perhaps a drawing, and the consent."""

    code = forms.CharField(
        label=gettext_lazy("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    typed_name = forms.CharField(
        label=gettext_lazy("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    drawing = forms.CharField(required=False, max_length=MAX_DRAWING, widget=forms.HiddenInput)
    agree = forms.BooleanField(label=gettext_lazy("I have read the document and I sign it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()

    def clean_drawing(self) -> bytes:
        """The drawing as a PNG of ours; empty when nothing was drawn."""
        text = self.cleaned_data["drawing"]
        if not text:
            return b""
        if not text.startswith(_PREFIX):
            raise ValidationError(_("The drawn signature cannot be read. Clear it and draw again."))
        try:
            picture = open_picture(BytesIO(base64.b64decode(text[len(_PREFIX) :], validate=True)))
        except (binascii.Error, ValueError, ValidationError) as error:
            raise ValidationError(_("The drawn signature cannot be read. Clear it and draw again.")) from error
        dark, light = picture.convert("L").getextrema()
        if dark == light:
            return b""  # a clean sheet
        return encode(picture, kind="PNG", width=1000)


class DeclineForm(forms.Form):
    """Why somebody does not sign."""

    reason = forms.CharField(
        label=gettext_lazy("Why not?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class HashForm(forms.Form):
    """The fingerprint of a file that somebody holds, to compare."""

    sha256 = forms.CharField(label=gettext_lazy("SHA-256 of your file"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class TemplateForm(forms.ModelForm[DocumentTemplate]):
    """Words with fields: unknown fields and open blocks are named before anything is saved."""

    class Meta:
        model = DocumentTemplate
        fields = ["kind", "language", "office", "title", "body", "is_active"]
        widgets = {"body": forms.Textarea(attrs={"rows": 32, "cols": 100})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds.made_kinds()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind, body = values.get("kind"), values.get("body")
        if kind and body:
            for problem in merge.check(body, kinds.known_names(kind)):
                self.add_error("body", problem)
        if kind and "language" in values:
            others = DocumentTemplate.objects.like(kind, values["language"], values.get("office"))
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error("kind", _("There is a template for this kind, language and office already."))
        return values
