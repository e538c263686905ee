"""The simple electronic signature (eIDAS, art. 25): a secret link, a code by e-mail, a name, and what was recorded.

A request is signed once: the row itself is asked in the UPDATE, so of two tabs one wins. The evidence page is drawn
before the transaction and kept inside it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.core.ratelimit import allow
from realestate.core.text import normalise_email
from realestate.core.tokens import new_token, token_hash
from realestate.documents import signals
from realestate.documents.choices import DocumentKind, SignatureMethod, SignatureStatus
from realestate.documents.evidence import evidence_pdf
from realestate.documents.models import Document, SignatureRequest
from realestate.documents.querysets import OPEN
from realestate.documents.services.storing import files_with_transaction, keep_file, store_document
from realestate.salespeople.models import User

CODE_LIFE = timedelta(minutes=10)
MAX_WRONG = 5
MAX_DAYS = 90
CODES_PER_HOUR = 6
KEPT_AFTER = timedelta(days=90)  # how long the signer's link shows what was signed


@transaction.atomic
def request_signature(
    *,
    actor: User | None,
    document: Document,
    name: str,
    email: str,
    contact: Contact | None = None,
    language: str = "es",
    days: int = 14,
) -> tuple[SignatureRequest, str]:
    """Ask somebody to sign and mail them the link; returns the request and the link, which is kept nowhere."""
    name, email = name.strip(), normalise_email(email)
    if not name or not email:
        raise BusinessRuleError(_("Who signs needs a name and an e-mail address."))
    if not 1 <= days <= MAX_DAYS:
        raise BusinessRuleError(_("The link is valid from 1 to %(days)d days.") % {"days": MAX_DAYS})
    Document.objects.select_for_update().get(pk=document.pk)
    if SignatureRequest.objects.open().filter(document=document, signer_email=email, signer_name=name).exists():
        raise BusinessRuleError(_("%(name)s has been asked already; send the link again instead.") % {"name": name})
    token = new_token()
    request = SignatureRequest.objects.create(
        document=document,
        contact=contact,
        signer_name=name[:200],
        signer_email=email,
        language="en" if language == "en" else "es",
        token_hash=token_hash(token),
        expires_at=timezone.now() + timedelta(days=days),
        requested_by=actor,
    )
    record(actor=actor, action="signature.requested", subject=request, changes={"sha256": document.sha256})
    return request, _send_link(request, token)


@transaction.atomic
def resend_signature(*, actor: User | None, request: SignatureRequest, days: int = 14) -> str:
    """A new link to the same person, good for some days more; the old one is void. Returns the link."""
    _check_may(actor, request)
    token = new_token()
    values = {"token_hash": token_hash(token), "expires_at": timezone.now() + timedelta(days=days), "code_hash": ""}
    reopened = {"status": SignatureStatus.WAITING} if request.status == SignatureStatus.EXPIRED else {}
    # An expired one wakes up again: the person is the same and the document has not changed.
    rows = SignatureRequest.objects.filter(pk=request.pk, status__in=[*OPEN, SignatureStatus.EXPIRED])
    if not rows.update(version=F("version") + 1, **values, **reopened):
        raise BusinessRuleError(_("This request is closed: make a new one."))
    request.refresh_from_db()
    record(actor=actor, action="signature.sent_again", subject=request)
    return _send_link(request, token)


@transaction.atomic
def revoke_signature(*, actor: User | None, request: SignatureRequest) -> None:
    """Take a request back: its link says so from now on. What is signed stays signed."""
    _check_may(actor, request)
    if not _close(request, SignatureStatus.REVOKED):
        raise BusinessRuleError(_("This request is closed already."))
    record(actor=actor, action="signature.revoked", subject=request)


def find_request(token: str) -> SignatureRequest | None:
    """The request behind a link, or None."""
    return SignatureRequest.objects.with_document().filter(token_hash=token_hash(token)).first()


def note_opened(*, request: SignatureRequest) -> None:
    """The signer has looked at the document. Opening the page alone says nothing: mail scanners do that too."""
    SignatureRequest.objects.filter(pk=request.pk, status=SignatureStatus.WAITING).update(
        status=SignatureStatus.OPENED, opened_at=timezone.now(), version=F("version") + 1
    )


@transaction.atomic
def send_code(*, request: SignatureRequest) -> None:
    """Mail a new one-time code to the signer; the code before it is void."""
    _check_open(request)
    if not allow(f"signature-code:{request.pk}", limit=CODES_PER_HOUR, seconds=3600):
        raise BusinessRuleError(_("Too many codes were asked for. Please try again in an hour."))
    note_opened(request=request)
    code = f"{secrets.randbelow(1_000_000):06}"
    SignatureRequest.objects.filter(pk=request.pk, status__in=OPEN).update(
        code_hash=_code_hash(request, code), code_sent_at=timezone.now(), code_attempts=0, version=F("version") + 1
    )
    queue_email(
        recipient=request.signer_email,
        template="signature_code",
        context={"request": request, "code": code, "minutes": int(CODE_LIFE.total_seconds() // 60)},
        language=request.language,
    )
    request.refresh_from_db()


def sign(
    *,
    request: SignatureRequest,
    token: str,
    code: str,
    typed_name: str,
    drawing: bytes = b"",
    address: str = "",
    browser: str = "",
) -> SignatureRequest:
    """Sign once. Raises BusinessRuleError for a wrong code, a closed request or a document that is not the same.

    ``drawing`` is a PNG that was checked already; ``address`` and ``browser`` are what the visit showed.
    """
    typed_name = " ".join(typed_name.split())
    if len(typed_name) < 3:
        raise BusinessRuleError(_("Please write your full name."))
    _check_open(request)
    _check_code(request, code)
    now = timezone.now()
    content = _content(request.document)
    if hashlib.sha256(content).hexdigest() != request.document.sha256:
        raise BusinessRuleError(_("The document is not the one that was sent. Please call the agency."))
    request.refresh_from_db()
    seen = {
        "status": SignatureStatus.SIGNED,
        "signed_at": now,
        "method": SignatureMethod.DRAWN if drawing else SignatureMethod.TYPED,
        "typed_name": typed_name[:200],
        "address": address or None,
        "browser": browser[:300],
        "signed_sha256": request.document.sha256,
        "expires_at": now + KEPT_AFTER,
    }
    for name, value in seen.items():
        setattr(request, name, value)
    pdf = evidence_pdf(request, drawing=drawing, url=verification_url(request))
    with files_with_transaction():
        won = SignatureRequest.objects.filter(pk=request.pk, status__in=OPEN, expires_at__gt=now)
        if not won.update(version=F("version") + 1, code_hash="", **seen):
            raise BusinessRuleError(_("This document has been signed already, or may not be signed any more."))
        with translation.override(request.language):
            title = _("Evidence of signature: %(title)s") % {"title": request.document.title}
        evidence = store_document(
            actor=None,
            office=request.document.office,
            kind=DocumentKind.EVIDENCE,
            title=title,
            language=request.language,
            content=pdf,
            name=f"{request.document.name.rpartition('.')[0]}-{request.verification_code[:8]}.pdf",
        )
        path = keep_file(f"documents/{evidence.token}/drawing.png", drawing) if drawing else ""
        SignatureRequest.objects.filter(pk=request.pk).update(evidence=evidence, drawing=path)
        request = SignatureRequest.objects.with_document().get(pk=request.pk)
        changes = {
            "sha256": request.signed_sha256,
            "evidence_sha256": evidence.sha256,
            "verification_code": request.verification_code,
            "method": request.method,
        }
        record(actor=None, action="document.signed", subject=request, changes=changes)
        signals.document_signed.send(sender=SignatureRequest, request=request)
        _mail_signed(request, token)
    return request


@transaction.atomic
def decline(*, request: SignatureRequest, reason: str) -> None:
    """The signer says no, and why; who asked is told by mail."""
    _check_open(request)
    values: dict[str, Any] = {"declined_at": timezone.now(), "decline_reason": reason.strip()[:300]}
    if not _close(request, SignatureStatus.DECLINED, **values):
        raise BusinessRuleError(_("This request is closed already."))
    request.refresh_from_db()
    record(actor=None, action="signature.declined", subject=request, changes={"reason": request.decline_reason})
    signals.document_declined.send(sender=SignatureRequest, request=request)
    _tell_who_asked(request)


def expire_signatures(limit: int = 500) -> int:
    """Close requests whose time is over; returns how many. For the schedule; safe to run twice."""
    done = 0
    for request in SignatureRequest.objects.overdue().order_by("pk")[:limit]:
        with transaction.atomic():
            rows = SignatureRequest.objects.overdue().filter(pk=request.pk)
            if rows.update(status=SignatureStatus.EXPIRED, code_hash="", version=F("version") + 1):
                record(actor=None, action="signature.expired", subject=request)
                done += 1
    return done


def verification_url(request: SignatureRequest) -> str:
    """Where anybody may check a signature, in the signer's language."""
    return settings.BASE_URL + reverse(f"documents:verify_{request.language}", args=[request.verification_code])


