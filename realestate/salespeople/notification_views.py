"""The bell, its list, and how somebody wants to be told."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from realestate.core.pagination import paginate
from realestate.core.views import VersionedUpdateView
from realestate.salespeople import services
from realestate.salespeople.models import Notification, NotificationSettings
from realestate.salespeople.notification_forms import NotificationSettingsForm
from realestate.salespeople.views import user_of

# The bell says "99+" beyond this; counting further would cost more than it tells.
COUNT_TO = 100


class NotificationListView(TemplateView):
    """What one has been told, newest first."""

    nav_section = "notifications"
    template_name = "salespeople/notifications.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Notification.objects.visible_to(self.request.user)
        cursor = self.request.GET.get("cursor", "")
        page = paginate(rows, order=("-at", "-pk"), cursor=cursor, size=50)
        return super().get_context_data(
            rows=page.rows, next_cursor=page.next_cursor, is_first_page=not cursor, **kwargs
        )


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The number of unread lines: one query on an index. Each page asks for it again every 45 seconds."""
    unread = Notification.objects.visible_to(request.user).unread().count_to(COUNT_TO)
    context = {"unread": unread, "shown": f"{COUNT_TO - 1}+" if unread >= COUNT_TO else str(unread)}
    return render(request, "salespeople/_bell.html", context)


@require_POST
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it and go where it leads."""
    line = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    services.mark_read(notification=line)
    is_ours = url_has_allowed_host_and_scheme(line.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(line.url if line.url and is_ours else reverse("salespeople:notifications"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(user=user_of(request))
    return redirect("salespeople:notifications")


class NotificationSettingsView(VersionedUpdateView):
    """Mails by kind, and quiet hours."""

    nav_section = "notifications"
    form_class = NotificationSettingsForm
    template_name = "salespeople/notification_settings.html"

    def get_queryset(self) -> Any:
        return NotificationSettings.objects.of(user_of(self.request))

    def get_object(self, queryset: Any = None) -> NotificationSettings:
        return self.get_queryset().first() or NotificationSettings(user=user_of(self.request))

    def perform(self, form: NotificationSettingsForm) -> HttpResponse:
        services.save_notification_settings(actor=user_of(self.request), choice=form.instance)
        messages.success(self.request, _("Saved."))
        return redirect("salespeople:notification_settings")
