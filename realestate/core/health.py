"""Probes for the cluster, answered before host checks and redirects."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class HealthMiddleware:
    """``/livez``: this process answers. ``/readyz``: the database answers and this code's migrations are applied."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/livez":
            return _plain("ok")
        if request.path == "/readyz":
            return self.readyz()
        return self.get_response(request)

    def readyz(self) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self.is_migrated = self.is_migrated or _no_migrations_wait()
        except DatabaseError:
            connection.close()
            return _plain("database away", 503)
        return _plain("ok") if self.is_migrated else _plain("migrations wait", 503)


def _no_migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
