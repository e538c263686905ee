"""Keeping what comes: the bytes first, the thinking later. A message and its task are one transaction."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from realestate.audit.services import record
from realestate.core import jobs
from realestate.intake.choices import Kind, State
from realestate.intake.models import InboundKey, InboundMessage, Mailbox
from realestate.intake.parsers import clean, read_mail
from realestate.leads.choices import Source
from realestate.salespeople.models import Office

LARGEST_WEBHOOK = 256 * 1024
LARGEST_MAIL = 5 * 1024 * 1024  # what lies beyond are photographs; the mail itself stays in its mailbox
KEPT_OF_REFUSED = 16 * 1024


@transaction.atomic
def receive_webhook(*, key: InboundKey, body: bytes, headers: dict[str, str], external_id: str) -> InboundMessage:
    """Keep a lead that came by a webhook, and have the worker read it."""
    message = _keep(
        kind=Kind.WEBHOOK,
        office=key.office,
        body=body,
        headers=headers,
        key=key,
        source=key.source,
        portal=key.portal,
        external_id=external_id,
        sender=key.name,
    )
    jobs.enqueue("intake.process", message.pk)
    return message


@transaction.atomic
def refuse_webhook(*, key: InboundKey, body: bytes, headers: dict[str, str], reason: str) -> InboundMessage:
    """Keep the beginning of what was answered with an error, so that a sender can be helped; audited."""
    message = _keep(
        kind=Kind.WEBHOOK,
        office=key.office,
        body=body[:KEPT_OF_REFUSED],
        headers=headers,
        key=key,
        source=key.source,
        portal=key.portal,
        sender=key.name,
        state=State.REFUSED,
        error=reason,
        is_cut=len(body) > KEPT_OF_REFUSED,
        processed_at=timezone.now(),
    )
    record(actor=None, action="intake.refused", subject=message, changes={"reason": reason, "webhook": key.pk})
    return message


@transaction.atomic
def keep_mail(
    *,
    raw: bytes,
    office: Office,
    mailbox: Mailbox | None = None,
    received_at: datetime | None = None,
    is_cut: bool = False,
) -> InboundMessage | None:
    """Keep a mail and have the worker read it; None when the office has this very mail already."""
    digest = hashlib.sha256(raw[:LARGEST_MAIL]).hexdigest()
    if InboundMessage.objects.kept_already(digest, office.pk):
        return None
    mail = read_mail(raw[:LARGEST_MAIL])
    message = _keep(
        kind=Kind.MAIL,
        office=office,
        body=raw[:LARGEST_MAIL],
        headers=mail.headers,
        mailbox=mailbox,
        source=Source.PORTAL,
        external_id=mail.message_id,
        sender=mail.sender or mail.sender_name,
        subject=mail.subject,
        is_cut=is_cut or len(raw) > LARGEST_MAIL,
        received_at=min(received_at or timezone.now(), timezone.now()),
    )
    jobs.enqueue("intake.process", message.pk)
    return message


def _keep(*, kind: str, office: Office, body: bytes, headers: dict[str, str], **values: Any) -> InboundMessage:
    for name, limit in (("sender", 254), ("subject", 255), ("external_id", 190)):
        values[name] = clean.plain(values.get(name, ""), limit)
    return InboundMessage.objects.create(
        kind=kind,
        office=office,
        raw=body,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        headers={clean.plain(name, 60): clean.plain(value, 300) for name, value in headers.items()},
        **values,
    )
