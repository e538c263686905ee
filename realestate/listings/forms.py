"""Forms of the stock."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from stdnum.es import referenciacatastral

from realestate.core.dates import today
from realestate.core.forms import DateInput, VersionedForm, form_helper
from realestate.core.money import Currency
from realestate.listings.choices import Feature, OperationKind, Period
from realestate.listings.fields import ENERGY, TYPED_FIELDS, fields_without, types_with
from realestate.listings.models import Development, Listing, Operation
from realestate.listings.owners import find_owner, owner_label
from realestate.listings.services import OperationValues
from realestate.salespeople.models import Office, User

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = (("es", _("Spanish")), ("en", _("English")))
TEXT_FIELDS = tuple(f"text_{code}_{part}" for part in ("title", "description") for code, _name in LANGUAGES)
MAX_LINES = 60
TEN_YEARS = timedelta(days=3653)


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), max_length=6000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        lines = (" ".join(line.split())[:100] for line in text.splitlines())
        return list(dict.fromkeys(line for line in lines if line))[:MAX_LINES]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))


@dataclass(frozen=True)
class Section:
    """A part of the form with a heading of its own; ``code`` is its anchor."""

    code: str
    title: Any
    fields: list[BoundField]


SECTIONS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "place",
        _("What and where"),
        (
            "office", "property_type", "is_new_build", "development", "unit", "street", "street_number", "stair",
            "floor", "door", "postal_code", "zone", "town", "province", "country", "address_visibility", "latitude",
            "longitude", "cadastral_reference",
        ),
    ),
    ("operation", pgettext_lazy("section", "Operation"), ("kind", "price", "price_on_request")),
    (
        "rooms",
        _("Areas and rooms"),
        (
            "built_area", "usable_area", "terrace_area", "plot_area", "bedrooms", "bathrooms", "half_bathrooms",
            "floors", "parking_spaces",
        ),
    ),
    (
        "state",
        pgettext_lazy("section", "State of the property"),
        ("condition", "year_built", "orientation", "heating", "occupancy"),
    ),
    (
        "energy",
        _("Energy certificate"),
        (
            "energy_status", "energy_consumption", "energy_consumption_value", "energy_emissions",
            "energy_emissions_value", "energy_expires_on", "energy_to_check",
        ),
    ),
    (
        "permits",
        _("Certificates and licences"),
        (
            "habitability_status", "habitability_number", "habitability_expires_on", "rental_register_number",
            "tourist_licence",
        ),
    ),
    ("features", _("Features"), ("features", "free_features")),
    ("texts", _("Texts"), TEXT_FIELDS),
    ("economics", _("Running costs"), ("community_fee", "property_tax")),
    (
        "internal",
        pgettext_lazy("section", "Internal"),
        ("salesperson", "owner", "video_url", "virtual_tour_url", "notes"),
    ),
)  # fmt: skip


class ListingForm(VersionedForm):
    """A listing in sections, with its Spanish and English texts; fields that its type cannot have are ignored."""

    features = forms.MultipleChoiceField(
        label=_("Features"), choices=Feature.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    free_features = LinesField(label=_("Other features"), required=False, help_text=_("One a line."))
    owner = forms.CharField(
        label=_("Owner"),
        required=False,
        max_length=300,
        help_text=_("Name, e-mail or phone of a contact."),
        widget=forms.TextInput(
            attrs={
                "list": "owners",
                "autocomplete": "off",
                "hx-get": reverse_lazy("listings:owner_suggestions"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#owners",
                "hx-swap": "innerHTML",
            }
        ),
    )

    class Meta:
        model = Listing
        fields = [
            "property_type", "development", "unit", "street", "street_number", "stair", "floor", "door",
            "postal_code", "zone", "town", "province", "country", "address_visibility", "latitude", "longitude",
            "built_area", "usable_area", "terrace_area", "plot_area", "bedrooms", "bathrooms", "half_bathrooms",
            "floors", "parking_spaces", "condition", "year_built", "orientation", "heating", "occupancy",
            "is_new_build", "features", "free_features", "energy_status", "energy_consumption",
            "energy_consumption_value", "energy_emissions", "energy_emissions_value", "energy_expires_on",
            "energy_to_check", "habitability_status", "habitability_number", "habitability_expires_on",
            "rental_register_number", "tourist_licence", "community_fee", "property_tax", "salesperson",
            "cadastral_reference", "video_url", "virtual_tour_url", "notes",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "energy_expires_on": DateInput(),
            "habitability_expires_on": DateInput(),
            "notes": forms.Textarea(attrs={"rows": 4}),
            "town": forms.TextInput(attrs={"list": "towns", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        people = Q(pk__in=User.objects.assignable_by(user).values("pk")) | Q(pk=self.instance.salesperson_id)
        self.fields["salesperson"].queryset = User.objects.visible_to(user).filter(people)  # type: ignore[attr-defined]
        self.fields["year_built"].widget.attrs.update(min=1000, max=2200)
        self.fields["development"].queryset = Development.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["energy_expires_on"].help_text = _("Certificates are good for ten years at most.")
        for name in TYPED_FIELDS:
            # The page hides what the chosen type does not have; without JavaScript it is ignored when it is saved.
            self.fields[name].widget.attrs["data-types"] = " ".join(types_with(name))
        for code, language in LANGUAGES:
            self._add_text(code, language)
        if self.instance.owner_id and not self.instance.shows_owner_to(user):
            del self.fields["owner"]  # whoever may not see the owner cannot change them either
        for field in ("owner", *TEXT_FIELDS):
            if field in self.fields:
                self.fields[field].initial = self.stored_value(self.instance, field)

    def _add_text(self, code: str, name: Any) -> None:
        self.fields[f"text_{code}_title"] = forms.CharField(
            label=_("Title in %(language)s") % {"language": name}, max_length=150, required=False
        )
        self.fields[f"text_{code}_description"] = forms.CharField(
            label=_("Description in %(language)s") % {"language": name},
            max_length=20_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 10, "lang": code}),
        )

    @property
    def sections(self) -> "Iterator[Section]":
        """The fields that this form has, by section."""
        for code, title, names in SECTIONS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield Section(code, title, fields)

    def stored_value(self, current: models.Model, name: str) -> Any:
        assert isinstance(current, Listing)
        if name == "owner":
            return owner_label(current.owner) if current.owner else ""
        if name.startswith("text_"):
            _text, code, part = name.split("_")
            texts = {text.language: text for text in current.texts.all()} if current.pk else {}
            return getattr(texts[code], part) if code in texts else ""
        return super().stored_value(current, name)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_owner(self) -> Any:
        typed = self.cleaned_data["owner"].strip()
        if not typed:
            return None
        if self.instance.owner and typed == owner_label(self.instance.owner):
            return self.instance.owner  # unchanged, even when somebody else's contact
        return find_owner(self.user, typed, self._country())

    def _country(self) -> str:
        return self.user.office.country if self.user.office else "ES"

    def clean_cadastral_reference(self) -> str:
        """Twenty characters with two check letters; Spanish offices only, elsewhere cadastres count otherwise."""
        typed = "".join(str(self.cleaned_data["cadastral_reference"]).split()).upper()
        if not typed or typed == self.instance.cadastral_reference or self._country() != "ES":
            return typed
        if not referenciacatastral.is_valid(typed):
            raise forms.ValidationError(
                _("This is not a cadastral reference: it has 20 letters and digits, the last two check the others.")
            )
        return str(referenciacatastral.compact(typed))

    def clean_year_built(self) -> int | None:
        year: int | None = self.cleaned_data["year_built"]
        if year is not None and not 1000 <= year <= today().year + 10:
            raise forms.ValidationError(_("A year between 1000 and ten years from now, please."))
        return year

    def clean_energy_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["energy_expires_on"]
        if day is not None and day > today() + TEN_YEARS and day != self.instance.energy_expires_on:
            raise forms.ValidationError(_("A certificate is good for ten years at most: look at the date again."))
        return day

    def warnings(self) -> list[str]:
        """What is odd but may be true: said after saving, never in the way."""
        cleaned, said = self.cleaned_data, []
        built, usable = cleaned.get("built_area"), cleaned.get("usable_area")
        if built and usable and usable > built:
            said.append(str(_("The usable area is larger than the built one: is that right?")))
        if cleaned.get("unit") and not cleaned.get("development"):
            said.append(str(_("A unit is noted, but no development.")))
        ignored = [
            str(self.fields[name].label)
            for name in sorted(fields_without(cleaned["property_type"]) - set(ENERGY))
            if name in self.fields and cleaned.get(name) not in (None, "", False)
        ]
        if ignored:
            said.append(str(_("Left out, as this type has none: %(names)s.") % {"names": ", ".join(ignored)}))
        return said

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n")  # else an untouched text would count as changed
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("Give both coordinates or none."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        names = [name for name in [*self._meta.fields, "owner"] if name in self.fields]  # type: ignore[misc]
        return {name: self.cleaned_data[name] for name in names}

    def texts(self) -> dict[str, tuple[str, str]]:
        cleaned = self.cleaned_data
        return {code: (cleaned[f"text_{code}_title"], cleaned[f"text_{code}_description"]) for code, _name in LANGUAGES}


class ListingCreateForm(ListingForm):
    """A new listing: also its office, and the first thing that is offered."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none())
    kind = forms.ChoiceField(label=pgettext_lazy("what is offered", "Operation"), choices=OperationKind.choices)
    price = forms.DecimalField(label=_("Price"), min_value=Decimal(0), max_digits=16, decimal_places=2, required=False)
    price_on_request = forms.BooleanField(label=_("Price on request"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        offices = Office.objects.visible_to(user)
        if not user.is_manager:
            offices = offices.filter(pk__in=user.office_ids)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["office"].initial = user.office_id
        self.fields["salesperson"].initial = user.pk

    def operation_values(self) -> OperationValues:
        cleaned = self.cleaned_data
        return OperationValues(
            kind=cleaned["kind"], price=cleaned["price"], price_on_request=cleaned["price_on_request"]
        )


class OperationForm(forms.Form):
    """One more way in which a listing is offered."""

    kind = forms.ChoiceField(label=pgettext_lazy("what is offered", "Operation"))
    price = forms.DecimalField(label=_("Price"), min_value=Decimal(0), max_digits=16, decimal_places=2, required=False)
    price_on_request = forms.BooleanField(label=_("Price on request"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    period = forms.ChoiceField(
        label=pgettext_lazy("what the price buys", "Price for"),
        choices=[("", pgettext_lazy("price period", "As usual for this operation")), *Period.choices],
        required=False,
    )

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()
        taken = {operation.kind for operation in listing.operations.all()}
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            choice for choice in OperationKind.choices if choice[0] not in taken
        ]
        self.fields["currency"].initial = listing.office.currency

    def operation_values(self) -> OperationValues:
        return OperationValues(**self.cleaned_data)


class PriceForm(VersionedForm):
    """What is asked for an operation."""

    class Meta:
        model = Operation
        fields = ["price", "price_on_request", "currency", "period"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class ClosePriceForm(forms.Form):
    """What was paid in the end; empty means what was asked."""

    close_price = forms.DecimalField(
        label=_("Closing price"), min_value=Decimal(0), max_digits=16, decimal_places=2, required=False
    )
