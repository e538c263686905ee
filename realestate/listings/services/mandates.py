"""Mandates: written, sent to be signed, signed, revoked, renewed, ended.

Every verb first locks the open links, then the listing's row, so that of two people only one puts an exclusive
mandate in place, and whoever signs by link at that moment comes before or after, never in between.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import difference, record, snapshot
from realestate.contacts.models import Contact
from realestate.core.dates import current_zone, today
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.models import Counter
from realestate.documents.choices import DocumentKind, SignatureStatus
from realestate.documents.models import Document, SignatureRequest
from realestate.documents.services import (
    files_with_transaction,
    make_document,
    request_signature,
    revoke_signature,
    store_upload,
)
from realestate.listings import mandate_states as states
from realestate.listings.choices import EXCLUSIVE_MANDATES, FileCategory, FileVisibility, MandateStatus, OperationKind
from realestate.listings.models import Listing, ListingFile, Mandate, Ownership
from realestate.listings.papers import mandate_paper
from realestate.listings.services.publishing import refresh_publication
from realestate.salespeople.models import Office, User

MANDATE_FIELDS = (
    "kind", "operation_kinds", "price", "currency", "fee_kind", "fee_value", "fee_minimum", "fee_payer", "vat_rate",
    "starts_on", "ends_on", "renews_months", "is_off_premises", "starts_at_once",
)  # fmt: skip
SIGN_DAYS = 14


def next_mandate_reference(office: Office) -> str:
    """ENC-<office>-0001 …, never given out twice."""
    while True:
        reference = f"ENC-{office.code}-{Counter.take(f'mandate-reference:{office.code}'):04}"
        if not Mandate.objects.filter(reference=reference).exists():
            return reference


@transaction.atomic
def create_mandate(
    *, actor: User | None, listing: Listing, values: Mapping[str, Any], previous: Mandate | None = None
) -> Mandate:
    """A new draft; ``values`` are MANDATE_FIELDS. ``previous`` is what it renews."""
    current = _lock(actor, listing)
    mandate = Mandate(
        listing=current, reference=next_mandate_reference(current.office), previous=previous, created_by=actor
    )
    _apply(mandate, values)
    mandate.save()
    _note(actor, "mandate.created", mandate)
    return mandate


@transaction.atomic
def update_mandate(*, actor: User, mandate: Mandate, values: Mapping[str, Any]) -> Mandate:
    """Other terms, while it is a draft. Raises StaleVersionError when somebody saved in the meantime."""
    current = _take(actor, mandate)
    if current.status != MandateStatus.DRAFT:
        raise BusinessRuleError(_("Only a draft may be changed."))
    if current.version != mandate.version:
        raise StaleVersionError(_("Somebody else has changed this in the meantime."))
    before = snapshot(current)
    _apply(current, values)
    changes = difference(before, current)
    if changes:
        current.save()
        _note(actor, "mandate.updated", current, fields=sorted(changes))
    return current


def send_mandate(*, actor: User, mandate: Mandate, language: str = "es") -> Mandate:
    """Make its document and ask every owner, or who speaks for them, to sign by link."""
    with files_with_transaction():
        current = _take(actor, mandate, "send")
        check_place(current)
        signers = _signers(current.listing)
        paper = mandate_paper(current, language=language)
        current.document = make_document(
            actor=actor,
            kind=DocumentKind.MANDATE,
            language=language,
            office=current.listing.office,
            values=paper.values,
            pictures=paper.pictures,
        )
        _file(current, current.document)
        current.status = MandateStatus.SENT
        current.sent_at = timezone.now()
        current.save()
        for contact in signers:
            request_signature(
                actor=actor,
                document=current.document,
                name=contact.name,
                email=contact.emails[0].value,
                contact=contact,
                language="en" if contact.language.startswith("en") else "es",
                days=SIGN_DAYS,
            )
        _note(actor, "mandate.sent", current, signers=len(signers))
        refresh_publication(listing=current.listing)
    return current


@transaction.atomic
def reopen_mandate(*, actor: User, mandate: Mandate) -> Mandate:
    """Take it back to change its terms: the links to sign it are void. Not once somebody has signed."""
    current = _take(actor, mandate, "reopen")
    if _requests(current, SignatureStatus.SIGNED):
        raise BusinessRuleError(_("One of the owners has signed already: end this mandate and write another."))
    _void_links(current)
    current.status = MandateStatus.DRAFT
    current.sent_at = current.document = None
    current.save()
    _note(actor, "mandate.reopened", current)
    return current


def sign_on_paper(*, actor: User, mandate: Mandate, signed_on: date, upload: Any = None) -> Mandate:
    """It was signed by hand on that day; ``upload`` is the scanned paper, if there is one."""
    if signed_on > today():
        raise BusinessRuleError(_("The day of signing lies in the future."))
    with files_with_transaction():
        current = _take(actor, mandate, "sign")
        check_place(current)
        _void_links(current)
        if upload:
            title = _("Mandate %(reference)s, signed on paper") % {"reference": current.reference}
            current.document = store_upload(actor=actor, office=current.listing.office, title=title, upload=upload)
            _file(current, current.document)
        _sign(actor, current, signed_on, "mandate.signed_on_paper")
    return current


@transaction.atomic
def note_signature(*, document: Document) -> Mandate | None:
    """One more owner has signed the document; with the last one the mandate is signed. None: not a mandate's."""
    found = Mandate.objects.filter(document=document).select_related("listing").first()
    if found is None:
        return None
    listing = _lock(None, found.listing)
    current = Mandate.objects.select_for_update(of=("self",)).select_related("previous").get(pk=found.pk)
    current.listing = listing
    if current.status != MandateStatus.SENT or current.document_id != document.pk:
        return current
    asked = set(SignatureRequest.objects.filter(document=document).values_list("contact_id", flat=True))
    if asked <= {one.contact_id for one in _requests(current, SignatureStatus.SIGNED)}:
        with timezone.override(ZoneInfo(listing.office.time_zone)):  # who signs may sit anywhere
            _sign(None, current, today(), "mandate.signed")
    return current


