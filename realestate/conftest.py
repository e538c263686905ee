"""The cast: the people of two offices, and clients signed in as each."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from realestate.salespeople.models import Office, User
from realestate.tests.factories import OfficeFactory, UserFactory


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def office(db: None) -> Office:
    """The office of the story."""
    return OfficeFactory(code="MUR", name="Murcia Centro")


@pytest.fixture
def other_office(db: None) -> Office:
    return OfficeFactory(code="ALC", name="Alicante Playa")


@pytest.fixture
def salesperson(office: Office) -> User:
    """Whose work it is."""
    return UserFactory(email="ana@example.com", first_name="Ana", last_name="Pérez", office=office)


@pytest.fixture
def colleague(office: Office) -> User:
    """Sells in the same office."""
    return UserFactory(email="bruno@example.com", first_name="Bruno", last_name="Soler", office=office)


@pytest.fixture
def coordinator(office: Office) -> User:
    return UserFactory(
        email="carmen@example.com", first_name="Carmen", last_name="Vidal", role="coordinator", office=office
    )


@pytest.fixture
def manager(office: Office) -> User:
    return UserFactory(email="diego@example.com", first_name="Diego", last_name="Marín", role="manager", office=office)


@pytest.fixture
def stranger(other_office: Office) -> User:
    """Sells in another office."""
    return UserFactory(email="eva@example.com", first_name="Eva", last_name="Lozano", office=other_office)


@pytest.fixture
def dpo(office: Office) -> User:
    return UserFactory(email="fina@example.com", first_name="Fina", last_name="Rey", role="dpo", office=office)


@pytest.fixture
def auditor(office: Office) -> User:
    return UserFactory(email="gil@example.com", first_name="Gil", last_name="Mora", role="auditor", office=office)


@pytest.fixture
def as_user(db: None) -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def run_tasks(db: None) -> Callable[[], None]:
    """Let the background worker do all that waits, as it would a second later."""

    def run() -> None:
        # The worker starts each round without its old connection; here that one holds the test's transaction.
        with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
            call_command(
                "db_worker", queue_name="*", batch=True, startup_delay=False, interval=0, verbosity=0, reload=False
            )

    return run


@pytest.fixture
def _on_mysql() -> None:
    if connection.vendor != "mysql":
        pytest.skip("needs MySQL: bin/test runs this in its MySQL half")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if item.get_closest_marker("race") or item.get_closest_marker("browser"):
            item.fixturenames.insert(0, "_on_mysql")
