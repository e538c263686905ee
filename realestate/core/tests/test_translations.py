"""Spanish is complete, compiled, and says the same as the code asks for. No gettext programs are needed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "realestate" / "locale" / "es" / "LC_MESSAGES" / "django.po"
# Where each function keeps its context, its text and its plural.
TEXT_AT = {"gettext": 0, "gettext_noop": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*(?::\w+)?\}")
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(({LITERAL}(?:\s*,\s*{LITERAL})*)")

Key = tuple[str | None, str]


def key(function: str, texts: list[str]) -> Key:
    at = TEXT_AT["gettext" if function == "_" else function]
    return (texts[0] if at else None, texts[at])


def in_python(source: str) -> Iterator[Key]:
    tree = ast.parse(source)
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                function = alias.name.removesuffix("_lazy")
                if function in TEXT_AT:
                    names[alias.asname or alias.name] = function
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            assert len(texts) > TEXT_AT[names[node.func.id]], f"line {node.lineno}: a text that cannot be translated"
            yield key(names[node.func.id], texts)


def in_template(source: str) -> Iterator[Key]:
    for function, literals in TEMPLATE_CALL.findall(templatize(source)):
        yield key(function, [ast.literal_eval(text) for text in re.findall(LITERAL, literals)])


def in_the_code() -> dict[Key, str]:
    found: dict[Key, str] = {}
    for folder in ("crm", "realestate", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix == ".py" and "tests" not in path.parts:
                keys = in_python(path.read_text(encoding="utf-8"))
            elif path.suffix in {".html", ".txt"}:
                keys = in_template(path.read_text(encoding="utf-8"))
            else:
                continue
            found.update({one: str(path.relative_to(ROOT)) for one in keys})
    return found


def said(entry: polib.POEntry) -> list[tuple[str, str]]:
    if entry.msgid_plural:
        return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
    return [(entry.msgid, entry.msgstr)]


@pytest.fixture(scope="module")
def po() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_text_is_translated(po):
    assert [entry.msgid for entry in po if not all(text for _, text in said(entry))] == []


def test_nothing_is_fuzzy_or_obsolete(po):
    assert [entry.msgid for entry in po.fuzzy_entries() + po.obsolete_entries()] == []


def test_placeholders_are_kept(po):
    wrong = [
        entry.msgid
        for entry in po
        for source, text in said(entry)
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


def test_edges_are_kept(po):
    """A space or a full stop at the end belongs to the sentence around it."""
    wrong = [
        entry.msgid
        for entry in po
        for source, text in said(entry)
        if (source[:1].isspace(), source[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace())
    ]
    assert wrong == []


def test_the_compiled_file_is_the_written_one(po):
    compiled = {(entry.msgctxt, entry.msgid): said(entry) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {(entry.msgctxt, entry.msgid): said(entry) for entry in po}


def test_every_text_of_the_code_is_in_the_catalogue(po):
    known = {(entry.msgctxt, entry.msgid) for entry in po}
    assert {one: path for one, path in in_the_code().items() if one not in known} == {}


def test_the_catalogue_holds_nothing_else(po):
    assert {(entry.msgctxt, entry.msgid) for entry in po} - set(in_the_code()) == set()


def test_the_scan_sees_every_form():
    source = "from django.utils.translation import gettext_lazy as _, npgettext, pgettext as p\n"
    source += "_('a' 'b'), p('c', 'd'), npgettext('e', 'f', 'fs', 2)"
    assert set(in_python(source)) == {(None, "ab"), ("c", "d"), ("e", "f")}
    page = "{% load i18n %}{% translate 'Open' context 'a page' %}{{ x|default:_('no') }}"
    page += "{% blocktranslate count n=1 %}{{ n }} bed{% plural %}{{ n }} beds{% endblocktranslate %}"
    assert set(in_template(page)) >= {("a page", "Open"), (None, "no"), (None, "%(n)s bed")}


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_plurals_follow_the_language(language):
    with translation.override(language):
        one, two = (translation.ngettext("%(count)d bedroom", "%(count)d bedrooms", n) for n in (1, 2))
    assert one != two


def test_contexts_tell_two_meanings_apart():
    with translation.override("es"):
        assert translation.pgettext("leads", "Open") == "Abiertos"
        assert translation.pgettext("a page", "Open") == "Abrir"
