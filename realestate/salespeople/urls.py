"""Addresses of the people's room, and of signing in."""

from django.urls import include, path

from realestate.salespeople import absence_views, notification_views, views

salespeople_patterns = (
    [
        path("profile/", views.ProfileView.as_view(), name="profile"),
        path("profile/sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
        path("team/", views.TeamListView.as_view(), name="team"),
        path("team/absences/", absence_views.AbsenceListView.as_view(), name="absences"),
        path("team/absences/new/", absence_views.AbsenceFormView.as_view(), name="absence_create"),
        path("team/absences/<int:pk>/", absence_views.AbsenceFormView.as_view(), name="absence_update"),
        path("team/absences/<int:pk>/delete/", absence_views.absence_delete, name="absence_delete"),
        path("notifications/", notification_views.NotificationListView.as_view(), name="notifications"),
        path("notifications/bell/", notification_views.bell, name="bell"),
        path("notifications/read/", notification_views.read_all, name="notifications_read"),
        path(
            "notifications/settings/",
            notification_views.NotificationSettingsView.as_view(),
            name="notification_settings",
        ),
        path("notifications/<int:pk>/open/", notification_views.open_notification, name="notification_open"),
        path("team/invite/", views.InviteView.as_view(), name="invite"),
        path("team/<int:pk>/invite-again/", views.invite_again, name="invite_again"),
        path("team/<int:pk>/deactivate/", views.deactivate, name="deactivate"),
        path("team/<int:pk>/activate/", views.activate, name="activate"),
        path("team/<int:pk>/photo/", views.photo, name="photo"),
        path("invitations/<slug:token>/", views.AcceptInvitationView.as_view(), name="accept_invitation"),
    ],
    "salespeople",
)

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("", include(salespeople_patterns)),
]
