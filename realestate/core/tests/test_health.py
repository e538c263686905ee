from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client


def test_livez_asks_nobody() -> None:
    assert Client().get("/livez", headers={"host": "unknown.example"}).status_code == 200


@pytest.mark.django_db
def test_readyz_says_yes_once_migrations_are_applied() -> None:
    assert Client().get("/readyz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.django_db
def test_readyz_says_no_while_migrations_wait() -> None:
    with patch("realestate.core.health._no_migrations_wait", return_value=False):
        assert Client().get("/readyz").status_code == 503


@pytest.mark.django_db
def test_readyz_says_no_without_a_database() -> None:
    with (
        patch("realestate.core.health.connection.cursor", side_effect=OperationalError(2003, "gone")),
        patch("realestate.core.health.connection.close"),
    ):
        assert Client().get("/readyz").status_code == 503
