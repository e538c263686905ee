"""The page behind a selection's link: only what is on the public pages, without sign-in, never listed or kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from realestate.listings.models import Selection
from realestate.salespeople.models import User
from realestate.tests.factories import OperationFactory, SelectionFactory

pytestmark = pytest.mark.django_db


def path(selection: Selection, language: str = "es") -> str:
    return f"/seleccion/{selection.token}/" if language == "es" else f"/en/selection/{selection.token}/"


def test_it_shows_what_is_on_the_public_pages_in_the_chosen_order(client: Client, salesperson: User) -> None:
    one = OperationFactory(listing__reference="UNO", is_on_web=True)
    two = OperationFactory(listing__reference="DOS", is_on_web=True)
    hidden = OperationFactory(listing__reference="TRES", is_on_web=False)
    selection = SelectionFactory(created_by=salesperson, operations=[two, hidden, one])
    for language in ("es", "en"):
        response = client.get(path(selection, language))
        assert response.status_code == 200
        assert [operation.listing.reference for operation in response.context["operations"]] == ["DOS", "UNO"]
        assert "TRES" not in response.content.decode()


def test_it_is_not_listed_not_kept_and_not_told_to_others(client: Client, salesperson: User) -> None:
    response = client.get(path(SelectionFactory(created_by=salesperson)))
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex' in response.content.decode()


def test_the_hidden_address_stays_hidden(client: Client, salesperson: User) -> None:
    operation = OperationFactory(
        is_on_web=True, listing__street="Calle Secreta", listing__latitude=Decimal("37.987654"),
        listing__longitude=Decimal("-1.123456"), listing__notes="Llaves bajo la maceta",
    )  # fmt: skip
    text = client.get(path(SelectionFactory(created_by=salesperson, operations=[operation]))).content.decode()
    for secret in ("Secreta", "37.98", "1.1234", "maceta"):
        assert secret not in text


def test_each_opening_is_counted(client: Client, salesperson: User) -> None:
    selection = SelectionFactory(created_by=salesperson)
    client.get(path(selection))
    client.head(path(selection))
    client.get(path(selection))
    selection.refresh_from_db()
    assert selection.opened_count == 2
    assert selection.last_opened_at is not None


def test_what_is_over_answers_gone_and_what_never_was_not_found(client: Client, salesperson: User) -> None:
    over = SelectionFactory(created_by=salesperson, expires_at=timezone.now() - timedelta(seconds=1))
    revoked = SelectionFactory(created_by=salesperson, revoked_at=timezone.now(), title="Para Lucía")
    for selection in (over, revoked):
        for tail in ("", "pdf/"):
            response = client.get(path(selection) + tail)
            assert response.status_code == 410
            assert selection.title not in response.content.decode()
    assert client.get(f"/seleccion/{'0' * 64}/").status_code == 404
    assert client.get("/seleccion/x/").status_code == 404


def test_it_comes_as_a_pdf_too(client: Client, salesperson: User) -> None:
    operation = OperationFactory(is_on_web=True, listing__reference="UNO")
    response = client.get(path(SelectionFactory(created_by=salesperson, operations=[operation])) + "pdf/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def test_a_post_is_no_way_in(client: Client, salesperson: User) -> None:
    assert client.post(path(SelectionFactory(created_by=salesperson))).status_code == 405
