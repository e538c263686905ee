"""One ``<property>`` of the feed to one listing in our words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from realestate.core.text import normalise
from realestate.portals.kyero import types, values
from realestate.portals.kyero import vocabulary as words
from realestate.portals.kyero.addresses import web_address
from realestate.portals.kyero.problems import Problems, shown
from realestate.portals.kyero.repairs import line, paragraphs
from realestate.portals.kyero.stream import Node
from realestate.portals.kyero.types import ParsedListing, RejectedListing

FEATURE_BREAK = re.compile(r"[;|•\n]+")
FEATURE_DOTS = re.compile(r"[\s.,;:*·-]*$|^[\s.,;:*·-]*")
BLOCKS = frozenset(("p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4"))
CERTIFICATE_TAGS = frozenset(("certificate", "certificate_number", "certificate_date", "number", "date", "expires"))


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where the feed does not say."""

    country: str = "ES"
    currency: str = "EUR"
    language: str = "es"


def build_listing(node: Node, position: int, defaults: Defaults) -> ParsedListing | RejectedListing:
    """Never fails: a value that cannot be used is left out with a problem, an unusable listing is rejected."""
    problems = Problems()
    external_id = values.key(node.find("id"), problems, "id", types.ID_LENGTH)
    reference = values.key(node.find("ref"), problems, "ref", types.REFERENCE_LENGTH)
    if not external_id and not reference:
        return RejectedListing(position, "", "id", "", "no_id")
    if is_empty(node):
        return RejectedListing(position, reference or external_id, "property", "", "empty_listing")
    if not external_id:
        problems.repaired("id", reference, "id_from_reference")
    if not reference:
        problems.repaired("ref", external_id, "reference_from_id")

    amount = values.price(node.find("price"), problems)
    operation, period = values.operation(node.find("price_freq"), amount, problems)
    property_type = values.property_type(node.find("type"), problems)
    country = values.country(node.find("country"), defaults.country, problems)
    town = values.place(node.find("town"), "town", types.TOWN_LENGTH, problems)
    if not town:
        problems.warn("town", node.find("town"), "no_town")
    latitude, longitude = values.coordinates(
        node.find("location/latitude", "latitude"), node.find("location/longitude", "longitude"), country, problems
    )
    built, built_extra = values.area(node.find("surface_area/built", "built"), "built", problems)
    plot, plot_extra = values.area(node.find("surface_area/plot", "plot"), "plot", problems)
    consumption, emissions, status, to_check = energy(node, problems)
    bedrooms = values.rooms(node.find("beds"), "beds", problems)
    new_build = values.flag(node.find("new_build"), "new_build", problems)
    if normalise(node.find("price_freq")) in ("new_build", "new build"):
        new_build = True

    return ParsedListing(
        position=position,
        external_id=external_id or reference,
        external_reference=reference or external_id,
        source_date=values.date(node.find("date"), problems),
        property_type=property_type,
        operation=operation,
        period=period,
        price=amount,
        price_on_request=amount is None,
        currency=values.currency(node.find("currency"), defaults.currency, problems),
        town=town,
        province=values.province(node.find("province"), country, problems),
        country=country,
        location_detail=values.place(
            node.find("location_detail"), "location_detail", types.LOCATION_DETAIL_LENGTH, problems
        ),
        latitude=latitude,
        longitude=longitude,
        bedrooms=0 if bedrooms is None and property_type == "studio" else bedrooms,
        bathrooms=values.rooms(node.find("baths"), "baths", problems),
        has_pool=values.flag(node.find("pool"), "pool", problems) or None,  # 0 is "unknown" in the feed's rules
        built_area=built,
        plot_area=plot,
        energy_status=status,
        energy_consumption=consumption,
        energy_emissions=emissions,
        energy_to_check=to_check,
        new_build=new_build,
        leasehold=values.flag(node.find("leasehold"), "leasehold", problems),
        part_ownership=values.flag(node.find("part_ownership"), "part_ownership", problems),
        catastral=values.catastral(node.find("catastral"), problems),
        video_url=web_address(node.find("video_url"), "video_url", problems),
        virtual_tour_url=web_address(node.find("virtual_tour_url"), "virtual_tour_url", problems),
        email=values.email(node.find("email"), problems),
        phone=values.phone(node.find("contact_number"), country, problems),
        notes=notes(node, problems),
        descriptions=descriptions(node, defaults, problems),
        urls=urls(node, defaults, problems),
        features=features(node, (built_extra, plot_extra), problems),
        photo_urls=photos(node, problems),
        problems=problems.as_tuple(),
    )


def is_empty(node: Node) -> bool:
    """No word about what it is, what it costs, where it lies; no description and no photo."""
    if node.find("type", "price", "town", "images/image/url", "images/image"):
        return False
    return not any(whole_text(part).strip() for part in node.children("desc"))


def whole_text(node: Node) -> str:
    """The text with that of all children, in order: HTML that nobody escaped arrives as elements."""
    pieces: list[str] = []
    for part in node.parts:
        if isinstance(part, str):
            pieces.append(part)
        else:
            edge = "\n" if part.tag in BLOCKS else ""
            pieces += ["" if part.tag == "br" else edge, "- " if part.tag == "li" else "", whole_text(part), edge]
    return "".join(pieces)


