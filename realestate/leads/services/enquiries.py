"""How cases begin: an enquiry from outside, or somebody on the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.contacts.phones import normalise_phone, phone_or_none
from realestate.contacts.services import (
    ConsentValues,
    add_missing_points,
    create_contact,
    find_contact,
    record_consent,
    take_over_contact,
)
from realestate.core.errors import BusinessRuleError
from realestate.core.models import Counter
from realestate.core.text import normalise_email
from realestate.leads.choices import ActionKind, ActivityKind, Channel, Direction, Source
from realestate.leads.models import Enquiry, Lead
from realestate.leads.routing import Decision
from realestate.leads.services.actions import NextActionValues, create_action
from realestate.leads.services.base import hold_lead, write_line
from realestate.leads.services.claims import offer_claims
from realestate.leads.services.clock import plan_first_step, set_clock
from realestate.leads.services.routing import route, write_turn
from realestate.leads.services.telling import mail_salesperson, tell_of_pool
from realestate.listings.models import Listing
from realestate.salespeople.models import Office, User

ANSWER_IN = timedelta(minutes=5)


@dataclass(frozen=True)
class _Event:
    """What came in, as it came."""

    source: str
    portal: str
    channel: str
    external_id: str | None
    name: str
    email: str
    phone: str
    message: str
    payload: dict[str, Any]
    received_at: datetime


def register_enquiry(
    *,
    source: str,
    channel: str,
    office: Office,
    name: str,
    email: str,
    phone: str,
    message: str,
    listing: Listing | None = None,
    external_id: str | None = None,
    payload: dict[str, Any] | None = None,
    salesperson: User | None = None,
    consent: ConsentValues | None = None,
    actor: User | None = None,
    portal: str = "",
    received_at: datetime | None = None,
) -> Enquiry:
    """Somebody asks. Finds or makes the contact, joins the person's open case or opens one, and tells its salesperson.

    The same (source, portal, external id) twice, even at the same moment, is one enquiry: the first one is returned.
    ``received_at`` is the message's own time, from which the response clock runs; a time to come counts as now.
    """
    now = timezone.now()
    event = _Event(
        source=source,
        portal=portal.strip().lower()[:40],
        channel=channel,
        external_id=external_id or None,
        name=" ".join(name.split())[:250],
        email=email.strip()[:254],
        phone=phone.strip()[:50],
        message=message.strip(),
        payload=payload or {},
        received_at=min(received_at or now, now),
    )
    try:
        with transaction.atomic():
            _wait_for_turn()
            return _find(event) or _register(event, office, listing, salesperson, consent, actor)
    except IntegrityError:
        known = _find(event)  # written by somebody who did not wait: the constraint is the last line of defence
        if known is None:
            raise
        return known


@transaction.atomic
def quick_add_lead(
    *,
    actor: User,
    name: str,
    phone_or_email: str,
    wants: str,
    listing: Listing | None = None,
    contact: Contact | None = None,
    source: str = Source.PHONE,
) -> Lead:
    """Three fields: who, how to reach them, what they look for. The lead is the actor's own.

    ``contact`` is somebody whom the actor chose among the known ones; without it a new contact is made.
    """
    if not actor.sells:
        raise BusinessRuleError(_("%(name)s cannot take leads.") % {"name": actor})
    if actor.office is None:
        raise BusinessRuleError(_("You belong to no office yet. Ask a manager to give you one."))
    phones, emails = split_phone_or_email(phone_or_email, actor.office.country)
    if contact is None:
        contact = _new_contact(name, phones, emails, actor.office, actor, actor)
    lead = _open_lead(contact, actor.office, actor, listing, source, wants)
    enquiry = Enquiry.objects.create(
        lead=lead,
        source=source,
        channel=Channel.EMAIL if emails and not phones else Channel.PHONE,
        listing=listing,
        name=" ".join(name.split())[:250],
        email=emails[0] if emails else "",
        phone=phones[0] if phones else "",
        message=wants.strip(),
        received_at=lead.received_at,
    )
    _follow_up(enquiry, lead, actor)
    record(actor=actor, action="lead.created", subject=lead, changes={"source": source})
    return lead


def split_phone_or_email(text: str, country: str) -> tuple[list[str], list[str]]:
    """([phone], []) or ([], [e-mail]) of one field; a ValidationError when it is neither."""
    if "@" in text:
        email = normalise_email(text)
        validate_email(email)
        return [], [email]
    return [normalise_phone(text, country)], []


def _wait_for_turn() -> None:
    """Enquiries are registered one after the other, so that two from one person make one contact and one case.

    The upsert takes the row's exclusive lock until the transaction ends; a plain INSERT that fails would leave shared
    locks behind, and then two who want to write wait for each other for ever.
    """
    conflict: dict[str, Any] = {"update_conflicts": True, "update_fields": ["value"]}
    if connection.features.supports_update_conflicts_with_target:
        conflict["unique_fields"] = ["name"]
    Counter.objects.bulk_create([Counter(name="enquiries")], **conflict)


def _find(event: _Event) -> Enquiry | None:
    if event.external_id is None:
        return None
    known = Enquiry.objects.filter(source=event.source, portal=event.portal, external_id=event.external_id)
    return known.select_related("lead").first()


def _register(
    event: _Event,
    office: Office,
    listing: Listing | None,
    salesperson: User | None,
    consent: ConsentValues | None,
    actor: User | None,
) -> Enquiry:
    phones = _list(phone_or_none(event.phone, office.country))
    emails = _list(_email_or_none(event.email))
    contact = find_contact(office=office, phones=phones, emails=emails)
    lead = _open_case(contact, office, listing) if contact else None
    decision: Decision | None = None
    owner = lead.salesperson if lead else salesperson
    if lead is None and salesperson is None:
        language = _language(event, consent, contact)
        decision = route(
            office=office,
            source=event.source,
            portal=event.portal,
            language=language,
            listing=listing,
            at=event.received_at,
        )
        owner = User.objects.get(pk=decision.person.pk) if decision.person else None
    if contact is None:
        contact = _new_contact(event.name, phones, emails, office, owner, actor)
    else:
        contact = add_missing_points(actor=actor, contact=contact, phones=phones, emails=emails)
    if consent is not None:
        record_consent(actor=actor, contact=contact, consent=consent)
    is_new = lead is None
    if lead is None:
        lead = _open_lead(contact, office, owner, listing, event.source, event.message, event.received_at)
    elif listing is not None and lead.listing_id is None:
        lead.listing = listing
        lead.save()
    enquiry = Enquiry.objects.create(lead=lead, listing=listing, **vars(event))
    _follow_up(enquiry, lead, actor)
    changes = {"source": event.source, "channel": event.channel, "enquiry": enquiry.pk}
    record(actor=actor, action="lead.created" if is_new else "lead.enquiry_joined", subject=lead, changes=changes)
    if decision is not None:
        _tell_decision(lead, decision)
    if owner is not None:
        if is_new:
            take_over_contact(actor=actor, contact=contact, salesperson=owner)
        if actor is None or actor.pk != owner.pk:
            mail_salesperson(template="lead_new", lead=lead, actor=actor, enquiry=enquiry)
    return enquiry


def _follow_up(enquiry: Enquiry, lead: Lead, actor: User | None) -> None:
    """The timeline's first line, and somebody to ring in five minutes."""
    details = {"enquiry": enquiry.pk, "source": enquiry.source, "channel": enquiry.channel}
    write_line(
        lead=lead,
        actor=actor,
        kind=ActivityKind.ENQUIRY,
        direction=Direction.IN,
        body=enquiry.message,
        listing=enquiry.listing,
        data=details,
    )
    due = enquiry.received_at + ANSWER_IN
    create_action(actor=actor, lead=lead, values=NextActionValues(kind=ActionKind.CALL, due_at=due))


