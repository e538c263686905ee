"""All mail goes through the one outbox: queued in the business transaction, sent after it by a task."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from realestate.core import jobs
from realestate.core.models import OutgoingEmail

COMMERCIAL = "commercial/"  # the folder of templates that may go only to who agreed to such mail
UNSUBSCRIBE = "List-Unsubscribe"


def queue_email(
    *,
    recipient: str,
    template: str,
    context: dict[str, Any],
    language: str,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> OutgoingEmail:
    """Write one mail into the outbox, from subject.txt, body.txt and body.html in templates/emails/<template>.

    It is sent only if the surrounding transaction commits. Commercial mail is refused unless it carries the way out
    (RFC 8058), which ``contacts.consents.send_commercial_email`` alone gives it, after looking for the consent.
    """
    if template.startswith(COMMERCIAL) and UNSUBSCRIBE not in (headers or {}):
        raise ValueError(f"{template} may be sent only by contacts.consents.send_commercial_email")
    with translation.override(language):
        values = {"base_url": settings.BASE_URL, "language": language, **context}
        subject = " ".join(render_to_string(f"emails/{template}/subject.txt", values).split())
        text = render_to_string(f"emails/{template}/body.txt", values)
        html = render_to_string(f"emails/{template}/body.html", values)
    return queue_rendered_email(
        recipient=recipient, subject=subject, text=text, html=html, reply_to=reply_to, headers=headers
    )


def queue_rendered_email(
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> OutgoingEmail:
    """Write one ready-made mail into the outbox (allauth's mails come this way)."""
    email = OutgoingEmail.objects.create(
        recipient=recipient,
        subject=subject[:255],
        body_text=text,
        body_html=html,
        reply_to=reply_to,
        headers=headers or {},
        is_commercial=UNSUBSCRIBE in (headers or {}),
    )
    jobs.enqueue("core.send_email", email.pk)
    return email


def send_email(email_id: int) -> bool:
    """Send one waiting mail; true when it went out now. Safe to call twice: the first caller claims the row."""
    lease = timezone.now() + timedelta(minutes=5)
    claimed = OutgoingEmail.objects.due().filter(pk=email_id).update(try_after=lease)
    if not claimed:
        return False
    email = OutgoingEmail.objects.get(pk=email_id)
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=email.body_text,
        to=[email.recipient],
        reply_to=[email.reply_to] if email.reply_to else None,
        headers={"Auto-Submitted": "auto-generated", **email.headers},
    )
    if email.body_html:
        message.attach_alternative(email.body_html, "text/html")
    email.attempts += 1
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors; the server may be back later
        email.last_error = f"{type(error).__name__}: {error}"[:500]
        if email.attempts >= OutgoingEmail.MAX_ATTEMPTS:
            email.status = OutgoingEmail.Status.FAILED
        email.try_after = timezone.now() + timedelta(minutes=2**email.attempts)
    else:
        email.status = OutgoingEmail.Status.SENT
        email.sent_at = timezone.now()
        email.last_error = ""
    email.save()
    return email.status == OutgoingEmail.Status.SENT


def send_pending_email(limit: int = 200) -> int:
    """Send what is due, oldest first; returns how many went out. For the schedule, after failures and lost tasks."""
    due = list(OutgoingEmail.objects.due().order_by("id").values_list("pk", flat=True)[:limit])
    return sum(send_email(pk) for pk in due)


def cancel_commercial_email(*, recipients: Sequence[str]) -> int:
    """Take commercial mail that has not gone out yet from the outbox; returns how many. For a withdrawn consent."""
    waiting = OutgoingEmail.objects.filter(recipient__in=recipients, is_commercial=True)
    held = (OutgoingEmail.Status.WAITING, OutgoingEmail.Status.FAILED)
    return waiting.filter(status__in=held).update(status=OutgoingEmail.Status.CANCELLED)


def retry_failed_email(queryset: Any) -> int:
    """Put failed mails back in line; returns how many."""
    with transaction.atomic():
        return int(
            queryset.filter(status=OutgoingEmail.Status.FAILED).update(
                status=OutgoingEmail.Status.WAITING, attempts=0, try_after=timezone.now()
            )
        )
