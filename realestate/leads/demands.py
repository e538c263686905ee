"""What a person looks for: the form and the writes."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from realestate.audit.services import difference, record, snapshot
from realestate.core.errors import BusinessRuleError
from realestate.core.forms import DateInput, VersionedForm
from realestate.leads.choices import ActivityKind, Criterion
from realestate.leads.models import Activity, Demand, Lead, default_expiry
from realestate.listings.choices import Feature, PropertyType
from realestate.salespeople.models import User

DEFAULT_MUSTS = [Criterion.PRICE.value, Criterion.PROPERTY_TYPE.value, Criterion.ZONE.value]


class DemandForm(VersionedForm):
    """What they look for, and which points are must-haves."""

    property_types = forms.MultipleChoiceField(
        label=_("Types"), choices=PropertyType, required=False, widget=forms.CheckboxSelectMultiple
    )
    zones = forms.CharField(
        label=_("Zones or towns"),
        required=False,
        max_length=500,
        help_text=_("Several with commas between, for example: Centro, La Manga."),
    )
    features = forms.MultipleChoiceField(
        label=_("Features"), choices=Feature, required=False, widget=forms.CheckboxSelectMultiple
    )
    must_haves = forms.MultipleChoiceField(
        label=_("Must-haves"),
        choices=Criterion,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked is nice to have: it moves the score, but rules nothing out."),
    )

    class Meta:
        model = Demand
        fields = (
            "operation",
            "price_min",
            "price_max",
            "zones",
            "property_types",
            "bedrooms_min",
            "bathrooms_min",
            "area_min",
            "features",
            "must_haves",
            "expires_on",
            "notes",
        )
        widgets = {"expires_on": DateInput, "notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not isinstance(self.initial.get("zones"), str):
            self.initial["zones"] = ", ".join(self.instance.zones)
        if not self.instance.pk:
            self.initial["must_haves"] = DEFAULT_MUSTS
            self.initial["expires_on"] = default_expiry()

    def clean_zones(self) -> list[str]:
        names = [" ".join(part.split())[:100] for part in self.cleaned_data["zones"].split(",")]
        return list(dict.fromkeys(name for name in names if name))[:20]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        low, high = values.get("price_min"), values.get("price_max")
        if low is not None and high is not None and low > high:
            self.add_error("price_max", _("The highest price is below the lowest."))
        return values


@transaction.atomic
def create_demand(*, actor: User, lead: Lead, values: dict[str, Any]) -> Demand:
    """Write down what the person of a lead looks for."""
    _check(actor, lead)
    demand = Demand.objects.create(contact=lead.contact, lead=lead, office=lead.office, **values)
    _tell(actor, demand, _now("Demand written down"))
    record(actor=actor, action="demand.created", subject=demand, changes=snapshot(demand))
    return demand


@transaction.atomic
def update_demand(*, actor: User, demand: Demand, before: dict[str, Any]) -> Demand:
    """Save an edited demand; ``before`` is its snapshot as it was loaded."""
    _check(actor, demand.lead)
    demand.save()
    changes = difference(before, demand)
    if changes:
        _tell(actor, demand, _now("Demand changed"))
        record(actor=actor, action="demand.updated", subject=demand, changes=changes)
    return demand


@transaction.atomic
def close_demand(*, actor: User, demand: Demand) -> Demand:
    """They have stopped looking for this."""
    _check(actor, demand.lead)
    demand.is_active = False
    demand.save(update_fields=["is_active"])
    _tell(actor, demand, _now("Demand closed"))
    record(actor=actor, action="demand.closed", subject=demand)
    return demand


@transaction.atomic
def renew_demand(*, actor: User, demand: Demand) -> Demand:
    """They are still looking: six more months from today."""
    _check(actor, demand.lead)
    demand.is_active = True
    demand.expires_on = default_expiry()
    demand.save(update_fields=["is_active", "expires_on"])
    _tell(actor, demand, _now("Demand renewed"))
    record(actor=actor, action="demand.renewed", subject=demand)
    return demand


def _check(actor: User, lead: Lead | None) -> None:
    if lead is None or not lead.can_be_worked_by(actor):
        raise BusinessRuleError(_now("This lead is somebody else's: only its salesperson changes the demand."))


def _tell(actor: User, demand: Demand, text: str) -> None:
    Activity.objects.create(
        lead=demand.lead,
        contact=demand.contact,
        kind=ActivityKind.DEMAND,
        body=text,
        actor=actor,
        data={"demand": demand.pk},
    )
