"""Template tags of the pages for strangers."""

import json
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from realestate.listings.models import Listing, Operation
from realestate.portals.facts import photo_words, price_words

register = template.Library()

# Characters that could end the data block, or a line of script, early.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
SCALE = {"A": "#00a651", "B": "#50b848", "C": "#bed630", "D": "#fff200", "E": "#fdb913", "F": "#f37021", "G": "#ed5a5f"}
ROW, FIRST, STEP, TIP = 20, 44, 13, 9


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Facts for search engines: a data block, which no browser runs and no value can leave."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.simple_tag
def photo_alt(photo: Any, listing: Listing) -> str:
    """What the photo shows, in the page's language."""
    return photo_words(photo, listing, (get_language() or "es")[:2])


@register.filter
def asked_price(operation: Operation) -> str:
    """The price as people say it."""
    return price_words(operation)


@register.inclusion_tag("portals/_energy_scale.html")
def energy_scale(label: str, letter: str, value: Decimal | None, unit: str) -> dict[str, Any]:
    """One scale of the energy label, A to G, with the mark at the property's letter."""
    bars = []
    for row, (name, colour) in enumerate(SCALE.items()):
        width, top = FIRST + row * STEP, row * (ROW + 2)
        end, bottom, middle = width + TIP, top + ROW, top + ROW // 2
        points = f"0,{top} {width},{top} {end},{middle} {width},{bottom} 0,{bottom}"
        bars.append({"letter": name, "colour": colour, "points": points, "text_y": top + 15, "is_on": name == letter})
    mark = list(SCALE).index(letter) * (ROW + 2) if letter in SCALE else None
    marked = None
    if mark is not None:
        marked = {"points": f"196,{mark} 146,{mark} 136,{mark + 10} 146,{mark + ROW} 196,{mark + ROW}", "y": mark + 15}
    return {"label": label, "letter": letter, "value": value, "unit": unit, "bars": bars, "mark": marked}
