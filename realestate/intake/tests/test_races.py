"""The same lead several times at the same moment, on MySQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from realestate.intake import services
from realestate.intake.models import InboundMessage
from realestate.intake.tests.makers import MODEL_OF_A_LEAD, make_key
from realestate.leads.models import Enquiry, Lead
from realestate.tests.factories import OfficeFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_twenty_equal_webhooks_at_once_make_one_lead_and_lose_no_message() -> None:
    key = make_key(OfficeFactory(code="MUR"))
    path, barrier = reverse("intake:hook", args=[key.key]), Barrier(20)

    def send(_number: int) -> str:
        try:
            barrier.wait(30)
            assert Client().post(path, MODEL_OF_A_LEAD, content_type="application/json").status_code == 202
            barrier.wait(60)
            mine = InboundMessage.objects.order_by("pk")[_number].pk
            return services.process_message(message_id=mine)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        states = sorted(pool.map(send, range(20)))
    assert states == ["done", *["duplicate"] * 19]
    assert Enquiry.objects.count() == Lead.objects.count() == 1
    assert InboundMessage.objects.filter(enquiry=Enquiry.objects.get()).count() == 20


def test_one_message_given_to_ten_workers_is_dealt_with_once() -> None:
    key = make_key(OfficeFactory(code="MUR"))
    body = {name: value for name, value in MODEL_OF_A_LEAD.items() if name != "id"}
    Client().post(reverse("intake:hook", args=[key.key]), body, content_type="application/json")
    pk, barrier = InboundMessage.objects.get().pk, Barrier(10)

    def work(_number: int) -> str:
        try:
            barrier.wait(30)
            return services.process_message(message_id=pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(work, range(10))) == {"done"}
    assert Enquiry.objects.count() == 1
