"""The words that managers edit."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from realestate.audit.models import AuditLine
from realestate.documents.models import DocumentTemplate
from realestate.salespeople.models import User
from realestate.tests.factories import stored_document

pytestmark = pytest.mark.django_db

ADD = "admin:documents_documenttemplate_add"


@pytest.fixture
def admin(manager: User, as_user: Callable[[User], Client]) -> Client:
    manager.language = "en"
    manager.save()
    return as_user(manager)


def values(**changed: str) -> dict[str, str]:
    given = {
        "kind": "mandate",
        "language": "es",
        "office": "",
        "title": "Encargo",
        "body": "Hola {{ listing.reference }}",
    }
    return {**given, "is_active": "on", **changed}


def test_a_new_template_starts_from_the_text_that_ships(admin: Client) -> None:
    page = admin.get(reverse(ADD), {"kind": "buyer_dossier", "language": "en"}).content.decode()
    assert "article 31 of Spanish Act 12/2023" in page
    assert "Price annex" not in page


def test_a_template_is_saved_and_audited(admin: Client) -> None:
    assert admin.post(reverse(ADD), values()).status_code == 302
    template = DocumentTemplate.objects.get()
    assert AuditLine.objects.filter(action="template.created", subject_id=template.pk).exists()
    path = reverse("admin:documents_documenttemplate_change", args=[template.pk])
    assert "mandate.fee" in admin.get(path).content.decode()
    assert admin.post(path, values(body="Adiós")).status_code == 302
    assert AuditLine.objects.get(action="template.changed").changes["body"] == ["Hola {{ listing.reference }}", "Adiós"]


@pytest.mark.parametrize(
    ("body", "said"),
    [("{{ listing.price }}", "there is no field “listing.price”"), ("{{#if x}}", "this block has no end")],
)
def test_an_unknown_field_is_named(body: str, said: str, admin: Client) -> None:
    page = admin.post(reverse(ADD), values(body=body))
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not DocumentTemplate.objects.exists()


def test_there_is_one_template_for_each_place(admin: Client) -> None:
    admin.post(reverse(ADD), values())
    assert "already" in admin.post(reverse(ADD), values()).content.decode()
    assert DocumentTemplate.objects.count() == 1


def test_the_preview_is_a_pdf_with_sample_values(admin: Client) -> None:
    admin.post(reverse(ADD), values())
    answer = admin.get(reverse("admin:documents_template_preview", args=[DocumentTemplate.objects.get().pk]))
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_a_manager_opens_a_document_and_that_is_recorded(admin: Client, salesperson: User) -> None:
    document = stored_document(actor=salesperson)
    answer = admin.get(reverse("admin:documents_document_file", args=[document.pk]))
    assert answer.status_code == 200
    assert AuditLine.objects.filter(action="document.read", subject_id=document.pk).exists()


def test_others_open_neither(salesperson: User, as_user: Callable[[User], Client]) -> None:
    document = stored_document(actor=salesperson)
    template = DocumentTemplate.objects.create(kind="mandate", language="es", title="x", body="x")
    client = as_user(salesperson)
    with translation.override("en"):
        assert client.get(reverse("admin:documents_document_file", args=[document.pk])).status_code == 403
        assert client.get(reverse("admin:documents_template_preview", args=[template.pk])).status_code == 403
