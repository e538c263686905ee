"""Minimal valid objects; tests state every value that they assert on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from realestate.agenda.models import Viewing
from realestate.contacts.models import Contact, ContactPoint
from realestate.core.search import keep
from realestate.core.text import search_text
from realestate.core.tokens import new_token, token_hash
from realestate.documents.models import Document, SignatureRequest
from realestate.documents.services import request_signature, store_document
from realestate.leads.models import Demand, Enquiry, Lead, NextAction
from realestate.listings import services
from realestate.listings.choices import PUBLIC_STATUSES, OperationKind
from realestate.listings.models import (
    Development,
    KeySet,
    Listing,
    ListingFile,
    ListingText,
    Mandate,
    Operation,
    Ownership,
    Photo,
    Prospect,
    Selection,
    SelectionItem,
)
from realestate.listings.models.selection import new_nonce
from realestate.salespeople.models import Office, Team, User

PASSWORD = "correct horse battery"


class OfficeFactory(DjangoModelFactory[Office]):
    class Meta:
        model = Office

    code = factory.Sequence(lambda n: f"OF{n}")
    name = factory.Sequence(lambda n: f"Oficina {n}")


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    office = factory.SubFactory(OfficeFactory)
    name = factory.Sequence(lambda n: f"Equipo {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persona{n}@example.com")
    first_name = "Ana"
    last_name = factory.Sequence(lambda n: f"Pérez {n}")
    office = factory.SubFactory(OfficeFactory)
    role = User.Role.SALESPERSON

    @factory.post_generation
    def password(self: User, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save()


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact
        skip_postgeneration_save = True

    first_name = "Lucía"
    last_name = factory.Sequence(lambda n: f"García {n}")
    office = factory.SubFactory(OfficeFactory)
    search_text = factory.LazyAttribute(lambda c: search_text(c.first_name, c.last_name))

    @factory.post_generation
    def words(self: Any, create: bool, _extracted: Any, **_kwargs: Any) -> None:
        if create:
            keep(room="contact", object_id=self.pk, text=self.search_text)


class ContactPointFactory(DjangoModelFactory[ContactPoint]):
    class Meta:
        model = ContactPoint

    contact = factory.SubFactory(ContactFactory)
    kind = ContactPoint.Kind.EMAIL
    value = factory.Sequence(lambda n: f"cliente{n}@example.com")


class ListingFactory(DjangoModelFactory[Listing]):
    class Meta:
        model = Listing
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"REF-{n:04}")
    office = factory.SubFactory(OfficeFactory)
    property_type = "flat"
    town = "Murcia"
    province = "Murcia"
    search_text = factory.LazyAttribute(lambda x: search_text(x.reference, x.town))

    @factory.post_generation
    def words(self: Any, create: bool, _extracted: Any, **_kwargs: Any) -> None:
        if create:
            keep(room="listing", object_id=self.pk, text=self.search_text)


class OperationFactory(DjangoModelFactory[Operation]):
    class Meta:
        model = Operation

    listing = factory.SubFactory(ListingFactory)
    kind = "sale"
    price = Decimal(150_000)
    currency = "EUR"
    status = "available"
    is_on_web = factory.LazyAttribute(lambda operation: operation.status in PUBLIC_STATUSES)  # rules: lawful_operation


class OwnershipFactory(DjangoModelFactory[Ownership]):
    class Meta:
        model = Ownership

    listing = factory.SubFactory(ListingFactory)
    contact = factory.SubFactory(ContactFactory, office=factory.SelfAttribute("..listing.office"))
    share = Decimal(100)


class MandateFactory(DjangoModelFactory[Mandate]):
    """In force, for everything, without an end."""

    class Meta:
        model = Mandate

    reference = factory.Sequence(lambda n: f"ENC-{n:04}")
    listing = factory.SubFactory(ListingFactory)
    status = "active"
    operation_kinds = factory.LazyFunction(lambda: list(OperationKind.values))
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))


class KeySetFactory(DjangoModelFactory[KeySet]):
    """In the office."""

    class Meta:
        model = KeySet

    listing = factory.SubFactory(ListingFactory)
    label = factory.Sequence(lambda n: f"L{n}")


class ProspectFactory(DjangoModelFactory[Prospect]):
    class Meta:
        model = Prospect

    reference = factory.Sequence(lambda n: f"CAP-X-{n:04}")
    office = factory.SubFactory(OfficeFactory)
    property_type = "flat"
    operation_kind = "sale"
    town = "Murcia"


class DevelopmentFactory(DjangoModelFactory[Development]):
    class Meta:
        model = Development

    reference = factory.Sequence(lambda n: f"PROM-X-{n:03}")
    office = factory.SubFactory(OfficeFactory)
    name = "Residencial Sol"
    town = "Murcia"


class ListingTextFactory(DjangoModelFactory[ListingText]):
    class Meta:
        model = ListingText

    listing = factory.SubFactory(ListingFactory)
    language = "es"
    title = "Piso luminoso"
    description = "Piso luminoso en el centro."


class PhotoFactory(DjangoModelFactory[Photo]):
    class Meta:
        model = Photo

    listing = factory.SubFactory(ListingFactory)
    token = factory.LazyFunction(new_token)
    position = factory.Sequence(lambda n: n)
    status = Photo.Status.READY


class ListingFileFactory(DjangoModelFactory[ListingFile]):
    """A private PDF."""

    class Meta:
        model = ListingFile

    listing = factory.SubFactory(ListingFactory)
    category = "land_registry"
    document = factory.LazyAttribute(
        lambda row: store_document(
            actor=None,
            office=row.listing.office,
            kind="upload",
            title="Nota simple",
            content=b"%PDF-1.7 nota %%EOF",
            name="nota.pdf",
        )
    )


LAWFUL: dict[str, Any] = {
    "street": "Calle Mayor",
    "street_number": "3",
    "floor": "2",
    "postal_code": "30001",
    "latitude": Decimal("37.984"),
    "longitude": Decimal("-1.128"),
    "built_area": Decimal(95),
    "usable_area": Decimal(82),
    "plot_area": Decimal(400),
    "bedrooms": 3,
    "bathrooms": 2,
    "year_built": 1998,
    "condition": "good",
    "occupancy": "empty",
    "energy_status": "available",
    "energy_consumption": "C",
    "energy_emissions": "D",
    "habitability_status": "available",
    "habitability_number": "CH-1234",
    "rental_register_number": "ESFCTU000030012000123456",
    "tourist_licence": "VV.MU.1234",
    "community_fee": Decimal(60),
    "property_tax": Decimal(300),
    "salesperson": factory.SubFactory(UserFactory, office=factory.SelfAttribute("..office")),
}


def lawful_operation(**values: Any) -> Operation:
    """An operation that every channel takes: green, with owner, mandate, label, photo and words; on the web if public.

    Values are those of ``OperationFactory``; those of the listing, ``listing__…``, add to a whole flat, or replace it.
    """
    rents = {"rent": "month", "seasonal_rent": "week", "rent_to_own": "month"}
    period = rents.get(values.get("kind", "sale"), "once")
    price = Decimal(150_000) if period == "once" else Decimal(900)
    values = {"period": period, "price": price, "is_on_web": False, **values}
    if "listing" not in values:
        values = {**{f"listing__{name}": value for name, value in LAWFUL.items()}, **values}
    operation: Operation = OperationFactory(**values)
    listing = operation.listing
    if "listing" in values:
        _make_lawful(listing)
    if listing.owner_id is None:
        listing.owner = ContactFactory(office=listing.office)
        Listing.objects.filter(pk=listing.pk).update(owner=listing.owner)
    if not listing.ownerships.exists():
        OwnershipFactory(listing=listing, contact=listing.owner)
    if not listing.mandates.exists():
        MandateFactory(listing=listing)
    if not listing.photos.exists():
        PhotoFactory(listing=listing, position=0)
    for language in ("es", "en"):
        if not listing.texts.filter(language=language).exists():
            ListingTextFactory(listing=listing, language=language)
    operation.is_on_web = services.refresh_publication(listing=listing).get(operation.pk, False)
    return operation


def _make_lawful(listing: Listing) -> None:
    """Fill in what a listing of the caller's does not say."""
    for name, value in LAWFUL.items():
        if getattr(listing, name) in (None, "", "missing"):
            person = name == "salesperson"
            setattr(listing, name, UserFactory(office=listing.office) if person else value)
    Listing.objects.filter(pk=listing.pk).update(**{name: getattr(listing, name) for name in LAWFUL})