@transaction.atomic
def note_refusal(*, document: Document) -> Mandate | None:
    """An owner will not sign: the mandate stays as sent, and its listing's page says so. None: not a mandate's."""
    mandate = Mandate.objects.filter(document=document).select_related("listing").first()
    if mandate is not None:
        _note(None, "mandate.declined", mandate)
    return mandate


@transaction.atomic
def revoke_mandate(*, actor: User, mandate: Mandate) -> Mandate:
    """The owner uses the right of withdrawal: over from now on, whatever had begun."""
    current = _take(actor, mandate, "revoke")
    if not states.may_be_revoked(current, today()):
        raise BusinessRuleError(_("The days of withdrawal are over: end the mandate with a reason instead."))
    return _end(actor, current, "mandate.revoked", _("Revoked within the days of withdrawal"))


@transaction.atomic
def withdraw_mandate(*, actor: User, mandate: Mandate, reason: str) -> Mandate:
    """End it before its time, or give up a draft; the reason is kept."""
    if not reason.strip():
        raise BusinessRuleError(_("Say why the mandate ends."))
    return _end(actor, _take(actor, mandate, "withdraw"), "mandate.withdrawn", reason.strip())


@transaction.atomic
def renew_mandate(*, actor: User, mandate: Mandate) -> Mandate:
    """A draft on the same terms that follows on this one, for as long again; one at a time."""
    current = _take(actor, mandate, "renew")
    follower = current.renewals.exclude(status=MandateStatus.WITHDRAWN).first()
    if follower is not None:
        raise BusinessRuleError(_("It has been renewed already: %(reference)s.") % {"reference": follower})
    values = {name: getattr(current, name) for name in MANDATE_FIELDS}
    values["starts_on"] = max(today(), current.ends_on + timedelta(days=1)) if current.ends_on else today()
    values["ends_on"] = states.as_long_again(current, values["starts_on"])
    return create_mandate(actor=actor, listing=current.listing, values=values, previous=current)


def come_into_force(actor: User | None, mandate: Mandate, day: date) -> None:
    """From signed to in force once its first day has come; the one that it renews is over. On a locked row."""
    if mandate.status != MandateStatus.SIGNED or states.begins(mandate) > day or states.is_over(mandate, day):
        return
    mandate.status = MandateStatus.ACTIVE
    mandate.save()
    _note(actor, "mandate.active", mandate)
    renew_itself(actor, mandate, day)
    previous = mandate.previous
    if previous is None or previous.status not in states.SIGNED:
        return
    if set(previous.operation_kinds) & set(mandate.operation_kinds):
        previous.status = MandateStatus.RENEWED
        previous.ended_at = timezone.now()
        previous.save()
        _note(actor, "mandate.renewed", previous, by=mandate.reference)


def renew_itself(actor: User | None, mandate: Mandate, day: date) -> bool:
    """Add periods until its end lies on or after the day, where that was agreed. On a locked row."""
    before = mandate.ends_on
    if before is None or before >= day or not mandate.renews_months:
        return False
    mandate.ends_on, periods = states.prolonged(before, mandate.renews_months, day)
    mandate.status, mandate.alerted_days = MandateStatus.ACTIVE, None
    mandate.save()
    _note(actor, "mandate.prolonged", mandate, periods=periods, ends_on=[before, mandate.ends_on])
    return True


def become_signed(actor: User | None, mandate: Mandate, day: date, action: str) -> None:
    """Signed on that day, and in force where nothing holds it up. On a locked row; the public pages come afterwards."""
    mandate.status = MandateStatus.SIGNED
    mandate.signed_at = timezone.now() if day == today() else datetime.combine(day, time(12), current_zone())
    mandate.revocable_until = states.last_day_to_revoke(mandate, day, has_consumer=has_consumer(mandate.listing))
    mandate.save()
    _note(actor, action, mandate, signed_on=day)
    come_into_force(actor, mandate, today())


