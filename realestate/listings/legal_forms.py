"""Forms of the legal information and of an operation's terms: words side by side in Spanish and English."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.core.forms import DateInput, VersionedForm
from realestate.listings.forms import LANGUAGES, Section
from realestate.listings.models import LegalFacts, OperationTerms
from realestate.listings.models.legal import Worded
from realestate.listings.services import LEGAL_FIELDS

LONGEST = 3000
LABELS: dict[str, Any] = {
    "services": _("Services and installations"),
    "accessibility": _("Accessibility"),
    "reforms": _("Important reforms"),
    "charges": _("Which charges and burdens"),
    "protection": _("Protection in detail"),
    "other": _("Other relevant information"),
    "included": _("What the price includes"),
    "payment": _("How it is paid"),
    "costs": _("Taxes and costs of the buyer or tenant"),
    "financing": pgettext_lazy("of a purchase", "Financing"),
    "guarantee": _("Guarantee of payments on account"),
}
HINTS: dict[str, Any] = {
    "services": _("Water, electricity, gas, internet, lift, pool: own and shared ones."),
    "accessibility": _("Steps at the entrance, lift, width of doors."),
    "reforms": _("What was renewed, and when."),
    "charges": _("Mortgages, easements, seizures, and what becomes of them."),
    "protection": _("Regime, highest price and until when; grade of an architectural protection."),
    "other": _("Planning, structure, judgments, works that the community has agreed."),
    "included": _("Storage room, parking space, furniture, kitchen."),
    "payment": _("Earnest money, deadlines, deed; in a let the deposit and the months in advance."),
    "guarantee": _("New builds: the insurance or bank that guarantees what is paid before the deed."),
}


class WordsForm(VersionedForm):
    """A versioned form whose words stand in Spanish and English beside each other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.model.WORDS:
            for code, language in LANGUAGES:
                field = forms.CharField(
                    label=_("%(label)s (%(language)s)") % {"label": LABELS[name], "language": language},
                    help_text=HINTS.get(name, ""),
                    required=False,
                    max_length=LONGEST,
                    widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                )
                self.fields[f"words_{name}_{code}"] = field
                field.initial = self.stored_value(self.instance, f"words_{name}_{code}")

    def stored_value(self, current: models.Model, name: str) -> Any:
        if name.startswith("words_") and isinstance(current, Worded):
            _prefix, word, code = name.split("_")
            return (current.words.get(word) or {}).get(code, "")
        return super().stored_value(current, name)

    def words(self) -> dict[str, dict[str, str]]:
        """What was written, by name and language."""
        return {
            name: {code: self.cleaned_data[f"words_{name}_{code}"] for code, _language in LANGUAGES}
            for name in self._meta.model.WORDS
        }

    def is_stale(self) -> bool:
        """Also when there was nothing to read, and somebody has written the first words since."""
        return bool((self.cleaned_data.get("version") or 0) != self.loaded_version)

    def _fields(self, *names: str) -> list[Any]:
        return [self[one] for name in names for one in ([name] if name in self.fields else self._pair(name))]

    @staticmethod
    def _pair(name: str) -> list[str]:
        return [f"words_{name}_{code}" for code, _language in LANGUAGES]


class LegalForm(WordsForm):
    """What the land register, the community and the owner tell of the property."""

    class Meta:
        model = LegalFacts
        fields = list(LEGAL_FIELDS)
        widgets = {"registry_checked_on": DateInput()}

    @property
    def sections(self) -> Iterator[Section]:
        yield Section(
            "registry",
            _("Land register"),
            self._fields("registry_office", "registry_number", "registry_code", "registry_checked_on", "common_share"),
        )
        yield Section("charges", _("Charges and burdens"), self._fields("has_charges", "charges"))
        yield Section("building", _("The building"), self._fields("services", "accessibility", "reforms"))
        yield Section(
            "protection",
            _("Protection and surroundings"),
            self._fields(
                "is_protected_housing", "is_heritage", "has_asbestos", "is_flood_zone", "is_stressed_zone", "last_rent",
                "protection", "other",
            ),
        )  # fmt: skip

    def clean_registry_code(self) -> str:
        return "".join(str(self.cleaned_data["registry_code"]).split())

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in LEGAL_FIELDS}


class TermsForm(WordsForm):
    """What the price of an operation includes and how it is paid."""

    class Meta:
        model = OperationTerms
        fields: list[str] = []

    @property
    def sections(self) -> Iterator[Section]:
        yield Section("terms", _("Price and payment"), self._fields(*OperationTerms.WORDS))
