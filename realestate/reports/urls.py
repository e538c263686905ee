"""Addresses of the first page and its panels."""

from django.urls import path

from realestate.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.TodayView.as_view(), name="today"),
    path("today/unanswered/", views.UnansweredView.as_view(), name="unanswered"),
    path("today/actions/", views.ActionsView.as_view(), name="actions"),
    path("today/viewings/", views.ViewingsView.as_view(), name="viewings"),
    path("today/loose-ends/", views.LooseEndsView.as_view(), name="loose_ends"),
    path("today/month/", views.MonthView.as_view(), name="month"),
]
