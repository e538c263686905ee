"""Units of work for the background worker, enqueued by name.

Services name a task instead of importing it, because tasks import services. Tasks take ids, read the state
again and may run twice. A task joins the caller's transaction: no commit, no task.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

_registry: dict[str, Task[..., Any]] = {}

# A worker that was killed leaves its task RUNNING for ever; after the lease it is somebody else's turn.
LEASE = timedelta(minutes=10)
MAX_RUNS = 5


def register(name: str, *, queue: str = "default") -> Callable[[Callable[..., Any]], Task[..., Any]]:
    """Decorator for functions in ``tasks.py``: make a task and give it the name that services use."""

    def decorate(function: Callable[..., Any]) -> Task[..., Any]:
        if name in _registry:
            raise ValueError(f"task {name} is registered twice")
        _registry[name] = task(queue_name=queue)(function)
        return _registry[name]

    return decorate


def enqueue(name: str, *args: Any, **kwargs: Any) -> None:
    """Put one run of the named task in the queue, within the caller's transaction."""
    _registry[name].enqueue(*args, **kwargs)


def reap_lost_tasks() -> int:
    """Put tasks whose worker died back in the queue, and failed ones too until they had five runs; returns how many."""
    now = timezone.now()
    reaped = 0
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - LEASE)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gt=now - timedelta(days=1))
    for result in [*lost[:500], *failed[:500]]:
        runs = len(result.worker_ids)
        if runs >= MAX_RUNS:
            final = {"status": TaskResultStatus.FAILED, "finished_at": result.finished_at or now}
            DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.RUNNING).update(**final)
            continue
        reaped += DBTaskResult.objects.filter(pk=result.pk, status=result.status, started_at=result.started_at).update(
            status=TaskResultStatus.READY, run_after=now + timedelta(seconds=15 * 2**runs), finished_at=None
        )
    return reaped


def retry_now(queryset: Any) -> int:
    """Put failed tasks back in the queue at once (the admin's action); returns how many."""
    return int(
        queryset.filter(status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[]
        )
    )
