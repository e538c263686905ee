"""Feeds at their addresses, and the pages about them."""

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from realestate.audit.models import AuditLine
from realestate.listings.models import Operation
from realestate.portals.feeds import accounts, selection
from realestate.portals.feeds.building import build_feed
from realestate.portals.feeds.overview import address_of
from realestate.portals.models import FeedBuild, FeedFetch, PortalAccount, Publication
from realestate.portals.tests.feeds import offered, portal, simple_rules
from realestate.portals.views.serving import MISSES, accepts_gzip
from realestate.salespeople.models import User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(selection, "blockers", simple_rules)
    cache.clear()


@pytest.fixture
def account() -> PortalAccount:
    offered("REF-1")
    made = portal()
    build_feed(account_id=made.pk)
    made.refresh_from_db()
    return made


def address(account: PortalAccount, token: str = "") -> str:
    return reverse("portals:feed", args=[account.format, token or account.token, "xml"])


def body(response: Any) -> bytes:
    return b"".join(response)


def test_a_portal_gets_the_feed_without_signing_in(account: PortalAccount) -> None:
    response = Client().get(address(account))
    assert response.status_code == 200
    assert b"<id>REF-1</id>" in body(response)
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert not response.cookies


def test_packed_when_the_caller_understands_it(account: PortalAccount) -> None:
    plain = body(Client().get(address(account)))
    packed = Client().get(address(account), HTTP_ACCEPT_ENCODING="br, gzip;q=0.8")
    assert packed.headers["Content-Encoding"] == "gzip"
    data = body(packed)
    assert gzip.decompress(data) == plain
    assert int(packed.headers["Content-Length"]) == len(data)


