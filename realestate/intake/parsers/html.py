"""HTML mail as text: a cell ends with a tab, a block with a line; what is hidden stays hidden.

Not a real HTML parser: mails need none, and this one takes linear time whatever arrives.
"""

import html
import re

LONGEST = 400_000
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})\b([^<>]*)>|<![^<>]*>|<\?[^<>]*>")
HREF = re.compile(r"""href\s*=\s*(?:"([^"]{1,600})"|'([^']{1,600})'|([^\s"'>]{1,600}))""", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0|font-size\s*:\s*0", re.IGNORECASE)
BLOCKS = frozenset(
    ("p", "div", "tr", "table", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section", "article",
     "header", "footer", "blockquote", "dt", "dl", "center", "form")
)  # fmt: skip
CELLS = frozenset(["td", "th", "dd"])
SILENT = frozenset(["style", "script", "head", "title", "noscript", "svg", "template"])
LONE = frozenset(["br", "img", "hr", "input", "meta", "link", "area", "base", "col", "wbr"])


def text_of(page: str) -> tuple[str, list[str]]:
    """(text, links) of a page."""
    page = _without_comments(page[:LONGEST])
    out: list[str] = []
    links: list[str] = []
    hidden: list[str] = []  # the open elements from the one that hides downwards
    position = 0
    for tag in TAG.finditer(page):
        if not hidden:
            out.append(_words(page[position : tag.start()]))
        position = tag.end()
        name = (tag.group(2) or "").lower()
        if not name:
            continue
        closes = bool(tag.group(1))
        if hidden:
            _inside_hidden(hidden, name, closes, tag.group(3))
            continue
        attributes = tag.group(3)
        if not closes and name not in LONE and (name in SILENT or HIDDEN.search(attributes[:1000])):
            hidden.append(name)
            continue
        if name == "a" and not closes:
            found = HREF.search(attributes[:2000])
            if found and len(links) < 400:
                links.append(html.unescape(next(one for one in found.groups() if one is not None)).strip())
        if name in BLOCKS:
            out.append("\n")
        elif name in CELLS and not closes:
            out.append("\t")
    if not hidden:
        out.append(_words(page[position:]))
    return "".join(out), [one for one in links if one.lower().startswith(("http://", "https://", "mailto:", "tel:"))]


def _inside_hidden(hidden: list[str], name: str, closes: bool, attributes: str) -> None:
    """Follow the elements within one that is not shown until it ends."""
    if name in LONE or attributes.rstrip().endswith("/"):
        return
    if hidden[0] in SILENT:  # raw text: only its own end counts
        if closes and name == hidden[0]:
            hidden.clear()
    elif not closes:
        if len(hidden) < 200:
            hidden.append(name)
    elif name in hidden[-20:]:
        while hidden and hidden.pop() != name:
            pass


def _without_comments(page: str) -> str:
    """Cut out ``<!-- -->``; one that never ends takes only its own mark with it."""
    out, position = [], 0
    while True:
        start = page.find("<!--", position)
        if start < 0:
            break
        out.append(page[position:start])
        end = page.find("-->", start)
        if end < 0:
            position = start + 4
            break
        position = end + 3
    out.append(page[position:])
    return "".join(out)


def _words(piece: str) -> str:
    """Source text of an element: line ends are spaces there."""
    return html.unescape(re.sub(r"[\s]+", " ", piece)) if piece else ""
