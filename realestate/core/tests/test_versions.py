import pytest

from realestate.core.errors import StaleVersionError
from realestate.core.models import Counter
from realestate.listings.models import Listing
from realestate.tests.factories import ListingFactory

pytestmark = pytest.mark.django_db


def test_the_version_grows_with_every_save() -> None:
    listing = ListingFactory()
    listing.town = "Cartagena"
    listing.save()
    listing.save(update_fields=["town"])
    assert Listing.objects.get(pk=listing.pk).version == 3


def test_a_stale_save_raises_and_writes_nothing() -> None:
    listing = ListingFactory(town="Murcia")
    mine = Listing.objects.get(pk=listing.pk)
    listing.town = "Cartagena"
    listing.save()
    mine.town = "Lorca"
    with pytest.raises(StaleVersionError):
        mine.save()
    assert Listing.objects.get(pk=listing.pk).town == "Cartagena"


def test_a_stale_save_leaves_the_version_as_it_was_read() -> None:
    listing = ListingFactory()
    mine = Listing.objects.get(pk=listing.pk)
    listing.save()
    with pytest.raises(StaleVersionError):
        mine.save()
    assert mine.version == 1


def test_a_counter_counts_from_one() -> None:
    assert [Counter.take("office-1"), Counter.take("office-1"), Counter.take("office-2")] == [1, 2, 1]
