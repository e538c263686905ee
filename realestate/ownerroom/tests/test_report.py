"""The report to the owner: its period, what is in it and what is not, and who finds it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from realestate.agenda.models import Viewing
from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.documents.models import Document
from realestate.listings.models import ListingFile, Operation
from realestate.ownerroom.models import ReleasedFeedback
from realestate.ownerroom.report import make_owner_report, periods_of, report_values, reports_of
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ContactFactory, EnquiryFactory, LeadFactory, ViewingFactory, lawful_operation

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def operation(office: Office, salesperson: User) -> Operation:
    return lawful_operation(
        listing__office=office, listing__salesperson=salesperson, published_at=timezone.now() - timedelta(days=40)
    )


def today() -> date:
    return timezone.localdate()


def values_of(operation: Operation, *, language: str = "en", days: int = 30, summary: str = "") -> dict[str, Any]:
    since = today() - timedelta(days=days)
    listing = operation.listing
    return report_values(listing=listing, since=since, until=today(), language=language, summary=summary)


def viewed(operation: Operation, *, days: int, text: str = "", withdrawn: bool = False) -> Viewing:
    """Somebody came so many days ago; ``text`` is what the agency has released of it."""
    listing = operation.listing
    starts = timezone.now() - timedelta(days=days)
    lead = LeadFactory(contact=ContactFactory(first_name="Segismundo", office=listing.office), office=listing.office)
    viewing: Viewing = ViewingFactory(
        listing=listing, office=listing.office, lead=lead, starts_at=starts, status="done", feedback="Segismundo: cara"
    )
    if text:
        at = timezone.now() if withdrawn else None
        ReleasedFeedback.objects.create(viewing=viewing, text=text, withdrawn_at=at)
    return viewing


def make(operation: Operation, actor: User, **values: Any) -> ListingFile:
    asked = {"since": today() - timedelta(days=30), "until": today(), "language": "es", **values}
    return make_owner_report(actor=actor, listing=operation.listing, **asked)


def test_it_tells_what_was_released_of_a_viewing_and_nothing_else_of_who_came(operation: Operation) -> None:
    viewed(operation, days=3, text="Gusta la terraza.")
    viewed(operation, days=4)
    viewed(operation, days=5, text="Otra cosa.", withdrawn=True)
    EnquiryFactory(listing=operation.listing, name="Segismundo", message="Llamadme")
    values = values_of(operation, summary="  Va bien.  ")
    assert [one["feedback"] for one in values["viewings"]] == ["Gusta la terraza.", "", ""]
    assert values["report"]["enquiries"] == "1"
    assert values["report"]["viewings_done"] == "3"
    assert values["report"]["summary"] == "Va bien."
    assert values["sources"] == [{"name": "Our website", "count": "1"}]
    for word in ("Segismundo", "cara", "Llamadme", "Otra cosa"):
        assert word not in str(values)


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_is_kept_as_pdf_and_open_to_the_owner(language: str, operation: Operation, salesperson: User) -> None:
    viewed(operation, days=3, text="Gusta la terraza.")
    file = make(operation, salesperson, language=language)
    assert (file.visibility, file.category, file.document.language) == ("owner", "report", language)
    with file.document.file.open("rb") as kept:
        assert kept.read(5) == b"%PDF-"
    assert AuditLine.objects.about(operation.listing).filter(action="document.made").exists()


def test_the_usual_period_begins_with_the_last_report(operation: Operation, salesperson: User) -> None:
    with translation.override("en"):
        assert periods_of(operation.listing, [])[0].code == "month"
        file = make(operation, salesperson)
        Document.objects.filter(pk=file.document_id).update(created_at=timezone.now() - timedelta(days=9))
        first, *_rest = periods_of(operation.listing, reports_of(operation.listing, salesperson))
    assert (first.code, first.since, first.until) == ("last", today() - timedelta(days=9), today())
    ever = periods_of(operation.listing, [])[-1]
    assert ever.since == today() - timedelta(days=40)


def test_whoever_may_not_see_the_owner_makes_none(operation: Operation, colleague: User) -> None:
    with pytest.raises(BusinessRuleError):
        make(operation, colleague)
    assert not Document.objects.exists()


@pytest.mark.parametrize("days", [(0, -3), (-5, 1)])
def test_a_period_that_is_none_is_refused(days: tuple[int, int], operation: Operation, salesperson: User) -> None:
    since, until = (today() + timedelta(days=one) for one in days)
    with pytest.raises(BusinessRuleError):
        make(operation, salesperson, since=since, until=until)


def test_the_page_shows_the_period_of_its_address_and_makes_it(
    operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    EnquiryFactory(listing=operation.listing, received_at=timezone.now() - timedelta(days=20))
    client, path = as_user(salesperson), reverse("ownerroom:report", args=[operation.listing.reference])
    assert client.get(path).context["activity"].enquiries == 1
    week = {"since": today() - timedelta(days=7), "until": today()}
    page = client.get(path, week)
    assert page.context["activity"].enquiries == 0
    answer = client.post(path, {**page.context["form"].initial, "language": "en", "summary": "Fine"})
    assert answer.status_code == 302
    assert ListingFile.objects.get(document__kind="owner_report").document.language == "en"
    assert client.get(path).context["periods"][0][0].code == "last"


@pytest.mark.parametrize("asked", [{"since": "x"}, {"since": "2026-13-40", "until": "0"}, {"until": "2999-01-01"}])
def test_days_that_are_none_are_a_message(
    asked: dict[str, str], operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    path = reverse("ownerroom:report", args=[operation.listing.reference])
    page = as_user(salesperson).get(path, asked)
    assert page.status_code == 200
    assert page.context["period"].errors


def test_a_sample_is_kept_nowhere(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    path = reverse("ownerroom:report", args=[operation.listing.reference])
    days = {"since": today() - timedelta(days=7), "until": today()}
    answer = as_user(salesperson).post(path, {**days, "language": "es", "summary": "", "sample": "1"})
    assert answer.content.startswith(b"%PDF-")
    assert not Document.objects.exists()


def test_the_page_asks_the_same_number_of_queries_however_much_has_happened(
    operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    client, path = as_user(salesperson), reverse("ownerroom:report", args=[operation.listing.reference])
    client.get(path)
    counts = []
    for number in range(2):
        viewed(operation, days=3 + number, text="Bien")
        EnquiryFactory(listing=operation.listing)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 14
