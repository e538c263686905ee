"""Keeping what strangers see in step with the publish rules, and what managers decide about those."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.listings.choices import Channel, Light
from realestate.listings.models import Listing, Operation, RuleOverride, RuleSwitch
from realestate.listings.rules import Facts, Finding, Rule, Severity, blockers, findings, pack
from realestate.salespeople.models import Office, User

BATCH = 500
SHORTEST_REASON = 10


def refresh_publication(*, listing: Listing) -> dict[int, bool]:
    """Work out anew the lights of a listing's operations and which are on the public pages, after a write that matters.

    Returns what is on them now, by the operation's key.
    """
    candidates = Operation.objects.to_be_judged().filter(listing=listing.pk)
    return _refresh(candidates.for_rules())


def refresh_publications(*, keys: Sequence[int]) -> dict[int, bool]:
    """The same for the listings with these keys at once; not for more than some hundreds."""
    return _refresh(Operation.objects.to_be_judged().filter(listing__in=keys).for_rules())


def refresh_all_publications(*, office: Office | None = None) -> int:
    """The same for the whole stock, or an office's, in batches; returns how many operations changed sides.

    Certificates and mandates run out by the date alone, so this runs every hour.
    """
    candidates = Operation.objects.to_be_judged().order_by("pk")
    if office is not None:
        candidates = candidates.filter(listing__office=office.pk)
    last, changed = 0, 0
    while batch := list(candidates.filter(pk__gt=last).for_rules()[:BATCH]):
        last = batch[-1].pk
        before = {operation.pk for operation in batch if operation.is_on_web}
        after = {key for key, is_on_web in _refresh(batch).items() if is_on_web}
        changed += len(before ^ after)
    return changed


@transaction.atomic
def override_rule(*, actor: User, operation: Operation, code: str, reason: str, channel: str = "") -> RuleOverride:
    """Let an operation out in spite of an amber finding, on one channel or (empty) on all; the reason is kept."""
    _check_manages(actor)
    reason = _clean_reason(reason)
    Operation.objects.select_for_update().get(pk=operation.pk)  # two managers at once leave one override
    current = Operation.objects.for_rules().get(pk=operation.pk)
    found = _finding(current, code, channel)
    if found is None:
        raise BusinessRuleError(_("There is nothing to override: this rule holds."))
    if found.severity != Severity.AMBER:
        raise BusinessRuleError(_("Only amber points can be overridden: red ones have to be mended."))
    if found.is_overridden:
        raise BusinessRuleError(_("This is overridden already."))
    override = RuleOverride.objects.create(operation=current, code=code, channel=channel, reason=reason, actor=actor)
    changes = {"operation": current.kind, "rule": code, "channel": channel, "reason": reason}
    record(actor=actor, action="operation.rule_overridden", subject=current.listing, changes=changes)
    refresh_publication(listing=current.listing)
    return override


@transaction.atomic
def take_back_override(*, actor: User, override: RuleOverride) -> RuleOverride:
    """The amber point counts again."""
    _check_manages(actor)
    ended = RuleOverride.objects.filter(pk=override.pk, ended_at=None).update(ended_at=timezone.now())
    if not ended:
        raise BusinessRuleError(_("This has been taken back already."))
    override.refresh_from_db()
    listing = override.operation.listing
    changes = {"operation": override.operation.kind, "rule": override.code, "channel": override.channel}
    record(actor=actor, action="operation.override_taken_back", subject=listing, changes=changes)
    refresh_publication(listing=listing)
    return override


@transaction.atomic
def switch_rule(*, actor: User, office: Office, code: str, is_on: bool, reason: str) -> RuleSwitch:
    """Whether a rule counts in an office; its stock is looked at anew in the background."""
    _check_manages(actor)
    reason = _clean_reason(reason)
    if code not in pack(office.country_rules):
        raise BusinessRuleError(_("This office has no such rule."))
    Office.objects.select_for_update().get(pk=office.pk)  # two managers at once leave one row
    switch = RuleSwitch.objects.filter(office=office, code=code).first()
    if (switch.is_on if switch else True) == is_on:
        raise BusinessRuleError(_("It is so already."))
    if switch is None:
        switch = RuleSwitch(office=office, code=code)
    switch.is_on, switch.reason = is_on, reason
    switch.save()
    changes = {"rule": code, "is_on": [not is_on, is_on], "reason": reason}
    record(actor=actor, action="rule.switched", subject=office, changes=changes)
    jobs.enqueue("listings.refresh_office", office.pk)
    return switch


def _refresh(operations: Iterable[Operation]) -> dict[int, bool]:
    """Store what changed. The row is claimed by its old value, so that a mail goes out once."""
    shown = {}
    for operation in operations:
        standing = blockers(Facts(operation), Channel.WEB)
        colour = _colour(standing)
        if (operation.web_light, operation.web_points) != (colour, len(standing)):
            Operation.objects.filter(pk=operation.pk).update(web_light=colour, web_points=len(standing))
        is_on_web = operation.is_public and colour == Light.GREEN
        shown[operation.pk] = is_on_web
        if is_on_web == operation.is_on_web:
            continue
        with transaction.atomic():
            was = Operation.objects.filter(pk=operation.pk, is_on_web=operation.is_on_web)
            if was.update(is_on_web=is_on_web) and operation.is_public and not is_on_web:
                _tell_it_left(operation, standing)
    return shown


def _colour(standing: list[Rule]) -> Light:
    severities = {rule.severity for rule in standing}
    return Light.RED if Severity.RED in severities else Light.AMBER if severities else Light.GREEN


def _tell_it_left(operation: Operation, reasons: list[Rule]) -> None:
    """On the market, but off the public pages: its salesperson hears why."""
    listing = operation.listing
    changes = {"operation": operation.kind, "rules": [one.code for one in reasons]}
    record(actor=None, action="operation.left_web", subject=listing, changes=changes)
    person = listing.salesperson
    if person is None or not person.is_active:
        return
    queue_email(
        recipient=person.email,
        template="left_web",
        context={
            "person": person,
            "listing": listing,
            "operation": operation,
            "rules": [pack(listing.office.country_rules)[one.code] for one in reasons],
            "link": settings.BASE_URL + reverse("listings:publishing", args=[listing.reference]),
        },
        language=person.language,
    )


def _finding(operation: Operation, code: str, channel: str) -> Finding | None:
    """The finding of this rule on the channel; for every channel, the worst one that still stands."""
    channels = [channel] if channel else Channel.values
    found = [one for name in channels for one in findings(operation, name) if one.code == code]
    return min(found, key=lambda one: (one.is_overridden, one.severity != Severity.RED), default=None)


def _check_manages(actor: User) -> None:
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers decide about publish rules."))


def _clean_reason(reason: str) -> str:
    reason = " ".join(reason.split())[:300]
    if len(reason) < SHORTEST_REASON:
        raise BusinessRuleError(_("Give a reason of ten letters or more: it is kept."))
    return reason
