"""The one box."""

from django.urls import path

from realestate.search import views

app_name = "search"

urlpatterns = [
    path("", views.search_page, name="search"),
]
