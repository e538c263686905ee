"""The demo's intake comes and goes whole."""

import pytest

from realestate.demo.inbox import close_intake, open_intake
from realestate.intake.models import InboundKey, InboundMessage, SourceCost
from realestate.salespeople.models import Office, User

pytestmark = pytest.mark.django_db


def test_the_demo_shows_what_waits_and_takes_it_along(office: Office, manager: User) -> None:
    open_intake([office], manager)
    assert set(InboundMessage.objects.values_list("state", flat=True)) == {"quarantined"}
    assert SourceCost.objects.count() == 3
    close_intake(Office.objects.filter(pk=office.pk))
    assert not InboundMessage.objects.exists()
    assert not InboundKey.objects.exists()
    assert not SourceCost.objects.exists()
