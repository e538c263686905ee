"""The little language of the templates: what it does, and that nothing else can be made of it."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from realestate.documents import kinds, merge
from realestate.documents.services import default_words

ALLOWED = {"p", "h2", "h3", "ul", "li", "strong", "br"}
KNOWN = {"a.b": False, "owners": True, "owners.name": False}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, Any]] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_plain(html: str) -> None:
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert not parser.others
    assert all(tag in ALLOWED and not attrs for tag, attrs in parser.seen), parser.seen


def test_marks_make_headings_lists_paragraphs_and_bold_words() -> None:
    html = merge.render("# One\n## Two\nline\nline two\n\n- a **b** c\n- d\nend", {})
    assert html.split("\n") == [
        "<h2>One</h2>",
        "<h3>Two</h3>",
        "<p>line<br>line two</p>",
        "<ul><li>a <strong>b</strong> c</li><li>d</li></ul>",
        "<p>end</p>",
    ]


def test_fields_are_filled_in_and_escaped() -> None:
    assert merge.render("{{ a.b }}", {"a": {"b": "<b>&"}}) == "<p>&lt;b&gt;&amp;</p>"


def test_a_value_is_never_a_mark() -> None:
    html = merge.render("{{ a.b }}", {"a": {"b": "# x\n- **y** {{ a.c }}", "c": "secret"}})
    assert html == "<p># x<br>- **y** {{ a.c }}</p>"


def test_what_is_empty_takes_its_part_with_it() -> None:
    text = "{{#if a.b}}\n- yes {{ a.b }}\n{{else}}\n- no\n{{/if}}"
    assert merge.render(text, {"a": {"b": "1"}}) == "<ul><li>yes 1</li></ul>"
    assert merge.render(text, {"a": {"b": ""}}) == merge.render(text, {}) == "<ul><li>no</li></ul>"


def test_zero_is_something() -> None:
    assert merge.render("{{#if a.b}}{{ a.b }}{{/if}}", {"a": {"b": 0}}) == "<p>0</p>"


def test_rows_of_a_list_come_one_by_one_and_know_what_is_around_them() -> None:
    values = {"a": {"b": "!"}, "owners": [{"name": "Ana"}, {"name": "Bo"}]}
    html = merge.render("{{#each owners}}\n- {{ name }}{{ a.b }}\n{{/each}}", values)
    assert html == "<ul><li>Ana!</li><li>Bo!</li></ul>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x\n{{#if a.b}} y", "Line 2: this block has no end."),
        ("{{/if}}", "Line 1: this end has no beginning."),
        ("{{#each owners}}{{/if}}", "Line 1: this end has no beginning."),
        ("{{else}}", "Line 1: there is no open “if” here."),
        ("x\n\n{{ a.__class__ }}", "Line 3: this cannot be read."),
        ("{{ a|safe }}", "Line 1: this cannot be read."),
        ("{{ f() }}", "Line 1: this cannot be read."),
        ("a\n{{#if a.b}}\n{{/if}}\n{{ wrong.one }}", "Line 4: there is no field “wrong.one”."),
        ("{{#each a.b}}{{/each}}", "Line 1: “a.b” is not a list."),
        ("{{ owners }}", "Line 1: “owners” is a list: write {{#each owners}}."),
        ("{{#each owners}}{{ nmae }}{{/each}}", "Line 1: there is no field “nmae”."),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, said: str) -> None:
    with translation.override("en"):
        assert merge.check(text, KNOWN) == [said]


def test_fields_of_a_row_are_known_within_its_list() -> None:
    assert merge.check("{{#each owners}}{{ name }} {{ a.b }}{{/each}}", KNOWN) == []


def test_lists_within_lists_end_somewhere() -> None:
    values = {"owners": [{"name": "x" * 100}] * 60}
    text = "{{#each owners}}" * 4 + "{{ name }}" + "{{/each}}" * 4
    with pytest.raises(merge.MergeError):
        merge.render(text, values)


def test_an_attribute_is_never_read() -> None:
    class Thing:
        secret = "secret"

        def __str__(self) -> str:
            return "secret"

    assert merge.render("{{ a.secret }}{{ b }}", {"a": Thing(), "b": Thing()}) == ""


MARKS = ["{{", "}}", "{{ a.b }}", "{{ s }}", "{{#if a.b}}", "{{/if}}", "{{else}}", "{{#each owners}}", "{{/each}}"]
TRICKS = ["# ", "\n", "- ", "**", "<script>", "&", '"', "{{ __class__ }}", "\ue000", "\ue0001\ue001", "<!--", "name"]
PIECES = st.sampled_from([*MARKS, *TRICKS])
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_nobody_can_write_markup_or_read_more_than_was_given(text: str, value: str) -> None:
    values = {"a": {"b": value}, "owners": [{"name": value}], "hidden": {"s": "TOP-SECRET"}}
    try:
        html = merge.render(text, values)
    except merge.MergeError:
        return
    assert_plain(html)
    if "TOP-SECRET" not in text and "hidden" not in text:
        assert "TOP-SECRET" not in html


@given(st.text(max_size=200))
@settings(deadline=None)
def test_a_value_comes_out_as_it_went_in(value: str) -> None:
    html = merge.render("x{{ a }}x", {"a": value})
    words = re.sub("[\ue000\ue001]", "", value).strip()
    from html import unescape

    assert unescape(html.replace("<br>", "\n")) == f"<p>x{words}x</p>"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", [one.value for one in kinds.made_kinds()])
def test_the_words_that_ship_use_fields_that_exist(kind: str, language: str) -> None:
    words = default_words(kind, language)
    assert words.title
    assert merge.check(words.body, kinds.known_names(kind)) == []


def test_what_is_missing_is_told_before_anything_is_made() -> None:
    values = kinds.sample_values("mandate")
    assert kinds.missing("mandate", values) == []
    values["mandate"]["fee"] = ""
    values["owners"].append({"name": "Bo", "tax_id": ""})
    assert {one.path for one in kinds.missing("mandate", values)} == {"mandate.fee", "owners.tax_id"}
    values["owners"] = []
    assert {one.path for one in kinds.missing("mandate", values)} == {"mandate.fee", "owners"}


def test_the_dossier_asks_for_what_the_law_asks_for() -> None:
    asked = {one.path for one in kinds.missing("buyer_dossier", {}) if one.law.startswith("Ley 12/2023")}
    assert {"seller.name", "terms.payment", "legal.habitability", "legal.charges", "listing.usable_area"} <= asked
