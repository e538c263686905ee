"""Reading what strangers send: pure functions from bytes to an enquiry, a module for each family of senders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from realestate.intake.parsers import clean, family, generic, taught
from realestate.intake.parsers.base import Outcome, ParsedEnquiry, Rule
from realestate.intake.parsers.family import Family
from realestate.intake.parsers.fotocasa import FAMILY as FOTOCASA
from realestate.intake.parsers.fotocasa import HABITACLIA
from realestate.intake.parsers.idealista import FAMILY as IDEALISTA
from realestate.intake.parsers.kyero import FAMILY as KYERO
from realestate.intake.parsers.message import Mail, read_mail
from realestate.intake.parsers.pisos import FAMILY as PISOS
from realestate.intake.parsers.pisos import INDOMIO
from realestate.intake.parsers.thinkspain import FAMILY as THINKSPAIN

FAMILIES = (IDEALISTA, FOTOCASA, HABITACLIA, PISOS, INDOMIO, KYERO, THINKSPAIN)

__all__ = ["FAMILIES", "Mail", "Outcome", "ParsedEnquiry", "Rule", "parse_mail", "read_mail"]


def family_of(mail: Mail) -> Family | None:
    """Whose mail this is: by the sender; of one passed on without a sender, by where its links go."""
    for one in FAMILIES:
        if any(one.owns(domain) for domain in mail.domains):
            return one
    hosts = [
        link.split("/")[2].partition("?")[0] for link in mail.links if link.startswith("http") and link.count("/") >= 2
    ]
    return next((one for one in FAMILIES if any(one.owns(host) for host in hosts[:40])), None)


def parse_mail(raw: bytes, rules: Sequence[Rule] = (), now: datetime | None = None) -> Outcome:
    """What a mail says. An enquiry only when somebody asks who can be reached; else a guess and why."""
    return parse(read_mail(raw), rules, now or datetime.now(UTC))


def parse(mail: Mail, rules: Sequence[Rule], now: datetime) -> Outcome:
    sent = clean.moment(mail.date, now)
    for rule in rules:
        if taught.fits(rule, mail):
            found = taught.follow(rule, mail)
            if found is not None:
                return Outcome(enquiry=_with(found, mail, sent), rule=rule.pk)
    portal = family_of(mail)
    found = family.read(mail, portal) if portal is not None else None
    if found is None and (portal is None or not portal.others.search(mail.subject)):
        found = generic.read(mail)
        if found is not None and portal is not None:
            found = replace(found, portal=portal.code)
    if found is not None:
        done = _with(found, mail, sent)
        if done.can_be_reached:
            return Outcome(enquiry=done)
    guess = replace(generic.guess(mail), portal=portal.code if portal else generic.portal_of(mail))
    guess = _with(guess, mail, sent)
    if mail.is_automatic:
        reason = "automatic"
    elif portal is not None:
        reason = "portal_without_lead"
    else:
        reason = "unknown_form" if guess.can_be_reached else "nobody"
    return Outcome(guess=guess, reason=reason)


def _with(found: ParsedEnquiry, mail: Mail, sent: datetime | None) -> ParsedEnquiry:
    """What every mail brings: its own time, and an id that the same mail always has."""
    found = found.cleaned()
    return replace(found, received_at=sent, external_id=found.external_id or mail.message_id[:150])
