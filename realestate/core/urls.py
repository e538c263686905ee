"""Addresses of the house itself: the language and theme switches."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from realestate.core import views

core_patterns = ([path("theme/", views.set_theme, name="set_theme")], "core")

urlpatterns = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include(core_patterns)),
]
