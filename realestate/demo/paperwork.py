"""What the publish rules ask of the demo's stock: owners with shares, mandates on paper, certificates, areas.

Nearly all of it is in order; a few listings show each kind of trouble.
"""

import random
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from realestate.core.dates import today
from realestate.listings.choices import MandateKind, MandateStatus, PhotoKind
from realestate.listings.models import LegalFacts, Listing, Mandate, Operation, OperationTerms, Ownership, Photo
from realestate.listings.services import refresh_all_publications
from realestate.salespeople.models import Office

KINDS = (MandateKind.OPEN, MandateKind.OPEN, MandateKind.SOLE_AGENT, MandateKind.EXCLUSIVE)
CONDITIONS = ("good", "good", "as_new", "to_update", "to_renovate")
POSTAL_CODES = {
    "Alcantarilla": "30820", "Cartagena": "30201", "Las Torres de Cotillas": "30565", "Lorca": "30800",
    "Los Alcázares": "30710", "Molina de Segura": "30500", "Murcia": "30004", "Orihuela Costa": "03189",
    "Pilar de la Horadada": "03190", "San Javier": "30730", "San Pedro del Pinatar": "30740", "Santomera": "30140",
    "Torrevieja": "03181",
}  # fmt: skip
FILLED = (
    "postal_code", "usable_area", "year_built", "condition", "occupancy", "property_tax", "community_fee",
    "energy_status", "energy_expires_on", "habitability_status", "habitability_number",
)  # fmt: skip
LEGAL_WORDS = {
    "services": {
        "es": "Agua, luz y fibra óptica; ascensor comunitario",
        "en": "Water, electricity, fibre; shared lift",
    },
    "accessibility": {"es": "Portal con un escalón y ascensor", "en": "One step at the entrance, then a lift"},
    "charges": {
        "es": "Hipoteca que la parte vendedora cancela en la escritura",
        "en": "Mortgage that the seller cancels at the deed",
    },
}
TERMS = {
    "sale": {
        "included": {"es": "La vivienda y los muebles de cocina", "en": "The home and its fitted kitchen"},
        "payment": {
            "es": "10 % en arras a los diez días de la reserva; el resto en la escritura",
            "en": "10 % as earnest money ten days after the reservation; the rest at the deed",
        },
        "costs": {"es": "ITP, notaría y registro", "en": "Transfer tax, notary and land register"},
    },
    "rent": {
        "included": {"es": "La vivienda y la comunidad", "en": "The home and the community fee"},
        "payment": {"es": "Mes en curso y una mensualidad de fianza", "en": "The first month and a month of deposit"},
    },
}
# Every so many listings one has this trouble; the rest of the division tells which.
WITHOUT_MANDATE, MANDATE_OVER, IN_WINDOW = (29, 11), (31, 9), (47, 13)
WITHOUT_LABEL, LABEL_EXPIRED, WITHOUT_AREA, LABEL_TO_CHECK = (37, 17), (41, 19), (17, 4), (23, 6)


def put_in_order(stock: list[Operation], rng: random.Random) -> None:
    """Give the stock its papers, then work out what is on the public pages."""
    _name_offices()
    listings = list({operation.listing_id: operation.listing for operation in stock}.values())
    kinds: dict[int, list[str]] = {}
    for operation in stock:
        kinds.setdefault(operation.listing_id, []).append(operation.kind)
    for number, listing in enumerate(listings):
        _fill_in(listing, number, rng)
    Listing.objects.bulk_update(listings, [*FILLED, "energy_to_check"], batch_size=100)
    owned = [listing for listing in listings if listing.owner_id is not None]
    Ownership.objects.bulk_create([Ownership(listing=one, contact=one.owner, share=Decimal(100)) for one in owned])
    mandates = [
        _mandate(listing, kinds[listing.pk], number, rng)
        for number, listing in enumerate(listings)
        if listing.owner_id is not None and not _is_one(number, WITHOUT_MANDATE)
    ]
    Mandate.objects.bulk_create(mandates, batch_size=100)
    LegalFacts.objects.bulk_create(
        [_legal_facts(one, number, rng) for number, one in enumerate(listings) if one.has_bedrooms and number % 7],
        batch_size=100,
    )
    OperationTerms.objects.bulk_create(
        [_terms(one) for number, one in enumerate(stock) if one.kind in TERMS and number % 5], batch_size=100
    )
    _mark_plans()
    refresh_all_publications()


def _is_one(number: int, trouble: tuple[int, int]) -> bool:
    every, rest = trouble
    return number % every == rest


