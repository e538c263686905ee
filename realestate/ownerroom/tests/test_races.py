"""An owner who clicks ten times at once, two owners, an agent at the same moment: on MySQL."""

from decimal import Decimal
from typing import Any

import pytest

from realestate.audit.models import AuditLine
from realestate.documents.models import Document
from realestate.documents.tests.test_races import at_once
from realestate.listings.models import Operation, PriceChange
from realestate.listings.services import set_price
from realestate.ownerroom import services
from realestate.ownerroom.models import OwnerLink, PriceProposal
from realestate.ownerroom.tests.factories import owned_operation, owner_link, proposal, second_owner
from realestate.tests.factories import UserFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def approve(one: PriceProposal, link: OwnerLink) -> PriceProposal:
    fresh = PriceProposal.objects.for_room().get(pk=one.pk)
    return services.approve_price(proposal=fresh, link=link, typed_name="Lucía Gómez", address="192.0.2.7")


def test_ten_approvals_at_once_change_the_price_once() -> None:
    operation = owned_operation(UserFactory())
    link, one = owner_link(operation), proposal(operation)
    answers = at_once(10, lambda _number: approve(one, link))
    assert all(isinstance(answer, PriceProposal) and answer.status == "approved" for answer in answers)
    assert PriceChange.objects.filter(operation=operation, price=140_000).count() == 1
    assert Document.objects.filter(kind="price_annex").count() == 1
    assert AuditLine.objects.filter(action="owner_price.approved").count() == 1


def test_of_a_yes_and_a_no_at_once_one_counts() -> None:
    operation = owned_operation(UserFactory())
    one = proposal(operation)
    links = [owner_link(operation), owner_link(operation, second_owner(operation.listing))]

    def answer(number: int) -> Any:
        if number == 0:
            return approve(one, links[0])
        fresh = PriceProposal.objects.for_room().get(pk=one.pk)
        return services.decline_price(proposal=fresh, link=links[1], typed_name="Baltasar Q.")

    answers = at_once(2, answer)
    assert sum(isinstance(one, PriceProposal) for one in answers) == 1
    one.refresh_from_db()
    price = Decimal(140_000) if one.status == "approved" else Decimal(150_000)
    assert Operation.objects.get(pk=operation.pk).price == price


def test_a_price_set_by_the_agent_and_a_yes_at_once_end_in_a_price_that_somebody_chose() -> None:
    operation = owned_operation(UserFactory())
    link, one = owner_link(operation), proposal(operation)

    def act(number: int) -> Any:
        if number == 0:
            return approve(one, link)
        return set_price(actor=None, operation=operation, price=Decimal(145_000))

    at_once(2, act)
    one.refresh_from_db()
    prices = [row.price for row in PriceChange.objects.filter(operation=operation).order_by("pk")]
    if one.status == "approved":
        assert prices[-2:] == [Decimal(140_000), Decimal(145_000)]
    else:
        assert (one.status in {"superseded", "proposed"}, prices[-1]) == (True, Decimal(145_000))


def test_of_ten_proposals_at_once_one_is_open() -> None:
    operation = owned_operation(UserFactory())
    answers = at_once(10, lambda number: proposal(operation, 140_000 + number))
    assert all(isinstance(answer, PriceProposal) for answer in answers)
    assert PriceProposal.objects.filter(status="proposed").count() == 1


def test_of_five_links_made_at_once_for_one_owner_one_is_made() -> None:
    operation = owned_operation(UserFactory())
    answers = at_once(5, lambda _number: owner_link(operation))
    assert sum(isinstance(answer, OwnerLink) for answer in answers) == 1
    assert OwnerLink.objects.count() == 1
