"""Template tags of the look: icons, money, areas, badges, avatars, clocks, addresses, time in words."""

import zlib
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from realestate.core.money import default_currency, format_money

register = template.Library()

# The symbols of static/img/icons.svg; a test keeps the two together.
_NAMES = """
    archive arrow-clockwise arrow-down arrow-left arrow-repeat arrow-right arrow-up bank bell bookmark
    box-arrow-right box-arrow-up-right building bullseye calendar-check calendar-event calendar-plus calendar-x
    calendar3 camera cash-coin chat-dots check check-circle check-lg chevron-down chevron-left chevron-right
    chevron-up circle-half clock clock-history copy door-open download envelope exclamation-circle
    exclamation-triangle eye eye-slash file-earmark-text flag funnel gear geo-alt globe graph-up grid
    hand-thumbs-down hand-thumbs-up heart hourglass-split house house-add house-check image images inbox
    info-circle key lightning link-45deg list list-check list-ul lock moon paperclip pencil people person
    person-add person-check person-circle person-x phone pin-angle plus plus-lg printer question-circle rulers
    search send shield-check shield-lock sliders sort-down speedometer2 star star-fill sun table tag telephone
    telephone-outbound three-dots translate trash trophy unlock upload whatsapp x x-circle x-lg
"""
ICONS = frozenset(_NAMES.split())

COLOURS = (
    "blue", "teal", "green", "olive", "amber", "orange", "red", "pink", "purple", "indigo", "brown", "slate",
)  # fmt: skip

TONES = {
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "x-circle",
    "info": "info-circle",
    "accent": "star",
    "neutral": "tag",
}

# What a status looks like: its tone and its icon, so that colour never stands alone. (kind, status) wins over status.
LOOKS: dict[str | tuple[str, str], tuple[str, str]] = {
    "draft": ("neutral", "pencil"),
    "prospect": ("info", "search"),
    "published": ("ok", "globe"),
    "available": ("ok", "check-circle"),
    "active": ("ok", "check-circle"),
    "reserved": ("warn", "bookmark"),
    "under_contract": ("accent", "file-earmark-text"),
    "sold": ("accent", "check-lg"),
    "rented": ("accent", "key"),
    "let": ("accent", "key"),
    "withdrawn": ("neutral", "eye-slash"),
    "archived": ("neutral", "archive"),
    "inactive": ("neutral", "person-x"),
    "blocked": ("bad", "lock"),
    "new": ("warn", "lightning"),
    "contacted": ("info", "telephone"),
    "qualified": ("info", "list-check"),
    "viewing": ("accent", "eye"),
    "offer": ("accent", "cash-coin"),
    "won": ("ok", "trophy"),
    "lost": ("bad", "x-circle"),
    "unassigned": ("warn", "person-add"),
    "planned": ("info", "calendar-event"),
    "scheduled": ("info", "calendar-event"),
    "confirmed": ("ok", "calendar-check"),
    "done": ("ok", "check-lg"),
    "cancelled": ("neutral", "calendar-x"),
    "no_show": ("bad", "calendar-x"),
    "overdue": ("bad", "exclamation-circle"),
    "pending": ("warn", "hourglass-split"),
    "to_check": ("warn", "question-circle"),
    "sale": ("info", "tag"),
    "rent": ("accent", "key"),
    "holiday": ("warn", "sun"),
}

TIMELINE_ICONS = {
    "call": "telephone",
    "call_in": "telephone",
    "call_out": "telephone-outbound",
    "note": "pencil",
    "whatsapp": "whatsapp",
    "email": "envelope",
    "sms": "chat-dots",
    "task": "list-check",
    "action": "list-check",
    "viewing": "eye",
    "visit": "eye",
    "enquiry": "inbox",
    "status": "arrow-right",
    "stage": "arrow-right",
    "assigned": "person-check",
    "assignment": "person-check",
    "price": "tag",
    "photo": "image",
    "document": "file-earmark-text",
    "offer": "cash-coin",
    "match": "bullseye",
    "won": "trophy",
    "lost": "x-circle",
    "system": "gear",
}


