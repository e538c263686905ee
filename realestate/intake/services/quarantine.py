"""What a person does with a message that the machine could not read."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.intake.choices import Kind, State
from realestate.intake.models import InboundMessage, TaughtRule
from realestate.intake.parsers import ParsedEnquiry, read_mail, taught
from realestate.intake.parsers.payloads import load, suggest
from realestate.intake.services.processing import as_rule, make_lead
from realestate.leads.models import Enquiry
from realestate.salespeople.models import User

MOST_READ_AGAIN = 200


def _check(actor: User, message: InboundMessage) -> None:
    if not (actor.is_manager or (actor.is_coordinator and message.office_id in actor.office_ids)):
        raise BusinessRuleError(_("Coordinators of the office and managers complete messages."))


@transaction.atomic
def complete_message(*, actor: User, message: InboundMessage, values: dict[str, Any]) -> Enquiry:
    """Make the lead of a message in quarantine from what a person filled in."""
    _check(actor, message)
    held = InboundMessage.objects.select_for_update().get(pk=message.pk)
    if held.state != State.QUARANTINED:
        raise BusinessRuleError(_("Somebody has dealt with this message already."))
    guess = held.guess
    parsed = ParsedEnquiry(
        name=values.get("name", ""),
        email=values.get("email", ""),
        phone=values.get("phone", ""),
        message=values.get("message", ""),
        reference=values.get("reference", ""),
        portal=values.get("portal", ""),
        external_id=str(guess.get("external_id", "")),
        language=str(guess.get("language", "")),
    ).cleaned()
    held.portal = parsed.portal or held.portal
    if values.get("source"):
        held.source = values["source"]
    held.save(update_fields=["portal", "source"])
    state = make_lead(message=held, parsed=parsed, actor=actor)
    message.refresh_from_db(fields=["state", "enquiry", "portal", "error"])
    record(actor=actor, action="intake.completed", subject=message, changes={"state": state})
    enquiry = message.enquiry
    assert enquiry is not None  # make_lead either raises or leaves one
    return enquiry


@transaction.atomic
def set_aside(*, actor: User, message: InboundMessage, reason: str = "") -> None:
    """Say that a message is no lead. It stays readable, and can be taken back."""
    _move(actor, message, (State.QUARANTINED,), State.SET_ASIDE, reason[:500] or "by_hand", "intake.set_aside")


@transaction.atomic
def take_back(*, actor: User, message: InboundMessage) -> None:
    """Put a message that was set aside, or refused, back in quarantine."""
    _move(actor, message, (State.SET_ASIDE, State.REFUSED), State.QUARANTINED, message.error, "intake.taken_back")


@transaction.atomic
def read_again(*, actor: User, message: InboundMessage) -> None:
    """Have the machine try once more, with what it has been taught since."""
    _move(actor, message, (State.QUARANTINED,), State.RECEIVED, "", "intake.read_again")
    jobs.enqueue("intake.process", message.pk)


def _move(actor: User, message: InboundMessage, allowed: tuple[str, ...], state: str, error: str, action: str) -> None:
    _check(actor, message)
    now = timezone.now()
    rows = InboundMessage.objects.filter(pk=message.pk, state__in=allowed)
    if not rows.update(state=state, error=error, handled_by=actor, processed_at=now, updated_at=now):
        raise BusinessRuleError(_("Somebody has dealt with this message already."))
    record(actor=actor, action=action, subject=message)
    message.refresh_from_db(fields=["state", "error", "handled_by", "processed_at"])


def suggested_labels(message: InboundMessage, filled: dict[str, str]) -> dict[str, str]:
    """Where in the message each value that was filled in stands: the body of a rule. Pure reading."""
    values = {name: str(value) for name, value in filled.items() if name in taught.FIELDS and value}
    if message.kind == Kind.MAIL:
        return taught.suggest(read_mail(message.bytes), values)
    try:
        return suggest(load(message.bytes, message.headers.get("Content-Type", "")), values)
    except ValueError:
        return {}


@transaction.atomic
def teach(
    *, actor: User, message: InboundMessage, sender: str, subject: str, labels: dict[str, str], portal: str = ""
) -> TaughtRule:
    """Keep a rule for messages like this one and let it read those that wait in quarantine."""
    _check(actor, message)
    if not {"email", "phone"} & set(labels.values()):
        raise BusinessRuleError(_("A rule must say where the telephone number or the e-mail address stands."))
    if not sender.strip():
        raise BusinessRuleError(_("A rule must say whose messages it is for."))
    rule = TaughtRule.objects.create(
        office=message.office,
        kind=message.kind,
        sender=sender.strip() if message.kind != Kind.MAIL else sender.strip().lower(),
        subject=subject.strip()[:120],
        labels=labels,
        portal=portal.strip().lower()[:40],
        created_by=actor,
    )
    record(actor=actor, action="intake.taught", subject=rule, changes={"labels": labels})
    for waiting in _waiting_like(rule):
        InboundMessage.objects.filter(pk=waiting.pk, state=State.QUARANTINED).update(state=State.RECEIVED, error="")
        jobs.enqueue("intake.process", waiting.pk)
    return rule


def _waiting_like(rule: TaughtRule) -> list[InboundMessage]:
    """Messages in quarantine that the rule is for, and can read."""
    rows = InboundMessage.objects.quarantined().filter(office=rule.office_id, kind=rule.kind).order_by("-pk")
    if rule.kind != Kind.MAIL:
        return list(rows.filter(sender=rule.sender).defer("raw")[:MOST_READ_AGAIN])
    found = []
    for row in rows[:MOST_READ_AGAIN]:
        mail = read_mail(row.bytes)
        if taught.fits(as_rule(rule), mail) and taught.follow(as_rule(rule), mail) is not None:
            found.append(row)
    return found


@transaction.atomic
def switch_rule(*, actor: User, rule: TaughtRule, is_active: bool) -> TaughtRule:
    """Stop following a rule, or follow it again; leads that it made stay."""
    if not (actor.is_manager or (actor.is_coordinator and rule.office_id in actor.office_ids)):
        raise BusinessRuleError(_("Coordinators of the office and managers switch rules."))
    if rule.is_active != is_active:
        rule.is_active = is_active
        rule.save(update_fields=["is_active", "updated_at"])
        record(actor=actor, action="intake.rule_on" if is_active else "intake.rule_off", subject=rule)
    return rule