def energy(node: Node, problems: Problems) -> tuple[str, str, str, bool]:
    """(consumption, emissions, status, to check). A bare A is what programs write when nobody filled it in."""
    consumption, said = values.energy_letter(
        node.find("energy_rating/consumption", "energy_rating"), "energy_rating/consumption", problems
    )
    emissions, also_said = values.energy_letter(
        node.find("energy_rating/emissions"), "energy_rating/emissions", problems
    )
    letters = {letter for letter in (consumption, emissions) if letter}
    status = "available" if letters else said or also_said or "missing"
    has_certificate = any(
        child.tag in CERTIFICATE_TAGS and child.text().strip()
        for rating in node.children("energy_rating")
        for child in rating.elements()
    )
    return consumption, emissions, status, letters == {"A"} and not has_certificate


def by_language(node: Node, tag: str, defaults: Defaults, problems: Problems) -> Iterator[tuple[str, Node]]:
    """(language, element) of ``desc`` or ``url``; a text without a language counts for the usual one."""
    for group in node.children(tag):
        if group.text().strip():
            problems.warn(tag, group.text(), "no_language")
            bare = Node(tag)
            bare.parts = [part for part in group.parts if isinstance(part, str) or part.tag not in words.LANGUAGES]
            yield defaults.language, bare
        for child in group.elements():
            if child.tag in words.LANGUAGES:
                yield child.tag, child
            elif not group.text().strip() and whole_text(child).strip():
                problems.warn(f"{tag}/{child.tag[:20]}", whole_text(child), "bad_language")


def descriptions(node: Node, defaults: Defaults, problems: Problems) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, part in by_language(node, "desc", defaults, problems):
        field = f"desc/{language}"
        raw = whole_text(part)
        if any(True for _ in part.elements()) and raw.strip():
            problems.repaired(field, raw, "html")
        text = paragraphs(raw, problems, field, language)
        if text:
            found.setdefault(language, text)
    return found


def urls(node: Node, defaults: Defaults, problems: Problems) -> dict[str, str]:
    found: dict[str, str] = {}
    quiet = Problems()  # a bare address without a language is no fault worth a line
    for language, part in by_language(node, "url", defaults, quiet):
        address = web_address(part.text(), f"url/{language}", problems)
        if address:
            found.setdefault(language, address)
    return found


def notes(node: Node, problems: Problems) -> str:
    text = paragraphs(node.find("notes"), problems, "notes", "", types.NOTES_LENGTH)
    return "" if normalise(text) in words.PLACEHOLDER_NOTES else text


def features(node: Node, extras: tuple[str, ...], problems: Problems) -> tuple[str, ...]:
    """Short texts, each once."""
    found: dict[str, str] = {}
    raw = [part for group in node.children("features") for part in group.children("feature")]
    for text in [*(whole_text(part) for part in raw), *extras]:
        pieces = FEATURE_BREAK.split(text)
        if len([piece for piece in pieces if piece.strip()]) > 1:
            problems.repaired("features", text, "feature_split")
        for piece in pieces:
            feature = one_feature(piece, problems)
            name = normalise(feature)
            if not name:
                continue
            if name in found:
                problems.repaired("features", feature, "duplicate_feature")
            elif len(found) >= types.FEATURES_MAX:
                problems.warn("features", feature, "too_many_features")
            else:
                found[name] = feature
    return tuple(found.values())


def one_feature(text: str, problems: Problems) -> str:
    quiet = Problems()
    feature = line(text, quiet, "features", types.DESCRIPTION_LENGTH)
    for problem in quiet.as_tuple():
        if problem.code != "too_long":
            problems.repaired("features", problem.value, problem.code)
    feature = FEATURE_DOTS.sub("", feature)
    if feature and not values.WORD.search(feature):
        problems.warn("features", feature, "feature_without_words")
        return ""
    short = line(feature, Problems(), "features", types.FEATURE_LENGTH)
    if short != feature:
        problems.warn("features", feature, "feature_too_long")
    return short


def photos(node: Node, problems: Problems) -> tuple[str, ...]:
    """The addresses in the order of the feed (by number where every photo has one), each once, at most 50."""
    images = [image for group in node.children("images") for image in group.children("image")]
    numbers = [int(image.id) if image.id.isascii() and image.id.isdigit() else -1 for image in images]
    if -1 not in numbers and len(set(numbers)) == len(numbers):
        images = [image for _, image in sorted(zip(numbers, images, strict=True), key=lambda pair: pair[0])]
    found: dict[str, None] = {}
    for image in images:
        address = web_address(image.find("url") or image.text(), "images", problems)
        if not address:
            continue
        if address in found:
            problems.repaired("images", address, "duplicate_photo")
        elif len(found) >= types.PHOTOS_MAX:
            problems.warn("images", shown(address), "too_many_photos")
        else:
            found[address] = None
    return tuple(found)
