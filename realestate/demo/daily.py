"""What lies on the desks: properties to be won, a new building, keys that are out, a selection sent to a client."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from realestate.contacts.models import Contact
from realestate.core.dates import today
from realestate.listings import services
from realestate.listings.models import (
    BulkEdit,
    Development,
    KeyMovement,
    KeySet,
    Listing,
    Operation,
    Prospect,
    Selection,
)
from realestate.salespeople.models import Office, User

# Type, street, number, zone, asking price, where from, days until the next step, how far it is.
PROSPECTS = (
    ("flat", "Calle Trapería", "12", "Catedral", 239_000, "Cartel en el balcón", 0, "new"),
    ("flat", "Avenida de la Libertad", "4", "Centro", 148_000, "Recomendación de un cliente", -2, "contacted"),
    ("penthouse", "Gran Vía Escultor Salzillo", "28", "Centro", 312_000, "Portal, particular", 3, "valued"),
    ("terraced", "Calle Río Segura", "7", "El Carmen", None, "Portero de la finca", 8, "contacted"),
    ("retail", "Plaza de las Flores", "2", "San Pedro", 185_000, "Cartel en el local", None, "lost"),
)
BUILDING = {
    "name": "Residencial Huerta Alta",
    "building_licence": "LO-2026/118",
    "description": "Edificio de obra nueva con piscina, trasteros y garaje. Entrega de llaves a los dieciocho meses.",
}
UNITS = ("1.º A", "1.º B", "2.º A", "Ático")
LENT = (("Ana", timedelta(hours=4), "Visita de la tarde"), ("Reformas Segura", timedelta(days=-3), "Presupuesto"))
MESSAGE = "Los pisos de los que hablamos por teléfono.\n¿Cuál le gustaría ver primero?"


def fill_the_desks(offices: Sequence[Office]) -> None:
    """For the salespeople of each office."""
    for office in offices:
        people = list(User.objects.filter(is_demo=True, office=office, role=User.Role.SALESPERSON).order_by("pk"))
        if people:
            _prospects(office, people)
            _building(office, people[0])
            _keys(people[0])
            _selection(people[0])


def clear_the_desks(offices: "QuerySet[Office]", demo_people: "QuerySet[User]") -> None:
    """All of it again, and what was added while trying; before listings, contacts and people go."""
    Prospect.objects.filter(office__in=offices).delete()
    Selection.objects.filter(created_by__in=demo_people).delete()
    BulkEdit.objects.filter(actor__in=demo_people).delete()
    KeyMovement.objects.filter(key_set__listing__office__in=offices).delete()
    KeySet.objects.filter(listing__office__in=offices).delete()
    Listing.objects.filter(development__office__in=offices).update(development=None)
    Development.objects.filter(office__in=offices).delete()


def _prospects(office: Office, people: Sequence[User]) -> None:
    for number, (kind, street, door, zone, price, source, days, status) in enumerate(PROSPECTS):
        person = people[number % len(people)]
        owner = Contact.objects.filter(office=office, salesperson=person).order_by("-pk").first()
        values = {
            "property_type": kind,
            "operation_kind": "sale",
            "street": street,
            "street_number": door,
            "zone": zone,
            "town": "Murcia",
            "province": "Murcia",
            "asking_price": None if price is None else Decimal(price),
            "salesperson": person,
            "owner": owner,
            "source": source,
            "next_step_on": None if days is None else today() + timedelta(days=days),
        }
        prospect = services.create_prospect(actor=person, office=office, values=values)
        if status == "contacted":
            services.contact_prospect(actor=person, prospect=prospect, next_step_on=prospect.next_step_on)
        elif status == "valued" and prospect.asking_price is not None:
            worth = prospect.asking_price * 95 / 100
            services.value_prospect(
                actor=person, prospect=prospect, valuation=worth, next_step_on=prospect.next_step_on
            )
        elif status == "lost":
            services.lose_prospect(actor=person, prospect=prospect, reason="Lo alquila por su cuenta a un vecino.")


def _building(office: Office, person: User) -> None:
    """With flats of the stock as its units; one building is enough."""
    if Development.objects.exists():
        return
    flats = Listing.objects.filter(office=office, property_type__in=["flat", "penthouse"]).order_by("pk")
    first = flats.first()
    if first is None:
        return
    chosen = flats.filter(town=first.town)[: len(UNITS)]
    delivery = today() + timedelta(days=540)
    values = {**BUILDING, "town": first.town, "zone": first.zone, "delivery_on": delivery}
    building = services.create_development(actor=person, office=office, values=values)
    for listing, unit in zip(chosen, UNITS, strict=False):
        Listing.objects.filter(pk=listing.pk).update(development=building, unit=unit)


def _keys(person: User) -> None:
    listings = list(Listing.objects.filter(salesperson=person).order_by("pk")[:4])
    sets = [services.add_key_set(actor=person, listing=one, label=f"L-{one.reference[-4:]}") for one in listings]
    for key_set, (name, until, note) in zip(sets, LENT, strict=False):
        due = timezone.now() + until
        holder = person if name == person.first_name else None
        services.take_out_keys(
            actor=person,
            key_set=key_set,
            holder=holder,
            holder_name="" if holder else name,
            due_back_at=max(due, timezone.now() + timedelta(minutes=5)),
            note=note,
        )
        KeySet.objects.filter(pk=key_set.pk).update(due_back_at=due)


def _selection(person: User) -> None:
    operations = list(Operation.objects.on_web().filter(kind="sale", listing__salesperson=person).order_by("pk")[:4])
    if operations:
        services.create_selection(
            actor=person, title="Pisos para la familia Romero", operations=operations, language="es", message=MESSAGE
        )
