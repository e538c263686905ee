"""Prices that the agency proposes and an owner accepts or declines.

Every verb locks the operation's row first and the proposal's after it, as a change of the price does: of two people one
comes first, and the other reads what happened.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError
from realestate.core.mail import queue_email
from realestate.core.money import quantize
from realestate.documents.choices import DocumentKind
from realestate.documents.models import Document
from realestate.documents.services import files_with_transaction, make_pdf, store_document, words_for
from realestate.listings.choices import FileCategory, FileVisibility
from realestate.listings.models import ListingFile, Operation
from realestate.listings.services import set_price
from realestate.ownerroom.annex import annex_values, missing_for
from realestate.ownerroom.choices import ProposalStatus
from realestate.ownerroom.models import OwnerLink, PriceProposal
from realestate.ownerroom.owners import check_may_lead, email_of, owners_of
from realestate.ownerroom.services.links import link_of
from realestate.salespeople.models import User

DAYS, MAX_DAYS = 14, 60


@transaction.atomic
def propose_price(
    *, actor: User | None, operation: Operation, price: Decimal, reason: str = "", days: int = DAYS
) -> PriceProposal:
    """Put another price before the owners; it takes the place of one that is still open. They are told by mail.

    Raises BusinessRuleError where it cannot be accepted anyway: a closed operation, the same price, or data that the
    annex needs and nobody has filled in.
    """
    current = _locked(operation)
    check_may_lead(actor, current.listing)
    if not current.is_open:
        raise BusinessRuleError(_("This is closed: its price does not change any more."))
    if current.price is None:
        raise BusinessRuleError(_("It has no price yet: enter one first."))
    if not price.is_finite() or not 0 < price < Decimal(10) ** 14:
        raise BusinessRuleError(_("A price is a positive number below 100 million million."))
    price = quantize(price, current.currency)
    if price == current.price or price <= 0:
        raise BusinessRuleError(_("This is what is asked already."))
    if not 1 <= days <= MAX_DAYS:
        raise BusinessRuleError(_("An owner has 1 to %(number)d days to decide.") % {"number": MAX_DAYS})
    for open_one in PriceProposal.objects.select_for_update().open_on(current):
        _close(open_one, _over(open_one, current) or ProposalStatus.SUPERSEDED)
    proposal = PriceProposal(
        operation=current,
        from_price=current.price,
        to_price=price,
        currency=current.currency,
        reason=reason.strip(),
        slot=current.pk,
        expires_at=timezone.now() + timedelta(days=days),
        proposed_by=actor,
    )
    _check_annex(proposal)
    proposal.save()
    _note(actor, "owner_price.proposed", proposal)
    _tell_owners(proposal)
    return proposal


@transaction.atomic
def withdraw_proposal(*, actor: User, proposal: PriceProposal) -> PriceProposal:
    """Take an open one back."""
    operation = _locked(proposal.operation)
    check_may_lead(actor, operation.listing)
    current = PriceProposal.objects.select_for_update().get(pk=proposal.pk)
    if current.status != ProposalStatus.PROPOSED:
        raise BusinessRuleError(_("This proposal is closed already."))
    _close(current, _over(current, operation) or ProposalStatus.WITHDRAWN)
    _note(actor, "owner_price.withdrawn", current)
    return current


def approve_price(
    *, proposal: PriceProposal, link: OwnerLink, typed_name: str, address: str = "", browser: str = ""
) -> PriceProposal:
    """The owner accepts: the price changes, the annex is kept, the agency is told. Twice is once.

    The annex is drawn before the rows are locked, so that nobody waits for it. Raises BusinessRuleError with words for
    the owner when somebody was first, the day is past, or another price came before.
    """
    typed_name = _checked_name(typed_name)
    if _is_done(proposal, ProposalStatus.APPROVED, link):
        return proposal
    _check_open(proposal)
    if missing_for(proposal, link.contact):
        raise BusinessRuleError(_("The agency has to complete some data first. Please call them."))
    at = timezone.now()
    values = annex_values(proposal, link.contact, language=link.language, typed_name=typed_name, address=address, at=at)
    office = proposal.operation.listing.office
    pdf = make_pdf(kind=DocumentKind.PRICE_ANNEX, language=link.language, office=office, values=values)
    with files_with_transaction():
        operation = _locked(proposal.operation)
        current = _locked_proposal(proposal, operation)
        if _is_done(current, ProposalStatus.APPROVED, link):
            return current
        over = _end_if_over(current, operation)
        if not over:
            _check_link(link)
            set_price(
                actor=None, operation=operation, price=current.to_price, price_on_request=operation.price_on_request
            )
            current.annex = _keep(current, link, pdf)
            _decide(current, ProposalStatus.APPROVED, link, typed_name, address, browser, at)
            _note(None, "owner_price.approved", current, link=link.pk, annex=current.annex.sha256)
            _tell_agency(current)
            _tell_owners_of_change(current, link)
    if over:
        raise BusinessRuleError(_why(over))
    return current


@transaction.atomic
def decline_price(
    *,
    proposal: PriceProposal,
    link: OwnerLink,
    typed_name: str,
    reason: str = "",
    address: str = "",
    browser: str = "",
) -> PriceProposal:
    """The owner says no, and perhaps why; the price stays and the agency is told. Twice is once."""
    typed_name = _checked_name(typed_name)
    operation = _locked(proposal.operation)
    current = _locked_proposal(proposal, operation)
    if _is_done(current, ProposalStatus.DECLINED, link):
        return current
    _check_open(current)
    _check_link(link)
    current.decline_reason = reason.strip()[:500]
    _decide(current, ProposalStatus.DECLINED, link, typed_name, address, browser, timezone.now())
    _note(None, "owner_price.declined", current, link=link.pk)
    _tell_agency(current)
    return current


def _locked(operation: Operation) -> Operation:
    rows = Operation.objects.select_for_update(of=("self",)).select_related("listing__office", "listing__salesperson")
    return rows.get(pk=operation.pk)


def _locked_proposal(proposal: PriceProposal, operation: Operation) -> PriceProposal:
    current = PriceProposal.objects.select_for_update().get(pk=proposal.pk)
    current.operation = operation
    return current


def _over(proposal: PriceProposal, operation: Operation) -> ProposalStatus | None:
    """What an open proposal has become by itself, if anything."""
    if proposal.expires_at <= timezone.now():
        return ProposalStatus.EXPIRED
    return None if proposal.fits(operation) else ProposalStatus.SUPERSEDED


def _end_if_over(proposal: PriceProposal, operation: Operation) -> ProposalStatus | None:
    """Write down what it has become; returns why it cannot be decided any more."""
    if proposal.status != ProposalStatus.PROPOSED:
        return ProposalStatus(proposal.status)
    over = _over(proposal, operation)
    if over:
        _close(proposal, over)
        _note(None, f"owner_price.{over.value}", proposal)
    return over


def _check_open(proposal: PriceProposal) -> None:
    if not proposal.is_open:
        raise BusinessRuleError(_why(proposal.state))


def _why(state: ProposalStatus) -> str:
    return {
        ProposalStatus.APPROVED: _("This price has been accepted already."),
        ProposalStatus.DECLINED: _("This price has been declined already."),
        ProposalStatus.WITHDRAWN: _("The agency has taken this proposal back."),
        ProposalStatus.EXPIRED: _("The day until which you could decide is over. Please ask the agency."),
    }.get(state) or _("The price has changed in the meantime, so this proposal does not count any more.")


def _is_done(proposal: PriceProposal, status: ProposalStatus, link: OwnerLink) -> bool:
    """This owner has said the same before: a second click, or another tab."""
    return proposal.status == status and proposal.decided_by_contact_id == link.contact_id


def _checked_name(typed: str) -> str:
    name = " ".join(typed.split())
    if len(name) < 3:
        raise BusinessRuleError(_("Please write your full name."))
    return name[:200]


def _check_link(link: OwnerLink) -> None:
    """Asked again inside the transaction: it may have been taken back while the page was open."""
    if not OwnerLink.objects.open().filter(pk=link.pk).exists():
        raise BusinessRuleError(_("Your link does not work any more. Please ask the agency for a new one."))


def _check_annex(proposal: PriceProposal) -> None:
    """Whatever the annex needs must be there before an owner is asked: they could not mend it."""
    lacking = {label: None for one in owners_of(proposal.operation.listing)[:1] for label in missing_for(proposal, one)}
    if not owners_of(proposal.operation.listing):
        raise BusinessRuleError(_("Note first who owns the listing."))
    if lacking:
        raise BusinessRuleError(_("Some data is missing: %(fields)s.") % {"fields": ", ".join(lacking)})


def _close(proposal: PriceProposal, status: ProposalStatus) -> None:
    proposal.status, proposal.slot = status, None
    proposal.save()


def _decide(
    proposal: PriceProposal,
    status: ProposalStatus,
    link: OwnerLink,
    typed_name: str,
    address: str,
    browser: str,
    at: Any,
) -> None:
    proposal.decided_at, proposal.decided_by_contact, proposal.link = at, link.contact, link
    proposal.typed_name, proposal.address, proposal.browser = typed_name, address or None, browser[:300]
    _close(proposal, status)


def _keep(proposal: PriceProposal, link: OwnerLink, pdf: bytes) -> Document:
    """The annex among the listing's documents, guarded like the owner's data: it names who accepted."""
    listing = proposal.operation.listing
    with translation.override(link.language):
        title = f"{words_for(DocumentKind.PRICE_ANNEX, link.language, listing.office).title} {listing.reference}"
    document = store_document(
        actor=None,
        office=listing.office,
        kind=DocumentKind.PRICE_ANNEX,
        title=title,
        language=link.language,
        content=pdf,
        name=f"{listing.reference}-{proposal.code[:8]}.pdf",
    )
    ListingFile.objects.create(
        listing=listing, document=document, category=FileCategory.CONTRACT, visibility=FileVisibility.RIGHTS
    )
    return document


def _tell_owners(proposal: PriceProposal) -> None:
    """Everybody with a link that opens, each in their language."""
    for link, address in _readers(proposal):
        _mail(address, "owner_price_proposed", proposal, link)


def _tell_owners_of_change(proposal: PriceProposal, by: OwnerLink) -> None:
    """Who accepted has it in writing, and would know if it was not them; the other owners learn of it."""
    for link, address in _readers(proposal):
        _mail(address, "owner_price_changed", proposal, link, is_mine=link.contact_id == by.contact_id)


def _readers(proposal: PriceProposal) -> list[tuple[OwnerLink, str]]:
    rows = OwnerLink.objects.open().of_listing(proposal.operation.listing).for_list()
    return [(link, address) for link in rows if link.token and (address := email_of(link.contact))]


def _mail(address: str, template: str, proposal: PriceProposal, link: OwnerLink, **more: Any) -> None:
    listing = proposal.operation.listing
    queue_email(
        recipient=address,
        template=template,
        context={
            "proposal": proposal,
            "room": link,
            "listing": listing,
            "office": listing.office,
            "link": link_of(link),
            **more,
        },
        language=link.language,
        reply_to=listing.salesperson.email if listing.salesperson else listing.office.email,
    )


def _tell_agency(proposal: PriceProposal) -> None:
    """The listing's salesperson and whoever proposed it, once each."""
    listing = proposal.operation.listing
    people = {person.pk: person for person in (listing.salesperson, proposal.proposed_by) if person is not None}
    for person in people.values():
        if person.is_active:
            context = {"proposal": proposal, "listing": listing, "user": person}
            queue_email(recipient=person.email, template="price_answer", context=context, language=person.language)


def _note(actor: User | None, action: str, proposal: PriceProposal, **more: Any) -> None:
    """A line about the listing, on whose page it shows; who owns it stays out of it."""
    changes = {
        "operation": proposal.operation.kind,
        "price": [proposal.from_price, proposal.to_price],
        "currency": proposal.currency,
        "proposal": proposal.pk,
        **more,
    }
    record(actor=actor, action=action, subject=proposal.operation.listing, changes=changes)
