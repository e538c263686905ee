"""Addresses of the intake."""

from django.urls import path

from realestate.intake.views import doors, hooks, imports, messages

app_name = "intake"

urlpatterns = [
    path("hooks/leads/<str:key>/", hooks.lead_hook, name="hook"),
    path("intake/", messages.MessageListView.as_view(), name="messages"),
    path("intake/<int:pk>/", messages.message, name="message"),
    path("intake/<int:pk>/complete/", messages.complete, name="complete"),
    path("intake/<int:pk>/teach/", messages.teach, name="teach"),
    path("intake/<int:pk>/set-aside/", messages.set_aside, name="set_aside"),
    path("intake/<int:pk>/take-back/", messages.take_back, name="take_back"),
    path("intake/<int:pk>/read-again/", messages.read_again, name="read_again"),
    path("intake/<int:pk>/raw/", messages.raw, name="raw"),
    path("intake/rules/", messages.rule_list, name="rules"),
    path("intake/rules/<int:pk>/on/", messages.rule_on, name="rule_on"),
    path("intake/rules/<int:pk>/off/", messages.rule_off, name="rule_off"),
    path("intake/mailboxes/", doors.MailboxListView.as_view(), name="mailboxes"),
    path("intake/mailboxes/new/", doors.MailboxCreateView.as_view(), name="mailbox_create"),
    path("intake/mailboxes/<int:pk>/edit/", doors.MailboxUpdateView.as_view(), name="mailbox_update"),
    path("intake/mailboxes/<int:pk>/fetch/", doors.fetch_now, name="mailbox_fetch"),
    path("intake/webhooks/", doors.KeyListView.as_view(), name="keys"),
    path("intake/webhooks/new/", doors.KeyCreateView.as_view(), name="key_create"),
    path("intake/webhooks/<int:pk>/", doors.key, name="key"),
    path("intake/webhooks/<int:pk>/edit/", doors.KeyUpdateView.as_view(), name="key_update"),
    path("intake/webhooks/<int:pk>/address/", doors.reissue, name="key_reissue"),
    path("intake/webhooks/<int:pk>/sign/", doors.sign, name="key_sign"),
    path("intake/webhooks/<int:pk>/unsign/", doors.unsign, name="key_unsign"),
    path("intake/files/", imports.ImportListView.as_view(), name="imports"),
    path("intake/files/new/", imports.ImportCreateView.as_view(), name="import_create"),
    path("intake/files/<int:pk>/", imports.lead_import, name="import"),
    path("intake/files/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("intake/files/<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("intake/sources/", imports.SourcesView.as_view(), name="sources"),
]