def _name_offices() -> None:
    for number, office in enumerate(Office.objects.order_by("pk")):
        Office.objects.filter(pk=office.pk).update(
            legal_name=f"Inmobiliaria {office.name}, S. L. (demostración)",
            tax_id=("B83012345", "B30567890")[number % 2],
        )


def _fill_in(listing: Listing, number: int, rng: random.Random) -> None:
    day = today()
    listing.postal_code = listing.postal_code or POSTAL_CODES.get(listing.town, "")
    if listing.built_area is not None and listing.usable_area is None and not _is_one(number, WITHOUT_AREA):
        listing.usable_area = (listing.built_area * Decimal(rng.randint(82, 92)) / 100).quantize(Decimal(1))
    if listing.has_bedrooms:
        listing.year_built = listing.year_built or rng.randint(1965, 2019)
        listing.occupancy = listing.occupancy or rng.choice(("empty", "empty", "owner", "let"))
        listing.habitability_status = "available"
        listing.habitability_number = f"CH-{rng.randint(10_000, 99_999)}/{rng.randint(2012, 2025)}"
        listing.property_tax = listing.property_tax or Decimal(rng.randint(180, 900))
        if listing.community_fee is None:
            listing.community_fee = Decimal(rng.randint(25, 120))
    listing.condition = listing.condition or rng.choice(CONDITIONS)
    if listing.energy_status == "available":
        listing.energy_expires_on = day + timedelta(days=rng.randint(200, 1_700))
        listing.energy_to_check = _is_one(number, LABEL_TO_CHECK)
        if _is_one(number, LABEL_EXPIRED):
            listing.energy_expires_on = day - timedelta(days=rng.randint(5, 90))
        if _is_one(number, WITHOUT_LABEL):
            listing.energy_status, listing.energy_expires_on = "missing", None


def _mandate(listing: Listing, kinds: list[str], number: int, rng: random.Random) -> Mandate:
    """On paper, signed in the office months ago; some end soon, a few are over or may still be revoked."""
    day = today()
    starts = day - timedelta(days=rng.randint(20, 150))
    ends = starts + timedelta(days=rng.choice((365, 540)))
    mandate = Mandate(
        reference=f"E-{listing.reference}",
        listing=listing,
        kind=rng.choice(KINDS),
        status=MandateStatus.ACTIVE,
        operation_kinds=kinds,
        fee_value=Decimal(rng.choice((3, 4, 5))),
        is_off_premises=False,
        starts_on=starts,
        ends_on=ends,
        signed_at=timezone.now() - (day - starts),
        created_by=listing.salesperson,
    )
    if "rent" in kinds:
        mandate.fee_kind, mandate.fee_value = "months", Decimal(1)
    if _is_one(number, MANDATE_OVER):
        mandate.status, mandate.ends_on = MandateStatus.EXPIRED, day - timedelta(days=rng.randint(2, 15))
        mandate.ended_at = timezone.now() - timedelta(days=1)
    elif _is_one(number, IN_WINDOW):
        mandate.status, mandate.is_off_premises = MandateStatus.SIGNED, True
        mandate.starts_on, mandate.signed_at = day - timedelta(days=3), timezone.now() - timedelta(days=3)
        mandate.revocable_until = day + timedelta(days=11)
    elif number % 13 == 3:
        mandate.status, mandate.ends_on = MandateStatus.EXPIRING, day + timedelta(days=rng.randint(4, 28))
    return mandate


def _legal_facts(listing: Listing, number: int, rng: random.Random) -> LegalFacts:
    """As the land register and the community tell it; every seventh home has nothing of it yet."""
    is_charged = number % 4 == 1
    words = {name: dict(texts) for name, texts in LEGAL_WORDS.items() if name != "charges" or is_charged}
    return LegalFacts(
        listing=listing,
        registry_office=f"Registro de la Propiedad n.º {rng.randint(1, 9)} de {listing.town}"[:120],
        registry_number=str(rng.randint(1_000, 60_000)),
        registry_checked_on=today() - timedelta(days=rng.randint(5, 80)),
        has_charges="yes" if is_charged else "no",
        common_share=Decimal(rng.randint(90, 700)) / 100,
        is_protected_housing="no",
        is_heritage="no",
        is_stressed_zone="no",
        words=words,
    )


def _terms(operation: Operation) -> OperationTerms:
    return OperationTerms(operation=operation, words=TERMS[operation.kind])


def _mark_plans() -> None:
    """The drawn floor plan stands last in each album."""
    last: dict[int, int] = {}
    for photo in Photo.objects.order_by("position"):
        last[photo.listing_id] = photo.pk
    flats = Photo.objects.filter(pk__in=list(last.values()), listing__bedrooms__isnull=False)
    flats.update(kind=PhotoKind.PLAN)
