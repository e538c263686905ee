"""Brochures and window cards."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from realestate.audit.models import AuditLine
from realestate.listings.models import Operation
from realestate.listings.papers import advertisement_values
from realestate.salespeople.models import Office, User
from realestate.tests.factories import lawful_operation

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def operation(office: Office, salesperson: User) -> Operation:
    return lawful_operation(listing__office=office, listing__salesperson=salesperson)


@pytest.mark.parametrize("kind", ["brochure", "window_card"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_pdf_is_made_in_both_languages(
    kind: str, language: str, operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    path = reverse("listings:paper_make", args=[operation.listing.reference, operation.pk])
    answer = as_user(salesperson).post(path, {"kind": kind, "language": language})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert AuditLine.objects.about(operation.listing).filter(action="document.made").count() == 1


def test_without_a_price_it_says_what_is_missing(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    Operation.objects.filter(pk=operation.pk).update(price=None)
    client = as_user(salesperson)
    reference = operation.listing.reference
    page = client.get(reverse("listings:papers", args=[reference]))
    assert all(paper["missing"] for paper in page.context["papers"])
    path = reverse("listings:paper_make", args=[reference, operation.pk])
    assert client.post(path, {"kind": "brochure"}).status_code == 302


def test_another_kind_is_a_message(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    path = reverse("listings:paper_make", args=[operation.listing.reference, operation.pk])
    assert as_user(salesperson).post(path, {"kind": "mandate"}).status_code == 302


@pytest.mark.parametrize("visibility", ["hidden", "street"])
def test_it_tells_no_more_of_the_address_than_the_public_page(visibility: str, operation: Operation) -> None:
    listing = operation.listing
    listing.address_visibility = visibility
    listing.street, listing.street_number, listing.door = "Calle Canariosa", "8391", "Puerta77"
    said = str(advertisement_values(operation, language="es"))
    assert "8391" not in said
    assert "Puerta77" not in said
    assert ("Canariosa" in said) == (visibility == "street")
    assert listing.owner is not None
    assert listing.owner.name not in said
