"""The report to the owner ("informe al propietario"): the figures of a period on paper, kept, open to the owner too."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.documents.choices import DocumentKind
from realestate.documents.services import files_with_transaction, make_document, make_pdf, words_for
from realestate.listings.choices import FileCategory, FileVisibility
from realestate.listings.models import Listing, ListingFile, Operation
from realestate.listings.papers import Values, agent_values, day, listing_values
from realestate.listings.photos import picture_for_paper
from realestate.listings.services import may_write_owners
from realestate.ownerroom.activity import Activity, activity_of
from realestate.salespeople.models import User

SHOWN = 12  # reports on the page; all of them stand with the listing's documents
PICTURE_WIDTH = 1280


@dataclass(frozen=True)
class Period:
    """From one day to another, both included, with its name."""

    code: str
    label: str
    since: date
    until: date


def reports_of(listing: Listing, user: User) -> list[ListingFile]:
    """The reports made so far that this person may open, newest first."""
    rows = ListingFile.objects.visible_to(user).of_listing(listing).of_kind(DocumentKind.OWNER_REPORT)
    return list(rows.for_list()[:SHOWN])


def periods_of(listing: Listing, reports: list[ListingFile]) -> list[Period]:
    """What people report on, the usual one first: since the last report, a month, a quarter, since the beginning."""
    now = today()
    last = timezone.localdate(reports[0].document.created_at) if reports else None
    begun = [one.published_at for one in Operation.objects.of_listing(listing).once_published() if one.published_at]
    start = timezone.localdate(min(begun, default=listing.created_at))
    periods = [
        Period("month", _("Last 30 days"), now - timedelta(days=30), now),
        Period("quarter", _("Last 90 days"), now - timedelta(days=90), now),
        Period("all", _("Since the beginning"), min(start, now), now),
    ]
    return [Period("last", _("Since the last report"), last, now), *periods] if last else periods


def report_values(*, listing: Listing, since: date, until: date, language: str, summary: str = "") -> Values:
    """All that the report says, as finished words in its language; nothing of anybody who asked or came."""
    with translation.override(language):
        activity = activity_of(listing=listing, since=since, until=until)
        days = activity.days_on_market
        return {
            "listing": listing_values(listing, language=language, public=True),
            "agent": agent_values(listing),
            "report": {
                "starts": day(since),
                "ends": day(until),
                "days_on_market": "" if days is None else str(days),
                "enquiries": str(activity.enquiries),
                "viewings_done": str(len(activity.viewings_done)),
                "summary": summary.strip(),
            },
            "sources": [{"name": one.source, "count": str(one.count)} for one in activity.enquiries_by_source],
            "viewings": [{"date": day(one.when.date()), "feedback": one.told} for one in activity.viewings_done],
            "coming": [{"date": date_format(one.when, "DATETIME_FORMAT")} for one in activity.viewings_coming],
            **_market(activity),
        }


def _market(activity: Activity) -> dict[str, Any]:
    return {
        "prices": [
            {
                "date": day(one.since),
                "operation": one.operation,
                "price": one.price,
                "change": one.change,
                "days": "" if one.days is None else str(one.days),
            }
            for one in activity.price_steps
        ],
        "portals": [
            {"name": one.name, "operation": one.operation, "state": one.state, "since": day(one.since)}
            for one in activity.on_portals
        ],
    }


def make_owner_report(
    *, actor: User, listing: Listing, since: date, until: date, language: str, summary: str = ""
) -> ListingFile:
    """Make the PDF and keep it with the listing, open to the owner in their room.

    Raises BusinessRuleError for a period that is none, and for whoever may not change the listing or see its owner.
    """
    _check(actor, listing, since, until)
    values = report_values(listing=listing, since=since, until=until, language=language, summary=summary)
    with translation.override(language):
        words = words_for(DocumentKind.OWNER_REPORT, language, listing.office)
        title = f"{words.title} {listing.reference} ({values['report']['starts']} – {values['report']['ends']})"
    with files_with_transaction():
        document = make_document(
            actor=actor,
            kind=DocumentKind.OWNER_REPORT,
            language=language,
            office=listing.office,
            values=values,
            pictures=_cover(listing),
            title=title,
        )
        file = ListingFile.objects.create(
            listing=listing, document=document, category=FileCategory.REPORT, visibility=FileVisibility.OWNER
        )
        changes = {"kind": DocumentKind.OWNER_REPORT.value, "since": since, "until": until, "document": document.pk}
        record(actor=actor, action="document.made", subject=listing, changes=changes)
    return file


def draft_owner_report(
    *, actor: User, listing: Listing, since: date, until: date, language: str, summary: str = ""
) -> bytes:
    """The same with "sample" across it, kept nowhere."""
    _check(actor, listing, since, until)
    values = report_values(listing=listing, since=since, until=until, language=language, summary=summary)
    return make_pdf(
        kind=DocumentKind.OWNER_REPORT,
        language=language,
        office=listing.office,
        values={**values, "draft": True},
        pictures=_cover(listing),
    )


def _check(actor: User, listing: Listing, since: date, until: date) -> None:
    if not may_write_owners(actor, listing):
        raise BusinessRuleError(_("You may not do this."))
    if since > until:
        raise BusinessRuleError(_("The period ends before it begins."))
    if until > today():
        raise BusinessRuleError(_("The period ends in the future."))


def _cover(listing: Listing) -> dict[str, bytes]:
    cover = listing.photos.filter(position=0).first()
    data = picture_for_paper(cover, PICTURE_WIDTH) if cover is not None else b""
    return {"cover": data} if data else {}
