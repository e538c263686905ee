"""Who is told of a lead: the line under the bell, and the mail."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from realestate.leads.models import ClaimOffer, Enquiry, Lead
from realestate.salespeople.models import Notification, User
from realestate.salespeople.services import mail_user, notify, settle

Kind = Notification.Kind


def key_of(lead: Lead) -> str:
    return f"lead:{lead.pk}"


def mail_salesperson(*, template: str, lead: Lead, actor: User | None = None, enquiry: Enquiry | None = None) -> None:
    """Tell the lead's salesperson, in their language, with what they need to answer at once."""
    to = lead.salesperson
    if to is None or not to.is_active:
        return
    enquiry = enquiry or Enquiry.objects.filter(lead=lead).order_by("-received_at", "-pk").first()
    context: dict[str, Any] = {
        **_context(lead, to),
        "enquiry": enquiry,
        "phones": lead.contact.phones,
        "emails": lead.contact.emails,
        "actor": actor,
    }
    mail_user(user=to, kind=Kind.LEAD, template=template, context=context)

    def words() -> str:
        if template == "lead_assigned" and actor is not None:
            return _("%(actor)s gave you the lead of %(name)s.") % {"actor": actor, "name": lead.contact.name}
        return _("%(name)s has asked and is waiting for your answer.") % {"name": lead.contact.name}

    notify(user=to, kind=Kind.LEAD, text=words, url=_page(lead), key=key_of(lead))


def offer_to(*, offer: ClaimOffer, token: str, minutes: int, people: int) -> None:
    """The mail with the link, and the line under the bell. No phone and no e-mail before somebody has taken it."""
    lead = offer.lead
    path = reverse("leads:claim_link", args=[token])
    context = {
        **_context(lead, offer.user),
        "claim_link": f"{settings.BASE_URL}{path}",
        "minutes": minutes,
        "others": people - 1,
        "enquiry": Enquiry.objects.filter(lead=lead).order_by("-received_at", "-pk").first(),
    }
    mail_user(user=offer.user, kind=Kind.OFFER, template="lead_offer", context=context, until=offer.expires_at)

    def words() -> str:
        said = ngettext(
            "A lead for whoever is first, for %(count)d minute: %(what)s",
            "A lead for whoever is first, for %(count)d minutes: %(what)s",
            minutes,
        )
        return said % {"count": minutes, "what": _what(lead)}

    notify(user=offer.user, kind=Kind.OFFER, text=words, url=_page(lead), key=key_of(lead))


def remind_salesperson(*, lead: Lead, minutes: int) -> None:
    to = lead.salesperson
    if to is None:
        return

    def words() -> str:
        said = ngettext(
            "%(name)s has been waiting for your answer for %(count)d working minute.",
            "%(name)s has been waiting for your answer for %(count)d working minutes.",
            minutes,
        )
        return said % {"name": lead.contact.name, "count": minutes}

    _wait(lead=lead, to=to, kind=Kind.REMINDER, minutes=minutes, words=words)


def tell_coordinators(*, lead: Lead, minutes: int) -> None:
    """Somebody who gives out work must look at this lead."""

    def words() -> str:
        values = {"name": lead.contact.name, "count": minutes, "who": lead.salesperson}
        if lead.salesperson is None:
            said = ngettext(
                "%(name)s has been waiting in the pool for %(count)d working minute.",
                "%(name)s has been waiting in the pool for %(count)d working minutes.",
                minutes,
            )
        else:
            said = ngettext(
                "%(name)s has been waiting for %(who)s for %(count)d working minute.",
                "%(name)s has been waiting for %(who)s for %(count)d working minutes.",
                minutes,
            )
        return said % values

    for to in User.objects.coordinating(lead.office_id):
        if to.pk != lead.salesperson_id:
            _wait(lead=lead, to=to, kind=Kind.ESCALATION, minutes=minutes, words=words)


def tell_of_pool(*, lead: Lead, lost_by: User | None = None) -> None:
    """Under the bell of the coordinators, and of whoever lost it; no mail: the pool is looked at anyway."""

    def words() -> str:
        if lost_by is not None:
            values = {"name": lead.contact.name, "who": lost_by}
            return _("The lead of %(name)s is back in the pool: %(who)s did not answer in time.") % values
        return _("A lead is in the pool: %(what)s") % {"what": _what(lead)}

    people = list(User.objects.coordinating(lead.office_id))
    if lost_by is not None and lost_by not in people:
        people.append(lost_by)
    for to in people:
        notify(user=to, kind=Kind.POOL, text=words, url=_page(lead), key=key_of(lead))


def settle_offers(lead: Lead) -> None:
    """Somebody has it: nobody else need look."""
    settle(key=key_of(lead), kinds=(Kind.OFFER, Kind.POOL))


def settle_all(lead: Lead) -> None:
    """The client has been answered."""
    settle(key=key_of(lead), kinds=(Kind.OFFER, Kind.POOL, Kind.REMINDER, Kind.ESCALATION, Kind.LEAD))


def _wait(*, lead: Lead, to: User, kind: str, minutes: int, words: Any) -> None:
    context = {**_context(lead, to), "minutes": minutes, "phones": lead.contact.phones, "is_mine": kind == "reminder"}
    mail_user(user=to, kind=kind, template="lead_waiting", context=context)
    notify(user=to, kind=kind, text=words, url=_page(lead), key=key_of(lead))


def _context(lead: Lead, to: User) -> dict[str, Any]:
    return {
        "lead": lead,
        "contact": lead.contact,
        "listing": lead.listing,
        "salesperson": to,
        "owner": lead.salesperson,
        "link": f"{settings.BASE_URL}{_page(lead)}",
    }


def _page(lead: Lead) -> str:
    return reverse("leads:detail", args=[lead.pk])


def _what(lead: Lead) -> str:
    if lead.listing is not None:
        return f"{lead.listing.reference}, {lead.listing.headline}"
    return lead.summary[:120] or str(lead.get_source_display())
