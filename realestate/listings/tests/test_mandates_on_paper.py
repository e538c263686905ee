"""Mandates signed on paper, noted for many listings at once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from realestate.audit.models import AuditLine
from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.listings import services
from realestate.listings.models import Listing, Mandate, Operation
from realestate.salespeople.models import Office, User
from realestate.tests.factories import MandateFactory, OperationFactory, UserFactory, lawful_operation

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LONG_AGO = today() - timedelta(days=60)
TERMS: dict[str, Any] = {"kind": "exclusive", "starts_on": LONG_AGO, "fee_value": Decimal(3)}


def imported(office: Office, **values: Any) -> Operation:
    """Lawful but for its mandate, as after an import."""
    operation = lawful_operation(listing__office=office, **values)
    operation.listing.mandates.all().delete()
    services.refresh_publication(listing=operation.listing)
    return Operation.objects.select_related("listing").get(pk=operation.pk)


def typed(*operations: Operation, **values: Any) -> dict[str, Any]:
    return {
        "o": [operation.pk for operation in operations], "kind": "exclusive", "signed_on": str(LONG_AGO),
        "starts_on": str(LONG_AGO), "ends_on": "", "renews_months": "0", "fee_kind": "percent", "fee_value": "3",
        "fee_minimum": "", "fee_payer": "owner", "vat_rate": "21", "is_off_premises": "on", **values,
    }  # fmt: skip


def test_noting_them_turns_imported_stock_green(manager: User, office: Office) -> None:
    operations = [imported(office), imported(office)]
    assert not Operation.objects.on_web().exists()
    listings = [one.listing for one in operations]
    services.record_on_paper(actor=manager, listings=listings, values=TERMS, signed_on=LONG_AGO)
    assert Operation.objects.on_web().count() == 2
    assert set(Mandate.objects.values_list("status", "kind")) == {("active", "exclusive")}


def test_each_keeps_its_own_price_and_operations(manager: User, office: Office) -> None:
    operation = imported(office, price=Decimal(123_000))
    OperationFactory(listing=operation.listing, kind="rent", period="month", price=Decimal(900))
    (mandate,) = services.record_on_paper(actor=manager, listings=[operation.listing], values=TERMS, signed_on=LONG_AGO)
    assert (mandate.price, mandate.operation_kinds) == (Decimal(123_000), ["sale", "rent"])


def test_every_step_of_each_is_in_the_audit(manager: User, office: Office) -> None:
    listing = imported(office).listing
    services.record_on_paper(actor=manager, listings=[listing], values=TERMS, signed_on=LONG_AGO)
    lines = AuditLine.objects.about(listing).filter(action__startswith="mandate.").order_by("pk")
    assert [line.action for line in lines] == ["mandate.created", "mandate.signed_on_paper", "mandate.active"]
    assert {line.actor for line in lines} == {manager}


def test_one_that_cannot_leaves_all_as_they_were_and_is_named(manager: User, office: Office) -> None:
    good, bad = imported(office), imported(office)
    MandateFactory(listing=bad.listing, kind="open")
    with translation.override("en"), pytest.raises(BusinessRuleError, match=bad.listing.reference):
        services.record_on_paper(actor=manager, listings=[good.listing, bad.listing], values=TERMS, signed_on=LONG_AGO)
    assert Mandate.objects.count() == 1


def test_only_what_is_not_entrusted_yet_is_covered(manager: User, office: Office) -> None:
    operation = imported(office)
    OperationFactory(listing=operation.listing, kind="rent", period="month", price=Decimal(900))
    MandateFactory(listing=operation.listing, kind="exclusive", operation_kinds=["rent"])
    (plan,) = services.plan_on_paper(actor=manager, listings=Listing.objects.for_mandates())
    assert [one.kind for one in plan.operations] == ["sale"]


@pytest.mark.parametrize(
    ("status", "words"), [("sold", "Nothing of it is to be sold"), ("draft", "There is a draft"), ("sent", "already")]
)
def test_what_cannot_be_noted_says_why(manager: User, office: Office, status: str, words: str) -> None:
    operation = imported(office)
    if status == "sold":
        Operation.objects.filter(pk=operation.pk).update(status="sold")
    else:
        MandateFactory(listing=operation.listing, status=status)
    with translation.override("en"):
        (plan,) = services.plan_on_paper(actor=manager, listings=Listing.objects.for_mandates())
        assert words in plan.problem


def test_one_signed_yesterday_away_from_the_office_waits_out_its_window(manager: User, office: Office) -> None:
    listing = imported(office).listing
    yesterday = today() - timedelta(days=1)
    (plan,) = services.plan_on_paper(
        actor=manager, listings=Listing.objects.for_mandates(), values=TERMS, signed_on=yesterday
    )
    assert plan.begins == yesterday + timedelta(days=15)
    (mandate,) = services.record_on_paper(actor=manager, listings=[listing], values=TERMS, signed_on=yesterday)
    assert mandate.status == "signed"


def test_one_that_would_end_within_the_window_is_refused(manager: User, office: Office) -> None:
    imported(office)
    values = {**TERMS, "ends_on": today() + timedelta(days=3)}
    with translation.override("en"):
        (plan,) = services.plan_on_paper(
            actor=manager, listings=Listing.objects.for_mandates(), values=values, signed_on=today()
        )
        assert "days of withdrawal" in plan.problem


def test_at_most_five_hundred_at_once(manager: User) -> None:
    many = [Listing(pk=number) for number in range(501)]
    with pytest.raises(BusinessRuleError):
        services.record_on_paper(actor=manager, listings=many, values=TERMS, signed_on=LONG_AGO)


def test_they_are_noted_in_the_browser(as_user: SignIn, manager: User, office: Office) -> None:
    operations = [imported(office), imported(office)]
    client = as_user(manager)
    with translation.override("en"):
        page = client.get(reverse("listings:on_paper") + "?all=1&mandate=none")
        assert len(page.context["possible"]) == 2
        preview = client.post(reverse("listings:on_paper"), typed(*operations))
        assert len(preview.context["going"]) == 2
        assert not Mandate.objects.exists()
        done = client.post(reverse("listings:on_paper_record"), {"signed": preview.context["signed"]})
    assert done.url == reverse("listings:mandate_list") + "?only=all"
    assert Mandate.objects.in_force().count() == 2


def test_a_second_click_notes_nothing_twice(as_user: SignIn, manager: User, office: Office) -> None:
    client = as_user(manager)
    preview = client.post(reverse("listings:on_paper"), typed(imported(office)))
    for _click in range(2):
        client.post(reverse("listings:on_paper_record"), {"signed": preview.context["signed"]})
    assert Mandate.objects.count() == 1


def test_somebody_elses_preview_is_refused(as_user: SignIn, manager: User, office: Office) -> None:
    preview = as_user(manager).post(reverse("listings:on_paper"), typed(imported(office)))
    other = as_user(UserFactory(office=office, role="manager"))
    assert other.post(reverse("listings:on_paper_record"), {"signed": preview.context["signed"]}).status_code == 403
    assert other.post(reverse("listings:on_paper_record"), {"signed": "forged"}).status_code == 302
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signed_on", str(today() + timedelta(days=1))), ("signed_on", "nonsense"), ("kind", "best"),
        ("ends_on", str(LONG_AGO - timedelta(days=1))), ("ends_on", str(today() - timedelta(days=1))),
        ("renews_months", "6"), ("fee_value", "-1"), ("vat_rate", "101"),
    ],
)  # fmt: skip
def test_bad_terms_are_a_message_in_the_form(
    as_user: SignIn, manager: User, office: Office, field: str, value: str
) -> None:
    page = as_user(manager).post(reverse("listings:on_paper"), typed(imported(office), **{field: value}))
    assert page.status_code == 200
    assert page.context["form"].errors


def test_the_pages_ask_the_same_number_of_questions_for_any_number_of_listings(
    as_user: SignIn, manager: User, office: Office
) -> None:
    client, url = as_user(manager), reverse("listings:on_paper")
    counts = []
    for number in (2, 8):
        operations = [imported(office) for _each in range(number)]
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url + "?all=1&mandate=none").status_code == 200
        counts.append(len(caught))
        with CaptureQueriesContext(connection) as caught:
            assert client.post(url, typed(*operations)).status_code == 200
        counts.append(len(caught))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_the_stock_offers_it_to_managers_only(as_user: SignIn, manager: User, salesperson: User) -> None:
    OperationFactory()
    url = reverse("listings:on_paper")
    assert url in as_user(manager).get(reverse("listings:list")).content.decode()
    assert url not in as_user(salesperson).get(reverse("listings:list")).content.decode()
