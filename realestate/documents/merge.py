"""The little language in which managers write documents: plain words, a few marks, and fields.

    # Heading      ## Smaller heading      - item of a list      **bold**
    {{ listing.reference }}                {{#if owner.phone}} … {{else}} … {{/if}}
    {{#each owners}} {{ name }} {{/each}}  (inside, the fields of each owner go before all others)

It is not a template engine: a field is looked up in the dictionaries that were given, nothing is called and no
attribute is read. All words, the manager's and the values', are escaped; the only tags are those made here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

MAX_DEPTH = 4
MAX_LENGTH = 400_000  # characters of a finished text; nobody signs a longer one

_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"
_TAG = re.compile(rf"\{{\{{[ \t]*(?:(/if|/each|else)|(#if|#each)[ \t]+({_NAME})|({_NAME}))[ \t]*\}}\}}")
_ALONE = re.compile(
    rf"^[ \t]*(\{{\{{[ \t]*(?:(?:#if|#each)[ \t]+{_NAME}|/if|/each|else)[ \t]*\}}\}})[ \t]*(?:\n|\Z)", re.MULTILINE
)
_BOLD = re.compile(r"\*\*(?=\S)([^*]+?)(?<=\S)\*\*")
# Values travel through the marks as one sign each, so that no value can be a mark.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


class MergeError(Exception):
    """The text cannot be read; the message says where, for whoever wrote it."""


@dataclass
class _Block:
    """A run of words, fields and blocks; ``name`` is what an ``if`` asks for or an ``each`` goes through."""

    kind: str = ""
    name: str = ""
    line: int = 1
    parts: "list[str | _Field | _Block]" = field(default_factory=list)
    otherwise: "_Block | None" = None


@dataclass(frozen=True)
class _Field:
    name: str
    line: int


def check(text: str, known: Mapping[str, bool]) -> list[str]:
    """What is wrong with a text, in words. ``known`` maps a field to whether it is a list."""
    try:
        tree = _parse(text)
    except MergeError as error:
        return [str(error)]
    return list(dict.fromkeys(_unknown(tree, known, [])))


def names(text: str) -> set[str]:
    """The fields that a text uses, as they are written. Raises MergeError."""
    return {name for name, _line, _kind in _uses(_parse(text))}


def render(text: str, values: Mapping[str, Any]) -> SafeString:
    """The text as HTML: headings, paragraphs, lists and bold words, everything else escaped. Raises MergeError."""
    slots: list[str] = []
    finished = "".join(_expand(_parse(text), [values], slots))
    if len(finished) + sum(map(len, slots)) > MAX_LENGTH:
        raise MergeError(_("The finished text is too long."))
    return SafeString(_html(finished, slots))


def lookup(values: Mapping[str, Any], path: str) -> Any:
    """What stands at a dotted path of nested dictionaries, or None. Reads dictionaries and nothing else."""
    found: Any = values
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def is_empty(value: Any) -> bool:
    """Nothing to print; zero is something."""
    return value is None or value is False or (isinstance(value, (str, Sequence, Mapping)) and not len(value))


def _parse(text: str) -> _Block:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace(_OPEN, "").replace(_CLOSE, "")
    root = _Block()
    open_blocks = [root]
    for piece, tag, line in _pieces(plain):
        here = open_blocks[-1]
        target = here.otherwise or here
        if piece:
            target.parts.append(piece)
        if tag is None:
            continue
        ending, verb, name = tag.group(1), tag.group(2), tag.group(3)
        if verb:
            if len(open_blocks) > MAX_DEPTH:
                raise MergeError(_("Line %(line)d: too many blocks within each other.") % {"line": line})
            block = _Block(verb, name, line)
            target.parts.append(block)
            open_blocks.append(block)
        elif ending == "else":
            if here.kind != "#if" or here.otherwise:
                raise MergeError(_("Line %(line)d: there is no open “if” here.") % {"line": line})
            here.otherwise = _Block(line=line)
        elif ending:
            if here.kind != "#" + ending[1:]:
                raise MergeError(_("Line %(line)d: this end has no beginning.") % {"line": line})
            open_blocks.pop()
        else:
            target.parts.append(_Field(tag.group(4), line))
    if len(open_blocks) > 1:
        raise MergeError(_("Line %(line)d: this block has no end.") % {"line": open_blocks[-1].line})
    return root


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None, int]]:
    """(words, the tag after them, its line). A block tag alone in its line takes the line with it."""
    text = _ALONE.sub(lambda found: found.group(1) + _CLOSE, text)  # the sign keeps the count of the lines
    at, line = 0, 1
    while True:
        start = text.find("{{", at)
        words = text[at : start if start >= 0 else len(text)]
        line += words.count("\n")
        if start < 0:
            yield words, None, line
            return
        tag = _TAG.match(text, start)
        if tag is None:
            raise MergeError(_("Line %(line)d: this cannot be read.") % {"line": line})
        yield words, tag, line
        at = tag.end()
        if text[at : at + 1] == _CLOSE:
            at += 1
            line += 1


def _uses(block: _Block) -> Iterator[tuple[str, int, str]]:
    for part in [*block.parts, *(block.otherwise.parts if block.otherwise else [])]:
        if isinstance(part, _Field):
            yield part.name, part.line, ""
        elif isinstance(part, _Block):
            yield part.name, part.line, part.kind
            yield from _uses(part)


def _unknown(block: _Block, known: Mapping[str, bool], around: list[str]) -> Iterator[str]:
    for part in [*block.parts, *(block.otherwise.parts if block.otherwise else [])]:
        if isinstance(part, str):
            continue
        full = next((f"{prefix}.{part.name}" for prefix in around if f"{prefix}.{part.name}" in known), part.name)
        said = {"line": part.line, "field": part.name}
        if full not in known:
            yield _("Line %(line)d: there is no field “%(field)s”.") % said
        elif isinstance(part, _Block) and part.kind == "#each":
            if not known[full]:
                yield _("Line %(line)d: “%(field)s” is not a list.") % said
            yield from _unknown(part, known, [full, *around])
            continue
        elif isinstance(part, _Field) and known[full]:
            yield _("Line %(line)d: “%(field)s” is a list: write {{#each %(field)s}}.") % said
        if isinstance(part, _Block):
            yield from _unknown(part, known, around)


def _expand(block: _Block, scopes: list[Mapping[str, Any]], slots: list[str]) -> Iterator[str]:
    for part in block.parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, _Field):
            slots.append(_words(_find(scopes, part.name)))
            if len(slots) > MAX_LENGTH // 20:
                raise MergeError(_("The finished text is too long."))
            yield f"{_OPEN}{len(slots) - 1}{_CLOSE}" if slots[-1] else ""
        elif part.kind == "#if":
            if not is_empty(_find(scopes, part.name)):
                yield from _expand(part, scopes, slots)
            elif part.otherwise:
                yield from _expand(part.otherwise, scopes, slots)
        else:
            rows = _find(scopes, part.name)
            for row in rows if isinstance(rows, (list, tuple)) else ():
                if isinstance(row, Mapping):
                    yield from _expand(part, [row, *scopes], slots)


def _find(scopes: list[Mapping[str, Any]], path: str) -> Any:
    """The innermost scope that knows the first name answers."""
    first = path.split(".", 1)[0]
    return next((lookup(scope, path) for scope in scopes if first in scope), None)


def _words(value: Any) -> str:
    """Finished words as they were given; only plain kinds of values are printed."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return ""
    return str(value).replace(_OPEN, "").replace(_CLOSE, "").strip()


def _html(text: str, slots: list[str]) -> str:
    out: list[str] = []
    paragraph: list[str] = []
    items: list[str] = []

    def close() -> None:
        if paragraph:
            out.append(f"<p>{'<br>'.join(paragraph)}</p>")
            paragraph.clear()
        if items:
            out.append(f"<ul>{''.join(items)}</ul>")
            items.clear()

    for line in text.split("\n"):
        words = line.strip()
        if not words:
            close()
        elif words.startswith("## "):
            close()
            out.append(f"<h3>{_inline(words[3:], slots)}</h3>")
        elif words.startswith("# "):
            close()
            out.append(f"<h2>{_inline(words[2:], slots)}</h2>")
        elif words.startswith("- "):
            if paragraph:
                close()
            items.append(f"<li>{_inline(words[2:], slots)}</li>")
        else:
            if items:
                close()
            paragraph.append(_inline(words, slots))
    close()
    return "\n".join(out)


def _inline(words: str, slots: list[str]) -> str:
    marked = _BOLD.sub(r"<strong>\1</strong>", str(escape(words.strip())))
    return _SLOT.sub(lambda slot: str(escape(slots[int(slot.group(1))])).replace("\n", "<br>"), marked)
