"""May we write to somebody? The ledger answers; all commercial mail goes through ``send_commercial_email``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.contacts.models import Consent, Contact, ContactPoint, WithdrawalLink
from realestate.contacts.models.consent import new_nonce
from realestate.contacts.services import ConsentValues, record_consent
from realestate.contacts.signals import commercial_email_queued
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import UNSUBSCRIBE, queue_email
from realestate.core.models import OutgoingEmail
from realestate.core.ratelimit import allow
from realestate.core.tokens import token_hash
from realestate.salespeople.models import User

Purpose, Channel = Consent.Purpose, Consent.Channel
LANGUAGES = ("es", "en")
MAILS_A_DAY = 200  # one person's commercial mails, against a slip of the hand
# What is answered because somebody asked needs no consent; it stops when they say so.
WITHOUT_ASKING = frozenset({Purpose.ENQUIRY.value})


@dataclass(frozen=True)
class Standing:
    """How one purpose stands for some channels: the line that decides for all of them."""

    purpose: str
    purpose_label: str
    channels: tuple[str, ...]
    channel_label: str
    line: Consent

    @property
    def may_send(self) -> bool:
        return _allows(self.purpose, self.line)


def may_send(contact: Contact, purpose: str, channel: str) -> bool:
    """May the agency write to this contact for this purpose by this channel, as the ledger stands now?

    The newest line about the channel, or about every channel, decides. Nobody who is held back for data protection is
    written to.
    """
    if contact.blocked_at is not None or contact.merged_into_id is not None:
        return False
    return _allows(purpose, _deciding(contact.consents.in_order(), purpose, channel))


def _allows(purpose: str, line: Consent | None) -> bool:
    return line.is_given if line is not None else purpose in WITHOUT_ASKING


def _deciding(lines: Iterable[Consent], purpose: str, channel: str) -> Consent | None:
    """The last of the lines, oldest first, that speaks of this purpose and channel."""
    found = None
    for line in lines:
        if line.purpose == purpose and (line.channel == channel or _is_for_all(line)):
            found = line
    return found


def _is_for_all(line: Consent) -> bool:
    return line.channel == Channel.ANY or line.channel not in Channel.values


def standings(lines: Sequence[Consent]) -> list[Standing]:
    """The ledger in one table: for each purpose of which somebody spoke, the channels by the line that decides."""
    table = []
    named = [channel for channel in Channel if channel != Channel.ANY]
    for purpose in Purpose:
        about = [line for line in lines if line.purpose == purpose]
        by_line: dict[Consent, list[Consent.Channel]] = {}
        for channel in named:
            line = _deciding(about, purpose, channel)
            if line is not None:
                by_line.setdefault(line, []).append(channel)
        for line, channels in by_line.items():
            labels = [Channel.ANY.label] if channels == named else [channel.label for channel in channels]
            words = ", ".join(str(label) for label in labels)
            table.append(Standing(purpose, str(purpose.label), tuple(channels), words, line))
    return table


@transaction.atomic
def write_consent(
    *, actor: User, contact: Contact, purpose: str, channel: str, is_given: bool, source: str, at: datetime | None
) -> Consent:
    """What a contact said to an agent: given or withdrawn, in the agent's words where and how. One more line."""
    source = " ".join(source.split())
    if not source:
        raise BusinessRuleError(_("Write how they told you: it is the proof."))
    if at is not None and at > timezone.now():
        raise BusinessRuleError(_("This day has not come yet."))
    return record_consent(
        actor=actor,
        contact=contact,
        consent=ConsentValues(
            text_version="agent",
            language=contact.language,
            channel=channel,
            source=source,
            purpose=purpose,
            is_given=is_given,
            at=at,
        ),
    )


