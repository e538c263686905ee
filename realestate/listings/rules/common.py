"""What every advertisement must have, in any country."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from realestate.listings.rules import words
from realestate.listings.rules.base import BUILT, DWELLINGS, FLATS, RENTS, Facts, Rule, Severity, in_pack

RED, AMBER, HINT = Severity.RED, Severity.AMBER, Severity.HINT
SOLD_ONCE = frozenset({"sale", "transfer"})
NEAR_END = timedelta(days=30)
FEW_PHOTOS = 5
SHORT_TEXT = 200
OLDEST_YEAR, YEARS_AHEAD = 1000, 6
# What is asked in euros, dollars and pounds, by what the price buys; outside, a digit is missing or too many.
PLAUSIBLE: dict[str, tuple[int, int]] = {
    "once": (3_000, 50_000_000),
    "month": (50, 50_000),
    "week": (50, 50_000),
    "day": (10, 10_000),
}
COMPARABLE = frozenset({"EUR", "USD", "GBP"})
# South, north, west, east: the box around each country, islands included.
BOXES: dict[str, tuple[float, float, float, float]] = {
    "ES": (27, 44.5, -18.5, 5),
    "MX": (14, 33, -119, -86),
    "AR": (-56, -21, -74, -53),
}


def has_price(facts: Facts) -> bool:
    return facts.price is not None or facts.operation.price_on_request


def price_is_plausible(facts: Facts) -> bool:
    price, operation = facts.price, facts.operation
    if price is None:
        return True
    if price <= 0:
        return False
    bounds = PLAUSIBLE.get(operation.period)
    if operation.currency not in COMPARABLE or bounds is None:
        return True
    low, high = bounds
    return Decimal(low) <= price <= Decimal(high)


def has_ready_photo(facts: Facts) -> bool:
    return not facts.photos or bool(facts.ready_photos)


def photos_are_readable(facts: Facts) -> bool:
    return len(facts.photos) == len(facts.all_photos)


def photos_are_described(facts: Facts) -> bool:
    return all(photo.caption or photo.texts.all() for photo in facts.photos)


def full_address_is_whole(facts: Facts) -> bool:
    listing = facts.listing
    return listing.address_visibility != "full" or bool(listing.street.strip() and listing.street_number.strip())


def street_is_known(facts: Facts) -> bool:
    return facts.listing.address_visibility != "street" or bool(facts.listing.street.strip())


def exact_point_is_known(facts: Facts) -> bool:
    return facts.listing.address_visibility != "full" or facts.listing.latitude is not None


def lies_in_its_country(facts: Facts) -> bool:
    listing = facts.listing
    box = BOXES.get(listing.country)
    if box is None or listing.latitude is None or listing.longitude is None:
        return True
    south, north, west, east = box
    return south <= listing.latitude <= north and west <= listing.longitude <= east


def usable_fits_in_built(facts: Facts) -> bool:
    built, usable = facts.listing.built_area, facts.listing.usable_area
    return built is None or usable is None or usable <= built


def filled(name: str) -> Callable[[Facts], bool]:
    """A check that a field of the listing says something; zero does not."""

    def check(facts: Facts) -> bool:
        return bool(getattr(facts.listing, name))

    return check


def known(name: str) -> Callable[[Facts], bool]:
    """A check that a number of the listing is known; zero is known."""

    def check(facts: Facts) -> bool:
        return getattr(facts.listing, name) is not None

    return check


def year_is_plausible(facts: Facts) -> bool:
    year = facts.listing.year_built
    return year is None or OLDEST_YEAR <= year <= facts.on.year + YEARS_AHEAD


def texts_are_long(facts: Facts) -> bool:
    return not facts.texts or any(len(text.description) >= SHORT_TEXT for text in facts.texts)


def titles_are_calm(facts: Facts) -> bool:
    return not any(words.is_shouting(text.title) for text in facts.all_texts)


def says_if_occupied(facts: Facts) -> bool:
    return facts.listing.occupancy != "occupied" or bool(words.OCCUPIED.search(facts.words))


def has_owner(facts: Facts) -> bool:
    return facts.listing.owner_id is not None or bool(facts.ownerships)


def shares_are_whole(facts: Facts) -> bool:
    """Shares have four decimals: three thirds may miss 100 by the last of them."""
    total = sum((one.share for one in facts.ownerships), Decimal(0))
    return not facts.ownerships or abs(total - 100) <= Decimal("0.0010")


def has_mandate(facts: Facts) -> bool:
    return bool(facts.in_force or facts.in_window)


def mandate_is_past_window(facts: Facts) -> bool:
    return bool(facts.in_force) or not facts.in_window


def mandate_lasts(facts: Facts) -> bool:
    ends = [one.ends_on for one in facts.in_force if not one.renews_months]
    return not ends or any(day is None or day - facts.on > NEAR_END for day in ends)


def exclusivity_is_kept(facts: Facts) -> bool:
    return len(facts.in_force) < 2 or not any(one.is_exclusive for one in facts.in_force)


def price_is_as_agreed(facts: Facts) -> bool:
    """Only a mandate for this one operation says whose price it names."""
    agreed = [one for one in facts.in_force if one.price is not None and len(one.operation_kinds) == 1]
    if not agreed or facts.price is None:
        return True
    return any(one.price == facts.price and one.currency == facts.operation.currency for one in agreed)


RULES = in_pack(
    "common",
    (
        Rule("price", RED, _("There is no price, nor is it on request."), has_price, "price"),
        Rule(
            "price_plausible", AMBER, _("The price looks wrong: a digit may be missing or too many."),
            price_is_plausible, "price",
        ),
        Rule(
            "price_period", RED, _("The rent does not say what it pays for: a month, a week or a day."),
            lambda facts: facts.operation.period != "once", "price", kinds=RENTS,
        ),
        Rule(
            "sale_period", RED, _("The price of a sale is paid once, not by the month or week."),
            lambda facts: facts.operation.period == "once", "price", kinds=SOLD_ONCE,
        ),
        Rule("photos", RED, _("There is no photo."), lambda facts: bool(facts.photos), "photos"),
        Rule("photos_ready", RED, _("No photo is ready yet: they are being prepared."), has_ready_photo, "photos"),
        Rule(
            "photos_few", HINT, _("With five photos or more it gets more enquiries."),
            lambda facts: len(facts.photos) >= FEW_PHOTOS, "photos",
        ),
        Rule("photos_failed", HINT, _("A photo could not be read: upload it again."), photos_are_readable, "photos"),
        Rule(
            "photos_described", HINT, _("A photo has no description for people who cannot see it."),
            photos_are_described, "photos", channels=frozenset({"web"}),
        ),
        Rule(
            "plan", HINT, _("There is no floor plan."),
            lambda facts: any(photo.kind == "plan" for photo in facts.photos), "photos", types=DWELLINGS,
        ),
        Rule("town", RED, _("The town is missing."), filled("town"), "field:town"),
        Rule(
            "address_full", RED, _("The full address is to be shown, but street or number is missing."),
            full_address_is_whole, "field:street",
        ),
        Rule(
            "address_street", RED, _("The street is to be shown, but it is missing."), street_is_known, "field:street"
        ),
        Rule(
            "exact_point", HINT, _("The full address is shown, but the point on the map is missing."),
            exact_point_is_known, "field:latitude",
        ),
        Rule(
            "coordinates", HINT, _("Without coordinates it is on no map."), known("latitude"), "field:latitude"
        ),
        Rule(
            "coordinates_country", AMBER, _("The coordinates lie outside the country."),
            lies_in_its_country, "field:latitude",
        ),
        Rule(
            "property_type", AMBER, _("The type of property is not known."),
            lambda facts: facts.listing.property_type != "other", "field:property_type",
        ),
        Rule(
            "areas_order", RED, _("The usable area is larger than the built one."),
            usable_fits_in_built, "field:usable_area",
        ),
        Rule(
            "built_area", AMBER, _("The built area is missing."), filled("built_area"), "field:built_area", types=BUILT
        ),
        Rule(
            "plot_area", AMBER, _("The area of the plot is missing."),
            filled("plot_area"), "field:plot_area", types=frozenset({"land"}),
        ),
        Rule(
            "bedrooms", AMBER, _("The number of bedrooms is missing."),
            known("bedrooms"), "field:bedrooms", types=DWELLINGS - {"studio"},
        ),
        Rule(
            "bathrooms", HINT, _("The number of bathrooms is missing."),
            known("bathrooms"), "field:bathrooms", types=DWELLINGS,
        ),
        Rule(
            "year_plausible", AMBER, _("The year of building looks wrong."), year_is_plausible, "field:year_built"
        ),
        Rule(
            "condition", HINT, _("It does not say in which condition it is."),
            filled("condition"), "field:condition", types=BUILT,
        ),
        Rule(
            "floor", HINT, _("It does not say on which floor it is."), filled("floor"), "field:floor", types=FLATS
        ),
        Rule(
            "text", RED, _("There is no description in any language."),
            lambda facts: bool(facts.texts), "field:text_es_description",
        ),
        Rule(
            "text_short", HINT, _("The description is short."), texts_are_long, "field:text_es_description"
        ),
        Rule(
            "text_contact", AMBER,
            _("The text holds a phone number, an e-mail or a web address; portals remove such advertisements."),
            lambda facts: not words.has_contact_details(facts.words), "field:text_es_description",
        ),
        Rule(
            "text_html", AMBER, _("The text holds HTML, which strangers would read as it is."),
            lambda facts: not words.has_html(facts.words), "field:text_es_description",
        ),
        Rule(
            "title_capitals", HINT, _("A title is written in capitals throughout."),
            titles_are_calm, "field:text_es_title",
        ),
        Rule(
            "features", HINT, _("No feature is marked, so nobody finds it by its features."),
            lambda facts: bool(facts.listing.features or facts.listing.free_features), "field:features",
        ),
        Rule(
            "occupied", AMBER, _("It is occupied without title, and the text does not say so."),
            says_if_occupied, "field:text_es_description",
        ),
        Rule(
            "salesperson", AMBER, _("Nobody answers for it: it has no salesperson."),
            lambda facts: facts.listing.salesperson_id is not None, "field:salesperson",
        ),
        Rule("owner", RED, _("Nobody is noted as its owner."), has_owner, "owners"),
        Rule("shares", RED, _("The owners' shares do not add up to 100 %."), shares_are_whole, "owners"),
        Rule(
            "mandate", RED, _("No mandate in force covers this operation."), has_mandate, "mandates"
        ),
        Rule(
            "mandate_window", RED,
            _("The mandate is not in force yet: the owner may still revoke it and has not asked to begin at once."),
            mandate_is_past_window, "mandates",
        ),
        Rule("mandate_end", HINT, _("The mandate ends within 30 days."), mandate_lasts, "mandates"),
        Rule(
            "exclusivity", RED, _("Two mandates are in force at once, and one of them is exclusive."),
            exclusivity_is_kept, "mandates",
        ),
        Rule(
            "mandate_price", HINT, _("The price is not the one agreed with the owner in the mandate."),
            price_is_as_agreed, "mandates",
        ),
    ),
)  # fmt: skip
