"""From a kept message to a lead. Each message is dealt with once, however often its task runs."""

import hashlib
import logging
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.contacts.phones import phone_or_none, tail_of
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.intake import reasons
from realestate.intake.choices import Kind, State
from realestate.intake.models import InboundMessage, TaughtRule
from realestate.intake.parsers import Outcome, ParsedEnquiry, Rule, parse_mail
from realestate.intake.parsers.payloads import load, read_payload
from realestate.intake.services.matching import listing_for
from realestate.leads.choices import Channel
from realestate.leads.services import register_enquiry
from realestate.salespeople.models import User

logger = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 20
CHANNELS = {Kind.MAIL: Channel.EMAIL, Kind.WEBHOOK: Channel.API, Kind.CSV: Channel.API}


class UnreachableError(BusinessRuleError):
    """Neither the telephone number nor the e-mail address is one."""


def process_message(*, message_id: int) -> str:
    """Read one message and make its lead, or put it in quarantine with the reason; returns its state.

    What is already dealt with stays as it is. A database that is away raises, so that the task is tried again.
    """
    message = InboundMessage.objects.select_related("office", "key").filter(pk=message_id).first()
    if message is None or message.state != State.RECEIVED:
        return message.state if message else ""
    try:
        outcome = read(message)
        if outcome.enquiry is None:
            return _settle(message, State.QUARANTINED, outcome=outcome, error=outcome.reason)
        return make_lead(message=message, parsed=outcome.enquiry, rule=outcome.rule)
    except UnreachableError:
        return _settle(message, State.QUARANTINED, outcome=outcome, error="bad_contact")
    except BusinessRuleError as error:
        return _settle(message, State.QUARANTINED, outcome=outcome, error=str(error))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("intake: message %s cannot be read", message.pk)
        return _settle(message, State.QUARANTINED, error="broken")


def read(message: InboundMessage) -> Outcome:
    """What the message says, by the rules of its office and the parsers; nothing is written."""
    rules = TaughtRule.objects.in_force_for(message.office_id).filter(kind=message.kind)
    if message.kind == Kind.MAIL:
        return parse_mail(message.bytes, [as_rule(rule) for rule in rules[:200]], timezone.now())
    data = load(message.bytes, message.headers.get("Content-Type", ""))
    shape = message.key.shape if message.key else "own"
    rule = rules.filter(sender=message.sender).first()
    outcome = read_payload(data, shape=shape, now=timezone.now(), labels=rule.labels if rule else None)
    return Outcome(**{**vars(outcome), "rule": rule.pk}) if rule and outcome.enquiry else outcome


def as_rule(rule: TaughtRule) -> Rule:
    return Rule(rule.pk, rule.sender, rule.subject, dict(rule.labels), rule.portal)


@transaction.atomic
def make_lead(
    *, message: InboundMessage, parsed: ParsedEnquiry, rule: int | None = None, actor: User | None = None
) -> str:
    """The enquiry of a message, once: a second message with the same id joins the first one's."""
    held = InboundMessage.objects.select_for_update().select_related("office", "key").get(pk=message.pk)
    if held.state not in (State.RECEIVED, State.QUARANTINED):
        return str(held.state)
    listing = listing_for(parsed, held.office_id)
    office = listing.office if listing is not None else held.office
    email, phone = valid_email(parsed.email), phone_or_none(parsed.phone, office.country) or ""
    if not (email or phone):
        raise UnreachableError(reasons.words("bad_contact"))
    portal = held.portal or parsed.portal
    enquiry = register_enquiry(
        source=held.source,
        portal=portal,
        channel=Channel.PHONE if parsed.kind == "call" else CHANNELS[Kind(held.kind)],
        office=office,
        name=parsed.name or email.partition("@")[0] or phone,
        email=email,
        phone=phone,
        message=said(parsed),
        listing=listing,
        external_id=key_of(held, parsed),
        payload=payload_of(held, parsed),
        actor=actor,
        received_at=parsed.received_at or held.received_at,
    )
    held.enquiry = enquiry
    is_known = InboundMessage.objects.others_of(held).exists()
    state = State.DUPLICATE if is_known else State.DONE
    if rule is not None:
        TaughtRule.objects.count_use(rule)
    return _write(held, state, parsed=parsed, error="", rule=rule, actor=actor)


