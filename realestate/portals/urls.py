"""Addresses of the portals room."""

from django.urls import URLPattern

app_name = "portals"

urlpatterns: list[URLPattern] = []
