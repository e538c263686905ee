"""Minimal valid objects; tests state every value that they assert on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from realestate.agenda.models import Viewing
from realestate.contacts.models import Contact, ContactPoint
from realestate.core.text import search_text
from realestate.core.tokens import new_token, token_hash
from realestate.leads.models import Demand, Enquiry, Lead, NextAction
from realestate.listings.models import Listing, ListingText, Operation, Photo, Selection, SelectionItem
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

    first_name = "Lucía"
    last_name = factory.Sequence(lambda n: f"García {n}")
    office = factory.SubFactory(OfficeFactory)
    search_text = factory.LazyAttribute(lambda c: search_text(c.first_name, c.last_name))


class ContactPointFactory(DjangoModelFactory[ContactPoint]):
    class Meta:
        model = ContactPoint

    contact = factory.SubFactory(ContactFactory)
    kind = ContactPoint.Kind.EMAIL
    value = factory.Sequence(lambda n: f"cliente{n}@example.com")


class ListingFactory(DjangoModelFactory[Listing]):
    class Meta:
        model = Listing

    reference = factory.Sequence(lambda n: f"REF-{n:04}")
    office = factory.SubFactory(OfficeFactory)
    property_type = "flat"
    town = "Murcia"
    province = "Murcia"
    search_text = factory.LazyAttribute(lambda x: search_text(x.reference, x.town))


class OperationFactory(DjangoModelFactory[Operation]):
    class Meta:
        model = Operation

    listing = factory.SubFactory(ListingFactory)
    kind = "sale"
    price = Decimal(150_000)
    currency = "EUR"
    status = "available"


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