def _open_case(contact: Contact, office: Office, listing: Listing | None) -> Lead | None:
    """The person's open case in this office about this listing; else one about none, or any when none is asked."""
    rows = list(Lead.objects.open().filter(contact=contact, office=office).order_by("-pk")[:50])
    same = [row for row in rows if listing is not None and row.listing_id == listing.pk]
    loose = [row for row in rows if listing is None or row.listing_id is None]
    found = next(iter(same + loose), None)
    if found is None:
        return None
    held = hold_lead(found)
    return held if held.is_open else None


def _language(event: _Event, consent: ConsentValues | None, contact: Contact | None) -> str:
    """The language in which they asked, as far as the message said so; else what the contact reads."""
    said = str(event.payload.get("language") or event.payload.get("lang") or "").strip().lower()[:2]
    return said or (consent.language if consent else "") or (contact.language if contact else "")


def _tell_decision(lead: Lead, decision: Decision) -> None:
    """Why this person, or whoever is first, or the pool: in the timeline and the ledger."""
    write_turn(lead=lead, decision=decision)
    if decision.is_worth_telling:
        data: dict[str, Any] = {"to": lead.salesperson_id, "routing": decision.as_details()}
        if lead.salesperson is not None:
            data["to_name"] = str(lead.salesperson)
        write_line(lead=lead, actor=None, kind=ActivityKind.ASSIGNMENT, data=data)
    if decision.offered:
        offer_claims(lead=lead, decision=decision)
    elif decision.person is None:
        tell_of_pool(lead=lead)


def _open_lead(
    contact: Contact,
    office: Office,
    owner: User | None,
    listing: Listing | None,
    source: str,
    summary: str,
    received_at: datetime | None = None,
) -> Lead:
    now = timezone.now()
    lead = Lead(
        office=office,
        contact=contact,
        salesperson=owner,
        listing=listing,
        source=source,
        summary=" ".join(summary.split())[:300],
        received_at=received_at or now,
        stage_changed_at=now,
        assigned_at=now if owner else None,
    )
    set_clock(lead, office)
    plan_first_step(lead, office)
    lead.save()
    return lead


def _new_contact(
    name: str, phones: Sequence[str], emails: Sequence[str], office: Office, owner: User | None, actor: User | None
) -> Contact:
    first, _space, last = " ".join(name.split()).partition(" ")
    values = {"first_name": first[:100], "last_name": last[:150]}
    return create_contact(actor=actor, office=office, salesperson=owner, values=values, phones=phones, emails=emails)


def _email_or_none(raw: str) -> str | None:
    email = normalise_email(raw)
    try:
        validate_email(email)
    except ValidationError:
        return None
    return email if len(email) <= 190 else None


def _list(value: str | None) -> list[str]:
    return [value] if value else []
