"""Writing of portal accounts: who opens, changes and re-issues them, and what goes to which portal."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit import services as audit
from realestate.core import jobs, secrets
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import new_token, token_hash
from realestate.listings.models import Operation
from realestate.portals.feeds.content import key_of
from realestate.portals.models import FeedBuild, PortalAccount, Publication
from realestate.portals.models.feeds import FEED_ADDRESS
from realestate.salespeople.models import User

FIELDS = (
    "name", "format", "languages", "photo_limit", "sends_reserved", "customer_code", "contact_email", "contact_phone",
    "drop_guard_percent", "is_active",
)  # fmt: skip


@transaction.atomic
def create_account(*, actor: User, values: dict[str, Any]) -> PortalAccount:
    """Open an account with an address of its own; its first feed is built at once."""
    account = PortalAccount(**{name: values[name] for name in FIELDS if name in values})
    _issue(account)
    account.save()
    account.offices.set(values.get("offices", ()))
    audit.record(actor=actor, action="portals.account_created", subject=account)
    jobs.enqueue("portals.build_feed", account.pk)
    return account


@transaction.atomic
def update_account(*, actor: User, account: PortalAccount, values: dict[str, Any]) -> PortalAccount:
    """Change what is sent; the next feed says so. The format is fixed: the portal reads this address as it is."""
    before = audit.snapshot(account, FIELDS)
    offices_before = sorted(account.office_ids)
    for name in FIELDS:
        if name in values and name != "format":
            setattr(account, name, values[name])
    account.save()
    changes = audit.difference(before, account)
    if "offices" in values:
        account.offices.set(values["offices"])
        after = sorted(office.pk for office in values["offices"])
        if after != offices_before:
            changes["offices"] = [offices_before, after]
    if changes:
        audit.record(actor=actor, action="portals.account_changed", subject=account, changes=changes)
        jobs.enqueue("portals.build_feed", account.pk)
    return account


@transaction.atomic
def reissue_address(*, actor: User, account: PortalAccount) -> PortalAccount:
    """Give the feed another address; the old one stops at once, so the portal must be told."""
    _issue(account)
    account.save(update_fields=["token_hash", "token_encrypted", "token_issued_at"])
    audit.record(actor=actor, action="portals.address_reissued", subject=account)
    return account


def _issue(account: PortalAccount) -> None:
    token = new_token()
    account.token_hash = token_hash(token)
    account.token_encrypted = secrets.encrypt(token, purpose=FEED_ADDRESS)
    account.token_issued_at = timezone.now()


@transaction.atomic
def request_build(*, actor: User, account: PortalAccount) -> None:
    """Have the feed built now instead of within the quarter of an hour."""
    if not account.is_active:
        raise BusinessRuleError(_("This account is switched off."))
    audit.record(actor=actor, action="portals.build_requested", subject=account)
    jobs.enqueue("portals.build_feed", account.pk)


@transaction.atomic
def accept_drop(*, actor: User, account: PortalAccount, build: FeedBuild) -> None:
    """Let the portal have the shorter feed all the same; it is built anew, and may not have shrunk much further."""
    if account.alarm_build_id != build.pk:
        raise BusinessRuleError(_("This feed is no longer the one that was held back."))
    audit.record(
        actor=actor,
        action="portals.drop_accepted",
        subject=account,
        changes={"listings": [build.guard_previous, build.listing_count]},
    )
    jobs.enqueue("portals.build_feed", account.pk, actor.pk)


@transaction.atomic
def set_wanted(*, actor: User, account: PortalAccount, operation: Operation, is_wanted: bool) -> Publication:
    """Switch one operation on or off at one portal."""
    if not operation.listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
    if not account.covers(operation.listing.office_id):
        raise BusinessRuleError(_("Its office does not use this account."))
    publication, _created = Publication.objects.get_or_create(
        account=account,
        operation=operation,
        defaults={
            "listing": operation.listing,
            "key": key_of(operation.listing.reference, operation.kind),
        },
    )
    if publication.is_wanted != is_wanted:
        publication.is_wanted = is_wanted
        publication.save(update_fields=["is_wanted"])
        audit.record(
            actor=actor,
            action="portals.wanted" if is_wanted else "portals.not_wanted",
            subject=operation.listing,
            changes={"portal": account.name, "operation": operation.kind},
        )
    return publication
