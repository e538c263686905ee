"""Writing of webhooks and mailboxes: opening them, changing them, changing their secrets without a gap."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.core import jobs, secrets
from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import new_token, token_hash
from realestate.intake.models import InboundKey, Mailbox
from realestate.intake.models.doors import HOOK_ADDRESS, HOOK_SECRET, MAILBOX_PURPOSE
from realestate.salespeople.models import User

KEY_FIELDS = ("name", "office", "source", "portal", "shape", "is_active")
MAILBOX_FIELDS = (
    "name", "office", "host", "port", "username", "folder", "certificate", "marks_seen", "starts_on", "is_active",
)  # fmt: skip
LONGEST_OVERLAP = timedelta(days=30)


def _check(actor: User) -> None:
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers set up where leads come from."))


@transaction.atomic
def create_key(*, actor: User, values: dict[str, Any]) -> InboundKey:
    """Open a webhook with an address of its own."""
    _check(actor)
    key = InboundKey(**{name: values[name] for name in KEY_FIELDS if name in values})
    _issue(key)
    key.save()
    record(actor=actor, action="intake.webhook_created", subject=key)
    return key


@transaction.atomic
def update_key(*, actor: User, key: InboundKey, values: dict[str, Any]) -> InboundKey:
    """Change whose leads they are and how they are read; the address stays."""
    _check(actor)
    before = snapshot(InboundKey.objects.get(pk=key.pk), _columns(KEY_FIELDS))
    _set(key, KEY_FIELDS, values)
    key.save()
    changes = difference(before, key)
    if changes:
        record(actor=actor, action="intake.webhook_changed", subject=key, changes=changes)
    return key


@transaction.atomic
def reissue_key(*, actor: User, key: InboundKey, overlap: timedelta) -> InboundKey:
    """Another address, and another secret where messages are signed; the former ones work until the overlap ends."""
    _check(actor)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise BusinessRuleError(_("The former address may go on working for up to 30 days."))
    key.previous_hash = key.key_hash if overlap else ""
    key.previous_until = timezone.now() + overlap if overlap else None
    key.previous_secret_encrypted = key.secret_encrypted if overlap else ""
    _issue(key)
    if key.signs:
        key.secret_encrypted = secrets.encrypt(new_token(), purpose=HOOK_SECRET)
    key.save()
    record(
        actor=actor,
        action="intake.address_reissued",
        subject=key,
        changes={"former_until": str(key.previous_until or "")},
    )
    return key


@transaction.atomic
def require_signature(*, actor: User, key: InboundKey) -> InboundKey:
    """From now on each message must be signed (HMAC-SHA256) with the secret that the page shows."""
    _check(actor)
    if key.signs:
        raise BusinessRuleError(_("Messages through this webhook must be signed already."))
    key.secret_encrypted = secrets.encrypt(new_token(), purpose=HOOK_SECRET)
    key.previous_secret_encrypted = ""
    key.save()
    record(actor=actor, action="intake.signature_required", subject=key)
    return key


@transaction.atomic
def forget_secret(*, actor: User, key: InboundKey) -> InboundKey:
    """Messages need no signature any more; the secret address remains the only proof."""
    _check(actor)
    key.secret_encrypted = key.previous_secret_encrypted = ""
    key.save()
    record(actor=actor, action="intake.signature_dropped", subject=key)
    return key


def _issue(key: InboundKey) -> None:
    token = new_token()
    key.key_hash = token_hash(token)
    key.key_encrypted = secrets.encrypt(token, purpose=HOOK_ADDRESS)
    key.issued_at = timezone.now()


@transaction.atomic
def create_mailbox(*, actor: User, values: dict[str, Any]) -> Mailbox:
    """Have a mailbox read from now on."""
    _check(actor)
    mailbox = Mailbox(**{name: values[name] for name in MAILBOX_FIELDS if name in values})
    mailbox.password_encrypted = secrets.encrypt(values["password"], purpose=MAILBOX_PURPOSE)
    mailbox.save()
    record(actor=actor, action="intake.mailbox_created", subject=mailbox)
    return mailbox


@transaction.atomic
def update_mailbox(*, actor: User, mailbox: Mailbox, values: dict[str, Any]) -> Mailbox:
    """Change how it is read. An empty password keeps the stored one; another folder or account is read afresh."""
    _check(actor)
    stored = Mailbox.objects.get(pk=mailbox.pk)
    before = snapshot(stored, _columns(MAILBOX_FIELDS))
    _set(mailbox, MAILBOX_FIELDS, values)
    if values.get("password"):
        mailbox.password_encrypted = secrets.encrypt(values["password"], purpose=MAILBOX_PURPOSE)
    changes: dict[str, Any] = difference(before, mailbox)
    if {"host", "username", "folder", "port"} & changes.keys():
        mailbox.uid_validity, mailbox.last_uid = None, 0
    mailbox.failures, mailbox.last_error = 0, ""
    mailbox.save()
    if values.get("password"):
        changes["password"] = True
    record(actor=actor, action="intake.mailbox_changed", subject=mailbox, changes=changes)
    return mailbox


@transaction.atomic
def request_fetch(*, actor: User, mailbox: Mailbox) -> None:
    """Have a mailbox read at once."""
    _check(actor)
    if not mailbox.is_active:
        raise BusinessRuleError(_("This mailbox is switched off."))
    record(actor=actor, action="intake.fetch_requested", subject=mailbox)
    jobs.enqueue("intake.fetch", mailbox.pk)


def _columns(names: tuple[str, ...]) -> list[str]:
    return ["office_id" if name == "office" else name for name in names]


def _set(row: Any, names: tuple[str, ...], values: dict[str, Any]) -> None:
    for name in names:
        if name in values:
            setattr(row, name, values[name])
