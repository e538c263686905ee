"""Addresses of the listings room."""

from django.urls import URLPattern

app_name = "listings"

urlpatterns: list[URLPattern] = []