@register.simple_tag
def icon(name: str, label: str | None = None, css: str = "") -> SafeString:
    """An icon of the sprite: decoration unless it has a label. A name that the sprite lacks is a mistake."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"There is no icon called {name!r}.")
    classes = f"icon {css}".strip()
    sprite = static("img/icons.svg")
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', classes, label, sprite, name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, sprite, name)


@register.simple_tag
def money(amount: Decimal | int | str | None, currency: str = "") -> str:
    """``250.000 €`` in Spanish, ``€250,000`` in English; without an amount the price is on request."""
    if amount is None or amount == "":
        return gettext("Price on request")
    try:
        return format_money(Decimal(amount), currency or default_currency())
    except InvalidOperation:
        return str(amount)


@register.filter
def area(value: Decimal | int | float | str | None) -> str:
    """An area in square metres, without needless decimals; nothing for nothing."""
    if value in (None, ""):
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    digits = 0 if number == number.to_integral_value() else min(2, -int(number.normalize().as_tuple().exponent))
    return f"{number_format(number, decimal_pos=digits, force_grouping=True)}\N{NO-BREAK SPACE}m²"


@register.simple_tag(takes_context=True)
def url_with(context: Context, **changes: Any) -> str:
    """The address of this page with some parameters changed; None or an empty text takes one away.

    A page cursor belongs to one order and one filter, so any other change drops it.
    """
    query = context["request"].GET.copy()
    if "cursor" not in changes:
        query.pop("cursor", None)
        query.pop("before", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    path = str(context["request"].path)
    return f"{path}?{query.urlencode()}" if query else path


@register.simple_tag(takes_context=True)
def url_without(context: Context, name: str) -> str:
    """The address of this page without one parameter, for the chips of "what is filtered"."""
    return url_with(context, **{name: None})


@register.simple_tag
def status_badge(status: Any, label: Any = "", kind: str = "") -> SafeString:
    """A status in words with an icon and a tone. ``kind`` names the vocabulary, or is the tone itself."""
    key = str(getattr(status, "value", status) or "")
    tone, name = LOOKS.get((kind, key)) or LOOKS.get(key) or ("neutral", "tag")
    if kind in TONES:
        tone = kind
        name = name if key in LOOKS else TONES[kind]
    words = str(label) or str(getattr(status, "label", "") or key)
    badge = '<span class="badge-s badge-s--{}">{}<span class="truncate">{}</span></span>'
    return format_html(badge, tone, icon(name), words)


@register.filter
def timeline_icon(kind: Any) -> str:
    """The icon's name for a kind of activity."""
    return TIMELINE_ICONS.get(str(getattr(kind, "value", kind)), "info-circle")


@register.filter
def initials(name: Any) -> str:
    """One or two capital letters for an avatar."""
    words = [word for word in str(name or "").replace("@", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


@register.filter
def avatar_class(person: Any) -> str:
    """The colour class of a person: their own colour, else one that follows from the name."""
    colour = getattr(person, "colour", "")
    if colour not in COLOURS:
        colour = COLOURS[zlib.crc32(str(person or "").encode()) % len(COLOURS)]
    return f"avatar--{colour}"


def duration_words(minutes: int) -> str:
    """A stretch of time, short: ``12 min``, ``3 h 5 min``, ``2 days``."""
    if minutes < 60:
        return gettext("%(minutes)d min") % {"minutes": max(minutes, 0)}
    if minutes < 24 * 60:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    days = minutes // (24 * 60)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, or how soon, in a few words; beyond a week the date."""
    if moment is None:
        return ""
    passed = timezone.now() - moment
    minutes = int(abs(passed) / timedelta(minutes=1))
    if minutes < 1:
        return gettext("just now")
    if minutes >= 7 * 24 * 60:
        return date_format(timezone.localtime(moment), "DATE_FORMAT")
    words = duration_words(minutes) if minutes < 60 else _rough(minutes)
    if passed >= timedelta(0):
        return gettext("%(time)s ago") % {"time": words}
    return gettext("in %(time)s") % {"time": words}


def _rough(minutes: int) -> str:
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    return duration_words(minutes)


@register.filter
def clock_text(clock: Any) -> str:
    """What a response clock says: the state in a word, then how long the person has waited."""
    words = {
        "green": pgettext("response clock", "In time"),
        "amber": pgettext("response clock", "Answer now"),
        "red": pgettext("response clock", "Late"),
        "done": pgettext("response clock", "Answered"),
    }
    word = words[clock.state]
    since: datetime | None = getattr(clock, "since", None)
    if since is None or clock.state == "done":
        return word
    minutes = max(0, int((timezone.now() - since) / timedelta(minutes=1)))
    return f"{word} · {duration_words(minutes)}"


@register.filter
def error_links(form: BaseForm) -> list[tuple[str, str, str]]:
    """(id of the field, label, message) of each field that is wrong, for the summary above a form."""
    return [
        (field.id_for_label or f"div_{field.auto_id}", str(field.label), str(error))
        for field in form
        for error in field.errors
    ]


@register.filter
def is_multipart(form: Any) -> bool:
    """Does this form send files?"""
    return bool(form) and bool(form.is_multipart())
