"""Building feeds: the date, the drop guard, the lock, the files and the differences."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from realestate.audit.models import AuditLine
from realestate.core.models import OutgoingEmail
from realestate.listings import rules
from realestate.listings.models import ListingText, Operation, Photo
from realestate.portals.feeds import accounts, history, selection
from realestate.portals.feeds.building import KEPT_FILES, build_feed
from realestate.portals.models import FeedBuild, FeedDifference, PortalAccount, Publication
from realestate.portals.tests.feeds import offered, portal, simple_rules
from realestate.salespeople.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(selection, "blockers", simple_rules)


def built(account: PortalAccount) -> FeedBuild:
    build = build_feed(account_id=account.pk)
    assert build is not None
    return build


def content(build: FeedBuild) -> str:
    with default_storage.open(build.file) as file:
        return file.read().decode()


def test_what_is_on_offer_is_in_the_feed() -> None:
    offered("A-1")
    offered("A-2", status="draft")
    build = built(portal())
    assert "<id>A-1</id>" in content(build)
    assert "A-2" not in content(build)
    assert (build.available, build.eligible, build.listing_count, build.excluded_count) == (1, 1, 1, 0)


def test_the_same_stock_gives_the_same_feed_and_no_new_build() -> None:
    offered("A-1")
    account = portal()
    first = built(account)
    again = built(account)
    assert again.pk == first.pk
    assert FeedBuild.objects.count() == 1
    assert FeedDifference.objects.count() == 1


def test_the_date_moves_when_the_photos_change_order_and_not_when_a_note_is_written() -> None:
    operation = offered("A-1", photos=3)
    account = portal()
    built(account)
    before = Publication.objects.get().changed_at
    operation.listing.notes = "Only for us"
    operation.listing.save()
    built(account)
    assert Publication.objects.get().changed_at == before
    first, second, _third = operation.listing.photos.all()
    Photo.objects.filter(pk=first.pk).update(position=1)
    Photo.objects.filter(pk=second.pk).update(position=0)
    built(account)
    after = Publication.objects.get().changed_at
    assert before is not None and after is not None
    assert after > before


def test_two_changes_within_a_second_give_two_dates() -> None:
    operation = offered("A-1")
    account = portal()
    dates = set()
    for price in (100_000, 101_000, 102_000):
        Operation.objects.filter(pk=operation.pk).update(price=price)
        built(account)
        dates.add(Publication.objects.get().changed_at)
    assert len(dates) == 3


def test_what_may_not_leave_is_left_out_with_the_rule_in_both_languages() -> None:
    operation = offered("A-1")
    operation.listing.photos.all().delete()
    build = built(portal())
    assert build.listing_count == 0
    row = Publication.objects.get()
    assert row.state == "excluded"
    assert row.first_reason.startswith("rule.")
    assert {"es", "en"} <= row.reasons[0].keys()


def test_without_a_mandate_nothing_leaves_whatever_the_account_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "blockers", rules.blockers)
    offered("A-1")
    build = built(portal())
    assert (build.available, build.eligible, build.listing_count) == (1, 0, 0)
    assert "rule.mandate" in {reason["code"] for reason in Publication.objects.get().reasons}


def test_what_the_format_cannot_bear_is_left_out_with_a_reason() -> None:
    offered("A-1", kind="transfer")
    build = built(portal())
    assert (build.available, build.eligible, build.listing_count, build.excluded_count) == (1, 1, 0, 1)
    assert Publication.objects.get().first_reason == "format.operation"


def test_a_switched_off_operation_leaves_the_feed(manager: User) -> None:
    for number in range(4):
        operation = offered(f"A-{number}")
    account = portal()
    built(account)
    accounts.set_wanted(actor=manager, account=account, operation=operation, is_wanted=False)
    build = built(account)
    assert build.listing_count == 3
    assert Publication.objects.get(operation=operation).first_reason == "not_wanted"
    assert build.differences.get().change == "removed"


def test_a_drop_of_more_than_thirty_percent_is_held_back_and_managers_are_told_once(manager: User) -> None:
    operations = [offered(f"A-{number}") for number in range(10)]
    account = portal()
    good = built(account)
    Operation.objects.filter(pk__in=[one.pk for one in operations[:4]]).update(status="withdrawn")
    held = built(account)
    again = built(account)
    account.refresh_from_db()
    assert held.is_held_back
    assert again.pk == held.pk
    assert account.served_build_id == good.pk
    assert account.alarm_build_id == held.pk
    assert Publication.objects.filter(state="published").count() == 10
    assert OutgoingEmail.objects.filter(recipient=manager.email).count() == 1


def test_exactly_thirty_percent_pass() -> None:
    operations = [offered(f"A-{number}") for number in range(10)]
    account = portal()
    built(account)
    Operation.objects.filter(pk__in=[one.pk for one in operations[:3]]).update(status="withdrawn")
    assert not built(account).is_held_back


def test_a_manager_may_serve_the_shorter_feed_all_the_same(
    manager: User, django_capture_on_commit_callbacks: Any
) -> None:
    operations = [offered(f"A-{number}") for number in range(10)]
    account = portal()
    built(account)
    Operation.objects.filter(pk__in=[one.pk for one in operations[:9]]).update(status="sold")
    held = built(account)
    account.refresh_from_db()
    accounts.accept_drop(actor=manager, account=account, build=held)
    build = build_feed(account_id=account.pk, forced_by=manager)
    account.refresh_from_db()
    assert build is not None
    assert (build.listing_count, build.served_by) == (1, manager)
    assert account.served_build_id == build.pk
    assert account.alarm_build_id is None
    assert AuditLine.objects.filter(action="portals.drop_accepted").exists()


def test_a_drop_that_went_on_after_the_manager_agreed_is_held_back_again(manager: User) -> None:
    operations = [offered(f"A-{number}") for number in range(10)]
    account = portal()
    built(account)
    Operation.objects.filter(pk__in=[one.pk for one in operations[:5]]).update(status="withdrawn")
    built(account)
    Operation.objects.filter(pk__in=[one.pk for one in operations[:9]]).update(status="withdrawn")
    build = build_feed(account_id=account.pk, forced_by=manager)
    assert build is not None
    assert build.is_held_back


def test_the_alarm_ends_when_the_stock_is_back() -> None:
    operations = [offered(f"A-{number}") for number in range(4)]
    account = portal()
    good = built(account)
    keys = [one.pk for one in operations[:3]]
    Operation.objects.filter(pk__in=keys).update(status="withdrawn")
    assert built(account).is_held_back
    Operation.objects.filter(pk__in=keys).update(status="available")
    assert built(account).pk == good.pk
    account.refresh_from_db()
    assert account.alarm_build_id is None


def test_a_second_build_of_the_same_account_does_nothing() -> None:
    offered("A-1")
    account = portal()
    assert PortalAccount.objects.claim(account.pk, "somebody")
    assert build_feed(account_id=account.pk) is None
    PortalAccount.objects.update(building_since=timezone.now() - timedelta(hours=1))
    assert build_feed(account_id=account.pk) is not None


def test_a_build_that_lost_its_place_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    offered("A-1")
    account = portal()
    from realestate.portals.feeds import building

    def steal(self: Any) -> str:
        PortalAccount.objects.update(building_mark="another")
        return original(self)

    original = building.Build._store
    monkeypatch.setattr(building.Build, "_store", steal)
    assert build_feed(account_id=account.pk) is None
    assert not FeedBuild.objects.exists()
    assert not Publication.objects.exists()


def test_a_build_that_fails_leaves_the_good_feed_and_the_lock_free(monkeypatch: pytest.MonkeyPatch) -> None:
    operation = offered("A-1")
    account = portal()
    good = built(account)
    Operation.objects.filter(pk=operation.pk).update(price=1)
    from realestate.portals.feeds import building

    with monkeypatch.context() as patch:
        patch.setattr(building, "prune", lambda account: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build_feed(account_id=account.pk)
    account.refresh_from_db()
    assert account.served_build_id == good.pk
    assert default_storage.exists(good.file)
    assert len(default_storage.listdir(f"feeds/{account.pk}")[1]) == 3  # plain, packed, index
    assert built(account).pk != good.pk


def test_old_files_go_and_their_differences_stay(django_capture_on_commit_callbacks: Any) -> None:
    operation = offered("A-1")
    account = portal()
    for price in range(KEPT_FILES + 4):
        Operation.objects.filter(pk=operation.pk).update(price=100_000 + price)
        with django_capture_on_commit_callbacks(execute=True):
            built(account)
    assert FeedBuild.objects.count() == KEPT_FILES + 4
    assert FeedBuild.objects.with_files().count() == KEPT_FILES + 1
    assert (
        len(default_storage.listdir(f"feeds/{account.pk}")[1]) == 2 * (KEPT_FILES + 1) + 1
    )  # the served one has an index
    assert FeedDifference.objects.count() == KEPT_FILES + 4


def test_a_lost_file_is_written_anew() -> None:
    offered("A-1")
    account = portal()
    lost = built(account)
    default_storage.delete(lost.file)
    assert default_storage.exists(built(account).file)


def test_each_feed_can_be_put_together_from_its_differences() -> None:
    operations = [offered(f"A-{number}") for number in range(6)]
    account = portal()
    builds = [built(account)]
    Operation.objects.filter(pk=operations[0].pk).update(price=1_000)
    builds.append(built(account))
    Operation.objects.filter(pk=operations[1].pk).update(status="sold")
    builds.append(built(account))
    ListingText.objects.filter(listing=operations[2].listing).update(description="Otro texto")
    builds.append(built(account))
    assert len({build.pk for build in builds}) == 4
    assert all(history.is_provable(build) for build in builds)


def test_the_history_says_why_a_listing_was_not_in_the_feed() -> None:
    for number in range(5):
        operation = offered(f"REF-{number}")
    account = portal()
    first = built(account)
    moment = timezone.now()
    Operation.objects.filter(pk=operation.pk).update(status="sold")
    second = built(account)
    FeedBuild.objects.filter(pk=first.pk).update(served_at=moment - timedelta(hours=2))
    FeedBuild.objects.filter(pk=second.pk).update(served_at=moment - timedelta(hours=1))
    early = history.answer(account=account, at=moment - timedelta(minutes=90), reference="ref-4")
    late = history.answer(account=account, at=moment, reference="REF-4")
    never = history.answer(account=account, at=moment, reference="REF-99")
    before = history.answer(account=account, at=moment - timedelta(hours=3), reference="REF-4")
    assert early.build == first and early.seen[0].is_in
    assert late.build == second and not late.seen[0].is_in
    assert len(late.seen[0].reasons) == 1
    assert never.unknown
    assert before.build is None


def test_a_listing_with_sale_and_rent_gives_two_properties_with_stable_ids() -> None:
    from realestate.tests import factories

    operation = offered("A-1")
    factories.OperationFactory(listing=operation.listing, kind="rent", price=900, period="month")
    text = content(built(portal()))
    assert "<id>A-1</id>" in text
    assert "<id>A-1-R</id>" in text
    assert text.count("<ref>A-1</ref>") == 2
    assert "<price_freq>month</price_freq>" in text


def test_only_the_accounts_offices_are_sent() -> None:
    operation = offered("A-1")
    offered("B-1")
    build = built(portal(offices=[operation.listing.office]))
    assert "A-1" in content(build)
    assert "B-1" not in content(build)


def test_the_number_of_queries_does_not_grow_with_the_stock(django_assert_max_num_queries: Any) -> None:
    account = portal()
    for number in range(3):
        offered(f"A-{number}", photos=3)
    with django_assert_max_num_queries(60):
        built(account)
    for number in range(3, 40):
        offered(f"A-{number}", photos=3)
    with django_assert_max_num_queries(60):
        built(account)