def _sign(actor: User | None, mandate: Mandate, day: date, action: str) -> None:
    become_signed(actor, mandate, day, action)
    refresh_publication(listing=mandate.listing)


def _end(actor: User, mandate: Mandate, action: str, reason: str) -> Mandate:
    _void_links(mandate)
    mandate.status = MandateStatus.WITHDRAWN
    mandate.ended_at = timezone.now()
    mandate.end_reason = reason[:200]
    mandate.save()
    _note(actor, action, mandate)
    refresh_publication(listing=mandate.listing)
    return mandate


def _lock(actor: User | None, listing: Listing) -> Listing:
    locked = Listing.objects.select_for_update(of=("self",)).select_related("office").get(pk=listing.pk)
    if actor is not None and not locked.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
    return locked


def _take(actor: User, mandate: Mandate, verb: str = "") -> Mandate:
    """The mandate as it stands now, its listing locked before it; refused where the verb does not fit.

    Before both its links, in the order of whoever signs by one: else the two would wait for each other.
    """
    document = Mandate.objects.values_list("document", flat=True).get(pk=mandate.pk)
    if document is not None:
        list(SignatureRequest.objects.select_for_update().filter(document=document).order_by("pk"))
    listing = _lock(actor, mandate.listing)
    current = Mandate.objects.select_for_update(of=("self",)).select_related("previous").get(pk=mandate.pk)
    current.listing = listing
    if verb and current.status not in states.VERBS[verb].sources:
        raise BusinessRuleError(
            _("That is not possible now. The mandate is: %(status)s.") % {"status": current.get_status_display()}
        )
    return current


def _apply(mandate: Mandate, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(MANDATE_FIELDS)
    if unknown:
        raise TypeError(f"not fields of a mandate: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(mandate, name, value)
    if not mandate.operation_kinds or not set(mandate.operation_kinds) <= set(OperationKind.values):
        raise BusinessRuleError(_("Say what the owner lets the agency offer."))
    if mandate.ends_on is not None and mandate.ends_on < mandate.starts_on:
        raise BusinessRuleError(_("The mandate ends before it begins."))
    if mandate.renews_months and mandate.ends_on is None:
        raise BusinessRuleError(_("Only a mandate with a last day renews by itself."))


def check_place(mandate: Mandate) -> None:
    """One exclusive mandate per listing and kind of operation; the one that this renews does not count."""
    if mandate.ends_on is not None and mandate.ends_on < today() and not mandate.renews_months:
        raise BusinessRuleError(_("The last day of this mandate is over: change its dates first."))
    if mandate.kind not in EXCLUSIVE_MANDATES:
        return
    others = Mandate.objects.filter(listing=mandate.listing, status__in=states.STANDING, kind__in=EXCLUSIVE_MANDATES)
    for other in others.exclude(pk__in=[mandate.pk, mandate.previous_id or 0]):
        if set(other.operation_kinds) & set(mandate.operation_kinds):
            raise BusinessRuleError(
                _("There is an exclusive mandate already: %(reference)s. End it first, or renew it.")
                % {"reference": other.reference}
            )


def _signers(listing: Listing) -> list[Contact]:
    """Who has to sign: each owner, or who represents them; somebody who represents two signs once."""
    rows = Ownership.objects.filter(listing=listing).select_related("contact", "representative")
    people = {person.pk: person for person in (row.representative or row.contact for row in rows)}
    if not people:
        raise BusinessRuleError(_("Note first who owns the listing."))
    without = [person.name for person in people.values() if not person.emails]
    if without:
        raise BusinessRuleError(
            _("Without an e-mail address nobody can sign by link: %(names)s.") % {"names": ", ".join(without)}
        )
    return list(people.values())


def has_consumer(listing: Listing) -> bool:
    """Companies have no right of withdrawal; somebody whom we do not know may have."""
    kinds = {row.contact.kind for row in listing.ownerships.all()}  # prefetched where many are looked at
    return not kinds or Contact.Kind.PERSON in kinds


def _requests(mandate: Mandate, status: str) -> list[SignatureRequest]:
    if mandate.document_id is None:
        return []
    return list(SignatureRequest.objects.filter(document=mandate.document_id, status=status))


def _void_links(mandate: Mandate) -> None:
    for status in (SignatureStatus.WAITING, SignatureStatus.OPENED):
        for request in _requests(mandate, status):
            revoke_signature(actor=None, request=request)


def _file(mandate: Mandate, document: Document) -> None:
    ListingFile.objects.create(
        listing=mandate.listing, document=document, category=FileCategory.MANDATE, visibility=FileVisibility.RIGHTS
    )


def _note(actor: User | None, action: str, mandate: Mandate, **more: Any) -> None:
    """A line about the listing, on whose page it shows; terms stay out of it."""
    changes = {"mandate": mandate.reference, "status": mandate.status, **more}
    record(actor=actor, action=action, subject=mandate.listing, changes=changes)