class LeadFactory(DjangoModelFactory[Lead]):
    class Meta:
        model = Lead

    office = factory.SubFactory(OfficeFactory)
    contact = factory.SubFactory(ContactFactory, office=factory.SelfAttribute("..office"))
    source = "web"


class EnquiryFactory(DjangoModelFactory[Enquiry]):
    class Meta:
        model = Enquiry

    lead = factory.SubFactory(LeadFactory)
    source = "web"
    channel = "form"


class NextActionFactory(DjangoModelFactory[NextAction]):
    class Meta:
        model = NextAction

    lead = factory.SubFactory(LeadFactory)
    kind = "call"
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))


class DemandFactory(DjangoModelFactory[Demand]):
    class Meta:
        model = Demand

    office = factory.SubFactory(OfficeFactory)
    contact = factory.SubFactory(ContactFactory, office=factory.SelfAttribute("..office"))


class ViewingFactory(DjangoModelFactory[Viewing]):
    class Meta:
        model = Viewing

    office = factory.SubFactory(OfficeFactory)
    lead = factory.SubFactory(LeadFactory, office=factory.SelfAttribute("..office"))
    listing = factory.SubFactory(ListingFactory, office=factory.SelfAttribute("..office"))
    salesperson = factory.SubFactory(UserFactory, office=factory.SelfAttribute("..office"))
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda viewing: viewing.starts_at + timedelta(minutes=45))


class SelectionFactory(DjangoModelFactory[Selection]):
    """A selection with its link; ``operations`` are put into it in their order."""

    class Meta:
        model = Selection
        skip_postgeneration_save = True

    title = "Pisos para usted"
    created_by = factory.SubFactory(UserFactory)
    nonce = factory.LazyFunction(new_nonce)
    token_hash = factory.LazyAttribute(lambda one: token_hash(Selection.make_token(one.nonce)))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    @factory.post_generation
    def operations(self: Selection, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position, operation in enumerate(extracted or ()):
            SelectionItem.objects.create(selection=self, operation=operation, position=position)


PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def stored_document(*, actor: User, title: str = "Nota de encargo", content: bytes = PDF) -> Document:
    """A file of the agency, kept as the product keeps it."""
    kept = {"kind": "mandate", "title": title, "language": "es", "name": "encargo.pdf"}
    return store_document(actor=actor, office=actor.office, content=content, **kept)


def signature_request(*, actor: User, status: str = "", **values: Any) -> tuple[SignatureRequest, str]:
    """Somebody is asked to sign a document; returns the request and the link."""
    document = values.pop("document", None) or stored_document(actor=actor)
    values = {"name": "Lucía Gómez", "email": "lucia@example.com", **values}
    request, link = request_signature(actor=actor, document=document, **values)
    if status:
        rows = SignatureRequest.objects.filter(pk=request.pk)
        rows.update(status=status, signed_at=timezone.now(), signed_sha256=document.sha256)
        request.refresh_from_db()
    return request, link
