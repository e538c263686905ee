"""A small agency for the journeys: people, three flats, one lead that waits for its answer."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from realestate.core.text import search_text
from realestate.leads.models import Lead
from realestate.listings.models import Listing
from realestate.salespeople.models import Office, User
from realestate.tests.factories import (
    ContactFactory,
    ContactPointFactory,
    EnquiryFactory,
    LeadFactory,
    ListingFactory,
    ListingTextFactory,
    NextActionFactory,
    OfficeFactory,
    PhotoFactory,
    UserFactory,
    lawful_operation,
)


@dataclass
class World:
    office: Office
    ana: User
    bruno: User
    diego: User
    flats: list[Listing]
    lead: Lead


def make_flat(
    office: Office, number: int, price: int, bedrooms: int, salesperson: User, zone: str = "Centro"
) -> Listing:
    flat = ListingFactory(
        reference=f"MUR-000{number}",
        office=office,
        salesperson=salesperson,
        zone=zone,
        street="Calle Mayor",
        street_number=str(number),
        postal_code="30001",
        bedrooms=bedrooms,
        bathrooms=2,
        built_area=Decimal(80 + number * 10),
        features=["lift", "terrace"],
        search_text=search_text(f"MUR-000{number}", zone, "Murcia"),
    )
    ListingTextFactory(listing=flat, title="Piso luminoso", description="Piso luminoso en el centro de Murcia.")
    ListingTextFactory(
        listing=flat, language="en", title="Bright flat", description="A bright flat in the centre of Murcia."
    )
    PhotoFactory(listing=flat, position=0)
    lawful_operation(listing=flat, price=Decimal(price), published_at=timezone.now())
    return flat


def make_lead(office: Office, salesperson: User | None, listing: Listing, last_name: str = "Gómez") -> Lead:
    contact = ContactFactory(
        first_name="Lucía",
        last_name=last_name,
        office=office,
        salesperson=salesperson,
        search_text=search_text("Lucía", last_name),
    )
    phone = ContactPointFactory(contact=contact, kind="phone")
    phone.value = f"+346111{phone.pk % 100_000:05}"
    phone.save()
    ContactPointFactory(contact=contact)
    lead = LeadFactory(
        office=office,
        contact=contact,
        salesperson=salesperson,
        listing=listing,
        summary="Piso en el centro, tres dormitorios",
        received_at=timezone.now() - timedelta(minutes=2),
    )
    EnquiryFactory(
        lead=lead, listing=listing, name=f"Lucía {last_name}", message="¿Puedo verlo el sábado por la mañana?"
    )
    NextActionFactory(lead=lead, salesperson=salesperson, due_at=timezone.now() + timedelta(minutes=3))
    return lead


def make_world(language: str = "es") -> World:
    office = OfficeFactory(code="MUR", name="Murcia Centro")
    ana, bruno, diego = (
        UserFactory(
            email=f"{name.lower()}@example.com",
            first_name=name,
            last_name=last,
            role=role,
            office=office,
            language=language,
        )
        for name, last, role in (
            ("Ana", "Pérez", "salesperson"),
            ("Bruno", "Soler", "salesperson"),
            ("Diego", "Marín", "manager"),
        )
    )
    flats = [
        make_flat(office, 1, 150_000, 3, ana),
        make_flat(office, 2, 158_000, 3, bruno),
        make_flat(office, 3, 320_000, 5, bruno, zone="Ribera"),
    ]
    return World(office, ana, bruno, diego, flats, make_lead(office, ana, flats[0]))
