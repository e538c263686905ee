"""Addresses of the agenda."""

from django.urls import path

from realestate.agenda import views

app_name = "agenda"

urlpatterns = [
    path("", views.AgendaView.as_view(), name="list"),
    path("new/", views.ViewingCreateView.as_view(), name="create"),
    path("<int:pk>/", views.ViewingDetailView.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ViewingUpdateView.as_view(), name="update"),
    path("<int:pk>/outcome/", views.OutcomeView.as_view(), name="outcome"),
    path("<int:pk>/no-show/", views.NoShowView.as_view(), name="no_show"),
    path("<int:pk>/cancel/", views.CancelView.as_view(), name="cancel"),
    path("of-listing/<slug:reference>/", views.viewings_of_listing, name="of_listing"),
    path("of-lead/<int:pk>/", views.viewings_of_lead, name="of_lead"),
    path("of-contact/<int:pk>/", views.viewings_of_contact, name="of_contact"),
]
