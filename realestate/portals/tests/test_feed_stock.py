"""What feeds read of the stock: the same facts as anybody else sees, in few queries, and only once while unchanged."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from realestate.listings.choices import Channel
from realestate.listings.models import Listing, Mandate, Operation, Photo, RuleOverride, RuleSwitch
from realestate.listings.rules import Facts, blockers
from realestate.listings.rules.packs import LAYERS, blocking_rules_for
from realestate.portals.feeds import building, index
from realestate.portals.feeds.building import build_feed
from realestate.portals.feeds.content import item_of
from realestate.portals.feeds.selection import Outlet
from realestate.portals.feeds.stock import Stock
from realestate.portals.models import FeedBuild, PortalAccount, Publication
from realestate.portals.tests.feeds import offered, portal
from realestate.salespeople.models import Office, User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office() -> Office:
    found: Office = factories.OfficeFactory()
    return found


def everything(office: Office, manager: User) -> list[Operation]:
    """Operations of each kind and many types, with mandates, owners, photos, overrides and switches, good and bad."""
    found = []
    for number, (kind, name) in enumerate(
        [
            ("sale", "flat"), ("sale", "land"), ("rent", "studio"), ("seasonal_rent", "detached"), ("sale", "other"),
            ("transfer", "retail"), ("rent_to_own", "flat"), ("sale", "garage"), ("rent", "country_house"),
        ]
    ):  # fmt: skip
        operation = offered(
            f"ST-{number}", kind=kind, photos=number % 3, property_type=name, office=office,
            price=None if number == 1 else Decimal(900 + number), energy_status="missing" if number % 2 else "exempt",
            address_visibility=("full", "street", "hidden")[number % 3], latitude=Decimal("37.97812"),
            longitude=Decimal("-0.6821"), text="Llame al 612 345 678 <b>hoy</b>" if number % 4 == 0 else "Piso con luz",
        )  # fmt: skip
        listing = operation.listing
        if number % 2:
            factories.OwnershipFactory(listing=listing, share=Decimal(40 if number == 3 else 100))
        for place in range(number % 3):
            Mandate.objects.create(
                reference=f"M-{number}-{place}", listing=listing, operation_kinds=[kind], fee_payer="buyer",
                status="signed" if place else "active", kind="exclusive", starts_on=date(2026, 1, 1),
                revocable_until=date(2026, 1, 15), ends_on=date(2027, 1, 1),
            )  # fmt: skip
        RuleOverride.objects.create(operation=operation, code="text_contact", reason="Prueba", actor=manager)
        found.append(operation)
    RuleSwitch.objects.create(office=office, code="owner", is_on=False, reason="Prueba")
    return found


def test_the_rules_and_formats_see_the_same_as_in_the_models(office: Office, manager: User) -> None:
    everything(office, manager)
    outlet = Outlet.of(portal())
    for pack in LAYERS:
        Office.objects.filter(pk=office.pk).update(country_rules=pack)
        read = {source.key: source.facts() for chunk in Stock(outlet.account).chunks() for source in chunk}
        assert len(read) == 9
        for operation in Operation.objects.for_rules():
            facts, plain = Facts(operation), read[operation.pk]
            for channel in Channel:
                assert blockers(plain, channel) == blockers(facts, channel)
                for rule in blocking_rules_for(pack, channel, operation.kind, operation.listing.property_type):
                    assert rule.check(plain) == rule.check(facts), rule.code
            contact = outlet.contact_of(operation.listing.office)
            assert item_of(plain, contact, outlet.languages) == item_of(facts, contact, outlet.languages)


def test_the_stamp_tells_every_change_of_what_is_read(office: Office, manager: User) -> None:
    operation = everything(office, manager)[1]
    account = portal()

    def stamp() -> str:
        return next(one.stamp() for chunk in Stock(account).chunks() for one in chunk if one.key == operation.pk)

    seen = {stamp()}
    listing = operation.listing
    photo: Photo = listing.photos.get()
    for number, (rows, values) in enumerate(
        [
            (Listing.objects.filter(pk=listing.pk), {"zone": "Playa"}),
            (Listing.objects.filter(pk=listing.pk), {"energy_expires_on": date(2030, 1, 1)}),
            (Operation.objects.filter(pk=operation.pk), {"price": 950}),
            (Photo.objects.filter(pk=photo.pk), {"status": "failed"}),
            (Photo.objects.filter(pk=photo.pk), {"sha256": "ab" * 32}),
            (listing.texts.all(), {"title": "Otra"}),
            (Mandate.objects.filter(listing=listing), {"status": "withdrawn"}),
            (listing.ownerships.all(), {"share": 50}),
            (RuleOverride.objects.filter(operation=operation), {"code": "town"}),
            (Office.objects.filter(pk=office.pk), {"email": "otra@agencia.example"}),
            (RuleSwitch.objects.all(), {"is_on": True}),
        ],
        2,
    ):
        assert rows.update(**values)
        seen.add(stamp())
        assert len(seen) == number, values
    Listing.objects.filter(pk=listing.pk).update(notes="Only for us", version=77)
    assert stamp() in seen


def test_a_chunk_costs_the_same_queries_however_many_listings_it_holds(office: Office, manager: User) -> None:
    account = portal()
    counts = []
    for _round in range(2):
        offered(f"Q-{len(counts)}", office=office, photos=3)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for chunk in Stock(account).chunks():
                for source in chunk:
                    blockers(source.facts(), "kyero")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def built(account: PortalAccount) -> FeedBuild:
    build = build_feed(account_id=account.pk)
    assert build is not None
    return build


def content(build: FeedBuild) -> bytes:
    with default_storage.open(build.file) as file:
        return bytes(file.read())


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The references that a build had to look at."""
    seen: list[str] = []

    def judge(outlet: Any, facts: Any, *, is_wanted: bool) -> Any:
        seen.append(facts.listing.reference)
        return selection_judge(outlet, facts, is_wanted=is_wanted)

    selection_judge = building.judge
    monkeypatch.setattr(building, "judge", judge)
    return seen