@pytest.mark.parametrize(
    ("header", "expected"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False), ("*", True)],
)
def test_who_understands_gzip(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


def test_who_has_it_already_gets_304(account: PortalAccount) -> None:
    first = Client().get(address(account))
    by_tag = Client().get(address(account), HTTP_IF_NONE_MATCH=first.headers["ETag"])
    by_date = Client().get(address(account), HTTP_IF_MODIFIED_SINCE=first.headers["Last-Modified"])
    other = Client().get(address(account), HTTP_IF_NONE_MATCH='"other"')
    assert [one.status_code for one in (by_tag, by_date, other)] == [304, 304, 200]
    assert list(FeedFetch.objects.order_by("pk").values_list("status", flat=True)) == [200, 304, 304, 200]


def test_head_says_the_size_and_sends_nothing(account: PortalAccount) -> None:
    response = Client().head(address(account))
    build = FeedBuild.objects.get()
    assert response.headers["Content-Length"] == str(build.size)
    assert response.content == b""


def test_a_wrong_address_is_not_found_and_guessing_is_slowed_down(account: PortalAccount) -> None:
    client = Client()
    wrong = address(account, "0" * 64)
    assert client.get(wrong).status_code == 404
    assert client.get(reverse("portals:feed", args=["idealista", account.token, "json"])).status_code == 404
    for _attempt in range(MISSES):
        last = client.get(wrong)
    assert last.status_code == 429
    assert client.get(address(account)).status_code == 200


def test_the_old_address_stops_when_another_is_issued(account: PortalAccount, manager: User) -> None:
    old = address(account)
    accounts.reissue_address(actor=manager, account=account)
    assert Client().get(old).status_code == 404
    assert Client().get(address(account)).status_code == 200
    assert AuditLine.objects.filter(action="portals.address_reissued").exists()


def test_a_feed_that_is_not_built_yet_asks_to_come_back() -> None:
    response = Client().get(address(portal()))
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_the_address_is_stored_where_nobody_can_read_it(account: PortalAccount) -> None:
    assert account.token not in account.token_encrypted
    assert account.token in address_of(account)


def test_a_manager_opens_an_account_and_sees_its_address(
    manager: User, as_user: Callable[[User], Client], settings: Any
) -> None:
    client = as_user(manager)
    values = {"name": "Kyero", "format": "kyero", "photo_limit": 50, "drop_guard_percent": 30, "is_active": "on"}
    response = client.post(reverse("portals:account_create"), values, follow=True)
    account = PortalAccount.objects.get()
    assert address_of(account) in response.content.decode()
    response = client.post(
        reverse("portals:account_update", args=[account.pk]),
        {**values, "name": "Kyero 2", "languages": ["es"], "version": account.version},
        follow=True,
    )
    account.refresh_from_db()
    assert (account.name, account.languages, account.format) == ("Kyero 2", ["es"], "kyero")


def test_a_stale_edit_shows_both_values(
    account: PortalAccount, manager: User, as_user: Callable[[User], Client]
) -> None:
    values = {"name": "Mine", "photo_limit": 50, "drop_guard_percent": 30, "version": account.version}
    PortalAccount.objects.get(pk=account.pk).save()
    response = as_user(manager).post(reverse("portals:account_update", args=[account.pk]), values)
    assert response.status_code == 409


def test_the_counts_on_the_page_add_up(
    account: PortalAccount, manager: User, as_user: Callable[[User], Client]
) -> None:
    offered("REF-2", kind="transfer")
    offered("REF-3", photos=0)
    build = build_feed(account_id=account.pk)
    assert build is not None
    assert build.available == build.listing_count + build.excluded_count == 3
    assert build.eligible == 2
    response = as_user(manager).get(reverse("portals:account", args=[account.pk]))
    reasons = response.context["reasons"]
    assert sum(one.count for one in reasons) == build.excluded_count
    page = as_user(manager).get(reverse("portals:account_listings", args=[account.pk]))
    assert {row.publication.key for row in page.context["rows"]} == {"REF-2-T", "REF-3"}


def test_the_alarm_stands_on_the_page_with_its_button(
    account: PortalAccount, manager: User, as_user: Callable[[User], Client]
) -> None:
    Operation.objects.update(status="withdrawn")
    held = build_feed(account_id=account.pk)
    assert held is not None
    client = as_user(manager)
    serve = reverse("portals:account_serve", args=[account.pk, held.pk])
    assert serve in client.get(reverse("portals:account", args=[account.pk])).content.decode()
    client.post(serve)
    assert AuditLine.objects.filter(action="portals.drop_accepted").exists()


def test_the_history_page_answers_in_words(
    account: PortalAccount, manager: User, as_user: Callable[[User], Client]
) -> None:
    manager.language = "en"
    manager.save()
    client = as_user(manager)
    path = reverse("portals:account_history", args=[account.pk])
    with translation.override("en"):
        text = client.get(path, {"at": "2099-11-12T01:30", "reference": "ref-1"}).content.decode()
        assert "It was in it" in text
        text = client.get(path, {"at": "2020-11-12T01:30", "reference": "REF-1"}).content.decode()
        assert "no feed had been served until then" in text
        text = client.get(path, {"at": "2099-11-12T01:30", "reference": "NO-SUCH"}).content.decode()
        assert "There is no listing with this reference" in text
    assert client.get(path, {"at": "yesterday"}).status_code == 200


def test_who_edits_a_listing_switches_it_off_at_a_portal(
    account: PortalAccount, salesperson: User, as_user: Callable[[User], Client]
) -> None:
    operation = Operation.objects.select_related("listing").get()
    operation.listing.salesperson = salesperson
    operation.listing.save()
    client = as_user(salesperson)
    arguments = [operation.listing.reference, account.pk, operation.pk]
    page = reverse("portals:listing_on_portals", args=[operation.listing.reference])
    assert reverse("portals:portal_leave", args=arguments) in client.get(page).content.decode()
    client.post(reverse("portals:portal_leave", args=arguments))
    assert not Publication.objects.get().is_wanted
    client.post(reverse("portals:portal_want", args=arguments))
    assert Publication.objects.get().is_wanted


def test_the_panel_says_what_the_portal_cuts(
    account: PortalAccount, manager: User, as_user: Callable[[User], Client]
) -> None:
    operation = Operation.objects.select_related("listing").get()
    operation.listing.free_features = ["Solárium de uso privado con vistas al mar"]
    operation.listing.save()
    page = reverse("portals:listing_on_portals", args=[operation.listing.reference])
    text = as_user(manager).get(page, headers={"HX-Request": "true"}).content.decode()
    assert re.search("Solárium de uso privado con vistas[”»]", text)
    assert "<html" not in text


@pytest.mark.parametrize("name", ["account", "account_listings", "account_history"])
def test_a_page_costs_the_same_however_much_stands_on_it(
    name: str, manager: User, as_user: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    account = portal()
    for number in range(12):
        offered(f"REF-{number}", photos=number % 2)
    for price in (1000, 2000, 3000):
        Operation.objects.update(price=price)
        build_feed(account_id=account.pk)
    client = as_user(manager)
    with django_assert_max_num_queries(12):
        assert client.get(reverse(f"portals:{name}", args=[account.pk])).status_code == 200


def test_a_listings_page_of_portals_costs_the_same_with_more_accounts_and_operations(
    salesperson: User, as_user: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    listing = offered("REF-1", photos=6, salesperson=salesperson).listing
    client = as_user(salesperson)
    page = reverse("portals:listing_on_portals", args=["REF-1"])
    for name in ("kyero", "idealista", "blm"):
        portal(name)
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200
    factories.OperationFactory(listing=listing, kind="rent", price=900, period="month")
    factories.OperationFactory(listing=listing, kind="seasonal_rent", price=300, period="week")
    portal("kyero", name="Other", offices=[listing.office])
    with django_assert_max_num_queries(12):
        text = client.get(page).content.decode()
    assert text.count("Other") >= 3


def test_an_account_of_another_office_has_no_line(manager: User, as_user: Callable[[User], Client]) -> None:
    offered("REF-1")
    portal("kyero", name="Elsewhere", offices=[factories.OfficeFactory()])
    portal("blm", name="Everywhere")
    text = as_user(manager).get(reverse("portals:listing_on_portals", args=["REF-1"])).content.decode()
    assert "Everywhere" in text
    assert "Elsewhere" not in text
