"""The back office's bases: no counting of big tables, Spanish too, exports that a spreadsheet cannot run."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from realestate.core import jobs, mail
from realestate.core.csv import stream_csv
from realestate.core.models import Counter, OutgoingEmail, SearchWord


class NoCountPaginator(Paginator[Any]):
    """Pages without COUNT(*): tells whether there is a next page by asking for one row more."""

    @cached_property
    def count(self) -> int:
        """As far as somebody would leaf: a bounded count costs the same on a million rows."""
        bound = self.per_page * 100
        rows: Any = self.object_list
        return len(rows.order_by().values_list("pk")[:bound])


class BaseAdmin(admin.ModelAdmin[Any]):
    """What all our models' pages share."""

    show_full_result_count = False
    paginator = NoCountPaginator
    list_per_page = 50
    export_fields: ClassVar[Sequence[str]] = ()
    actions: Any = ("export_csv",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here: statuses say what is over, privacy rules say what is destroyed."""
        return False

    @admin.action(description=_("Export selected rows as CSV"))
    def export_csv(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> StreamingHttpResponse:
        names = list(self.export_fields) or [field.name for field in self.model._meta.concrete_fields]
        rows: Iterable[Sequence[Any]] = ([getattr(row, name) for name in names] for row in queryset.iterator(1000))
        return stream_csv(f"{self.model._meta.model_name}.csv", names, rows)


class ReadOnlyAdmin(BaseAdmin):
    """Append-only records: looked at, never touched."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    list_display = ("name", "value")
    search_fields = ("name",)


@admin.register(SearchWord)
class SearchWordAdmin(ReadOnlyAdmin):
    """To see by which words a record is found, when somebody says that it is not."""

    list_display = ("word", "room", "object_id")
    search_fields = ("word__startswith", "=object_id")
    list_filter = ("room",)


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(ReadOnlyAdmin):
    list_display = ("recipient", "subject", "status", "attempts", "created_at", "sent_at")
    list_filter = ("status",)
    search_fields = ("recipient", "subject")
    actions = ("export_csv", "retry")

    @admin.action(description=_("Send again"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[OutgoingEmail]) -> None:
        count = mail.retry_failed_email(queryset)
        said = ngettext("%(count)d mail is in line again.", "%(count)d mails are in line again.", count)
        messages.success(request, said % {"count": count})


admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnlyAdmin):
    """Units of work of the background worker; failed ones can be put back in the queue."""

    list_display = ("task_path", "status", "queue_name", "enqueued_at", "started_at", "finished_at")
    list_filter = ("status", "queue_name")
    search_fields = ("task_path",)
    ordering = ("-enqueued_at",)
    actions = ("retry",)

    @admin.action(description=_("Run again"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        count = jobs.retry_now(queryset)
        said = ngettext("%(count)d task is in line again.", "%(count)d tasks are in line again.", count)
        messages.success(request, said % {"count": count})
