"""Documents made of words and values."""

import importlib
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from PIL import Image, ImageFile

from realestate.core.energy import energy_label
from realestate.core.errors import BusinessRuleError
from realestate.core.qr import qr_svg
from realestate.documents import kinds
from realestate.documents.models import DocumentTemplate
from realestate.documents.pdf import render_pdf
from realestate.documents.services import Words, make_document, make_pdf, text_of, words_for
from realestate.salespeople.models import Office, User

pytestmark = pytest.mark.django_db


def photo(colour: str = "red") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def pages(pdf: bytes) -> int:
    """Pages are plain or within compressed object streams."""
    whole = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            whole += zlib.decompress(stream)
        except zlib.error:
            continue
    return len(re.findall(rb"/Type\s*/Page\b", whole))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", [one.value for one in kinds.made_kinds()])
def test_each_kind_becomes_a_pdf(kind: str, language: str, office: Office) -> None:
    pictures = {"cover": photo(), "photo1": photo("blue")}
    pdf = make_pdf(kind=kind, language=language, office=office, values=kinds.sample_values(kind), pictures=pictures)
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) >= 1


@pytest.mark.parametrize("kind", ["brochure", "window_card"])
def test_a_sheet_for_the_street_fits_on_one_page(kind: str, office: Office) -> None:
    values = kinds.sample_values(kind)
    values["facts"] = [{"label": f"Dato {n}", "value": "120 m²"} for n in range(9)]
    values["features"] = [{"name": "Aire acondicionado"}] * 8
    values["listing"]["description"] = "Ático luminoso con terraza y vistas a la catedral. " * 8
    pictures = {"cover": photo(), **{f"photo{n}": photo() for n in range(1, 7)}}
    assert pages(make_pdf(kind=kind, language="es", office=office, values=values, pictures=pictures)) == 1


@pytest.mark.parametrize("kind", [one.value for one in kinds.made_kinds()])
def test_a_document_with_nothing_in_it_is_still_a_document(kind: str, office: Office) -> None:
    assert make_pdf(kind=kind, language="es", office=office, values={}).startswith(b"%PDF-")


def test_the_same_words_give_the_same_bytes(office: Office) -> None:
    values = kinds.sample_values("mandate")
    one, two = (make_pdf(kind="mandate", language="es", office=office, values=values) for _ in range(2))
    assert one == two


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hostname", "/etc/hostname", "http://127.0.0.1:9/x.png", "data:image/png;base64,xx", "picture:absent"],
)
def test_nothing_is_fetched(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket
    import urllib.request

    def never(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("left the process")

    monkeypatch.setattr(socket, "create_connection", never)
    monkeypatch.setattr(urllib.request.OpenerDirector, "open", never)
    sheet = f'<link rel="stylesheet" href="{address}"><style>@import "{address}";</style>'
    html = f'{sheet}<p>x</p><img src="{address}" alt="x">'
    assert render_pdf(html=html).startswith(b"%PDF-")


def test_the_own_words_of_the_office_go_before_the_agencys_and_ours(office: Office, other_office: Office) -> None:
    def template(title: str, **values: Any) -> None:
        DocumentTemplate.objects.create(kind="brochure", language="es", title=title, body="x", **values)

    assert words_for("brochure", "es", office).title == "Ficha del inmueble"
    template("Agencia")
    template("Oficina", office=office)
    assert words_for("brochure", "es", office).title == "Oficina"
    assert words_for("brochure", "es", other_office).title == "Agencia"
    assert words_for("brochure", "en", office).title == "Property details"
    DocumentTemplate.objects.update(is_active=False)
    assert words_for("brochure", "es", office).title == "Ficha del inmueble"


def test_a_document_is_made_kept_and_named_after_its_listing(salesperson: User) -> None:
    values = kinds.sample_values("mandate")
    document = make_document(actor=salesperson, kind="mandate", language="es", office=salesperson.office, values=values)
    assert document.title == "Nota de encargo MUR-0042"
    assert document.name == "nota-de-encargo-mur-0042.pdf"
    with document.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"


def test_a_document_is_not_made_while_data_is_missing(salesperson: User) -> None:
    values = kinds.sample_values("mandate")
    values["mandate"]["fee"] = ""
    with translation.override("en"), pytest.raises(BusinessRuleError, match="Some data is missing: fee"):
        make_document(actor=salesperson, kind="mandate", language="es", office=salesperson.office, values=values)


def test_words_that_cannot_be_read_are_told(office: Office) -> None:
    with pytest.raises(BusinessRuleError):
        make_pdf(kind="mandate", language="es", office=office, values={}, words=Words("x", "{{ bad"))


def test_the_office_is_in_the_text_by_itself(office: Office) -> None:
    office.legal_name = "Casas <Murcia>, S. L."
    text = text_of(kind="mandate", language="es", office=office, values=kinds.sample_values("mandate"))
    assert "Casas &lt;Murcia&gt;, S. L." in text


def test_the_label_shows_both_letters_and_says_them() -> None:
    with translation.override("en"):
        svg = energy_label("d", "C", consumption_value="112.4")
    assert 'aria-label="Energy consumption: D 112.4 · Emissions: C"' in svg
    assert "style=" not in svg
    assert energy_label("", "") == ""
    assert "<script" not in energy_label("A", "A", consumption_value="<script>")


def test_a_qr_code_holds_nothing_but_squares() -> None:
    svg = qr_svg('https://example.com/"><script>')
    assert svg.startswith("<svg")
    assert "script" not in svg
    assert "style=" not in svg


def test_making_pdfs_does_not_let_half_pictures_in() -> None:
    importlib.import_module("realestate.documents.pdf")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_eight_threads_make_the_same_pdf_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _number: render_pdf(html="<h1>Nota de encargo</h1><p>Calle Sol 3</p>" * 20), range(16))
        )
    assert len(set(made)) == 1
