"""How complete an advertisement's words are, by language and channel; and what people paste, as plain text."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nh3
from django.utils.translation import gettext as _

from realestate.listings.choices import Channel, Language

if TYPE_CHECKING:
    from realestate.listings.models import ListingText

TITLE_MAX, DESCRIPTION_MAX = 150, 20_000
GOOD_DESCRIPTION = 300  # characters: below, portals rank an advertisement lower
TAG = re.compile(r"</?[a-zA-Z!][^>]*>")
BREAK = re.compile(r"<\s*(?:br|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
PARAGRAPH = re.compile(r"</\s*(?:p|h[1-6]|ul|ol)\b[^>]*>", re.IGNORECASE)
ITEM = re.compile(r"<\s*li\b[^>]*>", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Meter:
    """How far something is, in per cent, and in words what is missing."""

    code: str
    label: str
    percent: int
    words: str

    @property
    def is_complete(self) -> bool:
        return self.percent == 100


def plain_text(typed: str, *, one_line: bool = False) -> str:
    """What was typed or pasted without any HTML; paragraphs and list items stay lines of their own."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    for _round in range(3):  # a copy of a copy of a web page may be escaped more than once
        if not TAG.search(text):
            break
        text = ITEM.sub("- ", BREAK.sub("\n", PARAGRAPH.sub("\n\n", text)))
        text = html.unescape(nh3.clean(text, tags=set(), strip_comments=True))
    if one_line:
        return " ".join(text.split())
    lines = (" ".join(line.split(" ")).rstrip() for line in text.replace("\N{NO-BREAK SPACE}", " ").split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def language_meters(texts: "Iterable[ListingText]") -> dict[str, Meter]:
    """For each language: a title is worth 30, the description up to 70 by its length."""
    stored = {text.language: text for text in texts}
    meters = {}
    for code, label in Language.choices:
        text = stored.get(code)
        length = len(text.description.strip()) if text else 0
        has_title = bool(text and text.title.strip())
        percent = (30 if has_title else 0) + min(70, length * 70 // GOOD_DESCRIPTION)
        meters[code] = Meter(code, str(label), percent, _missing(has_title, length))
    return meters


def channel_meters(texts: "Iterable[ListingText]") -> list[Meter]:
    """What each channel asks of the words: our pages Spanish and English, Kyero any language, idealista and BLM one."""
    meters = language_meters(list(texts))
    best = max(meters.values(), key=lambda one: one.percent)
    web = [meters["es"], meters["en"]]
    web_words = " ".join(f"{one.label}: {one.words}" for one in web if not one.is_complete) or _("Complete.")
    return [
        Meter(Channel.WEB, str(Channel.WEB.label), sum(one.percent for one in web) // 2, web_words),
        Meter(Channel.KYERO, str(Channel.KYERO.label), *_any_language(best)),
        Meter(Channel.IDEALISTA, str(Channel.IDEALISTA.label), meters["es"].percent, meters["es"].words),
        Meter(Channel.BLM, str(Channel.BLM.label), meters["en"].percent, meters["en"].words),
    ]


def _any_language(best: Meter) -> tuple[int, str]:
    if best.percent > 0:
        return 100, _("At least one language: %(language)s.") % {"language": best.label}
    return 0, _("It needs a text in at least one language.")


def _missing(has_title: bool, length: int) -> str:
    said: list[Any] = []
    if not has_title:
        said.append(_("No title."))
    if length == 0:
        said.append(_("No description."))
    elif length < GOOD_DESCRIPTION:
        said.append(
            _("%(count)d characters more would make a good description.") % {"count": GOOD_DESCRIPTION - length}
        )
    return " ".join(said) or _("Complete.")
