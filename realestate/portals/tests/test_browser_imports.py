"""Bringing stock in from the browser: preview, confirm, result, undo."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from realestate.core.errors import BusinessRuleError
from realestate.listings import services
from realestate.listings.models import Listing, Operation
from realestate.portals import imports, undo
from realestate.portals.models import ImportBatch
from realestate.portals.tests.kyero_feeds import feed, listing_xml
from realestate.salespeople.models import Office, User
from realestate.tests import factories

pytestmark = pytest.mark.django_db

TWO = feed(listing_xml(), listing_xml(id="A2", ref="REF-2", price="120000"))


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def uploaded(data: bytes = TWO) -> SimpleUploadedFile:
    return SimpleUploadedFile("feed.xml", data, content_type="text/xml")


@pytest.fixture
def start(manager: User, office: Office, run_tasks: Callable[[], None]) -> Callable[..., ImportBatch]:
    """An import that was read for its preview."""

    def do(data: bytes = TWO, **more: Any) -> ImportBatch:
        options = {"source": "kyero", "downloads_photos": False, **more}
        batch = imports.start_import(actor=manager, office=office, upload=uploaded(data), **options)
        run_tasks()
        batch.refresh_from_db()
        return batch

    return do


@pytest.fixture
def bring(
    start: Callable[..., ImportBatch], manager: User, run_tasks: Callable[[], None]
) -> Callable[..., ImportBatch]:
    """An import that is done."""

    def do(data: bytes = TWO, **more: Any) -> ImportBatch:
        batch = start(data, **more)
        imports.confirm_import(actor=manager, batch=batch)
        run_tasks()
        batch.refresh_from_db()
        return batch

    return do


def test_a_preview_writes_nothing(start: Callable[..., ImportBatch]) -> None:
    batch = start()
    assert batch.status == "checked"
    assert batch.counts["created"] == 2
    assert not Listing.objects.exists()


def test_a_confirmed_import_makes_listings(bring: Callable[..., ImportBatch]) -> None:
    batch = bring()
    assert batch.status == "done"
    assert Listing.objects.count() == 2
    assert [row.action for row in batch.rows.all()] == ["created", "created"]


def test_confirming_twice_imports_once(start: Callable[..., ImportBatch], manager: User) -> None:
    batch = start()
    imports.confirm_import(actor=manager, batch=batch)
    with pytest.raises(BusinessRuleError):
        imports.confirm_import(actor=manager, batch=batch)


def test_two_workers_do_not_read_the_same_batch(start: Callable[..., ImportBatch], manager: User) -> None:
    batch = imports.confirm_import(actor=manager, batch=start())
    assert imports.take_over(batch, "importing")
    assert not imports.take_over(batch, "importing")


def test_an_import_can_be_undone(bring: Callable[..., ImportBatch], manager: User) -> None:
    batch = bring()
    assert undo.undo_import(actor=manager, batch=batch) == 2
    assert not Listing.objects.exists()
    batch.refresh_from_db()
    assert batch.status == "undone"


def test_an_edited_listing_stops_the_undoing(bring: Callable[..., ImportBatch], manager: User) -> None:
    batch = bring()
    listing = Listing.objects.order_by("pk")[0]
    services.update_listing(actor=manager, listing=listing, values={"zone": "Centro"})
    with pytest.raises(BusinessRuleError):
        undo.undo_import(actor=manager, batch=batch)
    with translation.override("en"):
        ((row, words),) = undo.edits_since(batch)
    assert row.listing == listing
    assert words == ["Its facts or texts were changed."]


def test_the_rest_is_undone_when_a_manager_says_so(bring: Callable[..., ImportBatch], manager: User) -> None:
    batch = bring()
    listing = Listing.objects.order_by("pk")[0]
    services.update_listing(actor=manager, listing=listing, values={"zone": "Centro"})
    assert undo.undo_import(actor=manager, batch=batch, leave_edited=True) == 1
    assert list(Listing.objects.all()) == [listing]


def test_a_lead_about_a_listing_keeps_it(bring: Callable[..., ImportBatch], office: Office) -> None:
    batch = bring()
    listing = Listing.objects.order_by("pk")[0]
    factories.LeadFactory(office=office, listing=listing)
    with translation.override("en"):
        assert [words for _row, words in undo.edits_since(batch)] == [["There are leads about it."]]


def test_undoing_a_second_import_gives_the_former_values_back(bring: Callable[..., ImportBatch], manager: User) -> None:
    bring()
    cheaper = feed(listing_xml(price="90000", beds="3"), listing_xml(id="A2", ref="REF-2", price="120000"))
    second = bring(cheaper)
    assert [row.action for row in second.rows.all()] == ["updated"]
    operation = Operation.objects.select_related("listing").order_by("pk")[0]
    assert (operation.price, operation.listing.bedrooms) == (Decimal(90_000), 3)
    undo.undo_import(actor=manager, batch=second)
    operation = Operation.objects.select_related("listing").order_by("pk")[0]
    assert (operation.price, operation.listing.bedrooms) == (Decimal(95_000), 2)
    assert Listing.objects.count() == 2


def test_photos_come_back_in_their_order(bring: Callable[..., ImportBatch], manager: User) -> None:
    def images(*names: str) -> str:
        return "".join(
            f'<image id="{n}"><url>https://agency.example/{name}.jpg</url></image>' for n, name in enumerate(names, 1)
        )

    bring(feed(listing_xml(images=images("a", "b", "c"))))
    second = bring(feed(listing_xml(images=images("c", "d"))))
    undo.undo_import(actor=manager, batch=second)
    photos = Listing.objects.get().photos.order_by("position")
    assert [photo.remote_url[-5] for photo in photos] == ["a", "b", "c"]


def test_an_undone_import_can_be_brought_again(bring: Callable[..., ImportBatch], manager: User) -> None:
    undo.undo_import(actor=manager, batch=bring())
    assert bring().counts["created"] == 2


def test_rubbish_is_told_and_nothing_is_written(start: Callable[..., ImportBatch]) -> None:
    batch = start(b"%PDF-1.4 this is not a feed")
    assert batch.status == "failed"
    assert batch.error
    assert not Listing.objects.exists()


def test_an_address_inside_is_not_fetched(manager: User, office: Office, run_tasks: Callable[[], None]) -> None:
    batch = imports.start_import(actor=manager, office=office, source="kyero", url="http://169.254.169.254/latest/")
    run_tasks()
    batch.refresh_from_db()
    assert batch.status == "failed"
    assert not batch.file


def test_photos_are_fetched_one_task_each(bring: Callable[..., ImportBatch], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    enqueue = imports.jobs.enqueue
    monkeypatch.setattr(
        imports.jobs,
        "enqueue",
        lambda name, *args: asked.append(args) if name == "listings.download_photo" else enqueue(name, *args),
    )
    bring(downloads_photos=True)
    assert len(asked) == 2


def test_a_salesperson_does_not_import(salesperson: User, office: Office) -> None:
    with pytest.raises(BusinessRuleError):
        imports.start_import(actor=salesperson, office=office, source="kyero", upload=uploaded())


def test_a_manager_goes_through_it_in_the_browser(
    manager: User, office: Office, as_user: Callable[[User], Client], run_tasks: Callable[[], None]
) -> None:
    client = as_user(manager)
    values = {"office": office.pk, "source": "kyero", "upload": uploaded()}
    page = client.post(reverse("portals:import_create"), values)
    batch = ImportBatch.objects.get()
    assert page.headers["Location"] == batch.get_absolute_url()
    assert "hx-trigger" in client.get(batch.get_absolute_url()).content.decode()
    run_tasks()
    assert reverse("portals:import_confirm", args=[batch.pk]) in client.get(batch.get_absolute_url()).content.decode()
    client.post(reverse("portals:import_confirm", args=[batch.pk]))
    run_tasks()
    assert Listing.objects.count() == 2
    assert client.get(reverse("portals:import_report", args=[batch.pk])).status_code == 200
    assert client.get(f"{batch.get_absolute_url()}?undo=").status_code == 200
    client.post(reverse("portals:import_undo", args=[batch.pk]))
    assert not Listing.objects.exists()
    assert client.get(reverse("portals:imports")).status_code == 200


@pytest.mark.parametrize("values", [{}, {"url": "https://a.example/f.xml", "upload": True}, {"url": "javascript:1"}])
def test_a_file_or_an_address_is_needed(
    values: dict[str, Any], manager: User, office: Office, as_user: Callable[[User], Client]
) -> None:
    values = {"office": office.pk, "source": "kyero", **values}
    if values.get("upload"):
        values["upload"] = uploaded()
    assert as_user(manager).post(reverse("portals:import_create"), values).status_code == 200
    assert not ImportBatch.objects.exists()


def test_the_page_of_a_large_import_costs_as_much_as_a_small_one(
    bring: Callable[..., ImportBatch],
    manager: User,
    as_user: Callable[[User], Client],
    django_assert_max_num_queries: Any,
) -> None:
    many = feed(*(listing_xml(id=f"A{n}", ref=f"R{n}") for n in range(30)))
    batch = bring(many)
    client = as_user(manager)
    with django_assert_max_num_queries(8):
        client.get(batch.get_absolute_url())


def test_looking_for_edits_costs_the_same_for_three_hundred_listings(
    bring: Callable[..., ImportBatch], manager: User, django_assert_max_num_queries: Any
) -> None:
    batch = bring(feed(*(listing_xml(id=f"A{n}", ref=f"R{n}") for n in range(300))))
    listing = Listing.objects.order_by("pk")[7]
    services.update_listing(actor=manager, listing=listing, values={"zone": "Centro"})
    with django_assert_max_num_queries(14):
        ((row, _words),) = undo.edits_since(batch)
    assert row.listing == listing


def test_a_large_import_is_undone_by_a_task_that_tells_how_far_it_is(
    bring: Callable[..., ImportBatch],
    manager: User,
    as_user: Callable[[User], Client],
    run_tasks: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undo, "AT_ONCE", 2)
    batch = bring(feed(*(listing_xml(id=f"A{n}", ref=f"R{n}") for n in range(5))))
    first = Listing.objects.order_by("pk")[0]
    factories.LeadFactory(office=batch.office, listing=first)
    with pytest.raises(BusinessRuleError):
        undo.undo_import(actor=manager, batch=batch)
    client = as_user(manager)
    client.post(reverse("portals:import_undo", args=[batch.pk]), {"leave_edited": "yes"})
    assert Listing.objects.count() == 5
    batch.refresh_from_db()
    assert (batch.status, batch.is_working, batch.percent) == ("undoing", True, 0)
    assert "<progress" in client.get(batch.get_absolute_url()).content.decode()
    run_tasks()
    batch.refresh_from_db()
    assert batch.status == "undone"
    assert (batch.counts["undone"], batch.counts["left"]) == (4, 1)
    assert list(Listing.objects.all()) == [first]


def test_an_undoing_that_broke_off_goes_on_where_it_was(
    bring: Callable[..., ImportBatch], manager: User, run_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "AT_ONCE", 0)
    batch = bring(feed(*(listing_xml(id=f"A{n}", ref=f"R{n}") for n in range(3))))
    done: list[int] = []
    put_back = undo.put_back

    def fail_at_the_second(row: Any, **more: Any) -> None:
        if len(done) == 1:
            raise RuntimeError
        done.append(row.pk)
        put_back(row, **more)

    monkeypatch.setattr(undo, "put_back", fail_at_the_second)
    undo.undo_import(actor=manager, batch=batch)
    with pytest.raises(RuntimeError):
        undo.run_undo(ImportBatch.objects.get(pk=batch.pk))
    assert Listing.objects.count() == 2
    monkeypatch.setattr(undo, "put_back", put_back)
    ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=None)  # as after two minutes of silence
    undo.run_undo(ImportBatch.objects.get(pk=batch.pk))
    batch.refresh_from_db()
    assert (batch.status, batch.counts["undone"]) == ("undone", 3)
    assert not Listing.objects.exists()