def link_of(request: SignatureRequest, token: str) -> str:
    """The signer's link."""
    return settings.BASE_URL + reverse(f"documents:sign_{request.language}", args=[token])


def _send_link(request: SignatureRequest, token: str) -> str:
    link = link_of(request, token)
    context = {"request": request, "link": link, "until": request.expires_at, "office": request.document.office}
    queue_email(
        recipient=request.signer_email,
        template="signature_request",
        context=context,
        language=request.language,
        reply_to=request.requested_by.email if request.requested_by else "",
    )
    return link


def _mail_signed(request: SignatureRequest, token: str) -> None:
    context = {"request": request, "link": link_of(request, token), "verification": verification_url(request)}
    queue_email(recipient=request.signer_email, template="signature_done", context=context, language=request.language)
    _tell_who_asked(request)


def _tell_who_asked(request: SignatureRequest) -> None:
    person = request.requested_by
    if person and person.is_active:
        context = {"request": request, "user": person}
        queue_email(recipient=person.email, template="signature_answer", context=context, language=person.language)


def _check_may(actor: User | None, request: SignatureRequest) -> None:
    if actor is not None and not request.can_be_managed_by(actor):
        raise BusinessRuleError(_("You may not change this request."))


def _check_open(request: SignatureRequest) -> None:
    request.refresh_from_db()
    if request.status == SignatureStatus.SIGNED:
        raise BusinessRuleError(_("This document has been signed already, or may not be signed any more."))
    if not request.is_open:
        raise BusinessRuleError(_("This document cannot be signed any more. Please call the agency."))


