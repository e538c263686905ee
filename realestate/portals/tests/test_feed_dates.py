"""The date of a listing in a feed moves exactly when something exported changed, whatever people do in between."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine as clock
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realestate.listings.models import Listing, ListingText, Operation, Photo
from realestate.portals.feeds import selection
from realestate.portals.feeds.building import build_feed
from realestate.portals.models import PortalAccount, Publication
from realestate.portals.tests.feeds import offered, portal, simple_rules
from realestate.salespeople.models import Office
from realestate.tests import factories

pytestmark = pytest.mark.django_db
ENTRY = re.compile(r"<property>\n<id>(.*?)</id>\n<date>(.*?)</date>(.*?)</property>", re.DOTALL)
REFERENCES = ("D-0", "D-1", "D-2")
Edit = tuple[str, str, Any]

WORDS = st.sampled_from(["", "Luz", "Mar y sol", "Piscina comunitaria", "<b>Luz</b>", "Luz "])
EDITS: st.SearchStrategy[Edit] = st.tuples(
    st.sampled_from(REFERENCES),
    st.sampled_from(["price", "status", "note", "zone", "text", "title", "order", "photo", "floor", "caption", "owner",
                     "features", "visibility", "energy", "office", "version", "nothing", "photo_new"]),
    st.integers(0, 3),
)  # fmt: skip


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(selection, "blockers", simple_rules)


def change(office: Office, edit: Edit) -> None:
    """One edit by anybody; many of them change nothing that a portal sees, or set what is there already."""
    reference, what, number = edit
    listing = Listing.objects.get(reference=reference)
    rows = Listing.objects.filter(pk=listing.pk)
    texts = ListingText.objects.filter(listing=listing)
    some = ["Centro", "Playa", "<i>Playa</i>", ""][number]
    photos = list(listing.photos.all())
    edits: dict[str, Callable[[], Any]] = {
        "price": lambda: listing.operations.update(price=Decimal(100_000 + number * 500) / 3),
        "status": lambda: listing.operations.update(status=["available", "reserved", "available", "draft"][number]),
        "note": lambda: rows.update(notes=f"note {number}"),
        "zone": lambda: rows.update(zone=some),
        "text": lambda: texts.update(description=["Luz", "Luz  ", "<b>Luz</b>", "Mar"][number]),
        "title": lambda: texts.update(title=some),  # Kyero has no place for titles
        "order": lambda: [
            Photo.objects.filter(pk=photo.pk).update(position=(place + number) % len(photos))
            for place, photo in enumerate(photos)
        ],
        "photo": lambda: photos and photos[-1].delete() if len(photos) > 1 else None,
        "photo_new": lambda: factories.PhotoFactory(
            listing=listing, position=9, remote_url=f"https://photos.example/{reference}/new{number}.jpg"
        ),
        "floor": lambda: rows.update(floor=str(number)),
        "caption": lambda: listing.photos.update(caption=some),
        "owner": lambda: factories.OwnershipFactory(listing=listing, share=1),
        "features": lambda: rows.update(features=[["pool"], ["lift"], ["pool", "lift"], []][number]),
        "visibility": lambda: rows.update(address_visibility=["full", "street", "hidden", "hidden"][number]),
        "energy": lambda: rows.update(energy_status=["exempt", "in_process", "available", "missing"][number]),
        "office": lambda: Office.objects.filter(pk=office.pk).update(
            email=f"agencia{number % 2}@agencia.example", name=f"Oficina {number}"
        ),
        "version": lambda: rows.update(version=number + 5),
        "nothing": lambda: None,
    }
    edits[what]()


def entries(account: PortalAccount) -> dict[str, tuple[str, str]]:
    """Id → (date, all the rest) as the portal reads it."""
    build = build_feed(account_id=account.pk)
    assert build is not None
    with default_storage.open(build.file) as file:
        found = ENTRY.findall(file.read().decode())
    return {key: (date, rest) for key, date, rest in found}


@given(st.lists(st.tuples(st.lists(EDITS, max_size=3), st.sampled_from([0, 1, 90, 86_400])), min_size=2, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_date_moves_exactly_when_something_exported_changed(days: list[tuple[list[Edit], int]]) -> None:
    for model in (Operation, Listing, PortalAccount):
        model.objects.all().delete()  # type: ignore[attr-defined]
    office = factories.OfficeFactory()
    for reference in REFERENCES:
        offered(reference, office=office, photos=3, latitude=Decimal("37.978"), longitude=Decimal("-0.682"))
    account = portal(drop_guard_percent=100)
    with clock.travel("2026-11-24 22:59:00+00:00", tick=False) as traveller:
        before = entries(account)
        seen: dict[str, tuple[str, str]] = dict(before)
        for edits, seconds in days:
            for edit in edits:
                change(office, edit)
            traveller.shift(timedelta(seconds=seconds))
            now = entries(account)
            for key, (date, rest) in now.items():
                if key in before:
                    assert (date != before[key][0]) == (rest != before[key][1])
                else:  # it comes back: with a new date, or the portal would not look
                    assert date > seen.get(key, ("", ""))[0]
                assert date >= seen.get(key, ("", ""))[0]
            seen |= now
            before = now
            rows = Publication.objects.filter(account=account, state="published")
            assert set(rows.values_list("key", flat=True)) == set(now)
