from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from realestate.core.models import ExchangeRate
from realestate.core.rates import approximate
from realestate.listings import services
from realestate.listings.choices import PropertyType
from realestate.listings.fields import FIELDS_BY_TYPE, TYPED_FIELDS, fields_of, fields_without
from realestate.listings.forms import ListingForm
from realestate.listings.history import price_on, price_steps
from realestate.listings.models import Listing, Operation, PriceChange
from realestate.salespeople.models import Office, User
from realestate.tests.factories import ListingFactory, OperationFactory

pytestmark = pytest.mark.django_db
REFERENCE = "9872023VH5797S0001WX"  # the example of the cadastre's own documentation


def test_each_type_says_what_it_has_and_each_fact_is_a_column() -> None:
    assert set(FIELDS_BY_TYPE) == set(PropertyType.values)
    assert {field.name for field in Listing._meta.concrete_fields} >= TYPED_FIELDS


@pytest.mark.parametrize(
    ("property_type", "name", "has"),
    [
        ("garage", "bedrooms", False),
        ("land", "floor", False),
        ("retail", "bedrooms", False),
        ("retail", "floors", True),
        ("flat", "stair", True),
        ("country_house", "plot_area", True),
    ],
)
def test_a_garage_has_no_bedrooms_and_so_on(property_type: str, name: str, has: bool) -> None:
    assert (name in fields_of(property_type)) is has
    assert (name in fields_without(property_type)) is not has


def test_what_the_type_does_not_have_is_left_out_when_it_is_saved(office: Office) -> None:
    values = {"property_type": "land", "town": "Murcia", "floor": "2", "heating": "gas", "bedrooms": 3, "floors": 2}
    listing = services.create_listing(actor=None, office=office, values=values)
    assert (listing.floor, listing.heating, listing.bedrooms, listing.floors) == ("", "", None, None)


def form_of(user: User, **values: Any) -> ListingForm:
    data = {"property_type": "flat", "town": "Murcia", "country": "ES", "address_visibility": "hidden"}
    data.update({"energy_status": "missing", **values})
    return ListingForm(data, user=user, instance=ListingFactory(office=user.office))


@pytest.mark.parametrize(
    ("typed", "fits"), [(REFERENCE, True), (REFERENCE.lower(), True), ("9872023VH5797S0001WY", False)]
)
def test_a_cadastral_reference_must_fit_its_check_letters(salesperson: User, typed: str, fits: bool) -> None:
    assert ("cadastral_reference" not in form_of(salesperson, cadastral_reference=typed).errors) is fits


def test_other_countries_have_other_cadastres(salesperson: User) -> None:
    salesperson.office.country = "MX"  # type: ignore[union-attr]
    assert "cadastral_reference" not in form_of(salesperson, cadastral_reference="123").errors


def test_an_energy_certificate_is_good_for_ten_years(salesperson: User) -> None:
    assert "energy_expires_on" in form_of(salesperson, energy_expires_on="2099-01-01").errors


def test_more_usable_than_built_area_is_said_but_saved(salesperson: User) -> None:
    form = form_of(salesperson, built_area="80", usable_area="90")
    assert form.is_valid() and len(form.warnings()) == 1


def steps_of(operation: Operation, *prices: tuple[int, int]) -> None:
    """Prices with how many days ago each began."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for price, days in prices:
        PriceChange.objects.create(
            operation=operation, price=Decimal(price), currency="EUR", at=now - timedelta(days=days)
        )


def test_the_price_on_a_day_is_the_last_one_of_that_day() -> None:
    operation = OperationFactory()
    steps_of(operation, (200, 30), (190, 20), (180, 10))
    found = [price_on(operation, date(2026, 11, 24) - timedelta(days=days)) for days in (40, 25, 20, 1)]
    assert [step.price if step else None for step in found] == [None, Decimal(200), Decimal(190), Decimal(180)]


def test_each_price_step_says_how_long_it_was_on_the_market() -> None:
    published = datetime(2026, 11, 24, 12, tzinfo=UTC) - timedelta(days=25)
    closed = published + timedelta(days=20)
    operation = OperationFactory(published_at=published, closed_at=closed)
    steps_of(operation, (210, 40), (200, 30), (190, 20), (180, 10))
    steps = price_steps(operation.price_changes.all(), operation)
    assert [step.days for step in steps] == [5, 10, 5, None]


def test_a_price_in_another_currency_needs_a_rate() -> None:
    rate = ExchangeRate(currency="USD", to_currency="MXN", rate=Decimal(17), on=date(2026, 11, 3))
    assert approximate(Decimal(2_040_000), "MXN", "MXN", []) is None
    dollars = approximate(Decimal(2_040_000), "MXN", "MXN", [rate])
    assert dollars is not None and (dollars.amount, dollars.currency) == (Decimal(120_000), "USD")
    pesos = approximate(Decimal(100_000), "USD", "MXN", [rate])
    assert pesos is not None and (pesos.amount, pesos.currency) == (Decimal(1_700_000), "MXN")


def test_the_newest_rate_up_to_today_counts() -> None:
    for on, rate in ((date(2020, 1, 1), 15), (date(2021, 1, 1), 16), (date(2199, 1, 1), 99)):
        ExchangeRate.objects.create(currency="USD", to_currency="MXN", rate=Decimal(rate), on=on)
    assert [row.rate for row in ExchangeRate.objects.in_force()] == [16]
