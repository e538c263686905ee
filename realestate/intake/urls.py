"""Addresses of the intake."""

from django.urls import path

from realestate.intake.views import hooks

app_name = "intake"

urlpatterns = [
    path("hooks/leads/<str:key>/", hooks.lead_hook, name="hook"),
]
