"""An operation in memory that every rule of every country likes, to spoil one thing at a time."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from realestate.listings.models import (
    Listing,
    ListingText,
    Mandate,
    Operation,
    Ownership,
    Photo,
    RuleOverride,
    RuleSwitch,
)
from realestate.listings.rules import pack
from realestate.salespeople.models import Office

DAY = date(2026, 6, 15)
LONG_TEXT = "Piso luminoso con índice de referencia y gran tenedor. " * 6
LISTING: dict[str, Any] = {
    "pk": 1, "reference": "MUR-0001", "salesperson_id": 7, "owner_id": 8, "property_type": "flat",
    "street": "Calle Mayor", "street_number": "3", "floor": "2", "postal_code": "30001", "zone": "Centro",
    "town": "Murcia", "province": "Murcia", "country": "ES", "latitude": Decimal("37.98"),
    "longitude": Decimal("-1.13"), "address_visibility": "full", "built_area": Decimal(95),
    "usable_area": Decimal(82), "plot_area": Decimal(300), "bedrooms": 3, "bathrooms": 2, "year_built": 1998,
    "condition": "good", "occupancy": "empty", "features": ["lift"], "free_features": [], "energy_status": "available",
    "energy_consumption": "C", "energy_emissions": "D", "energy_expires_on": DAY + timedelta(days=1000),
    "habitability_status": "available", "habitability_number": "CH-1", "rental_register_number": "ESFCTU0001",
    "tourist_licence": "VT-1", "community_fee": Decimal(50), "property_tax": Decimal(200),
    "cadastral_reference": "7837301VG8173B0001TT",
}  # fmt: skip
OFFICE = {
    "pk": 5, "code": "MUR", "name": "Murcia", "legal_name": "Casas, S. L.", "tax_id": "B1", "registration_number": "R1",
}  # fmt: skip
PERIODS = {"rent": "month", "seasonal_rent": "month", "rent_to_own": "month"}


def mandate(**values: Any) -> Mandate:
    return Mandate(
        **{
            "status": "active",
            "operation_kinds": ["sale", "rent", "seasonal_rent", "transfer", "rent_to_own"],
            "starts_on": DAY - timedelta(days=90),
            "ends_on": DAY + timedelta(days=200),
            "fee_payer": "owner",
            **values,
        }
    )


def photo(**values: Any) -> Photo:
    one = Photo(**{"pk": 1, "status": "ready", "caption": "Salón", **values})
    one._prefetched_objects_cache = {"texts": []}  # type: ignore[attr-defined]
    return one


def text(language: str, description: str = LONG_TEXT, title: str = "Piso luminoso") -> ListingText:
    return ListingText(language=language, title=title, description=description)


def operation(
    rules: str = "es",
    *,
    offer: dict[str, Any] | None = None,
    office: dict[str, Any] | None = None,
    photos: list[Photo] | None = None,
    texts: list[ListingText] | None = None,
    mandates: list[Mandate] | None = None,
    shares: tuple[int | str, ...] = (100,),
    switches: tuple[RuleSwitch, ...] = (),
    overrides: tuple[RuleOverride, ...] = (),
    **values: Any,
) -> Operation:
    """A flat that all rules like, but for what is given; nothing of it touches the database."""
    house = Office(**{**OFFICE, "country_rules": rules, **(office or {})})
    house._prefetched_objects_cache = {"rule_switches": list(switches)}  # type: ignore[attr-defined]
    listing = Listing(**{**LISTING, **values}, office=house)
    album = [photo(kind="plan"), *(photo() for _ in range(5))]
    listing._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "photos": album if photos is None else photos,
        "texts": [text("es"), text("en"), text("ca")] if texts is None else texts,
        "mandates": [mandate()] if mandates is None else mandates,
        "ownerships": [Ownership(share=Decimal(share)) for share in shares],
        "files": [],
    }
    offered = {"pk": 3, "kind": "sale", "status": "available", "currency": currency_of(rules), **(offer or {})}
    period = PERIODS.get(offered["kind"], "once")
    offered = {"price": Decimal(150_000 if period == "once" else 900), "period": period, **offered}
    one = Operation(**offered, listing=listing)
    one._prefetched_objects_cache = {"rule_overrides": list(overrides)}  # type: ignore[attr-defined]
    return one


def currency_of(rules: str) -> str:
    return {"mx": "MXN", "ar": "ARS"}.get(rules, "EUR")


def all_codes() -> set[tuple[str, str]]:
    """(pack, code) of every rule there is."""
    names = ("es", "es-ct", "es-an", "es-md", "mx", "ar")
    return {(rule.pack, rule.code) for name in names for rule in pack(name).values()}
