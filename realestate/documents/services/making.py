"""Documents from words and values: the agency's own words, else ours, in a layout of the house, as PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from realestate.core.errors import BusinessRuleError
from realestate.core.qr import qr_svg
from realestate.documents import kinds, merge
from realestate.documents.choices import DocumentKind
from realestate.documents.models import Document, DocumentTemplate
from realestate.documents.services.storing import store_document
from realestate.salespeople.models import Office, User

DEFAULTS = Path(__file__).resolve().parent.parent / "defaults"


@dataclass(frozen=True)
class Words:
    """The title and the text of a kind of document in one language, fields unfilled."""

    title: str
    body: str


@cache
def default_words(kind: str, language: str) -> Words:
    """The words that ship with the product: the file's first line is the title."""
    path = DEFAULTS / f"{DocumentKind(kind).value}.{'en' if language == 'en' else 'es'}.txt"
    if not path.exists():
        return Words(str(DocumentKind(kind).label), "")
    title, _separator, body = path.read_text(encoding="utf-8").partition("\n")
    return Words(title.strip(), body.strip() + "\n")


def words_for(kind: str, language: str, office: Office | None) -> Words:
    """The words in force: the office's own, else the agency's, else those that ship with the product."""
    own = DocumentTemplate.objects.in_force(kind, language, office)
    return Words(own.title, own.body) if own else default_words(kind, language)


def problems_of(kind: str, language: str, office: Office | None) -> list[str]:
    """What is wrong with the agency's own words of a kind, line by line; nothing with those of the product."""
    own = DocumentTemplate.objects.in_force(kind, language, office)
    return merge.check(own.body, kinds.known_names(kind)) if own else []


def words_by_kind(language: str, office: Office | None) -> dict[str, Words]:
    """The words in force of every kind, by one query."""
    own = DocumentTemplate.objects.in_force_by_kind(language, office)
    return {
        kind.value: Words(own[kind].title, own[kind].body) if kind in own else default_words(kind, language)
        for kind in kinds.made_kinds()
    }


def make_pdf(
    *,
    kind: str,
    language: str,
    office: Office,
    values: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    words: Words | None = None,
) -> bytes:
    """The PDF of a document that is not kept: a preview, or a brochure for one download.

    ``values`` are nested dictionaries of finished words, as ``standard`` lists them. Raises BusinessRuleError when the
    agency's own words cannot be read, or use a field that there is not: it would leave a hole in what people sign.
    """
    from realestate.documents.pdf import render_pdf  # loads the PDF library, which few processes need

    problems = problems_of(kind, language, office) if words is None and not values.get("draft") else []
    if problems:
        raise BusinessRuleError(_("The agency's template has mistakes: %(list)s") % {"list": " ".join(problems)})

    return render_pdf(html=_page(kind, language, office, values, pictures or {}, words), pictures=pictures)


def make_document(
    *,
    actor: User | None,
    kind: str,
    language: str,
    office: Office,
    values: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    title: str = "",
) -> Document:
    """Make the PDF and keep it. Raises BusinessRuleError, naming the fields, while required values are missing."""
    lacking = kinds.missing(kind, values)
    if lacking:
        with translation.override(translation.get_language() or language):
            labels = ", ".join(str(one.label) for one in lacking)
        raise BusinessRuleError(_("Some data is missing: %(fields)s.") % {"fields": labels})
    content = make_pdf(kind=kind, language=language, office=office, values=values, pictures=pictures)
    with translation.override(language):
        named = title or f"{words_for(kind, language, office).title} {_reference(values)}".strip()
    return store_document(
        actor=actor,
        office=office,
        kind=kind,
        title=named,
        language=language,
        content=content,
        name=f"{slugify(named)[:80] or kind}.pdf",
    )


def text_of(
    *, kind: str, language: str, office: Office, values: Mapping[str, Any], words: Words | None = None
) -> SafeString:
    """The words with their fields filled in, as escaped HTML: for a page that shows what will be made."""
    used = words or words_for(kind, language, office)
    try:
        return merge.render(used.body, {**values, **_of_the_house(office, language)})
    except merge.MergeError as error:
        raise BusinessRuleError(str(error)) from error


def _page(
    kind: str,
    language: str,
    office: Office,
    values: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    words: Words | None,
) -> str:
    used = words or words_for(kind, language, office)
    with translation.override(language):
        body = text_of(kind=kind, language=language, office=office, values=values, words=used)
        address = merge.lookup(values, "listing.url") or merge.lookup(values, "selection.url")
        url = str(merge.lookup(values, "signature.url") or address or "")
        context = {
            **_forgiving(kind, values),
            **_of_the_house(office, language),
            "title": used.title,
            "language": language,
            "body": body,
            "pictures": set(pictures),
            "gallery": [f"photo{n}" for n in range(1, 7) if f"photo{n}" in pictures],
            "qr": qr_svg(url) if url else "",
            "draft": bool(values.get("draft")),
        }
        return render_to_string(kinds.kind_of(kind).layout, context)


class _Words(dict[str, Any]):
    """A dictionary for a layout, in which what was not given is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def _forgiving(kind: str, values: Mapping[str, Any]) -> _Words:
    """The values, with every name that the kind knows: layouts offer one field where another is missing."""
    roots = {one.path.partition(".")[0]: one.many for one in kinds.merge_fields(kind)}
    return _Words({name: _soft(values.get(name, [] if many else {})) for name, many in roots.items()})


def _soft(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _Words({name: _soft(one) for name, one in value.items()})
    return [_soft(one) for one in value] if isinstance(value, (list, tuple)) else value


def _of_the_house(office: Office, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "office": {
                "name": office.name,
                "legal_name": office.legal_name or office.name,
                "tax_id": office.tax_id,
                "address": office.address,
                "phone": office.phone.as_international if office.phone else "",
                "email": office.email,
                "registration_number": office.registration_number,
                "website": office.website,
            },
            "document": {"date": date_format(timezone.localdate(), "DATE_FORMAT")},
        }


def _reference(values: Mapping[str, Any]) -> str:
    return str(merge.lookup(values, "listing.reference") or "")
