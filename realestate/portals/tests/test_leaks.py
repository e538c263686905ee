"""Nothing leaves the house that the owner or the agency keeps inside.

Words that stand nowhere else are planted in every field that strangers must not see; then all that a stranger can read
is searched for them, whatever encoding it comes in. New addresses join in ``public_outputs``.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import get_resolver

from realestate.listings import services
from realestate.listings.models import Listing
from realestate.listings.place import public_point
from realestate.listings.tests.pictures import jpeg
from realestate.portals.tests import public_outputs
from realestate.portals.tests.stock import make_green, shown_listing
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ContactFactory, ContactPointFactory

pytestmark = pytest.mark.django_db

STREET, NUMBER, POSTAL_CODE = "Calle Canariosa", "8391", "46738"
LATITUDE, LONGITUDE = "38.417263", "-0.561947"
# However they are rounded on the way out: a point to four digits is a front door.
POINT = ("38.417", "38,417", "0.5619", "0,5619", "38417263", "561947")
NEVER = {
    "floor": "PisoQ7",
    "door": "PuertaZ9",
    "stair": "EscaleraX4",
    "unit": "UnidadW2",
    "notes": "NotaInternaK5",
    "cadastral_reference": "9872023VH5797S0001WX",
    "habitability_number": "CedulaJ8",
    "search_text": "busquedaoculta7",
}
OWNER = ("PropietarioQuince", "ApellidoDieciseis", "duenosecreto@example.com", "600987654", "12345678Z")
ADDRESSES = {
    "street": {"street": STREET},
    "exact": {"street_number": NUMBER, "postal_code": POSTAL_CODE},
    "point": {"latitude": Decimal(LATITUDE), "longitude": Decimal(LONGITUDE)},
}


@pytest.fixture(autouse=True)
def _media(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


Plant = Callable[[str], Listing]


@pytest.fixture
def plant(office: Office, salesperson: User, run_tasks: Callable[[], None]) -> Plant:
    """A listing with a canary in every field, its address visible so far, its photo from a phone."""

    def make(visibility: str) -> Listing:
        listing = _canary(office, salesperson, visibility)
        run_tasks()  # the smaller sizes of its photo
        make_green(listing)
        return listing

    return make


def _canary(office: Office, salesperson: User, visibility: str) -> Listing:
    owner = ContactFactory(first_name=OWNER[0], last_name=OWNER[1], office=office, notes="NotaDelDueno33")
    ContactPointFactory(contact=owner, value=OWNER[2])
    ContactPointFactory(contact=owner, kind="phone", value=f"+34{OWNER[3]}")
    fields: dict[str, Any] = {name: value for values in ADDRESSES.values() for name, value in values.items()}
    listing = shown_listing(
        reference="MUR-0001",
        office=office,
        salesperson=salesperson,
        owner=owner,
        address_visibility=visibility,
        features=["pool"],
        offer={"original_price": Decimal("198761"), "close_price": Decimal("187654")},
        **fields,
        **NEVER,
    )
    _blur_visibly(listing)
    listing.photos.all().delete()
    services.add_photo(actor=salesperson, listing=listing, upload=jpeg(exif=True))  # from a phone that tells where
    return listing


def _blur_visibly(listing: Listing) -> None:
    """A seed whose blurred point shares no digits of POINT: on one axis alone that may happen by chance."""
    for number in range(1000):
        listing.place_seed = f"{number:032x}"
        point = public_point(listing)
        if listing.address_visibility == "full" or (
            point and not any(word in f"{point.latitude} {point.longitude}" for word in POINT)
        ):
            break
    Listing.objects.filter(pk=listing.pk).update(place_seed=listing.place_seed)


def readings(raw: bytes) -> Iterator[str]:
    """What these bytes say: as they are, unpacked, without the escapes of HTML, of addresses, of JSON."""
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    text = raw.decode("utf-8", "replace")
    yield text
    yield unescape(text)
    yield unquote(text)
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), text)
    yield raw.decode("utf-16-le", "ignore")


def leaked(listing: Listing, words: tuple[str, ...]) -> set[tuple[str, str]]:
    """(output, word) of each planted word that a stranger can read."""
    found = set()
    for output in public_outputs.OUTPUTS:
        for raw in output(listing):
            for text in readings(raw):
                found |= {(output.__name__, word) for word in words if word.lower() in text.lower()}
    return found


@pytest.mark.parametrize("visibility", ["full", "street", "hidden"])
def test_what_is_the_houses_own_never_leaves_it(visibility: str, plant: Plant) -> None:
    listing = plant(visibility)
    never = {**NEVER}
    if visibility == "full":
        never.pop("cadastral_reference")  # feeds may tell it then: it says no more than the address
    own = (
        *never.values(),
        *OWNER,
        "SecretPhone",
        "NotaDelDueno33",
        "198761",
        "198.761",
        "187654",
        "187.654",
        listing.place_seed,
    )
    assert leaked(listing, own) == set()


def test_a_hidden_address_is_nowhere(plant: Plant) -> None:
    assert leaked(plant("hidden"), (STREET, "canariosa", NUMBER, POSTAL_CODE, *POINT)) == set()


def test_of_a_street_only_the_street_is_told(plant: Plant) -> None:
    listing = plant("street")
    assert leaked(listing, (NUMBER, POSTAL_CODE, *POINT)) == set()
    assert ("listing_pages", STREET) in leaked(listing, (STREET,))


def test_a_full_address_is_told_with_its_number_and_point(plant: Plant) -> None:
    listing = plant("full")
    told = {word for name, word in leaked(listing, (STREET, NUMBER, POSTAL_CODE, LATITUDE, LONGITUDE))}
    assert told == {STREET, NUMBER, POSTAL_CODE, LATITUDE, LONGITUDE}


@pytest.mark.parametrize("word", [STREET, "canariosa", NUMBER, POSTAL_CODE, "busquedaoculta7", "PropietarioQuince"])
def test_a_hidden_word_cannot_be_found_by_searching_for_it(word: str, plant: Plant) -> None:
    """A search that finds by what it hides tells it, guess by guess."""
    listing = plant("hidden")
    page = Client().get("/inmuebles/", {"place": word}).content.decode()
    assert listing.reference not in page


def test_a_hidden_column_cannot_be_filtered_or_sorted_by(plant: Plant) -> None:
    listing = plant("hidden")
    for query in ("listing__street=x", "street=x", "latitude__gt=80", "text=canariosa", "sort=listing__latitude"):
        assert listing.reference in Client().get(f"/inmuebles/?{query}").content.decode()


def test_every_address_of_this_room_is_searched_for_leaks() -> None:
    """An address that is open to all must stand in ``public_outputs``; one behind the sign-in is named here."""
    room = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "portals" or _is(one))
    names = {pattern.name for pattern in _patterns(room)}
    open_to_all = {name for name in names if name and not _asks_for_sign_in(room, name)}
    assert open_to_all <= public_outputs.COVERS


def _is(resolver: Any) -> bool:
    return getattr(resolver, "app_name", None) == "portals"


def _patterns(resolver: Any) -> Iterator[Any]:
    for one in resolver.url_patterns:
        yield from _patterns(one) if hasattr(one, "url_patterns") else [one]


def _asks_for_sign_in(room: Any, name: str) -> bool:
    view = next(one.callback for one in _patterns(room) if one.name == name)
    return bool(getattr(view, "login_required", True))


def test_the_canaries_are_words_of_their_own() -> None:
    words = [*NEVER.values(), *OWNER, STREET, NUMBER, POSTAL_CODE, *POINT]
    assert len({word.lower() for word in words}) == len(words)
