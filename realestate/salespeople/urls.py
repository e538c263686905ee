"""Addresses of the people's room, and of signing in."""

from django.urls import include, path

from realestate.salespeople import views

salespeople_patterns = (
    [
        path("profile/", views.ProfileView.as_view(), name="profile"),
        path("profile/sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
        path("team/", views.TeamListView.as_view(), name="team"),
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