@pytest.fixture
def stock(monkeypatch: pytest.MonkeyPatch, office: Office) -> PortalAccount:
    from realestate.portals.feeds import selection
    from realestate.portals.tests.feeds import simple_rules

    monkeypatch.setattr(selection, "blockers", simple_rules)
    for number in range(5):
        offered(f"I-{number}", office=office, photos=2)
    offered("I-9", office=office, photos=0)
    return portal()


def test_only_what_has_changed_is_looked_at_again(stock: PortalAccount, judged: list[str]) -> None:
    built(stock)
    assert len(judged) == 6
    judged.clear()
    assert FeedBuild.objects.count() == 1
    built(stock)
    assert judged == []
    Operation.objects.filter(listing__reference="I-3").update(price=Decimal(99_000))
    build = built(stock)
    assert judged == ["I-3"]
    assert b"<price>99000</price>" in content(build)
    assert (build.available, build.eligible, build.listing_count, build.excluded_count) == (6, 5, 5, 1)


def test_a_note_costs_no_second_look_and_a_new_day_one(
    stock: PortalAccount, judged: list[str], time_machine: Any
) -> None:
    time_machine.move_to("2026-11-24 12:00:00+00:00", tick=False)
    first = built(stock)
    judged.clear()
    Listing.objects.update(notes="Only for us")
    built(stock)
    assert judged == []
    time_machine.shift(timedelta(days=1))
    assert built(stock).pk == first.pk
    assert len(judged) == 6
    judged.clear()
    built(stock)
    assert judged == []


@pytest.mark.parametrize("spoil", ["lost", "nonsense", "moved", "feed"])
def test_a_spoilt_index_costs_time_and_nothing_else(stock: PortalAccount, judged: list[str], spoil: str) -> None:
    build = built(stock)
    before = content(build)
    judged.clear()
    lines = index.read_lines(build.file)
    name = build.file + index.ENDING
    if spoil == "feed":
        default_storage.delete(build.file)
        default_storage.save(build.file, ContentFile(before.replace(b"Piso", b"Pisa")))
    else:
        default_storage.delete(name)
    if spoil == "nonsense":
        default_storage.save(name, ContentFile(b"1 2\n\xff"))
    if spoil == "moved":
        index.write_lines(build.file, {key: line._replace(start=line.start + 3) for key, line in lines.items()})
    again = built(stock)
    assert again.sha256 == build.sha256
    assert len(judged) >= 5
    assert Publication.objects.filter(state="published").count() == 5


def test_switching_a_portal_off_takes_the_listing_out_at_once(stock: PortalAccount) -> None:
    built(stock)
    Publication.objects.filter(key="I-1").update(is_wanted=False)
    build = built(stock)
    assert b"<id>I-1</id>" not in content(build)
    assert build.listing_count == 4


def test_a_change_of_the_account_reaches_every_entry(stock: PortalAccount, judged: list[str]) -> None:
    built(stock)
    judged.clear()
    PortalAccount.objects.filter(pk=stock.pk).update(contact_email="ventas@agencia.example")
    build = built(stock)
    assert len(judged) == 6
    assert content(build).count(b"<email>ventas@agencia.example</email>") == 5
