"""The template tags of the look."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation

from realestate.core.templatetags import ui

NBSP = "\N{NO-BREAK SPACE}"


def render(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_the_icons_are_those_of_the_sprite() -> None:
    sprite = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == ui.ICONS


def test_every_icon_that_a_tag_names_exists() -> None:
    names = {name for _tone, name in ui.LOOKS.values()} | set(ui.TIMELINE_ICONS.values()) | set(ui.TONES.values())
    assert names <= ui.ICONS


def test_every_icon_that_a_template_names_exists() -> None:
    for page in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        names = set(re.findall(r'{% icon "([^"]+)"', page.read_text()))
        assert names <= ui.ICONS, f"{page}: {names - ui.ICONS}"


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in ui.icon("house")
    labelled = ui.icon("house", "<Home>")
    assert 'role="img"' in labelled
    assert 'aria-label="&lt;Home&gt;"' in labelled


def test_an_unknown_icon_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError):
        render('{% icon "no-such-thing" %}')


@pytest.mark.parametrize(
    ("language", "amount", "currency", "shown"),
    [
        ("es", Decimal("250000"), "EUR", f"250.000{NBSP}€"),
        ("en", Decimal("250000"), "EUR", "€250,000"),
        ("es", Decimal("850.50"), "EUR", f"850,50{NBSP}€"),
        ("en", "1250.5", "EUR", "€1,250.50"),
        ("en", 95_000_000, "CLP", "CL$95,000,000"),
        ("en", None, "EUR", "Price on request"),
    ],
)
def test_money_is_written_as_people_read_it(language: str, amount: Any, currency: str, shown: str) -> None:
    with translation.override(language):
        assert ui.money(amount, currency) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("82.50"), f"82,5{NBSP}m²"),
        (Decimal("1200.00"), f"1.200{NBSP}m²"),
        (80, f"80{NBSP}m²"),
        (None, ""),
        ("", ""),
        ("50 + 75", "50 + 75"),
    ],
)
def test_areas(value: Any, shown: str) -> None:
    with translation.override("es"):
        assert ui.area(value) == shown


def test_url_with_changes_some_parameters_and_drops_the_cursor() -> None:
    request = RequestFactory().get("/leads/", {"q": "mar y sol", "cursor": "abc", "stage": ["new", "won"]})
    assert (
        render("{% url_with sort='price' %}", request=request)
        == "/leads/?q=mar+y+sol&amp;stage=new&amp;stage=won&amp;sort=price"
    )
    assert render("{% url_with cursor='xyz' stage=None %}", request=request) == "/leads/?q=mar+y+sol&amp;cursor=xyz"


def test_url_without_takes_a_filter_away() -> None:
    request = RequestFactory().get("/leads/", {"q": "x"})
    assert render("{% url_without 'q' %}", request=request) == "/leads/"


def test_a_status_has_words_and_an_icon() -> None:
    badge = ui.status_badge("won", "Won & done", "lead")
    assert "badge-s--ok" in badge
    assert "#trophy" in badge
    assert "Won &amp; done" in badge


def test_an_unknown_status_is_still_shown() -> None:
    assert "badge-s--neutral" in ui.status_badge("martian", "Martian")
    assert "badge-s--bad" in ui.status_badge("martian", "Martian", "bad")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana Torres", "AT"),
        ("ana", "A"),
        ("Ángel de la O", "ÁO"),
        ("", "?"),
        (None, "?"),
        ("- Leo", "L"),
        ("a@b.es", "AB"),
    ],
)
def test_initials(name: str | None, shown: str) -> None:
    assert ui.initials(name) == shown


def test_an_avatar_has_the_colour_of_its_person_or_one_that_stays() -> None:
    assert ui.avatar_class(SimpleNamespace(colour="pink")) == "avatar--pink"
    assert ui.avatar_class("Ana Torres") == ui.avatar_class("Ana Torres")
    assert ui.avatar_class("").removeprefix("avatar--") in ui.COLOURS


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=1, minutes=50), "1 hour ago"),
        (timedelta(days=3), "3 days ago"),
        (-timedelta(hours=2, minutes=1), "in 2 hours"),
    ],
)
def test_ago(passed: timedelta, shown: str) -> None:
    with translation.override("en"):
        assert ui.ago(timezone.now() - passed) == shown


def test_ago_shows_a_date_after_a_week() -> None:
    moment = timezone.now() - timedelta(days=30)
    with translation.override("en"):
        assert str(timezone.localtime(moment).year) in ui.ago(moment)
    assert ui.ago(None) == ""


@pytest.mark.parametrize(
    ("state", "minutes", "shown"),
    [
        ("green", 2, "In time · 2 min"),
        ("amber", 12, "Answer now · 12 min"),
        ("red", 65, "Late · 1 h 5 min"),
        ("done", 9, "Answered"),
    ],
)
def test_a_clock_speaks(state: str, minutes: int, shown: str) -> None:
    clock = SimpleNamespace(state=state, since=timezone.now() - timedelta(minutes=minutes))
    with translation.override("en"):
        assert ui.clock_text(clock) == shown


def test_error_links_name_each_field_that_is_wrong() -> None:
    class Form(forms.Form):
        name = forms.CharField(label="Name")
        note = forms.CharField(required=False)

    form = Form({})
    assert [(target, label) for target, label, _message in ui.error_links(form)] == [("id_name", "Name")]
    assert not ui.is_multipart(form)
    assert not ui.is_multipart(None)
