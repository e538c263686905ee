"""Addresses of demands and matches; leads/urls.py takes them in."""

from django.urls import path

from realestate.leads import matching_views as views

urlpatterns = [
    path("<int:pk>/demands/", views.demands_of_lead, name="demands"),
    path("<int:pk>/demands/new/", views.DemandCreateView.as_view(), name="demand_create"),
    path("demands/<int:pk>/", views.demand_matches, name="demand_matches"),
    path("demands/<int:pk>/edit/", views.DemandUpdateView.as_view(), name="demand_update"),
    path("demands/<int:pk>/close/", views.close_demand, name="demand_close"),
    path("demands/<int:pk>/renew/", views.renew_demand, name="demand_renew"),
    path("for-listing/<slug:reference>/", views.matches_for_listing, name="matches_for_listing"),
]
