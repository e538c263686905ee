"""What an owner sees of the sale of their property, and what the agency does for it."""

from django.urls import URLPattern

app_name = "ownerroom"

urlpatterns: list[URLPattern] = []
