"""Addresses of the house itself: the language and theme switches."""

from django.urls import include, path

from realestate.core import views

core_patterns = ([path("theme/", views.set_theme, name="set_theme")], "core")

urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("", include(core_patterns)),
]