def _close(request: SignatureRequest, status: str, **values: Any) -> bool:
    rows = SignatureRequest.objects.filter(pk=request.pk, status__in=OPEN)
    return bool(rows.update(status=status, code_hash="", version=F("version") + 1, **values))


def _check_code(request: SignatureRequest, code: str) -> None:
    """Each try is counted before it is looked at, so that many tries at once are no more than five."""
    fresh: datetime = timezone.now() - CODE_LIFE
    rows = SignatureRequest.objects.filter(pk=request.pk, code_attempts__lt=MAX_WRONG, code_sent_at__gt=fresh)
    if not rows.exclude(code_hash="").update(code_attempts=F("code_attempts") + 1):
        _check_open(request)
        raise BusinessRuleError(_("This code is over. Please ask for a new one."))
    request.refresh_from_db()
    if not constant_time_compare(request.code_hash, _code_hash(request, "".join(code.split()))):
        _check_open(request)
        raise BusinessRuleError(_("This is not the code that was sent."))


def _code_hash(request: SignatureRequest, code: str) -> str:
    return salted_hmac("documents.code", f"{request.pk}:{code}", algorithm="sha256").hexdigest()


def _content(document: Document) -> bytes:
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except OSError as error:
        raise BusinessRuleError(_("The document cannot be opened. Please call the agency.")) from error
    return content
