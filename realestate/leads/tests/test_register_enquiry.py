from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from realestate.audit.models import AuditLine
from realestate.contacts.models import Consent, Contact
from realestate.contacts.services import ConsentValues
from realestate.core.models import OutgoingEmail
from realestate.leads.models import Activity, Enquiry, Lead, NextAction
from realestate.leads.services import register_enquiry
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ContactFactory, ContactPointFactory, LeadFactory, ListingFactory

pytestmark = pytest.mark.django_db


def enquire(office: Office, **values: Any) -> Enquiry:
    defaults: dict[str, Any] = {
        "source": "web",
        "channel": "form",
        "name": "Lucía Gómez Ruiz",
        "email": "Lucia@Example.com",
        "phone": "612 345 678",
        "message": "Busco un ático.",
    }
    return register_enquiry(office=office, **{**defaults, **values})


def test_it_makes_contact_lead_activity_and_next_action(office: Office) -> None:
    enquiry = enquire(office)
    lead = enquiry.lead
    assert (lead.contact.first_name, lead.contact.last_name) == ("Lucía", "Gómez Ruiz")
    assert [point.value for point in lead.contact.points.all()] == ["+34612345678", "lucia@example.com"]
    assert (lead.stage, lead.answered_at, lead.summary) == ("new", None, "Busco un ático.")
    assert Activity.objects.get(lead=lead).kind == "enquiry"
    action = NextAction.objects.get(lead=lead)
    assert (action.kind, action.due_at - enquiry.received_at) == ("call", timedelta(minutes=5))
    assert AuditLine.objects.about(lead)[0].action == "lead.created"


def test_it_goes_to_the_listings_salesperson_who_gets_a_mail(office: Office, salesperson: User) -> None:
    listing = ListingFactory(office=office, salesperson=salesperson)
    lead = enquire(office, listing=listing).lead
    assert lead.salesperson == salesperson
    mail = OutgoingEmail.objects.get()
    assert mail.recipient == salesperson.email
    assert f"/leads/{lead.pk}/" in mail.body_text
    assert "tel:+34612345678" in mail.body_html
    assert "Busco un ático." in mail.body_text


def test_it_goes_to_the_pool_when_the_listings_salesperson_has_left(office: Office, salesperson: User) -> None:
    salesperson.is_active = False
    salesperson.save()
    lead = enquire(office, listing=ListingFactory(office=office, salesperson=salesperson)).lead
    assert lead.salesperson is None
    assert not OutgoingEmail.objects.exists()


def test_it_goes_to_the_pool_when_the_listings_salesperson_is_of_another_office(office: Office, stranger: User) -> None:
    assert enquire(office, listing=ListingFactory(office=office, salesperson=stranger)).lead.salesperson is None


def test_a_second_enquiry_joins_the_open_case(office: Office) -> None:
    first = enquire(office, message="Hola")
    second = enquire(office, message="¿Hay alguien?")
    assert first.lead == second.lead
    assert Contact.objects.count() == 1
    assert NextAction.objects.open().filter(lead=first.lead).count() == 2


def test_an_enquiry_about_another_listing_opens_a_second_case(office: Office) -> None:
    first = enquire(office, listing=ListingFactory(office=office))
    second = enquire(office, listing=ListingFactory(office=office))
    assert first.lead != second.lead
    assert first.lead.contact == second.lead.contact


def test_an_enquiry_joins_a_case_without_a_listing_and_gives_it_one(office: Office) -> None:
    listing = ListingFactory(office=office)
    first = enquire(office)
    second = enquire(office, listing=listing)
    assert Lead.objects.get() == first.lead == second.lead
    assert Lead.objects.get().listing == listing


def test_a_closed_case_is_not_joined(office: Office) -> None:
    contact = ContactFactory(office=office)
    ContactPointFactory(contact=contact, value="lucia@example.com")
    closed = LeadFactory(office=office, contact=contact, stage="lost")
    lead = enquire(office).lead
    assert lead != closed
    assert lead.contact == contact


def test_the_same_external_id_twice_is_one_enquiry(office: Office) -> None:
    first = enquire(office, external_id="A-1")
    second = enquire(office, external_id="A-1", message="again")
    assert first == second
    assert Enquiry.objects.count() == 1


def test_the_same_external_id_of_another_source_is_another(office: Office) -> None:
    enquire(office, external_id="A-1")
    enquire(office, external_id="A-1", source="portal")
    assert Enquiry.objects.count() == 2


def test_a_blocked_contact_is_not_written_to(office: Office) -> None:
    first = enquire(office)
    Contact.objects.update(blocked_at=first.received_at)
    assert enquire(office).lead.contact != first.lead.contact


def test_it_keeps_what_it_cannot_read(office: Office) -> None:
    enquiry = enquire(office, phone="call me maybe", email="not an address", payload={"x": [1]})
    assert (enquiry.phone, enquiry.email, enquiry.payload) == ("call me maybe", "not an address", {"x": [1]})
    assert not enquiry.lead.contact.points.exists()


def test_it_never_puts_a_strangers_address_beside_a_known_one(office: Office) -> None:
    first = enquire(office)
    enquire(office, email="other@example.com")
    assert [point.value for point in first.lead.contact.emails] == ["lucia@example.com"]


def test_it_fills_an_address_that_was_missing(office: Office) -> None:
    first = enquire(office, email="")
    enquire(office, email="lucia@example.com")
    assert [point.value for point in first.lead.contact.points.all()] == ["+34612345678", "lucia@example.com"]


def test_it_records_the_consent(office: Office) -> None:
    consent = ConsentValues(text_version="2026-1", language="es", channel="form", source="/contacto/")
    enquiry = enquire(office, consent=consent)
    line = Consent.objects.get(contact=enquiry.lead.contact)
    assert (line.text_version, line.is_given, line.purpose) == ("2026-1", True, "enquiry")


def test_the_same_number_at_two_portals_is_two_enquiries(office: Office) -> None:
    first = enquire(office, source="portal", external_id="77", portal="Idealista")
    again = enquire(office, source="portal", external_id="77", portal="idealista")
    other = enquire(office, source="portal", external_id="77", portal="fotocasa")
    assert first == again != other
    assert {first.portal, other.portal} == {"idealista", "fotocasa"}


def test_the_clock_runs_from_the_messages_own_time(office: Office) -> None:
    sent = timezone.now() - timedelta(hours=2)
    enquiry = enquire(office, received_at=sent)
    assert enquiry.received_at == enquiry.lead.received_at == sent


def test_a_message_from_the_future_came_now(office: Office) -> None:
    later = timezone.now() + timedelta(days=1)
    enquiry = enquire(office, received_at=later)
    assert enquiry.received_at <= timezone.now()
