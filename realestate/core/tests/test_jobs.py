from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from realestate.core import jobs
from realestate.core.mail import queue_rendered_email

pytestmark = pytest.mark.django_db


@pytest.fixture
def result() -> DBTaskResult[Any, Any]:
    queue_rendered_email(recipient="ana@example.com", subject="Hola", text="Texto")
    return DBTaskResult.objects.get()


def test_a_task_whose_worker_died_is_put_back_after_its_lease(result: Any) -> None:
    result.claim("worker-1")
    DBTaskResult.objects.update(started_at=timezone.now() - jobs.LEASE - timedelta(seconds=1))
    assert jobs.reap_lost_tasks() == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_a_task_that_is_running_is_left_alone(result: Any) -> None:
    result.claim("worker-1")
    assert jobs.reap_lost_tasks() == 0


def test_a_failed_task_is_tried_again_later(result: Any) -> None:
    result.claim("worker-1")
    result.set_failed(RuntimeError("x"))
    assert jobs.reap_lost_tasks() == 1
    again = DBTaskResult.objects.get()
    assert again.status == "READY"
    assert again.run_after > timezone.now()


def test_after_five_runs_a_task_stays_failed(result: Any) -> None:
    for number in range(5):
        result.claim(f"worker-{number}")
    result.set_failed(RuntimeError("x"))
    assert jobs.reap_lost_tasks() == 0
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_manager_may_run_a_failed_task_at_once(result: Any, run_tasks: Callable[[], None]) -> None:
    result.set_failed(RuntimeError("x"))
    assert jobs.retry_now(DBTaskResult.objects.all()) == 1
    run_tasks()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_two_tasks_may_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="twice"):
        jobs.register("core.send_email")(lambda: None)
