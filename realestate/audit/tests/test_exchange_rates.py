"""Who changed a rate of exchange, and from what to what."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from realestate.audit.models import AuditLine
from realestate.core.models import ExchangeRate
from realestate.salespeople.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed() -> dict[str, Any]:
    return {"currency": "USD", "to_currency": "MXN", "rate": "17.5", "on": "2026-11-03", "source": "Banco de México"}


def lines() -> list[AuditLine]:
    return list(AuditLine.objects.filter(action__startswith="exchange_rate.").order_by("pk"))


def test_a_new_rate_and_its_change_leave_a_line_each(
    as_user: Callable[[User], Client], manager: User, typed: dict[str, Any]
) -> None:
    client = as_user(manager)
    client.post(reverse("admin:core_exchangerate_add"), typed)
    rate = ExchangeRate.objects.get()
    client.post(reverse("admin:core_exchangerate_change", args=[rate.pk]), {**typed, "rate": "18"})
    added, changed = lines()
    assert (added.action, added.actor) == ("exchange_rate.added", manager)
    assert Decimal(added.changes["rate"]) == Decimal("17.5")
    assert [Decimal(one) for one in changed.changes["rate"]] == [Decimal("17.5"), Decimal(18)]


def test_saving_it_as_it_is_leaves_none(
    as_user: Callable[[User], Client], manager: User, typed: dict[str, Any]
) -> None:
    client = as_user(manager)
    client.post(reverse("admin:core_exchangerate_add"), typed)
    client.post(reverse("admin:core_exchangerate_change", args=[ExchangeRate.objects.get().pk]), typed)
    assert len(lines()) == 1
