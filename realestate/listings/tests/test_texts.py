from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from realestate.listings import services
from realestate.listings.models import Listing, ListingText
from realestate.listings.words import TAG, channel_meters, language_meters, plain_text
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, ListingTextFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def listing(salesperson: User) -> Listing:
    return ListingFactory(office=salesperson.office, salesperson=salesperson)


def save(client: Client, listing: Listing, language: str, **values: str) -> int:
    return client.post(f"/listings/{listing.reference}/texts/?language={language}", values).status_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>Sol &amp; mar</p><ul><li>Piscina</li></ul>", "Sol & mar\n\n- Piscina"),
        ("Dos\r\n\r\n\r\n\r\nlíneas", "Dos\n\nlíneas"),
        ("a < b y 3 > 2", "a < b y 3 > 2"),
        ("<script>alert(1)</script>Piso", "Piso"),
    ],
)
def test_html_that_is_pasted_becomes_plain_text(typed: str, kept: str) -> None:
    assert plain_text(typed) == kept


@given(st.text(max_size=200))
def test_plain_text_never_fails_and_ends_without_tags(typed: str) -> None:
    kept = plain_text(f"<p>{typed}</p>")
    assert not TAG.search(kept) or "&" in typed


def test_a_text_is_saved_in_any_of_the_languages(listing: Listing, salesperson: User, as_user: SignIn) -> None:
    client = as_user(salesperson)
    assert save(client, listing, "fi", title="Huoneisto", description="<b>Kaunis</b>", version="1") == 302
    text = ListingText.objects.get()
    assert (text.language, text.title, text.description, text.origin) == ("fi", "Huoneisto", "Kaunis", "typed")


def test_a_stale_save_shows_both_texts(listing: Listing, salesperson: User, as_user: SignIn) -> None:
    client = as_user(salesperson)
    save(client, listing, "es", title="Uno", version="1")
    assert save(client, listing, "es", title="Dos", version="1") == 409
    assert ListingText.objects.get().title == "Uno"


def test_a_copy_begins_with_the_other_words_and_says_so_once_saved(
    listing: Listing, salesperson: User, as_user: SignIn
) -> None:
    client = as_user(salesperson)
    ListingTextFactory(listing=listing, language="es", title="Piso", description="Con sol.")
    page = client.get(f"/listings/{listing.reference}/texts/?language=en&copy=es")
    assert page.context["form"]["description"].value() == "Con sol."
    save(client, listing, "en", title="Flat", description="Con sol.", copied_from="es", version="1")
    assert ListingText.objects.get(language="en").copied_from == "es"
    save(client, listing, "en", title="Flat", description="Sunny.", copied_from="es", version="2")
    text = ListingText.objects.get(language="en")
    assert (text.origin, text.copied_from) == ("typed", "")


def test_an_import_is_told_apart(listing: Listing) -> None:
    services.update_listing(actor=None, listing=listing, values={}, texts={"es": ("Piso", "Con sol.")})
    assert ListingText.objects.get().origin == "imported"


def test_the_meters_ask_what_each_channel_asks() -> None:
    spanish = ListingText(language="es", title="Piso", description="x" * 300)
    english = ListingText(language="en", title="", description="x" * 150)
    languages = language_meters([spanish, english])
    assert (languages["es"].percent, languages["en"].percent, languages["de"].percent) == (100, 35, 0)
    channels = {meter.code: meter.percent for meter in channel_meters([spanish, english])}
    assert channels == {"web": 67, "kyero": 100, "idealista": 100, "blm": 35}


def test_an_unknown_language_shows_the_spanish_page(listing: Listing, salesperson: User, as_user: SignIn) -> None:
    page = as_user(salesperson).get(f"/listings/{listing.reference}/texts/?language=xx&copy=yy")
    assert page.status_code == 200 and page.context["language"] == "es"
