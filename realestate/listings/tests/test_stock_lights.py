"""Each row of the stock shows its light and how many points are to be mended, without asking the rules again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from realestate.core.dates import today
from realestate.listings import services
from realestate.listings.choices import Channel, Light
from realestate.listings.models import Operation
from realestate.listings.rules import findings, light_of
from realestate.listings.services import OperationValues
from realestate.salespeople.models import Office, User
from realestate.tests.factories import MandateFactory, OperationFactory, lawful_operation

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def stored(operation: Operation) -> tuple[str, int]:
    return Operation.objects.values_list("web_light", "web_points").get(pk=operation.pk)


def test_the_stored_light_is_what_the_rules_say() -> None:
    lawful_operation()
    lawful_operation(listing__usable_area=None)
    services.refresh_publication(listing=OperationFactory().listing)
    for operation in Operation.objects.for_rules():
        standing = [one for one in findings(operation) if one.is_blocking]
        assert stored(operation) == (light_of(operation, Channel.WEB), len(standing))
    assert set(Operation.objects.values_list("web_light", flat=True)) == set(Light.values)


def test_a_new_draft_has_its_light_at_once(salesperson: User, office: Office) -> None:
    listing = services.create_listing(
        actor=salesperson,
        office=office,
        values={"property_type": "flat", "town": "Murcia"},
        operations=[OperationValues(kind="sale")],
    )
    light, points = stored(listing.operations.get())
    assert light == "red"
    assert points > 1


def test_a_mandate_that_runs_out_turns_it_red_by_the_clock_alone() -> None:
    operation = lawful_operation()
    operation.listing.mandates.all().delete()
    mandate = MandateFactory(listing=operation.listing, ends_on=today())
    services.refresh_publication(listing=operation.listing)
    assert stored(operation) == ("green", 0)
    mandate.ends_on = today() - timedelta(days=1)
    mandate.save()
    services.refresh_all_publications()
    assert stored(operation) == ("red", 1)


def test_setting_the_light_changes_neither_version_nor_day() -> None:
    operation = OperationFactory(status="draft")
    services.refresh_publication(listing=operation.listing)
    after = Operation.objects.get(pk=operation.pk)
    assert (after.version, after.updated_at) == (operation.version, operation.updated_at)


@pytest.mark.parametrize("view", ["cards", "table"])
def test_rows_show_it_and_lead_to_what_is_to_be_mended(as_user: SignIn, salesperson: User, view: str) -> None:
    salesperson.language = "en"
    salesperson.save()
    operation = OperationFactory()
    Operation.objects.filter(pk=operation.pk).update(web_light="red", web_points=3)
    page = as_user(salesperson).get(reverse("listings:list"), {"view": view}).content.decode()
    assert "3 points" in page
    assert reverse("listings:publishing", args=[operation.listing.reference]) in page


def test_what_is_closed_shows_none(as_user: SignIn, salesperson: User) -> None:
    operation = OperationFactory(status="sold")
    Operation.objects.filter(pk=operation.pk).update(web_light="red", web_points=3)
    page = as_user(salesperson).get(reverse("listings:list"), {"status": "sold"}).content.decode()
    assert operation.listing.reference in page
    assert "row-light" not in page


def test_the_stock_can_be_filtered_by_light(as_user: SignIn, salesperson: User) -> None:
    red, green = OperationFactory(), OperationFactory()
    Operation.objects.filter(pk=red.pk).update(web_light="red")
    Operation.objects.filter(pk=green.pk).update(web_light="green")
    page = as_user(salesperson).get(reverse("listings:list"), {"light": "red"})
    assert [one.pk for one in page.context["rows"]] == [red.pk]


def test_lights_cost_the_list_no_query(as_user: SignIn, salesperson: User) -> None:
    client, counts = as_user(salesperson), []
    for number in (2, 10):
        for _each in range(number):
            operation = OperationFactory()
            Operation.objects.filter(pk=operation.pk).update(web_light="amber", web_points=1)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("listings:list"), {"view": "table"}).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 12
