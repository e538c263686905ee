"""Addresses that a contact gets by mail."""

from django.urls import path

from realestate.contacts.public_views import withdraw

app_name = "consents"

urlpatterns = [
    path("baja/<slug:token>/", withdraw, {"language": "es"}, name="withdraw_es"),
    path("en/unsubscribe/<slug:token>/", withdraw, {"language": "en"}, name="withdraw_en"),
]
