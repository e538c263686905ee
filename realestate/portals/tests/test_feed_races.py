"""Several builds of one account at the same moment, on MySQL."""

from typing import Any

import pytest

from realestate.leads.tests.test_races import at_once
from realestate.portals.feeds import selection
from realestate.portals.feeds.building import build_feed
from realestate.portals.models import FeedBuild, FeedDifference, PortalAccount, Publication
from realestate.portals.tests.feeds import offered, portal, simple_rules

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_of_six_builds_at_once_one_feed_comes_out(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(selection, "blockers", simple_rules)
    for number in range(20):
        offered(f"A-{number:02}")
    account = portal()
    answers = at_once(6, lambda _number: build_feed(account_id=account.pk))
    built = {build.pk for build in answers if build is not None}
    assert len(built) == 1
    assert FeedBuild.objects.count() == 1
    assert FeedDifference.objects.count() == Publication.objects.count() == 20
    account = PortalAccount.objects.get()
    assert account.building_since is None
    assert account.served_build_id in built