def valid_email(address: str) -> str:
    """The address if mail can go there."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 190 else ""


def said(parsed: ParsedEnquiry) -> str:
    """The person's words, headed by what else the portal tells."""
    lines = []
    if parsed.kind == "call":
        lines.append(_("Missed call."))
    if parsed.kind == "price" and parsed.price:
        lines.append(_("Proposes a price: %(price)s.") % {"price": parsed.price})
    if parsed.kind == "visit" or parsed.wishes:
        lines.append(_("Wants a viewing: %(when)s.") % {"when": parsed.wishes or "–"})
    return "\n".join([*lines, parsed.message]).strip()


def payload_of(message: InboundMessage, parsed: ParsedEnquiry) -> dict[str, Any]:
    """What the lead's page may show of how it came; the bytes stay with the message."""
    shown = ("reference", "url", "language", "kind", "price", "wishes")
    values = {name: value for name, value in asdict(parsed).items() if name in shown and value}
    return {**values, **parsed.facts, "subject": message.subject} if message.subject else {**values, **parsed.facts}


def key_of(message: InboundMessage, parsed: ParsedEnquiry) -> str:
    """The id that makes two messages one enquiry: the sender's, else the same bytes within a day."""
    if message.kind == Kind.CSV:
        return f"csv:{message.external_id}"
    known = parsed.external_id or message.external_id
    if known and message.kind == Kind.MAIL:  # forms that give each mail the same id must not lose the second person
        known = f"{known}~{_short(parsed.email.lower() + tail_of(parsed.phone))}"
    if known:
        # MySQL calls "aB" and "Ab" the same; ids of senders are told apart by every letter.
        plain = known.lower()
        return known if known == plain and known.isascii() else f"{plain[:100]}~{_short(known)}"
    same = list(InboundMessage.objects.same_text(message).select_related("enquiry").defer("raw")[:50])
    made = next((one.enquiry.external_id for one in same if one.enquiry and one.enquiry.external_id), None)
    return made or f"message:{same[0].pk if same else message.pk}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def _settle(message: InboundMessage, state: str, *, outcome: Outcome | None = None, error: str = "") -> str:
    """Write where a message ends up, unless somebody has dealt with it meanwhile."""
    held = InboundMessage.objects.select_for_update().filter(pk=message.pk, state=State.RECEIVED).first()
    if held is None:
        return ""
    parsed = (outcome.enquiry or outcome.guess) if outcome else None
    return _write(held, state, parsed=parsed, error=error)


def _write(
    held: InboundMessage,
    state: str,
    *,
    parsed: ParsedEnquiry | None,
    error: str,
    rule: int | None = None,
    actor: User | None = None,
) -> str:
    held.state = state
    held.error = error[:500]
    held.attempts += 1
    held.processed_at = timezone.now()
    held.rule_id = rule
    held.handled_by = actor
    if parsed is not None:
        held.guess = parsed.plain()
        held.portal = held.portal or parsed.portal
    fields = ("state", "error", "attempts", "processed_at", "rule", "handled_by", "guess", "portal", "enquiry")
    held.save(update_fields=[*fields, "updated_at"])
    return state


def requeue_waiting() -> int:
    """Have messages read whose task was lost; after many tries they wait for a person. Returns how many."""
    count = 0
    for message in InboundMessage.objects.waiting_longer_than(STUCK_AFTER).defer("raw")[:500]:
        with transaction.atomic():
            if message.attempts >= MOST_ATTEMPTS:
                _settle(message, State.QUARANTINED, error="too_often")
                continue
            InboundMessage.objects.filter(pk=message.pk, state=State.RECEIVED).update(attempts=message.attempts + 1)
            jobs.enqueue("intake.process", message.pk)
        count += 1
    return count
