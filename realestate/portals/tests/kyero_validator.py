"""A strict validator of Kyero v3 as the domain notes describe it: order, need, length and form of every node."""

import re
from collections.abc import Callable
from datetime import datetime
from xml.etree.ElementTree import Element

from lxml import etree

LANGUAGES = ("ca", "da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pt", "ru", "sv")
# Types and sub-types that portals know.
TYPES = {
    "apartment", "villa", "town house", "country house", "land", "cave house", "garage", "commercial property",
    "wooden home", "duplex", "penthouse", "studio", "bungalow", "finca", "semi detached villa", "office", "warehouse",
    "storage room", "building",
}  # fmt: skip
DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
PRICE = re.compile(r"[1-9]\d{0,7}|x")
WHOLE = re.compile(r"\d{1,8}")
DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,8})?")
PICTURE = re.compile(r"https?://[^\s?#]+\.(jpe?g|png|gif)", re.IGNORECASE)
MARKUP = re.compile(r"</?[a-z][^<>]*>|&[a-z]+;", re.IGNORECASE)
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

Check = Callable[[str], bool]


def text_of(least: int, most: int) -> Check:
    return lambda text: least <= len(text) <= most and not BAD.search(text) and text == text.strip()


def form(pattern: re.Pattern[str]) -> Check:
    return lambda text: bool(pattern.fullmatch(text))


def is_moment(text: str) -> bool:
    """A day and time that exist, in the one form that is allowed."""
    try:
        datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return False
    return DATE.fullmatch(text) is not None


FLAG = form(re.compile("[01]"))
FEATURE = text_of(1, 35)
WEB = form(re.compile(r"https?://\S{1,247}"))
# (tag, needed, check of its own text or None where it holds elements), in their order
ORDER: tuple[tuple[str, bool, Check | None], ...] = (
    ("id", True, text_of(1, 50)),
    ("date", True, is_moment),
    ("ref", True, text_of(1, 255)),
    ("price", True, form(PRICE)),
    ("currency", False, form(re.compile("EUR|GBP|USD"))),
    ("price_freq", True, form(re.compile("sale|month"))),
    ("part_ownership", False, FLAG),
    ("leasehold", False, FLAG),
    ("new_build", False, FLAG),
    ("type", True, lambda text: len(text) >= 3 and text.lower() in TYPES),
    ("town", True, text_of(1, 100)),
    ("province", True, text_of(1, 100)),
    ("country", False, text_of(2, 60)),
    ("location", False, None),
    ("location_detail", False, text_of(1, 50)),
    ("beds", True, form(WHOLE)),
    ("baths", True, form(WHOLE)),
    ("pool", False, FLAG),
    ("surface_area", False, None),
    ("energy_rating", False, None),
    ("url", False, None),
    ("video_url", False, WEB),
    ("virtual_tour_url", False, WEB),
    ("catastral", False, form(re.compile("[0-9A-Z]{20}"))),
    ("desc", True, None),
    ("features", False, None),
    ("notes", False, text_of(1, 255)),
    ("images", True, None),
    ("email", False, form(re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+"))),
    ("contact_number", False, text_of(3, 30)),
    ("whatsapp_number", False, text_of(3, 30)),
    ("prime", False, FLAG),
)
PLACES = {tag: place for place, (tag, _needed, _check) in enumerate(ORDER)}


def faults(data: bytes) -> list[str]:
    """Everything that is wrong with a feed; empty for a good one."""
    found: list[str] = []
    if not data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'):
        found.append("no declaration")
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != "root" or root[0].tag != "kyero" or root[0].findtext("feed_version") != "3":
        found.append("not Kyero v3")
    if root.getroottree().docinfo.encoding != "UTF-8":
        found.append("not UTF-8")
    if [child.tag for child in root[0]] != ["feed_version"]:
        found.append("more than a version")
    ids: set[str] = set()
    for node in root[1:]:
        key = node.findtext("id", "")
        found += [f"{key}: {fault}" for fault in faults_of(node)]
        if key in ids:
            found.append(f"{key}: twice")
        ids.add(key)
    return found


def faults_of(node: "Element") -> list[str]:
    found: list[str] = []
    tags = [child.tag for child in node]
    if node.tag != "property" or any(tag not in PLACES for tag in tags):
        return [f"unknown node in {node.tag}: {tags}"]
    for child in node.iter():
        allowed = {"id"} if child.tag == "image" else set()
        if set(child.attrib) - allowed or (child.tail or "").strip() or (len(child) and (child.text or "").strip()):
            found.append(f"stray text or attribute at {child.tag}")
    if [PLACES[tag] for tag in tags] != sorted({PLACES[tag] for tag in tags}):
        found.append(f"order: {tags}")
    for tag, needed, check in ORDER:
        child = node.find(tag)
        if child is None:
            if needed:
                found.append(f"{tag} missing")
        elif check is not None and (len(child) or not check(child.text or "")):
            found.append(f"{tag}: {child.text!r}")
    return [*found, *_place(node), *_numbers(node), *_languages(node), *_features(node), *_images(node)]


def _place(node: "Element") -> list[str]:
    place = node.find("location")
    if place is None:
        return []
    values = [place.findtext("latitude", ""), place.findtext("longitude", "")]
    good = [child.tag for child in place] == ["latitude", "longitude"] and all(map(DEGREES.fullmatch, values))
    if not good or not any(float(value) for value in values):
        return [f"location: {values}"]
    latitude, longitude = map(float, values)
    return [] if abs(latitude) <= 90 and abs(longitude) <= 180 else [f"location: {values}"]


def _numbers(node: "Element") -> list[str]:
    found = []
    for group, names, pattern in (
        ("surface_area", ("built", "plot"), WHOLE),
        ("energy_rating", ("consumption", "emissions"), re.compile("[A-GX]")),
    ):
        part = node.find(group)
        if part is None:
            continue
        tags = [child.tag for child in part]
        if not tags or tags != [name for name in names if name in tags]:
            found.append(f"{group}: {tags}")
        found += [f"{group}/{child.tag}: {child.text!r}" for child in part if not pattern.fullmatch(child.text or "")]
    return found


def _languages(node: "Element") -> list[str]:
    found = []
    for group in ("url", "desc"):
        part = node.find(group)
        if part is None:
            continue
        if not len(part):
            found.append(f"{group} is empty")
        for child in part:
            text = child.text or ""
            if child.tag not in LANGUAGES or len(child):
                found.append(f"{group}/{child.tag}")
            if not text.strip() or BAD.search(text) or (group == "desc" and MARKUP.search(text)):
                found.append(f"{group}/{child.tag}: {text[:40]!r}")
            if group == "url" and not WEB(text):
                found.append(f"url: {text}")
    return found


def _features(node: "Element") -> list[str]:
    features = [child.text or "" for child in node.iterfind("features/*")]
    twice = [] if len({text.casefold() for text in features}) == len(features) else ["a feature twice"]
    return twice + [
        f"feature: {child.text!r}"
        for child in node.iterfind("features/*")
        if child.tag != "feature" or not FEATURE(child.text or "")
    ]


def _images(node: "Element") -> list[str]:
    images = node.findall("images/image")
    found = [] if 1 <= len(images) <= 50 else [f"{len(images)} images"]
    if [image.get("id") for image in images] != [str(place) for place in range(1, len(images) + 1)]:
        found.append("image ids")
    return found + [
        f"image: {url}" for url in (image.findtext("url", "") for image in images) if not PICTURE.fullmatch(url)
    ]