def send_commercial_email(
    *,
    actor: User | None,
    contact: Contact,
    template: str,
    context: dict[str, Any],
    purpose: str = Purpose.COMMERCIAL,
    recipient: str = "",
    reply_to: str = "",
) -> OutgoingEmail:
    """The one way for mail that nobody asked for: looks for the consent, adds the way out, queues it.

    ``template`` is a folder under templates/emails/commercial/. Raises BusinessRuleError without a consent that stands,
    without an address, or when ``recipient`` is none of the contact's addresses.
    """
    with transaction.atomic():
        # A withdrawal at this moment waits, and then takes the mail out of the outbox again.
        contact = Contact.objects.select_for_update().get(pk=contact.pk)
        if not may_send(contact, purpose, Channel.EMAIL):
            said = _("%(name)s has not agreed to this, or has taken it back: nothing may be sent.")
            raise BusinessRuleError(said % {"name": contact.name})
        addresses = [point.value for point in contact.points.all() if point.kind == ContactPoint.Kind.EMAIL]
        if recipient and recipient not in addresses:
            raise BusinessRuleError(_("This contact has no such e-mail address."))
        if not addresses:
            raise BusinessRuleError(_("%(name)s has no e-mail address.") % {"name": contact.name})
        if actor is not None and not allow(f"commercial-{actor.pk}", limit=MAILS_A_DAY, seconds=24 * 3600):
            raise BusinessRuleError(_("That was the last mail of this kind for today."))
        language = contact.language if contact.language in LANGUAGES else "en"
        link = withdrawal_url(contact, purpose, Channel.EMAIL, language)
        email = queue_email(
            recipient=recipient or addresses[0],
            template=f"commercial/{template}",
            context={**context, "contact": contact, "withdrawal_url": link},
            language=language,
            reply_to=reply_to or (actor.email if actor is not None else ""),
            # RFC 8058: mail programs show a button of their own, which posts to the link.
            headers={UNSUBSCRIBE: f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
        record(
            actor=actor,
            action="contact.commercial_sent",
            subject=contact,
            changes={"template": template, "purpose": purpose, "email": email.pk},
        )
        commercial_email_queued.send(sender=Contact, contact=contact, email=email, actor=actor)
        return email


def withdrawal_url(contact: Contact, purpose: str, channel: str, language: str) -> str:
    """The address with which the contact takes this consent back; the same in every mail."""
    link = _link(contact, purpose, channel)
    name = "consents:withdraw_en" if language == "en" else "consents:withdraw_es"
    return f"{settings.BASE_URL}{reverse(name, args=[link.token])}"


def _link(contact: Contact, purpose: str, channel: str) -> WithdrawalLink:
    wanted = {"contact": contact, "purpose": purpose, "channel": channel}
    link = WithdrawalLink.objects.filter(**wanted).first()
    if link is not None and link.token:
        return link
    nonce = new_nonce()
    values = {"nonce": nonce, "token_hash": token_hash(WithdrawalLink.make_token(nonce))}
    if link is not None:  # the house's key has changed: the links in old mails are void, a new one is due
        WithdrawalLink.objects.filter(pk=link.pk).update(**values)
        return WithdrawalLink.objects.get(pk=link.pk)
    try:
        with transaction.atomic():
            return WithdrawalLink.objects.create(**wanted, **values)
    except IntegrityError:  # somebody has just made it
        return WithdrawalLink.objects.get(**wanted)


def find_link(token: str) -> WithdrawalLink | None:
    """The link behind a token, or None. It holds for whom its contact became part of."""
    return WithdrawalLink.objects.for_token(token_hash(token)).first()


def owner_of(link: WithdrawalLink) -> Contact:
    """Whose consent the link takes back today."""
    return link.contact.merged_into or link.contact


@transaction.atomic
def withdraw_by_link(*, link: WithdrawalLink, language: str) -> bool:
    """The contact pressed the button: one line in the ledger, none when it is withdrawn already. True when new."""
    contact = Contact.objects.select_for_update().get(pk=owner_of(link).pk)
    line = _deciding(contact.consents.in_order(), link.purpose, link.channel)
    WithdrawalLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
    if line is not None and not line.is_given:
        return False
    record_consent(
        actor=None,
        contact=contact,
        consent=ConsentValues(
            text_version="unsubscribe",
            language=language,
            channel=link.channel,
            source="unsubscribe",
            purpose=link.purpose,
            is_given=False,
        ),
    )
    return True
