"""How long a feed of 10,000 listings with 20 photos each takes, and how much memory. FEED_SPEED=10000 asks for it."""

import os
import sys
import time
import tracemalloc
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from realestate.core.tokens import new_token
from realestate.listings.models import Listing, ListingText, Mandate, Operation, Ownership, Photo
from realestate.portals.feeds.building import build_feed
from realestate.portals.tests.feeds import portal
from realestate.tests import factories

LISTINGS = int(os.environ.get("FEED_SPEED", "0"))
PHOTOS = 20
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LISTINGS, reason="FEED_SPEED says how many listings"),
]
TEXT = "Vivienda luminosa a cinco minutos de la playa, con terraza y vistas al mar, reformada hace poco. " * 8


def stock() -> None:
    """As many listings as asked for, all that the rules want included."""
    office = factories.OfficeFactory()
    person = factories.UserFactory(office=office)
    owner = factories.ContactFactory(office=office)
    for start in range(0, LISTINGS, 500):
        numbers = range(start, min(start + 500, LISTINGS))
        Listing.objects.bulk_create(
            Listing(
                reference=f"SPD-{number:06}", office=office, salesperson=person, owner=owner, property_type="flat",
                town="Torrevieja", province="Alicante", zone="La Mata", latitude=Decimal("37.978"),
                longitude=Decimal("-0.682"), built_area=Decimal(80), usable_area=Decimal(70), bedrooms=2, bathrooms=1,
                energy_status="available", energy_consumption="D", energy_emissions="E",
                energy_expires_on=date(2034, 1, 1), features=["pool", "lift", "terrace"],
                free_features=["Solárium de uso privado con vistas al mar y barbacoa"], habitability_status="available",
                condition="good", year_built=1999,
            )
            for number in numbers
        )  # fmt: skip
        listings = list(Listing.objects.filter(reference__gte=f"SPD-{start:06}").order_by("pk"))
        Operation.objects.bulk_create(
            Operation(listing=one, kind="sale", price=Decimal(150_000 + one.pk), status="available", is_on_web=True)
            for one in listings
        )
        ListingText.objects.bulk_create(
            ListingText(listing=one, language=language, title="Piso con vistas", description=TEXT)
            for one in listings
            for language in ("es", "en")
        )
        Ownership.objects.bulk_create(Ownership(listing=one, contact=owner, share=Decimal(100)) for one in listings)
        Mandate.objects.bulk_create(
            Mandate(
                listing=one, reference=f"M-{one.pk}", status="active", kind="open", starts_on=date(2026, 1, 1),
                ends_on=date(2027, 12, 31), fee_value=Decimal(3), operation_kinds=["sale"],
            )
            for one in listings
        )  # fmt: skip
        Photo.objects.bulk_create(
            Photo(
                listing=one, token=new_token(), position=place, original=f"photos/{one.pk}-{place}.jpg",
                sha256=new_token(), status="ready", width=1920, height=1280, caption="Salón",
            )
            for one in listings
            for place in range(PHOTOS)
        )  # fmt: skip


def test_a_great_feed_is_built_in_ten_seconds_and_served_again_in_a_tenth(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    stock()
    account = portal()
    said = []
    for what in ("first", "again"):
        started, worked = time.perf_counter(), time.process_time()
        build = build_feed(account_id=account.pk)
        own = time.process_time() - worked  # without waiting for the database, and for others on a busy machine
        said.append(f"{what} {time.perf_counter() - started:.2f} s, own {own:.2f} s")
    assert build is not None
    tracemalloc.start()
    build_feed(account_id=account.pk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    client = Client()
    path = reverse("portals:feed", args=["kyero", account.token, "xml"])
    client.get(path)
    for headers in ({"HTTP_ACCEPT_ENCODING": "gzip"}, {}, {"HTTP_IF_NONE_MATCH": f'"{build.sha256}"'}):
        started = time.perf_counter()
        response = client.get(path, **headers)
        size = sum(len(piece) for piece in response) if response.status_code == 200 else 0
        said.append(f"{response.status_code} {size} bytes {(time.perf_counter() - started) * 1000:.1f} ms")
    figures = f"{build.listing_count} listings, {build.size} bytes, {build.excluded_count} out; peak {peak >> 20} MB"
    sys.stderr.write(f"\n{figures}; {'; '.join(said)}\n")
    assert build.listing_count == LISTINGS
