"""The scale of an energy certificate as a drawing: attributes only, so that a strict page and a PDF both show it."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

COLOURS = {
    "A": "#00843d",
    "B": "#4c9f38",
    "C": "#a7c93f",
    "D": "#f7e017",
    "E": "#f4b223",
    "F": "#e5712b",
    "G": "#d5281f",
}
_DARK = "#10201d"
_ROW, _WIDTH, _TOP = 20, 330, 22


def energy_label(
    consumption: str, emissions: str, *, consumption_value: str = "", emissions_value: str = ""
) -> SafeString:
    """Both scales A to G with the letters of this home marked; values are finished words ("112,4").

    Nothing for a home without letters: the page then says in words why there is no label.
    """
    consumption, emissions = consumption.upper()[:1], emissions.upper()[:1]
    if consumption not in COLOURS and emissions not in COLOURS:
        return SafeString("")
    said = " · ".join(
        f"{name}: {letter} {value}".strip()
        for name, letter, value in (
            (_("Energy consumption"), consumption, consumption_value),
            (_("Emissions"), emissions, emissions_value),
        )
        if letter in COLOURS
    )
    height = _TOP + len(COLOURS) * _ROW + 2
    return format_html(
        '<svg class="energy-label" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}" '
        'font-family="DejaVu Sans, Arial, sans-serif">{}{}{}</svg>',
        said,
        _WIDTH,
        height,
        _WIDTH,
        height,
        _heads(),
        format_html_join("", "{}", ((_bar(n, letter),) for n, letter in enumerate(COLOURS))),
        format_html_join(
            "",
            "{}",
            (
                (_mark(x, letter, value),)
                for x, letter, value in ((170, consumption, consumption_value), (254, emissions, emissions_value))
                if letter in COLOURS
            ),
        ),
    )


def _heads() -> SafeString:
    text = '<text x="{}" y="9" font-size="8" text-anchor="middle" fill="currentColor">{}</text>'
    small = '<text x="{}" y="18" font-size="6.5" text-anchor="middle" fill="currentColor">{}</text>'
    return format_html_join(
        "",
        "{}{}",
        (
            (format_html(text, x, name), format_html(small, x, unit))
            for x, name, unit in (
                (207, _("Consumption"), _("kWh/m² year")),
                (291, _("Emissions"), _("kg CO₂/m² year")),
            )
        ),
    )


def _bar(row: int, letter: str) -> SafeString:
    y, length = _TOP + row * _ROW, 62 + row * 15
    points = f"0,{y} {length},{y} {length + 8},{y + 8.5} {length},{y + 17} 0,{y + 17}"
    return format_html(
        '<polygon points="{}" fill="{}"/><text x="7" y="{}" font-size="12" font-weight="bold" fill="{}">{}</text>',
        points,
        COLOURS[letter],
        y + 13,
        _DARK if letter in "CDE" else "#ffffff",
        letter,
    )


def _mark(x: int, letter: str, value: str) -> SafeString:
    y = _TOP + list(COLOURS).index(letter) * _ROW
    points = f"{x},{y + 8.5} {x + 9},{y} {x + 74},{y} {x + 74},{y + 17} {x + 9},{y + 17}"
    ink = _DARK if letter in "CDE" else "#ffffff"
    return format_html(
        '<polygon points="{}" fill="{}"/>'
        '<text x="{}" y="{}" font-size="12" font-weight="bold" fill="{}">{}</text>'
        '<text x="{}" y="{}" font-size="9" text-anchor="end" fill="{}">{}</text>',
        points,
        COLOURS[letter],
        x + 14,
        y + 13,
        ink,
        letter,
        x + 70,
        y + 12.5,
        ink,
        value,
    )
