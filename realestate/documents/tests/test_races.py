"""Two tabs, a double click, many guesses: on MySQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.documents import services
from realestate.documents.models import Document, SignatureRequest
from realestate.documents.tests.test_signing import code_in_mail, token_of
from realestate.tests.factories import OfficeFactory, UserFactory, signature_request

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    barrier = Barrier(count)

    def run(number: int) -> Any:
        try:
            barrier.wait(30)
            return work(number)
        except BusinessRuleError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def asked() -> tuple[SignatureRequest, str]:
    return signature_request(actor=UserFactory(office=OfficeFactory()))


def test_of_ten_signatures_at_once_one_is_given() -> None:
    request, link = asked()
    services.send_code(request=request)
    code = code_in_mail()

    def sign(_number: int) -> SignatureRequest:
        mine = SignatureRequest.objects.with_document().get(pk=request.pk)
        return services.sign(request=mine, token=token_of(link), code=code, typed_name="Lucía Gómez")

    answers = at_once(10, sign)
    assert sum(isinstance(answer, SignatureRequest) for answer in answers) == 1
    assert AuditLine.objects.filter(action="document.signed").count() == 1
    assert Document.objects.filter(kind="evidence").count() == 1


def test_of_twenty_guesses_at_once_five_are_looked_at() -> None:
    request, link = asked()
    services.send_code(request=request)
    right = int(code_in_mail())

    def guess(number: int) -> SignatureRequest:
        mine = SignatureRequest.objects.with_document().get(pk=request.pk)
        wrong = f"{(right + 1 + number) % 1_000_000:06}"
        return services.sign(request=mine, token=token_of(link), code=wrong, typed_name="Lucía Gómez")

    answers = at_once(20, guess)
    assert not any(isinstance(answer, SignatureRequest) for answer in answers)
    request.refresh_from_db()
    assert request.code_attempts == 5
