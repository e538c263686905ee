"""Addresses of the contacts room."""

from django.urls import URLPattern

app_name = "contacts"

urlpatterns: list[URLPattern] = []
